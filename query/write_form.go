package query

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/syntax"
)

// A form is how files are written.
type form struct {
	format      string // "parquet", "json", "text", or "csv" for tables that a crawl found
	compression string // "gzip", "zstd", "none", and of Parquet also "snappy", "lz4", "brotli"
	level       int    // of zstd; 0 is its own
	separators  []byte // of text, by level
	null        string // of text
	options     map[string]string
}

// The classes by which Hive reads what is written.
const (
	lazySimple  = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
	openXJSON   = "org.openx.data.jsonserde.JsonSerDe"
	parquetHive = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
	textInput   = "org.apache.hadoop.mapred.TextInputFormat"
	textOutput  = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
	parquetIn   = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
	parquetOut  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
)

// newForm returns a form with what it has by default.
func newForm(format string) form {
	return form{format: format, compression: "gzip", separators: []byte{1, 2, 3, 4, 5, 6, 7, 8}, null: `\N`}
}

// describe says in a table that its files are in this form.
func (f form) describe(t *catalog.Table) {
	serde := &catalog.SerDe{Library: lazySimple, Input: textInput, Output: textOutput, Parameters: map[string]string{"serialization.format": "1"}}
	t.Format = "text"
	switch {
	case f.format == "parquet":
		t.Format = "parquet"
		serde.Library, serde.Input, serde.Output = parquetHive, parquetIn, parquetOut
	case f.format == "json":
		serde.Library = openXJSON
	case f.separators[0] != 1:
		delimiter := string(rune(f.separators[0]))
		serde.Parameters = map[string]string{"field.delim": delimiter, "serialization.format": delimiter}
	}
	t.Made = &catalog.Made{SerDe: serde}
	t.Parameters = map[string]string{}
	if f.format == "parquet" {
		t.Parameters["parquet.compression"] = strings.ToUpper(f.compression)
	}
}

// extension is the end of the names of files.
func (f form) extension() string {
	end := map[string]string{"parquet": ".parquet", "json": ".json", "text": ".txt", "csv": ".csv"}[f.format]
	if f.format == "parquet" {
		return end
	}
	return end + map[string]string{"gzip": ".gz", "zstd": ".zst"}[f.compression]
}

// copyOptions are those of DuckDB's COPY.
func (f form) copyOptions() string {
	compression := "COMPRESSION " + f.compression
	switch f.format {
	case "parquet":
		if f.compression == "none" {
			compression = "COMPRESSION uncompressed"
		}
		if f.level > 0 {
			compression += ", COMPRESSION_LEVEL " + strconv.Itoa(f.level)
		}
		return "FORMAT parquet, " + compression
	case "json":
		return "FORMAT json, " + compression
	case "csv":
		o := f.options
		quote := o["quote"]
		if quote == "" {
			quote = `"`
		}
		return fmt.Sprintf("FORMAT csv, HEADER %t, DELIMITER %s, QUOTE %s, ESCAPE %s, NULL '', %s", o["header"] == "true",
			bind.Literal(o["delimiter"]), bind.Literal(quote), bind.Literal(cmpEscape(o["escape"], quote)), compression)
	}
	return "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x02', NULL '', " + compression // of lines that are complete
}

func cmpEscape(escape, quote string) string {
	if escape == "" {
		return quote
	}
	return escape
}

// items selects what goes into a file of columns c0, c1 ...
func (f form) items(columns []schema.Field) string {
	items := make([]string, len(columns))
	for i, c := range columns {
		item := fmt.Sprintf("CAST(c%d AS %s)", i, bind.EngineType(c.Type))
		switch f.format {
		case "text":
			items[i] = fmt.Sprintf("coalesce(%s, %s)", f.text(item, c.Type, 0), bind.Literal(f.null))
			continue
		case "json":
			item = jsonValue(item, c.Type, 0)
		}
		items[i] = item + " AS " + bind.Quote(c.Name)
	}
	if f.format == "text" {
		return strings.Join(items, " || "+character(f.separators[0])+" || ") + " AS line"
	}
	return strings.Join(items, ", ")
}

