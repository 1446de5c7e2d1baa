package ddl

import (
	"maps"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/datasets/serde"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// The classes of SerDes that are read, and how: by which SerDe of package serde,
// or as Parquet.
var serdes = map[string]string{
	lazySimple: "simple",
	"org.apache.hadoop.hive.serde2.OpenCSVSerde":       "opencsv",
	"com.bizo.hive.serde.csv.CSVSerde":                 "opencsv",
	"org.openx.data.jsonserde.JsonSerDe":               "json",
	"org.apache.hive.hcatalog.data.JsonSerDe":          "json",
	"org.apache.hadoop.hive.serde2.JsonSerDe":          "json",
	"org.apache.hadoop.hive.serde2.RegexSerDe":         "regex",
	"org.apache.hadoop.hive.contrib.serde2.RegexSerDe": "regex",
	cloudTrail:                           "json",
	"com.amazonaws.glue.serde.GrokSerDe": "grok",
	"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe": "parquet",
}

const (
	lazySimple   = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
	textInput    = "org.apache.hadoop.mapred.TextInputFormat"
	textOutput   = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
	jsonSerDe    = "org.apache.hive.hcatalog.data.JsonSerDe"
	openXSerDe   = "org.openx.data.jsonserde.JsonSerDe"
	parquetName  = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
	parquetIn    = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
	cloudTrail   = "com.amazon.emr.hive.serde.CloudTrailSerde"
	cloudTrailIn = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
	parquetOut   = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
)

// storages are the words after STORED AS, with the SerDe that they stand for.
var storages = map[string]catalog.SerDe{
	"":         {Library: lazySimple, Input: textInput, Output: textOutput},
	"TEXTFILE": {Library: lazySimple, Input: textInput, Output: textOutput},
	"PARQUET":  {Library: parquetName, Input: parquetIn, Output: parquetOut},
	"JSONFILE": {Library: jsonSerDe, Input: textInput, Output: textOutput},
}

// serdeOf returns the SerDe of a statement.
func serdeOf(s *hive.CreateTable) (*catalog.SerDe, error) {
	made, ok := storages[s.Stored.As]
	if !ok {
		return nil, unsupported("STORED AS "+s.Stored.As, "files are read as PARQUET or, by a SerDe, as TEXTFILE")
	}
	if s.Stored.Input != "" {
		made.Input, made.Output = s.Stored.Input, s.Stored.Output
		if made.Input == parquetIn && s.Row.SerDe == "" {
			made.Library = parquetName
		}
	}
	made.Parameters = make(map[string]string)
	switch r := s.Row; {
	case r.SerDe != "":
		made.Library = r.SerDe
		maps.Copy(made.Parameters, properties(r.Properties))
	case r.Delimited:
		delimited(&made, r)
	}
	if made.Parameters["serialization.format"] == "" {
		made.Parameters["serialization.format"] = "1"
	}
	return &made, nil
}

// delimited notes what ROW FORMAT DELIMITED says.
func delimited(made *catalog.SerDe, r hive.RowFormat) {
	put := func(text *string, keys ...string) {
		for _, key := range keys {
			if text != nil {
				made.Parameters[key] = *text
			}
		}
	}
	put(r.Fields, "field.delim", "serialization.format")
	put(r.Escape, "escape.delim")
	put(r.Items, "collection.delim")
	put(r.Keys, "mapkey.delim")
	put(r.Lines, "line.delim")
	put(r.NullTexts, "serialization.null.format")
}

// checkSerDe returns the name of the format of a table, or why it cannot be read.
func checkSerDe(t *catalog.Table) (string, error) {
	s := t.Made.SerDe
	by, ok := serdes[s.Library]
	switch {
	case !ok:
		return "", unsupported("SerDe "+s.Library, "those that read CSV, JSON, Parquet and text by an expression are")
	case by == "parquet" && s.Input != parquetIn, by != "parquet" && s.Input != textInput && (by != "json" || s.Input != cloudTrailIn):
		return "", unsupported("INPUTFORMAT "+s.Input+" with the SerDe "+s.Library, "files are read as "+parquetIn+" or "+textInput)
	case by == "parquet":
		return "parquet", nil
	}
	if err := serde.New(textLayout(t)); err != nil {
		return "", &Error{Message: "HIVE_INVALID_METADATA: " + err.Error(), Category: 2, Type: 1101, Err: err}
	}
	return "text", nil
}

// textLayout returns the layout by which the SerDe of a table reads text.
func textLayout(t *catalog.Table) *datasets.Layout {
	s := t.Made.SerDe
	l := &datasets.Layout{Format: "text", Copy: "it is read by " + s.Library, Options: maps.Clone(s.Parameters)}
	if l.Options == nil {
		l.Options = make(map[string]string)
	}
	l.Options["serde"] = serdes[s.Library]
	if s.Input == cloudTrailIn {
		l.Options["member"] = "Records"
	}
	if s.Parameters["field.delim"] == "" && s.Parameters["serialization.format"] == "1" {
		delete(l.Options, "serialization.format")
	}
	for key, option := range map[string]string{"skip.header.line.count": "skip", "skip.footer.line.count": "footer"} {
		for _, of := range []map[string]string{t.Parameters, s.Parameters} {
			if text := of[key]; text != "" {
				l.Options[option] = text
			}
		}
	}
	if text, ok := t.Parameters["serialization.null.format"]; ok {
		l.Options["serialization.null.format"] = text
	}
	for _, f := range t.Columns {
		l.Columns = append(l.Columns, datasets.Column{Source: f.Name, Name: f.Name, Type: f.Type})
	}
	return l
}

// deserialized reports whether Hive takes the columns of a SerDe from itself, so
// that their comments are lost.
func deserialized(s *catalog.SerDe) bool {
	if s == nil {
		return false
	}
	by := serdes[s.Library]
	return by == "opencsv" || by == "json" || by == "regex" || by == "grok"
}

// parquetLayout gives the columns of a file the names of those of the table: by
// their own names, in whatever case, or by their places.
func parquetLayout(t *catalog.Table, file datasets.Layout) datasets.Layout {
	byPlace := strings.EqualFold(t.Made.SerDe.Parameters["parquet.column.index.access"], "true")
	columns := make([]datasets.Column, len(file.Columns))
	taken := make(map[string]bool)
	for i, c := range file.Columns {
		c.Name = ""
		switch name := strings.ToLower(c.Source); {
		case byPlace && i < len(t.Columns):
			c.Name = t.Columns[i].Name
		case !byPlace && schema.Lookup(t.Columns, name) >= 0 && !taken[name]:
			c.Name, taken[name] = name, true
		}
		columns[i] = c
	}
	file.Columns = columns
	return file
}
