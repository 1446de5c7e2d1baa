package inference

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile"
	"github.com/tarnlake/tarn/query/bind"
)

// A crawled is a folder and what a crawl found in it.
type crawled struct {
	lake  *datasets.Lake
	files map[string]member // by path
	left  map[string]string // reasons, by path
}

// A member is a file of a table.
type member struct {
	*datasets.Scan
	file  datasets.File
	table *catalog.Table

	evidence []datasets.Evidence // one for each column
}

// crawl crawls a folder of the data, with what a person decided about some of
// its files. The caller closes the lake.
func (b *bench) crawl(name string, pins ...crawl.FilePin) (*crawled, error) {
	dir, err := b.folder(name)
	if err != nil {
		return nil, err
	}
	lake, err := datasets.Open(dir)
	if err != nil {
		return nil, err
	}
	crawler := crawl.Crawler{Pins: &crawl.Pins{Files: pins}}
	found, err := crawler.Crawl(b.ctx, lake, nil)
	if err != nil {
		lake.Close()
		return nil, err
	}
	c := &crawled{lake: lake, files: make(map[string]member), left: make(map[string]string)}
	for i := range found.Tables {
		for _, f := range found.Tables[i].Files {
			evidence, err := f.Evidence()
			if err != nil {
				lake.Close()
				return nil, err
			}
			c.files[f.Path] = member{f.Scan, lake.At(f.Path, f.Size, f.ModTime), &found.Tables[i].Table, evidence}
		}
	}
	for _, l := range found.LeftOut {
		c.left[l.Path] = l.Reason
	}
	return c, nil
}

// texts reads a file of separated values as the crawl decided: its header, if
// it has one, and its rows; a null is "".
func (b *bench) texts(c *crawled, path string) ([][]string, error) {
	m, ok := c.files[path]
	switch {
	case !ok:
		return nil, fmt.Errorf("left out: %s", c.left[path])
	case m.Format != "csv":
		return nil, fmt.Errorf("taken for %s", m.Format)
	}
	var all [][]string
	if m.Options["header"] == "true" {
		var names []string
		for _, column := range m.Columns {
			names = append(names, column.Source)
		}
		all = append(all, names)
	}
	for row, err := range csvfile.Rows(b.ctx, m.file, &m.Layout) {
		if err != nil {
			return nil, err
		}
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = string(v.Text)
		}
		all = append(all, texts)
	}
	return all, nil
}

// A sniffed is what DuckDB's sniff_csv says of a file.
type sniffed struct {
	delimiter, quote string
	header           bool
	names            []string
	read             string // the call of read_csv that it proposes, up to its columns
}

// is reports whether the sniffer found these marks. It has no quote for a file
// in which it sees none; that is as good as the usual one.
func (s *sniffed) is(delimiter, quote string) bool {
	return s.delimiter == delimiter && (s.quote == quote || s.quote == "" && quote == `"`)
}

// sniff asks sniff_csv, with options of DuckDB such as [lenient].
func (b *bench) sniff(path, options string) (*sniffed, error) {
	rows, err := b.rows("SELECT Delimiter, Quote, HasHeader, [c.name FOR c IN Columns], Prompt FROM sniff_csv(" + bind.Literal(path) + options + ")")
	if err != nil {
		return nil, err
	}
	row := rows[0]
	s := &sniffed{delimiter: row[0].(string), quote: row[1].(string), header: row[2].(bool)}
	if s.quote == "(empty)" {
		s.quote = ""
	}
	for _, name := range row[3].([]any) {
		s.names = append(s.names, name.(string))
	}
	s.read, _, _ = strings.Cut(row[4].(string), ", columns={")
	s.read = strings.Replace(s.read, options, "", 1) // it repeats them
	return s, nil
}

// lenient are the options with which DuckDB reads the most of damaged files.
const lenient = ", strict_mode = false, null_padding = true, ignore_errors = true"

// sniffedTexts reads a file as DuckDB's sniffer says, every value as text, in
// the form of [bench.texts].
func (b *bench) sniffedTexts(dir, name, options string) ([][]string, error) {
	s, err := b.sniff(filepath.Join(dir, name), options)
	if err != nil {
		return nil, err
	}
	columns := make([]string, len(s.names))
	for i, name := range s.names {
		columns[i] = bind.Literal(name) + ": 'VARCHAR'"
	}
	rows, err := b.rows(s.read + ", columns={" + strings.Join(columns, ", ") + "}" + options + ")")
	if err != nil {
		return nil, err
	}
	var all [][]string
	if s.header {
		all = append(all, s.names)
	}
	for _, row := range rows {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i], _ = v.(string) // null is ""
		}
		all = append(all, texts)
	}
	return all, nil
}