// jsonValue is SQL of a value that DuckDB writes as Hive's SerDes read it: bytes in
// base64, and numbers that JSON lacks as text.
func jsonValue(sql string, t schema.Type, level int) string {
	if !special(t) {
		return sql
	}
	x := "x" + strconv.Itoa(level)
	switch t.Kind {
	case schema.Binary:
		return "base64(" + sql + ")"
	case schema.Array:
		return fmt.Sprintf("list_transform(%s, lambda %s: %s)", sql, x, jsonValue(x, *t.Elem, level+1))
	case schema.Map:
		entry := fmt.Sprintf("{'key': %s, 'value': %s}", jsonValue(x+".key", *t.Key, level+1), jsonValue(x+".value", *t.Elem, level+1))
		return fmt.Sprintf("map_from_entries(list_transform(map_entries(%s), lambda %s: %s))", sql, x, entry)
	case schema.Struct:
		var members []string
		for _, f := range t.Fields {
			members = append(members, bind.Quote(f.Name)+" := "+jsonValue("("+sql+")."+bind.Quote(f.Name), f.Type, level+1))
		}
		return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END", sql, strings.Join(members, ", "))
	}
	return fmt.Sprintf("CASE WHEN isfinite(%s) THEN to_json(%s) ELSE to_json(%s) END", sql, sql, floatText(sql))
}

// holds returns an error if files of the form cannot hold a column: bytes within
// other values are not read from text as they were.
func (f form) holds(c schema.Field) error {
	if f.format != "parquet" && c.Type.Kind.Nested() && strings.Contains(c.Type.String(), "binary") {
		return &StatementError{Name: "NOT_SUPPORTED", Message: fmt.Sprintf("%s of the type %s in the format %s is not supported", c.Name, c.Type, strings.ToUpper(f.format)), Advice: "PARQUET holds it"}
	}
	return nil
}

// special reports whether values of a type have parts that jsonValue changes.
func special(t schema.Type) bool {
	switch t.Kind {
	case schema.Binary, schema.Float, schema.Double:
		return true
	case schema.Array:
		return special(*t.Elem)
	case schema.Map:
		return special(*t.Key) || special(*t.Elem)
	}
	return slices.ContainsFunc(t.Fields, func(f schema.Field) bool { return special(f.Type) })
}

// floatText is SQL of the text of a number that may be none, as Java writes it.
func floatText(sql string) string {
	return fmt.Sprintf("CASE WHEN isnan(%[1]s) THEN 'NaN' WHEN isinf(%[1]s) THEN CASE WHEN %[1]s > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(%[1]s AS VARCHAR) END", sql)
}

func character(c byte) string { return fmt.Sprintf("chr(%d)", c) }

// text is SQL of the text of a value, as LazySimpleSerDe reads it; NULL is NULL.
// Level is that of the separator around it.
func (f form) text(sql string, t schema.Type, level int) string {
	x := "x" + strconv.Itoa(level)
	inner := func(sql string, t schema.Type, deeper int) string {
		return fmt.Sprintf("coalesce(%s, %s)", f.text(sql, t, level+deeper), bind.Literal(f.null))
	}
	separator := func(deeper int) string { return character(f.separators[min(level+deeper, len(f.separators)-1)]) }
	switch t.Kind {
	case schema.Array:
		return fmt.Sprintf("array_to_string(list_transform(%s, lambda %s: %s), %s)", sql, x, inner(x, *t.Elem, 1), separator(1))
	case schema.Map:
		entry := fmt.Sprintf("%s || %s || %s", inner(x+".key", *t.Key, 2), separator(2), inner(x+".value", *t.Elem, 2))
		return fmt.Sprintf("array_to_string(list_transform(map_entries(%s), lambda %s: %s), %s)", sql, x, entry, separator(1))
	case schema.Struct:
		var fields []string
		for _, member := range t.Fields {
			fields = append(fields, inner("("+sql+")."+bind.Quote(member.Name), member.Type, 1))
		}
		return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN %s END", sql, strings.Join(fields, " || "+separator(1)+" || "))
	case schema.Binary:
		return "base64(" + sql + ")"
	case schema.Timestamp:
		return fmt.Sprintf("strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S.%%g')", sql)
	case schema.Float, schema.Double:
		return floatText(sql)
	}
	if t.Kind.Text() || t.Kind == schema.Unknown {
		return f.plain(sql, level)
	}
	return fmt.Sprintf("CAST(%s AS VARCHAR)", sql)
}

