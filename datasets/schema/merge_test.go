package schema

import (
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"
)

func TestMerge(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"unknown", "int", "int"},
		{"int", "bigint", "bigint"},
		{"tinyint", "float", "float"},
		{"int", "float", "double"},
		{"bigint", "double", "double"},
		{"date", "timestamp", "timestamp"},
		{"int", "boolean", "string"},
		{"date", "int", "string"},
		{"binary", "string", "string"},

		// Decimals keep the digits on both sides of the point.
		{"decimal(5,2)", "decimal(6,4)", "decimal(7,4)"},
		{"int", "decimal(4,2)", "decimal(12,2)"},
		{"bigint", "decimal(38,20)", "double"},
		{"decimal(4,2)", "float", "double"},

		{"char(3)", "char(3)", "char(3)"},
		{"char(3)", "char(5)", "varchar(5)"},
		{"varchar(3)", "string", "string"},

		{"array<int>", "array<double>", "array<double>"},
		{"array<int>", "int", "string"},
		{"struct<a:int>", "struct<b:date,a:bigint>", "struct<a:bigint,b:date>"},
		{"struct<a:int,b:double>", "map<string,int>", "map<string,double>"},
	}
	for _, test := range tests {
		a, b := mustParse(t, test.a), mustParse(t, test.b)
		if got := Merge(a, b).String(); got != test.want {
			t.Errorf("%s and %s: got %s, want %s", test.a, test.b, got, test.want)
		}
	}
}

// The schema of a table must not depend on the order of its files.
// These are the laws that make it so.
func TestMergeLaws(t *testing.T) {
	laws := map[string]any{
		"commutative": func(a, b Type) bool { return Merge(a, b).Equal(Merge(b, a)) },
		"associative": func(a, b, c Type) bool { return Merge(Merge(a, b), c).Equal(Merge(a, Merge(b, c))) },
		"idempotent":  func(a Type) bool { return Merge(a, a).Equal(a) },
		"unknown":     func(a Type) bool { return Merge(a, Type{}).Equal(a) },
		"absorbing":   func(a, b Type) bool { return Merge(Merge(a, b), a).Equal(Merge(a, b)) },
	}
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			if err := quick.Check(law, &quick.Config{MaxCount: 20000}); err != nil {
				t.Error(err)
			}
		})
	}
}

// Generate makes a type at random, nested at most three deep.
func (Type) Generate(r *rand.Rand, _ int) reflect.Value {
	return reflect.ValueOf(randomType(r, 3))
}

func randomType(r *rand.Rand, depth int) Type {
	kind := Kind(r.Intn(int(Struct) + 1))
	if depth == 0 {
		kind = Kind(r.Intn(int(Array)))
	}
	switch kind {
	case Decimal:
		p := 1 + r.Intn(MaxPrecision)
		return DecimalOf(p, r.Intn(p+1))
	case Char, Varchar:
		return Type{Kind: kind, Length: 1 + r.Intn(5)}
	case Array:
		return ArrayOf(randomType(r, depth-1))
	case Map:
		return MapOf(randomType(r, 0), randomType(r, depth-1))
	case Struct:
		t := Type{Kind: Struct}
		for _, name := range []string{"a", "b", "c"} {
			if r.Intn(2) == 0 {
				t.Fields = append(t.Fields, Field{Name: name, Type: randomType(r, depth-1)})
			}
		}
		return t
	}
	return Type{Kind: kind}
}

func mustParse(t testing.TB, text string) Type {
	t.Helper()
	typ, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return typ
}
