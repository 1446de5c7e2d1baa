package profile

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/depend"
	"github.com/tarnlake/tarn/query/profile/measure"
	"github.com/tarnlake/tarn/query/profile/similar"
)

// Bounds of what is told of values that are wrong where they stand.
const (
	mostDisguised = 20
	mostClusters  = 20
	mostMeanings  = 10 // values of a cluster
	mostPlaces    = 5
)

// wrongCells looks for values that are wrong where they stand: in the rows that
// are kept, and in what the crawl has seen.
func (j *job) wrongCells(ctx context.Context) error {
	places, columns := j.cellColumns()
	found, err := cells.Find(ctx, columns, cells.Options{})
	if err != nil {
		return err
	}
	for _, why := range found.Stopped {
		j.stopped("wrong values: %s", why)
	}
	for i, at := range places {
		c := &j.profile.Columns[at]
		for _, d := range cells.Disguises(columns[i]) {
			if d.Score >= cells.Likely {
				c.Disguised = append(c.Disguised, Disguised{Value: d.Value, Count: j.scaled(d.Count), Score: d.Score, Why: d.Why})
			}
		}
		if c.Text != nil {
			c.Text.SameMeanings = j.sameMeanings(columns[i])
		}
	}
	if err := j.wrongMembers(ctx); err != nil {
		return err
	}
	j.keepCells(found.Findings, places)
	if j.options.Where == "" && j.options.Sample == 0 {
		if err := j.crawled(ctx); err != nil {
			return err
		}
	}
	for i := range j.profile.Columns {
		list := j.profile.Columns[i].Disguised
		slices.SortStableFunc(list, func(a, b Disguised) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Count.Value, a.Count.Value), cmp.Compare(a.Value, b.Value))
		})
		j.profile.Columns[i].Disguised = list[:min(len(list), mostDisguised)]
	}
	return nil
}

// cellColumns returns the columns of plain values as texts, and their places.
func (j *job) cellColumns() (places []int, columns []cells.Column) {
	for i, f := range j.columns {
		if f.Type.Kind.Nested() || f.Type.Kind == schema.Binary {
			continue
		}
		codes, distinct := codes(&j.seen.Sample.Columns[i])
		places = append(places, i)
		columns = append(columns, cells.Column{Name: f.Name, Column: depend.Column{
			Codes: codes, Distinct: distinct, Values: j.texts(i, codes, distinct),
		}})
	}
	return places, columns
}

// keepCells keeps the findings, whose columns and rows are those of the table
// from then on.
func (j *job) keepCells(found []cells.Finding, places []int) {
	for _, f := range found {
		f.Column = places[f.Column]
		for i, row := range f.Rows {
			f.Rows[i] = int(j.seen.Sample.Rows[row])
		}
		for i, e := range f.Examples {
			f.Examples[i].Row = int(j.seen.Sample.Rows[e.Row])
		}
		j.cells = append(j.cells, f)
	}
}

// scaled estimates of how many rows of the table those are that are counted in
// the rows that are kept.
func (j *job) scaled(rows int) Figure {
	if j.seen.Sample.Exact() {
		return Exact(float64(rows))
	}
	return estimate(rows, j.seen.Sample.Share())
}

// estimate returns of how many rows those are that are counted in a share of them,
// drawn at random.
func estimate(rows int, share float64) Figure {
	n := float64(rows)
	wrong := sure * math.Sqrt(n) // of a Poisson distribution
	return About(math.Round(n/share), math.Floor(max(n, (n-wrong)/share)), math.Ceil((n+wrong)/share))
}

// sameMeanings returns the texts that are spelled alike.
func (j *job) sameMeanings(c cells.Column) (told []Cluster) {
	counts := make([]int, len(c.Values)+1)
	for _, code := range c.Codes {
		counts[code]++
	}
	values := make([]similar.Value, len(c.Values))
	for i, text := range c.Values {
		values[i] = similar.Value{Text: text, Count: counts[i+1]}
	}
	for _, cluster := range similar.Clusters(values, similar.Fingerprint) {
		told = append(told, j.cluster(cluster.Values, "they differ in case, accents, blanks, punctuation or the order of words"))
		if len(told) == mostClusters {
			break
		}
	}
	return told
}

