package ddl

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// describe answers DESCRIBE.
func (env Env) describe(ctx context.Context, s *hive.Describe, r *Result) error {
	t, err := env.table(ctx, s.Name)
	if err != nil {
		return entityMissing(err)
	}
	if s.Partition != nil {
		list, err := full(&t, s.Partition)
		if err != nil {
			return err
		}
		if _, err := env.partition(ctx, &t, s.Partition, list); err != nil {
			return err
		}
	}
	if t.IsView() && !s.Extended && !s.Formatted && s.Column == nil {
		describeView(&t, r)
		return nil
	}
	r.Columns = []Column{{"col_name", "string"}, {"data_type", "string"}, {"comment", "string"}}
	switch {
	case s.Column != nil:
		return describeColumn(&t, s, r)
	case s.Formatted:
		env.formatted(&t, r)
	default:
		plain(&t, r)
		if s.Extended {
			r.Rows = append(r.Rows, blank, []string{"Detailed Table Information", env.detailed(&t), ""})
		}
	}
	return nil
}

// blank is the row between the parts.
var blank = []string{"", " ", " "}

// heading is a row of one cell.
func heading(text string) []string { return []string{text, " ", " "} }

// describeView answers with the columns of a view, in SELECT's types.
func describeView(t *catalog.Table, r *Result) {
	r.Substatement = "DESC_VIEW"
	r.Columns = []Column{{"column", "varchar"}, {"type", "varchar"}}
	for i, f := range t.Columns {
		typ := f.Type.String()
		if i < len(t.Made.View.Types) {
			typ = t.Made.View.Types[i]
		}
		r.Rows = append(r.Rows, []string{f.Name, typ})
	}
}

func columnRow(f schema.Field, s *catalog.SerDe) []string {
	comment := f.Comment
	if deserialized(s) {
		comment = fromDeserializer
	}
	return []string{padded(f.Name), padded(f.Type.String()), padded(comment)}
}

var columnHeading = []string{"# col_name            ", "data_type           ", "comment             "}

// plain writes the columns, and those of partitions once more.
func plain(t *catalog.Table, r *Result) {
	for _, f := range t.Columns {
		r.Rows = append(r.Rows, columnRow(f, serdeIn(t)))
	}
	for _, f := range t.Partitions {
		r.Rows = append(r.Rows, columnRow(f, nil))
	}
	if len(t.Partitions) > 0 {
		r.Rows = append(r.Rows, blank, heading("# Partition Information"), columnHeading, blank)
		for _, f := range t.Partitions {
			r.Rows = append(r.Rows, columnRow(f, nil))
		}
	}
}

func serdeIn(t *catalog.Table) *catalog.SerDe {
	if t.Made == nil {
		return nil
	}
	return t.Made.SerDe
}

// describeColumn answers with a column, or with a part of one.
func describeColumn(t *catalog.Table, s *hive.Describe, r *Result) error {
	at := schema.Lookup(t.Columns, s.Column[0])
	var f schema.Field
	switch p := schema.Lookup(t.Partitions, s.Column[0]); {
	case at >= 0:
		f = t.Columns[at]
	case p >= 0:
		f = t.Partitions[p]
	default:
		var names []string
		for i, c := range t.Columns {
			names = append(names, fmt.Sprintf("%d:%s", i, c.Name))
		}
		return failed(1003, "cannot find field %s from [%s]", s.Column[0], strings.Join(names, ", "))
	}
	typ := f.Type
	for _, part := range s.Column[1:] {
		var ok bool
		if typ, ok = within(typ, part); !ok {
			return failed(1003, "cannot find field %s from %s", part, typ)
		}
	}
	name := s.Column[len(s.Column)-1]
	if !s.Formatted {
		r.Rows = [][]string{{padded(name), padded(typ.String()), padded(fromDeserializer)}}
		return nil
	}
	r.Columns = nil
	head, row := make([]string, 0, 11), make([]string, 0, 11)
	for i, label := range []string{"col_name", "data_type", "min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "num_trues", "num_falses", "comment"} {
		r.Columns = append(r.Columns, Column{label, "string"})
		if i == 0 {
			label = "# " + label + "  "
		}
		head, row = append(head, padded(label)), append(row, padded(""))
	}
	head[0] = columnHeading[0]
	row[0], row[1], row[10] = padded(name), padded(typ.String()), padded(fromDeserializer)
	r.Rows = [][]string{head, append([]string{""}, slices.Repeat([]string{" "}, 10)...), row}
	return nil
}

// within returns the type of a part of a type: $elem$, $key$, $value$ or a member.
func within(t schema.Type, part string) (schema.Type, bool) {
	switch {
	case part == "$elem$" && t.Kind == schema.Array, part == "$value$" && t.Kind == schema.Map:
		return *t.Elem, true
	case part == "$key$" && t.Kind == schema.Map:
		return *t.Key, true
	case t.Kind == schema.Struct:
		if i := schema.Lookup(t.Fields, part); i >= 0 {
			return t.Fields[i].Type, true
		}
	}
	return t, false
}