// plain refuses text that would be read as something else.
func (f form) plain(sql string, level int) string {
	var special []string
	separators := f.separators[:1]
	if level > 0 {
		separators = f.separators
	}
	for _, c := range append(slices.Clone(separators), '\n', '\r') {
		special = append(special, fmt.Sprintf("contains(%s, %s)", sql, character(c)))
	}
	special = append(special, fmt.Sprintf("%s = %s", sql, bind.Literal(f.null)))
	return raiseIf(strings.Join(special, " OR "), sql, sql, "HIVE_WRITER_DATA_ERROR", "a text has a delimiter or the end of a line in it, which files of this table cannot hold")
}

// properties are those of CREATE TABLE AS and of UNLOAD.
type properties struct {
	form       form
	location   string
	partitions []string
}

// The properties that statements take.
var (
	tableProperties = []string{
		"format", "external_location", "write_compression", "parquet_compression", "compression_level", "field_delimiter", "partitioned_by", "table_type", "is_external",
	}
	unloadProperties = []string{"format", "compression", "compression_level", "field_delimiter", "partitioned_by"}
)

// refusedProperties are those that Athena has and that are not supported here.
var refusedProperties = map[string]string{
	"bucketed_by": "files are not bucketed; partitioned_by divides them", "bucket_count": "files are not bucketed; partitioned_by divides them",
	"orc_compression": "the formats are PARQUET, JSON and TEXTFILE", "location": "it is for Iceberg's tables; external_location names a folder",
	"partitioning": "it is for Iceberg's tables; partitioned_by names columns",
}

// writtenFormats are the names of formats.
var writtenFormats = map[string]string{"PARQUET": "parquet", "JSON": "json", "TEXTFILE": "text", "CSV": "text"}

// properties reads the properties of a statement.
func (a *athenaRun) properties(list []syntax.Property, known []string) (properties, error) {
	values := make(map[string]syntax.Expr)
	for _, p := range list {
		name := p.Name.Text
		if advice, ok := refusedProperties[strings.ToLower(name)]; ok {
			return properties{}, a.propertyError("NOT_SUPPORTED", "the property "+name+" is not supported", advice)
		}
		if !slices.Contains(known, name) {
			return properties{}, a.propertyError("INVALID_TABLE_PROPERTY", fmt.Sprintf("Table property '%s' does not exist", name), "the properties are "+strings.Join(known, ", "))
		}
		values[name] = p.Value
	}
	texts := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == "partitioned_by" {
			continue
		}
		text, ok := plainValue(values[name])
		if !ok {
			return properties{}, a.propertyError("INVALID_TABLE_PROPERTY", "Invalid value for property '"+name+"'", "it takes a text")
		}
		texts[name] = text
	}
	p := properties{location: texts["external_location"]}
	var err error
	if p.form, err = a.formOf(texts, slices.Contains(known, "compression")); err != nil {
		return p, err
	}
	p.partitions, err = a.columnList(values["partitioned_by"])
	return p, err
}

// plainValue returns the text of a literal.
func plainValue(e syntax.Expr) (string, bool) {
	switch e := e.(type) {
	case *syntax.String:
		return e.Value, true
	case *syntax.Number:
		return e.Text, true
	case *syntax.Bool:
		return strconv.FormatBool(e.Value), true
	}
	return "", false
}

