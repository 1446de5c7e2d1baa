package render

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/duck"
)

// A kind says how the values of a type are written.
type kind int

const (
	plain     kind = iota // as their Go type says
	number                // to the right
	date                  // a time.Time, of which the day counts
	clock                 // a time.Time, of which the time of day counts
	clockZone             // with its offset
	timestamp             // a time.Time
	instant               // a time.Time, with its offset
	document              // a text that holds JSON

	// What holds other values, from here on.
	list      // elements of one type
	structure // members, each with a name and a type
	mapping   // keys and values
	union     // a value of one of several types
)

var kinds = map[string]kind{
	"TINYINT": number, "SMALLINT": number, "INTEGER": number, "BIGINT": number, "HUGEINT": number,
	"UTINYINT": number, "USMALLINT": number, "UINTEGER": number, "UBIGINT": number, "UHUGEINT": number,
	"FLOAT": number, "DOUBLE": number, "DECIMAL": number, "BIGNUM": number,
	"DATE": date, "TIME": clock, "TIME_NS": clock, "TIME WITH TIME ZONE": clockZone,
	"TIMESTAMP": timestamp, "TIMESTAMP_S": timestamp, "TIMESTAMP_MS": timestamp, "TIMESTAMP_NS": timestamp,
	"TIMESTAMP WITH TIME ZONE": instant,
	"JSON":                     document,
	"LIST":                     list, "ARRAY": list, "STRUCT": structure, "MAP": mapping, "UNION": union,
}

// A typ says how the values of a type are written, those within them too.
type typ struct {
	kind  kind
	key   *typ     // of a mapping
	elem  *typ     // of a list, and of the values of a mapping
	names []string // of the members of a structure or union
	types []*typ
}

func newTyp(t duck.Type) *typ {
	n := &typ{kind: kinds[t.Name]}
	if t.Key != nil {
		n.key = newTyp(*t.Key)
	}
	if t.Elem != nil {
		n.elem = newTyp(*t.Elem)
	}
	for _, f := range t.Fields {
		n.names = append(n.names, f.Name)
		n.types = append(n.types, newTyp(f.Type))
	}
	return n
}

// nested reports whether values of t hold others.
func (t *typ) nested() bool { return t.kind >= list }

// member returns the type of the member of a union.
func (t *typ) member(name string) *typ {
	for i := range t.names {
		if t.names[i] == name {
			return t.types[i]
		}
	}
	return &typ{}
}

// typeText writes a type for people: in lower case, with names in quotes only
// where they need them.
func typeText(t duck.Type) string {
	switch t.Name {
	case "LIST":
		return typeText(*t.Elem) + "[]"
	case "ARRAY":
		return fmt.Sprintf("%s[%d]", typeText(*t.Elem), t.Size)
	case "MAP":
		return "map(" + typeText(*t.Key) + ", " + typeText(*t.Elem) + ")"
	case "STRUCT", "UNION":
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = strings.TrimSpace(nameText(f.Name) + " " + typeText(f.Type))
		}
		return strings.ToLower(t.Name) + "(" + strings.Join(parts, ", ") + ")"
	case "ENUM":
		return "enum" + strings.TrimPrefix(t.String(), "ENUM")
	}
	return strings.ToLower(t.String())
}

func nameText(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}