// created is when a table was made, as Hive writes it.
func created(t *catalog.Table) time.Time {
	if n, err := strconv.ParseInt(t.Parameters[ddlTime], 10, 64); err == nil {
		return time.Unix(n, 0).UTC()
	}
	return t.Crawled.UTC()
}

// formatted writes what DESCRIBE FORMATTED does, in Hive's order.
func (env Env) formatted(t *catalog.Table, r *Result) {
	add := func(rows ...[]string) { r.Rows = append(r.Rows, rows...) }
	label := func(name, value string) { add([]string{padded(name), padded(value), " "}) }
	columns := func(fields []schema.Field, s *catalog.SerDe) {
		add(columnHeading, blank)
		for _, f := range fields {
			add(columnRow(f, s))
		}
		add(blank)
	}
	columns(t.Columns, serdeIn(t))
	if len(t.Partitions) > 0 {
		add(heading("# Partition Information"))
		columns(t.Partitions, nil)
	}
	add(heading("# Detailed Table Information"))
	label("Database:", t.Name.Database)
	label("Owner:", "tarn")
	label("CreateTime:", created(t).Format("Mon Jan 02 15:04:05 UTC 2006"))
	label("LastAccessTime:", "UNKNOWN")
	label("Protect Mode:", "None")
	label("Retention:", "0")
	kind := "VIRTUAL_VIEW"
	if !t.IsView() {
		label("Location:", env.URI(t.Location))
		kind = "EXTERNAL_TABLE"
	}
	label("Table Type:", kind)
	add(heading("Table Parameters:"))
	m := shown(t)
	if t.Comment != "" {
		m["comment"] = t.Comment
	}
	parameters := func(m map[string]string) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			add([]string{"", padded(key), padded(m[key])})
		}
	}
	parameters(m)
	add(blank, heading("# Storage Information"))
	s := env.serdeShown(t)
	label("SerDe Library:", s.Library)
	label("InputFormat:", s.Input)
	label("OutputFormat:", s.Output)
	label("Compressed:", "No")
	buckets, clustered := "-1", "[]"
	if t.Made != nil && t.Made.Buckets > 0 {
		buckets, clustered = strconv.Itoa(t.Made.Buckets), "["+strings.Join(t.Made.Clustered, ", ")+"]"
	}
	label("Num Buckets:", buckets)
	label("Bucket Columns:", clustered)
	label("Sort Columns:", "[]")
	if len(s.Parameters) > 0 {
		add(heading("Storage Desc Params:"))
		parameters(s.Parameters)
	}
	if t.IsView() {
		add(blank, heading("# View Information"))
		label("View Original Text:", t.Made.View.Text)
		label("View Expanded Text:", "/* Presto View */")
	}
}

// serdeShown returns the SerDe that is told of a table.
func (env Env) serdeShown(t *catalog.Table) *catalog.SerDe {
	switch {
	case t.IsView():
		return &catalog.SerDe{}
	case t.Made != nil && t.Made.SerDe != nil:
		return t.Made.SerDe
	}
	return crawledSerDe(t, nil)
}

// detailed writes what Hive's classes print of themselves.
func (env Env) detailed(t *catalog.Table) string {
	list := func(fields []schema.Field) string {
		var texts []string
		for _, f := range fields {
			comment := f.Comment
			if comment == "" {
				comment = "null"
			}
			texts = append(texts, fmt.Sprintf("FieldSchema(name:%s, type:%s, comment:%s)", f.Name, f.Type, comment))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	braced := func(m map[string]string) string {
		var texts []string
		for _, key := range slices.Sorted(maps.Keys(m)) {
			texts = append(texts, key+"="+m[key])
		}
		return "{" + strings.Join(texts, ", ") + "}"
	}
	s := env.serdeShown(t)
	kind, location := "EXTERNAL_TABLE", env.URI(t.Location)
	if t.IsView() {
		kind, location = "VIRTUAL_VIEW", ""
	}
	buckets, clustered := -1, ""
	if t.Made != nil && t.Made.Buckets > 0 {
		buckets, clustered = t.Made.Buckets, strings.Join(t.Made.Clustered, ", ")
	}
	return fmt.Sprintf("Table(tableName:%s, dbName:%s, owner:tarn, createTime:%d, lastAccessTime:0, retention:0, "+
		"sd:StorageDescriptor(cols:%s, location:%s, inputFormat:%s, outputFormat:%s, compressed:false, numBuckets:%d, "+
		"serdeInfo:SerDeInfo(name:null, serializationLib:%s, parameters:%s), bucketCols:[%s], sortCols:[], parameters:{}, "+
		"skewedInfo:SkewedInfo(skewedColNames:[], skewedColValues:[], skewedColValueLocationMaps:{}), storedAsSubDirectories:false), "+
		"partitionKeys:%s, parameters:%s, viewOriginalText:null, viewExpandedText:null, tableType:%s)",
		t.Name.Table, t.Name.Database, created(t).Unix(), list(slices.Concat(t.Columns, t.Partitions)), location, s.Input, s.Output, buckets,
		s.Library, braced(s.Parameters), clustered, list(t.Partitions), braced(shown(t)), kind)
}
