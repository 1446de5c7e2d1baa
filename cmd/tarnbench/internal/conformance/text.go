package conformance

import (
	"math"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/duck"
)

// athenaTypes are DuckDB's types as Athena names them, with the precision that
// it tells, where they are not the same in lower case.
var athenaTypes = map[string]Column{
	"BOOLEAN":                  {Type: "boolean"},
	"TINYINT":                  {Type: "tinyint", Precision: 3},
	"SMALLINT":                 {Type: "smallint", Precision: 5},
	"INTEGER":                  {Type: "integer", Precision: 10},
	"BIGINT":                   {Type: "bigint", Precision: 19},
	"FLOAT":                    {Type: "float", Precision: 17},
	"DOUBLE":                   {Type: "double", Precision: 17},
	"VARCHAR":                  {Type: "varchar", Precision: math.MaxInt32},
	"BLOB":                     {Type: "varbinary", Precision: 1 << 30},
	"TIMESTAMP":                {Type: "timestamp", Precision: 3},
	"TIMESTAMP WITH TIME ZONE": {Type: "timestamp with time zone", Precision: 3},
	"TIME":                     {Type: "time", Precision: 3},
	"LIST":                     {Type: "array"},
	"STRUCT":                   {Type: "row"},
	"MAP":                      {Type: "map"},
}

// column returns what Athena tells of a column.
func column(c duck.Column) Column {
	known, ok := athenaTypes[c.Type.Name]
	if !ok {
		known.Type = strings.ToLower(c.Type.Name)
	}
	if c.Type.Name == "DECIMAL" {
		known.Precision, known.Scale = c.Type.Width, c.Type.Scale
	}
	known.Name = c.Name
	return known
}

// athenaTexts returns the values of a row as Athena writes them.
func athenaTexts(row []cell, columns []duck.Column) []*string {
	texts := make([]*string, len(row))
	for i, c := range row {
		if !c.null {
			text := athenaText(c, columns[i].Type)
			texts[i] = &text
		}
	}
	return texts
}

func athenaText(c cell, t duck.Type) string {
	if c.null {
		return "null"
	}
	switch t.Name {
	case "FLOAT", "DOUBLE":
		return javaFloat(c.float, t.Name == "FLOAT")
	case "DECIMAL":
		return padded(c.text, t.Scale)
	case "TIMESTAMP":
		return padded(c.text+" 00:00:00"[min(9, max(0, len(c.text)-10)):], 3)
	case "BLOB":
		return spaced(c.text)
	case "LIST", "STRUCT", "MAP":
		return nested(c, t)
	}
	return c.text
}

// nested writes [a, b], {a=1, b=2} or {k=v}.
func nested(c cell, t duck.Type) string {
	texts := make([]string, len(c.parts))
	for i, p := range c.parts {
		switch t.Name {
		case "LIST":
			texts[i] = athenaText(p, *t.Elem)
		case "STRUCT":
			texts[i] = t.Fields[i].Name + "=" + athenaText(p, t.Fields[i].Type)
		case "MAP":
			texts[i] = athenaText(p.parts[0], *t.Key) + "=" + athenaText(p.parts[1], *t.Elem)
		}
	}
	if t.Name == "LIST" {
		return "[" + strings.Join(texts, ", ") + "]"
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

// javaFloat writes a float as Java does: 1.0, 1.0E10.
func javaFloat(f float64, single bool) string {
	bits := 64
	if single {
		bits = 32
	}
	size := math.Abs(f)
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return strings.Replace(strconv.FormatFloat(f, 'g', -1, 64), "Inf", "Infinity", 1)
	case size != 0 && (size < 1e-3 || size >= 1e7):
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
		n, _ := strconv.Atoi(exponent)
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		return mantissa + "E" + strconv.Itoa(n)
	}
	return padded(strconv.FormatFloat(f, 'f', -1, bits), 1)
}

// padded gives a number at least so many digits behind its point.
func padded(text string, digits int) string {
	whole, fraction, _ := strings.Cut(text, ".")
	if digits == 0 {
		return text
	}
	return whole + "." + fraction + strings.Repeat("0", max(0, digits-len(fraction)))
}

// spaced writes hexadecimal digits with a space behind each byte: 61 62.
func spaced(digits string) string {
	var pairs []string
	for i := 0; i+1 < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	return strings.Join(pairs, " ")
}
