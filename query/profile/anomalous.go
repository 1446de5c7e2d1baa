package profile

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// Bounds of what is told of rows that are unlike others.
const (
	mostAnomalous  = 20     // rows that are told
	leastRows      = 50     // with fewer there is nothing that rows usually are
	mostScored     = 10_000 // rows that are compared, of a table of which not all rows are kept
	mostConditions = 30     // numbers by which a row is found that has no key
	tellingShare   = 0.1    // of its distance from others that a column has at least to be told
)

// anomalous tells the rows that are most unlike others in their numbers, of those
// that are kept. Numbers that stand for missing ones count as missing.
func (j *job) anomalous(ctx context.Context) error {
	drawn := j.scoredRows()
	rows := len(drawn)
	places, numbers := j.quantities(drawn)
	if rows < leastRows || len(places) < 2 {
		return nil // of one column, its outliers say it
	}
	if int64(rows) < j.profile.Rows {
		j.stopped("anomalous rows: looked for among %d of %d rows", rows, j.profile.Rows)
	}
	files, err := j.filesByPartition(ctx)
	if err != nil {
		return err
	}
	found := Anomalies{Compared: int64(rows)}
	naming := j.naming()
	for _, odd := range cells.Oddest(numbers, mostAnomalous) {
		odd.Row = drawn[odd.Row]
		row := j.anomalousRow(odd, places, naming)
		row.File, row.Row = j.place(odd.Row, files)
		found.Rows = append(found.Rows, row)
	}
	if len(found.Rows) > 0 {
		found.SQL = j.anomalousSQL(found.Rows, naming)
		j.profile.Anomalous = &found
	}
	return nil
}

// anomalousSQL shows all the rows: by their keys, if there are any.
func (j *job) anomalousSQL(rows []AnomalousRow, naming int) string {
	var conditions, keys []string
	for _, r := range rows {
		conditions = append(conditions, "("+r.where+")")
		if r.KeyValue != nil {
			keys = append(keys, literal(&j.profile.Columns[naming], *r.KeyValue))
		}
	}
	where := strings.Join(conditions, " OR ")
	if len(keys) == len(rows) {
		where = fmt.Sprintf("%s IN (%s)", bind.Quote(j.columns[naming].Name), strings.Join(keys, ", "))
	}
	return fmt.Sprintf("SELECT * FROM %s WHERE %s", j.allRows(), where)
}

// scoredRows returns which of the rows that are kept are compared: all, if they
// are all that there are.
func (j *job) scoredRows() []int {
	n := len(j.seen.Sample.Rows)
	rows := rand.New(rand.NewPCG(1, 0x0dd)).Perm(n)
	if !j.seen.Sample.Exact() {
		rows = rows[:min(n, mostScored)]
	}
	slices.Sort(rows)
	return rows
}

// quantities returns the columns whose numbers say how much of something there
// is, and their numbers in those rows.
func (j *job) quantities(rows []int) (places []int, numbers [][]float64) {
	for i := range j.profile.Columns {
		c := &j.profile.Columns[i]
		switch c.Feature {
		case feature.Identifier, feature.Categorical, feature.Binary, feature.Boolean, feature.Constant:
			continue
		}
		if c.Numbers == nil || c.Distinct.Value <= 2 || schema.Lookup(j.table.Partitions, c.Name) >= 0 || j.refers(c.Name) {
			continue
		}
		s := &j.seen.Sample.Columns[i]
		list := these(keptNumbers(s), rows)
		if len(c.Disguised) > 0 {
			text := textOf(j.columns[i].Type)
			for k, row := range rows {
				if !s.Null[row] && isDisguised(c, text(measure.Value{Bits: s.Bits[row]})) {
					list[k] = math.NaN()
				}
			}
		}
		places, numbers = append(places, i), append(numbers, list)
	}
	return places, numbers
}

// refers reports whether a column refers to another table.
func (j *job) refers(column string) bool {
	from := j.told(endpoint{table: j.table.Name, column: schema.Field{Name: column}})
	return slices.ContainsFunc(j.profile.References, func(r Reference) bool { return r.From == from })
}

func isDisguised(c *Column, text string) bool {
	return slices.ContainsFunc(c.Disguised, func(d Disguised) bool { return d.Value == text && d.Score >= cells.Likely })
}

