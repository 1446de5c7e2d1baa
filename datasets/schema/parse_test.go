package schema

import "testing"

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want string // the type as it is written, or the error
	}{
		{"bigint", "bigint"},
		{"decimal(10,2)", "decimal(10,2)"},
		{"array<struct<sku:string,qty:int>>", "array<struct<sku:string,qty:int>>"},
		{"map<string,array<double>>", "map<string,array<double>>"},
		{"struct<>", "struct<>"},
		{"varchar(12)", "varchar(12)"},

		// What people and other tools write.
		{" ARRAY < INT > ", "array<int>"},
		{"integer", "int"},
		{"decimal", "decimal(10,0)"},
		{"decimal(12)", "decimal(12,0)"},
		{"varchar", "string"},
		{"struct<`a b`:int,`c``d`:date>", "struct<`a b`:int,`c``d`:date>"},
		{"struct<`a`:int>", "struct<a:int>"},

		{"", `type "": column 1: expected a type`},
		{"int int", `type "int int": column 5: unexpected text after the type`},
		{"array<", `type "array<": column 7: expected a type`},
		{"struct<a:>", `type "struct<a:>": column 10: expected a type`},
		{"struct<a int>", `type "struct<a int>": column 10: expected ':'`},
		{"struct<a:int,a:int>", `type "struct<a:int,a:int>": column 15: second member named "a"`},
		{"decimal(39,0)", `type "decimal(39,0)": column 9: expected a number from 1 to 38`},
		{"decimal(5,6)", `type "decimal(5,6)": column 11: expected a number from 0 to 5`},
		{"char(256)", `type "char(256)": column 6: expected a number from 1 to 255`},
	}
	for _, test := range tests {
		typ, err := Parse(test.text)
		got := typ.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
}

// FuzzParse checks that Parse never panics, fails only with a ParseError,
// and that it undoes String.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"int", "array<string>", "struct<a:int,b:array<double>>", "struct<a:>", "array<<", "map<string,decimal(3,1)>",
		"struct<`a``b`:char(3)>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		typ, err := Parse(text)
		if err != nil {
			if _, ok := err.(*ParseError); !ok {
				t.Fatalf("error is a %T: %v", err, err)
			}
			return
		}
		again, err := Parse(typ.String())
		if err != nil || again.String() != typ.String() {
			t.Errorf("Parse(%q) is %s, read again %s, %v", text, typ, again, err)
		}
	})
}
