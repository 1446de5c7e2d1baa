package bind

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A reader writes the part of a branch that depends on the format: which table
// function reads the files, and how a column of the table comes from a column
// of the file. Columns of the file are called c0, c1 and so on, since their
// own names may be empty, repeated, or differ in case alone.
type reader struct {
	layout *datasets.Layout
	table  catalog.Table
	places map[string][]int // of the columns of the file, by their names in the table
}

func newReader(t catalog.Table, l *datasets.Layout) reader {
	places := make(map[string][]int, len(l.Columns))
	for i, c := range l.Columns {
		places[c.Name] = append(places[c.Name], i)
	}
	return reader{l, t, places}
}

// column returns the SQL of a column of the table.
func (r reader) column(f schema.Field) string {
	var found []string
	for _, i := range r.places[f.Name] {
		found = append(found, r.value(i, f.Type))
	}
	switch len(found) {
	case 0:
		return fmt.Sprintf("CAST(NULL AS %s)", EngineType(f.Type))
	case 1:
		return found[0]
	}
	return "coalesce(" + strings.Join(found, ", ") + ")"
}

func (r reader) value(i int, to schema.Type) string {
	c := r.layout.Columns[i]
	name := "c" + strconv.Itoa(i)
	switch r.layout.Format {
	case "csv":
		return textValue(name, c, to, r.layout.Options)
	case "json":
		if c.Format != "" {
			return textValue(name, c, to, nil)
		}
		return convert(name, ReadType(c.Type, to), to)
	}
	return parquetValue(name, c, to)
}

// parquetValue reads a column of a Parquet file. The cast to the type of the
// layout comes first, since DuckDB has types of its own for some columns, such
// as TIME and UUID; where it has none it costs nothing.
func parquetValue(name string, c datasets.Column, to schema.Type) string {
	switch c.Format {
	case "variant":
		name = fmt.Sprintf("CAST(%s AS JSON)", name)
	case "geometry":
		name = fmt.Sprintf("st_aswkb(%s)", name)
	}
	return convert(fmt.Sprintf("CAST(%s AS %s)", name, EngineType(c.Type)), c.Type, to)
}

func (r reader) from(list string) string {
	switch r.layout.Format {
	case "csv":
		return r.fromCSV(list)
	case "json":
		return r.fromJSON(list)
	}
	return fmt.Sprintf("read_parquet(%s, hive_partitioning=false) AS t(%s)", list, r.aliases())
}

// aliases names the columns by their places: c0, c1, …
func (r reader) aliases() string {
	names := make([]string, max(1, len(r.layout.Columns)))
	for i := range names {
		names[i] = "c" + strconv.Itoa(i)
	}
	return strings.Join(names, ", ")
}

// engineEncodings are the names that DuckDB has for encodings; the scan leaves
// files in other ones, and those with characters that it misreads, to a copy.
var engineEncodings = map[string]string{"": "utf-8", "utf-8": "utf-8", "latin-1": "latin-1", "utf-16le": "utf-16"}

// bufferSize is how many bytes of a CSV file DuckDB reads at once, for each
// thread. By itself it takes 32 MB, also for files of a few bytes, so that with
// --memory 100MB two threads can read no table of several files; measured, it is
// no faster than this.
const bufferSize = 8_000_000

func (r reader) fromCSV(list string) string {
	o := r.layout.Options
	args := []string{list, "auto_detect=false", "header=false", "hive_partitioning=false",
		"nullstr=''", "allow_quoted_nulls=false"}
	option := func(name, value string) { args = append(args, name+"="+Literal(value)) }
	option("delim", o["delimiter"])
	option("quote", o["quote"])
	option("escape", o["escape"])
	option("compression", cmp.Or(r.layout.Compression, "none"))
	if encoding := engineEncodings[o["encoding"]]; encoding != "utf-8" {
		option("encoding", encoding)
	}
	if newline := o["newline"]; newline != "" {
		option("new_line", strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(newline))
	}
	if comment := o["comment"]; comment != "" {
		option("comment", comment)
	}
	skip, _ := strconv.Atoi(o["skip"])
	if o["header"] == "true" {
		skip += max(1, atoi(o["headerRows"]))
	}
	if skip > 0 {
		args = append(args, "skip="+strconv.Itoa(skip))
	}
	if o["padding"] == "true" {
		args = append(args, "null_padding=true", "parallel=false")
	}
	if longest := atoi(o["maxLine"]); longest > 0 {
		args = append(args, "max_line_size="+strconv.Itoa(longest))
	} else {
		args = append(args, "buffer_size="+strconv.Itoa(bufferSize))
	}
	columns := make([]string, len(r.layout.Columns))
	for i := range columns {
		columns[i] = fmt.Sprintf("'c%d': 'VARCHAR'", i)
	}
	args = append(args, "columns={"+strings.Join(columns, ", ")+"}")
	return "read_csv(" + strings.Join(args, ", ") + ")"
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func (r reader) fromJSON(list string) string {
	format := "newline_delimited"
	switch r.layout.Options["records"] {
	case "array":
		format = "array"
	case "concatenated":
		format = "unstructured"
	}
	columns := make([]string, len(r.layout.Columns))
	for i, c := range r.layout.Columns {
		t := c.Type
		if c.Format != "" {
			t = schema.Type{Kind: schema.String} // of a date in that format
		} else if j := schema.Lookup(r.table.Columns, c.Name); j >= 0 {
			t = ReadType(t, r.table.Columns[j].Type)
		}
		columns[i] = fmt.Sprintf("%s: %s", Quote(c.Source), Literal(EngineType(t)))
	}
	if len(columns) == 0 {
		columns = []string{"none: 'VARCHAR'"} // rows of objects without a key
	}
	args := []string{list, "auto_detect=false", "records=true", "format=" + Literal(format), "compression=" + Literal(cmp.Or(r.layout.Compression, "uncompressed")),
		"hive_partitioning=false", "columns={" + strings.Join(columns, ", ") + "}"}
	if format == "newline_delimited" {
		args = append(args, "ignore_errors=true") // a value that does not fit is NULL; no row is dropped
	}
	if largest := atoi(r.layout.Options["maxObject"]); largest > 0 {
		args = append(args, "maximum_object_size="+strconv.Itoa(largest))
	}
	return fmt.Sprintf("read_json(%s) AS t(%s)", strings.Join(args, ", "), r.aliases())
}

// ReadType returns the type in which a value is asked of DuckDB's JSON reader:
// that of the file, but text wherever the table has text, so that the text is
// what the file has and not that of a number or a struct read from it.
func ReadType(file, table schema.Type) schema.Type {
	switch {
	case textual(table):
		return schema.Type{Kind: schema.String}
	case file.Kind == schema.Array && table.Kind == schema.Array:
		return schema.ArrayOf(ReadType(*file.Elem, *table.Elem))
	case file.Kind == schema.Map && table.Kind == schema.Map:
		return schema.MapOf(ReadType(*file.Key, *table.Key), ReadType(*file.Elem, *table.Elem))
	case file.Kind == schema.Struct && table.Kind == schema.Map:
		return schema.MapOf(*table.Key, *table.Elem)
	case file.Kind == schema.Struct && table.Kind == schema.Struct:
		t := schema.Type{Kind: schema.Struct}
		for _, f := range file.Fields {
			if i := lookup(table.Fields, f.Name); i >= 0 {
				f.Type = ReadType(f.Type, table.Fields[i].Type)
			}
			t.Fields = append(t.Fields, f)
		}
		return t
	}
	return file
}