func (j *job) cluster(values []similar.Value, why string) Cluster {
	c := Cluster{Why: why}
	for _, v := range values[:min(len(values), mostMeanings)] {
		c.Values = append(c.Values, Value{Value: &v.Text, Count: j.scaled(v.Count)})
	}
	return c
}

// crawled tells what the crawl has seen of values that are NULL to a statement:
// texts that stand for it, and values that are none of the type of their column.
func (j *job) crawled(ctx context.Context) error {
	seen := make([]crawledColumn, len(j.columns))
	for file, err := range j.catalog.EachFile(ctx, j.table.Name) {
		if err != nil {
			return err
		}
		for i, f := range j.columns {
			seen[i].add(f, file)
		}
	}
	for i := range j.columns {
		c := &j.profile.Columns[i]
		for text, n := range seen[i].texts {
			count := Exact(float64(n))
			c.Disguised = append(c.Disguised, Disguised{Value: text, Count: count, Score: 0.95, Why: "read as NULL, for it stands among values of another kind"})
		}
		c.Invalid = seen[i].invalid(j.seen.Columns[i])
	}
	return nil
}

// A crawledColumn is what the crawl has seen of a column.
type crawledColumn struct {
	texts  map[string]int64 // that are read as NULL
	nulls  int64            // values that are NULL because they are meant to be
	misfit bool             // there are values that are none of the type
	places []Place          // of the first of them
	vague  bool             // the counts are bounds
}

func (c *crawledColumn) add(f schema.Field, file catalog.File) {
	at := slices.IndexFunc(file.Scan.Columns, func(col datasets.Column) bool {
		return strings.EqualFold(cmp.Or(col.Name, col.Source), f.Name)
	})
	if at < 0 || at >= len(file.Scan.Evidence) {
		c.nulls += file.Scan.Rows // of a partition, nothing is invalid
		return
	}
	e := file.Scan.Evidence[at]
	c.nulls += e.Nulls
	c.vague = c.vague || e.Estimated
	for text, n := range e.NullTexts {
		if strings.TrimSpace(text) != "" && text != `\N` {
			if c.texts == nil {
				c.texts = make(map[string]int64)
			}
			c.texts[text] += n
		}
	}
	if fitAll(e, f.Type) {
		return
	}
	c.misfit = true
	for _, p := range e.Deciders {
		if len(c.places) < mostPlaces && !fits(p.Value, f.Type) {
			c.places = append(c.places, Place{File: file.Path, Line: p.Line, Text: p.Value})
		}
	}
}

// invalid counts the values that are NULL to a statement and were none to the
// crawl.
func (c *crawledColumn) invalid(m *measure.Column) Invalid {
	if !c.misfit || c.vague || m.Nulls <= c.nulls {
		return Invalid{}
	}
	return Invalid{Count: m.Nulls - c.nulls, Places: c.places}
}

// fitAll reports whether all values that a file has are of the type, as far as
// can be told from their kinds, the least and the greatest.
func fitAll(e datasets.Evidence, t schema.Type) bool {
	if t.Kind.Text() || t.Kind.Nested() {
		return true
	}
	for name := range e.Kinds {
		var kind schema.Type
		if kind.UnmarshalText([]byte(name)) != nil || !within(kind, t) {
			return kind.Kind == schema.Bigint && len(e.Kinds) == 1 && fits(e.Min, t) && fits(e.Max, t)
		}
	}
	return true
}

func within(kind, t schema.Type) bool {
	if kind.Kind == schema.Decimal && t.Kind.Numeric() && !t.Kind.Integer() {
		return true // of any number of digits
	}
	return schema.Merge(kind, t).Equal(t)
}

// fits reports whether a value is of a type.
func fits(value string, t schema.Type) bool {
	if t.Kind.Integer() {
		_, err := strconv.ParseInt(strings.TrimSpace(value), 10, bits[t.Kind])
		return err == nil
	}
	var c infer.Column
	c.Add([]byte(value), infer.Pos{})
	return within(c.Result().Type, t)
}

// bits are how many bits whole numbers of a type have.
var bits = map[schema.Kind]int{schema.Tinyint: 8, schema.Smallint: 16, schema.Int: 32, schema.Bigint: 64}