// columnList returns the names in ARRAY['a', 'b'].
func (a *athenaRun) columnList(e syntax.Expr) ([]string, error) {
	if e == nil {
		return nil, nil
	}
	list, ok := e.(*syntax.ArrayLit)
	var names []string
	for i := 0; ok && i < len(list.Values); i++ {
		var text *syntax.String
		if text, ok = list.Values[i].(*syntax.String); ok {
			names = append(names, strings.ToLower(text.Value))
		}
	}
	if !ok {
		return nil, a.propertyError("INVALID_TABLE_PROPERTY", "Invalid value for property 'partitioned_by'", "such as ARRAY['year', 'month']")
	}
	return names, nil
}

func (a *athenaRun) propertyError(name, message, advice string) error {
	return &StatementError{Name: name, Position: beginning(a.statement), Message: message, Advice: advice}
}

// formOf returns the form that properties say.
func (a *athenaRun) formOf(texts map[string]string, unload bool) (form, error) {
	name := strings.ToUpper(texts["format"])
	switch {
	case name == "" && unload:
		return form{}, a.propertyError("INVALID_TABLE_PROPERTY", "The property format is required", "it is one of PARQUET, JSON, TEXTFILE")
	case name == "":
		name = "PARQUET"
	}
	format, ok := writtenFormats[name]
	if kind := strings.ToUpper(texts["table_type"]); kind != "" && kind != "HIVE" {
		return form{}, a.propertyError("NOT_SUPPORTED", "a table of the type "+kind+" is not supported", "tables are of the type HIVE")
	}
	if !ok {
		return form{}, a.propertyError("NOT_SUPPORTED", "the format "+name+" is not supported", "it is one of PARQUET, JSON, TEXTFILE")
	}
	f := newForm(format)
	var err error
	if f.compression, err = a.compressionOf(texts, format); err != nil {
		return f, err
	}
	if text, ok := texts["compression_level"]; ok {
		level, err := strconv.Atoi(text)
		if err != nil || level < 1 || level > 22 || f.compression != "zstd" {
			return f, a.propertyError("INVALID_TABLE_PROPERTY", "compression_level is for ZSTD, from 1 to 22", "")
		}
		f.level = level
	}
	if text, ok := texts["field_delimiter"]; ok {
		if format != "text" || len(text) != 1 || text[0] >= 0x80 || text[0] == '\n' {
			return f, a.propertyError("INVALID_TABLE_PROPERTY", "field_delimiter is one character, for TEXTFILE", "")
		}
		f.separators[0] = text[0]
	}
	return f, nil
}

// compressions are the names of codecs.
var compressions = map[string]string{"GZIP": "gzip", "ZSTD": "zstd", "NONE": "none", "UNCOMPRESSED": "none", "SNAPPY": "snappy", "LZ4": "lz4", "BROTLI": "brotli"}

// compressionOf returns the codec that properties name, of which one may be there.
func (a *athenaRun) compressionOf(texts map[string]string, format string) (string, error) {
	codec, by := "", ""
	for _, key := range []string{"write_compression", "parquet_compression", "compression"} {
		text, ok := texts[key]
		switch {
		case !ok:
			continue
		case by != "":
			return "", a.propertyError("INVALID_TABLE_PROPERTY", "Only one of "+by+" and "+key+" can be specified", "")
		case key == "parquet_compression" && format != "parquet":
			return "", a.propertyError("INVALID_TABLE_PROPERTY", "parquet_compression is for the format PARQUET", "write_compression is for all")
		}
		codec, by = strings.ToUpper(text), key
	}
	if codec == "" {
		return "gzip", nil
	}
	name, ok := compressions[codec]
	if !ok || format != "parquet" && name != "gzip" && name != "zstd" && name != "none" {
		return "", a.propertyError("NOT_SUPPORTED", fmt.Sprintf("%s of files in the format %s is not supported", codec, strings.ToUpper(format)), "GZIP, ZSTD and NONE are; of PARQUET also SNAPPY, LZ4 and BROTLI")
	}
	return name, nil
}

