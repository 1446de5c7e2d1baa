package profile

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// crawled is what the crawl knows of a table.
type crawled struct {
	problems   []catalog.FileProblem
	columns    map[string]*columnCrawl // by name
	files      int
	partitions [][]string // the values in the names of the folders
}

// A columnCrawl is what the crawl has seen of a column in all files.
type columnCrawl struct {
	kinds     map[string]int64 // values by the narrowest type that holds each
	nullTexts map[string]int64
	places    []Place // of the values that are text
	in        []bool  // which files have the column, in order of their paths
}

// readCrawl reads what the crawl has found in the files of a table.
func readCrawl(ctx context.Context, c *catalog.Catalog, name catalog.Name) (crawled, error) {
	crawl := crawled{columns: make(map[string]*columnCrawl)}
	problems, err := c.Problems(ctx, name.Database)
	if err != nil {
		return crawl, err
	}
	for _, p := range problems {
		if p.Table == name {
			crawl.problems = append(crawl.problems, p)
		}
	}
	for file, err := range c.EachFile(ctx, name) {
		if err != nil {
			return crawl, err
		}
		if err := crawl.add(&file); err != nil {
			return crawl, err
		}
	}
	return crawl, nil
}

func (k *crawled) add(file *catalog.File) error {
	evidence, err := file.Evidence()
	if err != nil {
		return err
	}
	if len(file.Partitions) > 0 {
		k.partitions = append(k.partitions, file.Partitions)
	}
	for i, col := range file.Scan.Layout.Columns {
		c := k.columns[col.Name]
		if c == nil {
			c = &columnCrawl{kinds: make(map[string]int64), nullTexts: make(map[string]int64)}
			k.columns[col.Name] = c
		}
		for len(c.in) < k.files {
			c.in = append(c.in, false)
		}
		c.in = append(c.in[:k.files], true)
		if i < len(evidence) {
			c.add(file.Path, col.Type, &evidence[i])
		}
	}
	k.files++
	return nil
}

func (c *columnCrawl) add(path string, t schema.Type, e *datasets.Evidence) {
	for kind, n := range e.Kinds {
		c.kinds[kind] += n
	}
	for text, n := range e.NullTexts {
		c.nullTexts[text] += n
	}
	if t.Kind.Text() {
		c.places = append(c.places, placesOf(path, e.Deciders, datasets.MaxPlaces-len(c.places))...)
	}
}

func placesOf(path string, places []datasets.Place, most int) []Place {
	var all []Place
	for _, p := range places[:max(0, min(len(places), most))] {
		all = append(all, Place{File: path, Line: p.Line, Text: p.Value})
	}
	return all
}

// problems adds what the crawl found that is of the kind being looked for.
func (f *finder) problems() {
	var all []catalog.FileProblem
	files := make(map[string]bool)
	var counts []string
	var rows int64
	for _, sort := range f.kind.problems {
		if sort == "types differ" && len(f.mixed()) > 0 {
			continue // told by the column, with figures
		}
		var count int64
		for _, p := range f.crawl.problems {
			if p.Kind == sort {
				all = append(all, p)
				files[p.Path] = true
				count += p.Count
			}
		}
		if count > 0 {
			counts = append(counts, plural(float64(count), sort))
			rows += count
		}
	}
	if len(all) == 0 {
		return
	}
	d := f.whole(nil, Exact(float64(rows)), "", "%s in %s: %s", strings.Join(counts, ", "), plural(float64(len(files)), "file"), all[0].Cause)
	for _, p := range all {
		d.Places = append(d.Places, placesOf(p.Path, p.Places, datasets.MaxPlaces-len(d.Places))...)
		if len(p.Places) == 0 && len(d.Places) < datasets.MaxPlaces && p.Path != "" {
			d.Places = append(d.Places, Place{File: p.Path})
		}
	}
}

// A mixture is the values of a column of text by what they are.
type mixture struct {
	most  string // the type of most of those that are not text
	share float64
	texts int64
}

// mixed returns the columns of text most of whose values are something else.
func (f *finder) mixed() map[string]mixture {
	found := make(map[string]mixture)
	for i := range f.Columns {
		c := &f.Columns[i]
		e := f.crawl.columns[c.Name]
		if e == nil || !f.typeOf(c).Kind.Text() {
			continue
		}
		var total, others int64
		best := mixture{}
		var most int64
		for _, kind := range sortedKeys(e.kinds) {
			n := e.kinds[kind]
			total += n
			if kind == "string" {
				best.texts += n
				continue
			}
			others += n
			if n > most {
				most, best.most = n, kind
			}
		}
		if total == 0 || best.texts == 0 {
			continue
		}
		if best.share = float64(others) / float64(total); best.share > f.limits.MixedTypes {
			found[c.Name] = best
		}
	}
	return found
}

func mixedTypes(f *finder, c *Column) {
	m, ok := f.mixed()[c.Name]
	if !ok || f.Where != "" {
		return
	}
	e := f.crawl.columns[c.Name]
	example := ""
	if len(e.places) > 0 {
		example = fmt.Sprintf(", such as %q", e.places[0].Text)
	}
	name := bind.Quote(c.Name)
	d := f.column(c, Exact(float64(m.texts)), "", "%s of the values are %s, and %d text%s", percent(m.share), m.most, m.texts, example)
	d.Places = e.places
	d.where = fmt.Sprintf("%s IS NOT NULL AND TRY_CAST(%s AS %s) IS NULL", name, name, m.most)
	if slices.ContainsFunc(e.places, func(p Place) bool { return readsAs(p.Text, m.most) }) {
		texts := make([]string, len(e.places))
		for i, p := range e.places {
			texts[i] = bind.Literal(p.Text)
		}
		d.where = fmt.Sprintf("%s IN (%s)", name, strings.Join(texts, ", ")) // text in quotes in the file, a number without
	}
}

// readsAs reports whether a text is written as a value of the type.
func readsAs(text, kind string) bool {
	switch kind {
	case "boolean":
		return text == "true" || text == "false"
	case "date", "timestamp":
		return false
	}
	var x float64
	n, err := fmt.Sscanf(text, "%g", &x)
	return n == 1 && err == nil
}

func lateColumns(f *finder, c *Column) {
	e := f.crawl.columns[c.Name]
	if e == nil || f.crawl.files < 3 {
		return
	}
	in := append(slices.Clone(e.in), make([]bool, f.crawl.files-len(e.in))...)
	with, turns := 0, 0
	for i, has := range in {
		if has {
			with++
		}
		if i > 0 && has != in[i-1] {
			turns++
		}
	}
	if turns != 1 {
		return
	}
	where := "the last"
	if in[0] {
		where = "the first"
	}
	f.column(c, Exact(float64(c.Count)), bind.Quote(c.Name)+" IS NOT NULL", "only in %s %d of %s", where, with, plural(float64(f.crawl.files), "file"))
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
