package crawl

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/datasets/schema"
)

// PinsFile is the name of the file in a lake's folder that says what a person
// decided about the lake. docs/crawl.md describes it.
const PinsFile = "tarn.yaml"

// A PinError reports what is wrong in [PinsFile].
type PinError struct {
	Line int // from 1; 0 if it is the file as such
	Text string
	Near string // what may have been meant, or a hint
}

func (e *PinError) Error() string {
	if e.Line == 0 {
		return PinsFile + ": " + e.Text
	}
	return fmt.Sprintf("%s, line %d: %s", PinsFile, e.Line, e.Text)
}

// Hint offers what may have been meant.
func (e *PinError) Hint() string { return e.Near }

// maxPinsFile is how many bytes of [PinsFile] are read.
const maxPinsFile = 1 << 20

// ReadPins reads what a person decided in the lake's [PinsFile]. If there is no
// such file, nothing is decided.
func ReadPins(lake *datasets.Lake) (*Pins, error) {
	f, err := lake.File(PinsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return new(Pins), nil
	}
	if err != nil {
		return nil, err
	}
	if f.Size > maxPinsFile {
		return nil, &PinError{Text: fmt.Sprintf("it has %d bytes; more than %d are not read", f.Size, maxPinsFile)}
	}
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxPinsFile))
	if err != nil {
		return nil, err
	}
	return ParsePins(text)
}

// ParsePins reads the text of a [PinsFile]. What is wrong with it is a [*PinError].
func ParsePins(text []byte) (*Pins, error) {
	p := new(Pins)
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, yamlError(err)
	}
	if len(document.Content) == 0 {
		return p, nil
	}
	d := pinDecoder{}
	d.mapping(document.Content[0], "the file", map[string]func(*yaml.Node){
		"exclude": func(n *yaml.Node) {
			for _, item := range d.list(n, "exclude") {
				if glob, err := datasets.ParseGlob(d.text(item, "exclude")); err != nil {
					d.fail(item, err.Error(), "")
				} else {
					p.Exclude = append(p.Exclude, glob)
				}
			}
		},
		"files": func(n *yaml.Node) {
			for _, item := range d.list(n, "files") {
				p.Files = append(p.Files, d.filePin(item))
			}
		},
		"tables": func(n *yaml.Node) {
			d.each(n, "tables", func(name, value *yaml.Node) { p.Tables = append(p.Tables, d.tablePin(name, value)) })
		},
	})
	if d.err != nil {
		return nil, d.err
	}
	return p, nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlError(err error) error {
	text := err.Error()
	e := &PinError{Text: yamlLine.ReplaceAllString(text, "")}
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
	}
	return e
}

// A pinDecoder reads parts of the file, and keeps the first error.
type pinDecoder struct{ err error }

func (d *pinDecoder) fail(n *yaml.Node, text, hint string) {
	if d.err == nil {
		d.err = &PinError{Line: n.Line, Text: text, Near: hint}
	}
}

// each calls do with the keys and values of a mapping. A key that stands twice
// is an error.
func (d *pinDecoder) each(n *yaml.Node, what string, do func(key, value *yaml.Node)) {
	n = resolved(n)
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, what+": expected keys with values", "")
		return
	}
	seen := make(map[string]int)
	for i := 0; i < len(n.Content) && d.err == nil; i += 2 {
		key := n.Content[i]
		if line, twice := seen[key.Value]; twice {
			d.fail(key, fmt.Sprintf("%s: %s stands twice, first in line %d", what, key.Value, line), "")
			return
		}
		seen[key.Value] = key.Line
		do(key, resolved(n.Content[i+1]))
	}
}

func resolved(n *yaml.Node) *yaml.Node {
	for range 100 {
		if n.Kind != yaml.AliasNode {
			break
		}
		n = n.Alias
	}
	return n
}

// mapping reads a mapping of which the keys are known.
func (d *pinDecoder) mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) {
	d.each(n, what, func(key, value *yaml.Node) {
		read, ok := keys[key.Value]
		if !ok {
			d.unknown(key, what, slices.Sorted(maps.Keys(keys)))
			return
		}
		read(value)
	})
}

func (d *pinDecoder) unknown(key *yaml.Node, what string, known []string) {
	hint := "the keys are " + strings.Join(known, ", ")
	if near := catalog.Nearest(key.Value, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	d.fail(key, fmt.Sprintf("%s: unknown key %q", what, key.Value), hint)
}

// list returns the items of a list; one item need not be in a list.
func (d *pinDecoder) list(n *yaml.Node, what string) []*yaml.Node {
	switch {
	case n.Kind == yaml.SequenceNode:
		items := make([]*yaml.Node, len(n.Content))
		for i, item := range n.Content {
			items[i] = resolved(item)
		}
		return items
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return nil
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	}
	d.fail(n, what+": expected a list", "")
	return nil
}

// text returns a value as it is written.
func (d *pinDecoder) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, what+": expected a text", "")
		return ""
	}
	if n.Tag == "!!null" && n.Value != "" && n.Style == 0 {
		d.fail(n, what+": expected a text, not "+n.Value, `for the text itself, put it in quotes: "`+n.Value+`"`)
	}
	return n.Value
}

func (d *pinDecoder) texts(n *yaml.Node, what string) []string {
	texts := []string{}
	for _, item := range d.list(n, what) {
		texts = append(texts, d.text(item, what))
	}
	return texts
}