// insertForm returns the form in which rows are added to a table.
func (a *athenaRun) insertForm(t *tableNow) (form, error) {
	no := func(what, advice string) (form, error) {
		return form{}, a.propertyError("NOT_SUPPORTED", what, advice)
	}
	switch {
	case t.IsView():
		return no("Inserting into views is not supported", "")
	case t.Made != nil && t.Made.Buckets > 0:
		return no("Inserting into bucketed tables is not supported", "")
	case !ddl.Reads(&t.Table):
		return a.crawledForm(t)
	case t.Parameters["storage.location.template"] != "":
		return no("Inserting into a table with storage.location.template is not supported", "")
	case t.Parameters["skip.header.line.count"] != "" || t.Parameters["skip.footer.line.count"] != "":
		return no("Inserting into a table whose files have headers or footers is not supported", "")
	}
	serde := t.Made.SerDe
	switch serde.Library {
	case parquetHive:
		f := newForm("parquet")
		if codec, ok := compressions[strings.ToUpper(t.Parameters["parquet.compression"])]; ok {
			f.compression = codec
		}
		return f, nil
	case openXJSON, "org.apache.hive.hcatalog.data.JsonSerDe", "org.apache.hadoop.hive.serde2.JsonSerDe":
		if serde.Input == textInput {
			return newForm("json"), nil
		}
	case lazySimple:
		if serde.Parameters["escape.delim"] == "" {
			return textForm(t), nil
		}
	}
	return no("Inserting into a table that is read by "+serde.Library+" is not supported", "tables in the formats PARQUET, JSON and TEXTFILE can be inserted into")
}

// textForm is the form of a table that LazySimpleSerDe reads.
func textForm(t *tableNow) form {
	f := newForm("text")
	parameters := t.Made.SerDe.Parameters
	for i, key := range []string{"field.delim", "collection.delim", "mapkey.delim"} {
		if text := parameters[key]; text != "" {
			f.separators[i] = text[0]
			if n, err := strconv.Atoi(text); err == nil {
				f.separators[i] = byte(n)
			}
		}
	}
	for _, of := range []map[string]string{parameters, t.Parameters} {
		if text, ok := of["serialization.null.format"]; ok {
			f.null = text
		}
	}
	return f
}

// crawledForm is the form of a table that a crawl found: that of its files.
func (a *athenaRun) crawledForm(t *tableNow) (form, error) {
	info, err := os.Stat(a.abs(t.Location))
	if err != nil {
		return form{}, err
	}
	if !info.IsDir() {
		return form{}, a.propertyError("NOT_SUPPORTED", "Inserting into "+t.Name.String()+" is not supported: it is one file, "+t.Location, "CREATE TABLE AS makes a table of a folder")
	}
	f := newForm(t.Format)
	f.compression = "none"
	for _, g := range t.groups {
		f.options = g.Layout.Options
		for _, file := range g.Files {
			for _, p := range t.Partitions {
				if !regexp.MustCompile(`(?i)(^|/)` + regexp.QuoteMeta(p.Name) + `=`).MatchString(file.Path) {
					return f, a.propertyError("NOT_SUPPORTED", "Inserting into "+t.Name.String()+" is not supported: its folders are not named "+p.Name+"=VALUE", "")
				}
			}
		}
	}
	switch t.Format {
	case "parquet":
		f.compression = "snappy"
	case "json":
	case "csv":
		if f.options["delimiter"] == "" {
			return f, a.propertyError("NOT_SUPPORTED", "Inserting into "+t.Name.String()+" is not supported: its files have one column", "")
		}
	default:
		return f, a.propertyError("NOT_SUPPORTED", "Inserting into a table in the format "+t.Format+" is not supported", "")
	}
	return f, nil
}