// anomalousRow returns what is told of a row: the columns that make it odd, the
// oddest first, and the SQL that shows it.
func (j *job) anomalousRow(odd cells.OddRow, places []int, naming int) AnomalousRow {
	order := make([]int, len(places))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(odd.Shares[b], odd.Shares[a]), a-b) })
	row := AnomalousRow{Score: odd.Score}
	var conditions []string
	if naming >= 0 {
		row.Key, row.KeyValue = j.columns[naming].Name, j.sampleText(naming, odd.Row)
		conditions = append(conditions, j.condition(naming, row.KeyValue))
	}
	for i, k := range order {
		at, share := places[k], odd.Shares[k]
		value := j.sampleText(at, odd.Row)
		tells := i == 0 || share >= tellingShare
		if tells {
			row.Columns = append(row.Columns, OddValue{j.columns[at].Name, value, share})
		}
		if tells || naming < 0 && len(conditions) < mostConditions {
			conditions = append(conditions, j.condition(at, value))
		}
	}
	row.where = strings.Join(conditions, " AND ")
	row.SQL = fmt.Sprintf("SELECT * FROM %s WHERE %s", j.allRows(), row.where)
	return row
}

// naming returns the column by which a row is best found: a key, or the
// identifier with the most values; -1 if there is none.
func (j *job) naming() int {
	best, most := -1, 0.0
	for i := range j.profile.Columns {
		c := &j.profile.Columns[i]
		kind := refersBy(j.columns[i].Type)
		if kind == "" || c.Text != nil && c.Text.MaxLength*4 >= measure.LongText {
			continue
		}
		distinct := c.Distinct.Value
		if c.Feature == feature.Identifier {
			distinct *= 2 // rather an identifier than a name with as many values
		}
		if distinct > most && distinct >= 0.5*float64(c.Count) {
			best, most = i, distinct
		}
	}
	return best
}

// sampleText returns the value of a row that is kept as text.
func (j *job) sampleText(i, row int) Cell {
	s := &j.seen.Sample.Columns[i]
	if s.Null[row] {
		return nil
	}
	v := measure.Value{}
	if s.Kind == measure.Text {
		v.Text = s.Texts[row]
	} else {
		v.Bits = s.Bits[row]
	}
	text := textOf(j.columns[i].Type)(v)
	return &text
}

// condition is that under which a column has a value.
func (j *job) condition(i int, value Cell) string {
	name := bind.Quote(j.columns[i].Name)
	if value == nil {
		return name + " IS NULL"
	}
	return fmt.Sprintf("%s = %s", name, literal(&j.profile.Columns[i], *value))
}

// filesByPartition returns the paths of the files of each partition.
func (j *job) filesByPartition(ctx context.Context) (map[string][]string, error) {
	files := make(map[string][]string)
	if j.profile.Files > mostFilesSeen {
		return files, nil
	}
	for f, err := range j.catalog.EachFile(ctx, j.table.Name) {
		if err != nil {
			return nil, err
		}
		key := partitionKey(f.Partitions)
		files[key] = append(files[key], f.Path)
	}
	return files, nil
}

// partitionKey is the same for 7 and 07.
func partitionKey(values []string) string {
	key := ""
	for _, v := range values {
		key += unpadded(v) + "\x00"
	}
	return key
}

// partitionOf returns the values of the partition columns of a row that is kept.
func (j *job) partitionOf(row int) []string {
	var values []string
	for _, p := range j.table.Partitions {
		value := catalog.NullPartition
		if at := schema.Lookup(j.columns, p.Name); at >= 0 {
			if text := j.sampleText(at, row); text != nil {
				value = *text
			}
		}
		values = append(values, value)
	}
	return values
}

// place says in which file a row that is kept is, if its partition has but one,
// and which row it is there if the table has but one.
func (j *job) place(row int, files map[string][]string) (file string, number int64) {
	if in := files[partitionKey(j.partitionOf(row))]; len(in) == 1 {
		file = in[0]
	}
	if file != "" && j.profile.Files == 1 && j.options.Where == "" && j.options.Sample == 0 {
		number = j.seen.Sample.Rows[row] + 1
	}
	return file, number
}