func (d *pinDecoder) path(n *yaml.Node, what string) PathPin {
	text := d.text(n, what)
	p, err := ParsePath(text)
	switch {
	case err != nil:
		d.fail(n, err.Error(), "")
	case strings.HasPrefix(text, "/") || strings.HasPrefix(p.text, "../") || p.text == "..":
		d.fail(n, fmt.Sprintf("%s: %s is not a path in the lake", what, text), "paths are relative to the lake's folder, as in sales/orders")
	}
	return p
}

func (d *pinDecoder) format(n *yaml.Node, what string) string {
	name := d.text(n, what)
	if _, ok := formats.ByName(name); !ok {
		var names []string
		for _, f := range formats.All() {
			names = append(names, f.Name())
		}
		d.fail(n, fmt.Sprintf("%s: there is no format %q", what, name), "the formats are "+strings.Join(names, ", "))
	}
	return name
}

func (d *pinDecoder) options(n *yaml.Node, what string) map[string]string {
	options := make(map[string]string)
	d.each(n, what, func(key, value *yaml.Node) {
		if formatOf(map[string]string{key.Value: ""}) == "" && !commonOptions[key.Value] {
			d.unknown(key, what, optionNames())
			return
		}
		options[key.Value] = d.text(value, what+"."+key.Value)
	})
	return options
}

func (d *pinDecoder) filePin(n *yaml.Node) FilePin {
	var f FilePin
	found := false
	d.mapping(n, "files", map[string]func(*yaml.Node){
		"path":    func(n *yaml.Node) { f.Path, found = d.path(n, "path"), true },
		"format":  func(n *yaml.Node) { f.Format = d.format(n, "format") },
		"options": func(n *yaml.Node) { f.Options = d.options(n, "options") },
	})
	if !found {
		d.fail(n, "files: an item has no path", "as in: - path: logs/**.log")
	}
	return f
}

func (d *pinDecoder) tablePin(name, n *yaml.Node) *TablePin {
	t := &TablePin{Name: name.Value, Columns: make(map[string]ColumnPin)}
	if clean := catalog.TableName(t.Name); clean != t.Name {
		d.fail(name, fmt.Sprintf("tables: %q cannot be the name of a table", t.Name), "such as "+clean)
	}
	d.mapping(n, t.Name, map[string]func(*yaml.Node){
		"path": func(n *yaml.Node) {
			for _, item := range d.list(n, "path") {
				t.Paths = append(t.Paths, d.path(item, "path"))
			}
		},
		"format":     func(n *yaml.Node) { t.Format = d.format(n, "format") },
		"options":    func(n *yaml.Node) { t.Options = d.options(n, "options") },
		"partitions": func(n *yaml.Node) { t.Partitions = d.texts(n, "partitions") },
		"comment":    func(n *yaml.Node) { t.Comment = d.text(n, "comment") },
		"columns": func(n *yaml.Node) {
			d.each(n, "columns", func(key, value *yaml.Node) { t.Columns[key.Value] = d.columnPin(key.Value, value) })
		},
	})
	return t
}

// columnPin reads what is decided about a column: its type, or keys.
func (d *pinDecoder) columnPin(name string, n *yaml.Node) ColumnPin {
	var c ColumnPin
	if n.Kind == yaml.ScalarNode {
		c.Type = d.typ(n, name)
		return c
	}
	d.mapping(n, name, map[string]func(*yaml.Node){
		"name": func(n *yaml.Node) {
			c.Name = d.text(n, "name")
			if clean := catalog.TableName(c.Name); clean != c.Name {
				d.fail(n, fmt.Sprintf("%q cannot be the name of a column", c.Name), "such as "+clean)
			}
		},
		"type":    func(n *yaml.Node) { c.Type = d.typ(n, name) },
		"comment": func(n *yaml.Node) { c.Comment = d.text(n, "comment") },
		"format":  func(n *yaml.Node) { c.Format = d.text(n, "format") },
		"nulls":   func(n *yaml.Node) { c.Nulls = d.texts(n, "nulls") },
		"hidden": func(n *yaml.Node) {
			if err := n.Decode(&c.Hidden); err != nil {
				d.fail(n, "hidden: expected true or false", "")
			}
		},
	})
	if c.Format != "" && c.Type.Kind == schema.Unknown {
		c.Type = temporal(c.Format)
	}
	return c
}

func (d *pinDecoder) typ(n *yaml.Node, column string) schema.Type {
	t, err := schema.Parse(d.text(n, column))
	if err != nil {
		d.fail(n, fmt.Sprintf("%s: %v", column, err), "types are written as in bigint, decimal(10,2), array<string>")
	}
	return t
}

// The options of formats that a person may decide.
var (
	csvOptions = []string{"comment", "compactDates", "damaged", "decimal", "delimiter", "epochTimes", "escape", "extra", "footer", "header",
		"headerRows", "monthFirst", "newline", "nulls", "quote", "repeats", "runs", "skip", "spaces", "thousands", "trailing",
		"trueFalse", "zeroOne"}
	jsonOptions   = []string{"beside", "maxObject", "member", "records", "rows"}
	commonOptions = map[string]bool{"encoding": true}
)

func optionNames() []string {
	return slices.Sorted(slices.Values(slices.Concat(csvOptions, jsonOptions, slices.Collect(maps.Keys(commonOptions)))))
}

// formatOf returns the format whose options those are, or "".
func formatOf(options map[string]string) string {
	format := ""
	for name := range options {
		switch {
		case slices.Contains(csvOptions, name):
			return "csv"
		case slices.Contains(jsonOptions, name):
			format = "json"
		}
	}
	return format
}
