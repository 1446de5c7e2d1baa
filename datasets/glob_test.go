package datasets

import (
	"strings"
	"testing"
)

// The rules of Glue's exclude patterns, with its examples.
func TestGlob(t *testing.T) {
	tests := []struct{ glob, yes, no string }{ // paths between spaces
		{"*.csv", "a.csv .csv .hidden.csv", "a/b.csv a.csvx"},
		{"*", "a .hidden", "a/b"},
		{"*.*", "a.b .c", "ab a/b.c"},
		{"foo.?", "foo.a foo.é", "foo. foo.ab foo./"},
		{"**.csv", "a.csv a/b/c.csv a/.csv", "a.csv/b"},
		{"**", "a a/b/c", ""},
		{"departments/**", "departments departments/a departments/a/b.csv", "department departments2 x/departments/a"},
		{"employees/*.csv", "employees/a.csv", "employees/a/b.csv employees.csv"},
		{"my/*/*", "my/a/b", "my/a my/a/b/c"},
		{"myfolder**", "myfolder myfolder/a.txt myfolder2/b", "a/myfolder"},
		{"**/logs/*", "a/logs/x a/b/logs/x", "logs/x a/logs/x/y"},
		{"2015/01/{[!0],0[8-9]}**", "2015/01/08/a.csv 2015/01/09/a.csv 2015/01/31/a.csv", "2015/01/07/a.csv 2015/01/01/a.csv 2015/02/08/a.csv"},
		{"2015/0[2-9]/**", "2015/02/a 2015/09/1/b", "2015/01/a 2015/10/a"},
		{"{a,b/**}", "a b/c", "b ab"},
		{"{a,b}/**", "a a/x b b/x/y", "c ab"},
		{"*.{csv,avro}", "a.csv a.avro", "a.parquet a.csvavro"},
		{"x{,.gz}", "x x.gz", "x.g"},

		// Sets of characters.
		{"[abc]", "a b c", "d ab"},
		{"[!a-c]", "d - é", "a b c /"},
		{"[-a]", "- a", "b"},
		{"[!-a]", "b 0 A", "- a /"},
		{"[a-]", "a -", "b"},
		{"[*?\\]", "* ? \\", "a"},
		{"[^a]", "^ a", "b"},
		{"[äö]", "ä ö", "u"},
		{"a[!b]c", "axc", "abc a/c"},

		// A backslash takes the next character as it is.
		{`\*`, "*", "a"},
		{`a\[1\].csv`, "a[1].csv", "a1.csv"},
		{`\{a\,b\}`, "{a,b}", "a b"},
		{`\ä`, "ä", "a"},
		{`{a\,b,c}`, "a,b c", "a b"},

		// Nothing else has a meaning.
		{"a.b+c(d)|e$^", "a.b+c(d)|e$^", "aab+c(d)|e$^ a.bbc(d)|e$^"},
		{"a,b}", "a,b}", "a b"},
		{"größe?", "größe1", "größe"},
		{"", "", "a"},
	}
	for _, test := range tests {
		g, err := ParseGlob(test.glob)
		if err != nil {
			t.Errorf("%s: %v", test.glob, err)
			continue
		}
		if g.String() != test.glob {
			t.Errorf("%s: String returns %s", test.glob, g)
		}
		for path := range strings.FieldsSeq(test.yes) {
			if !g.Match(path) {
				t.Errorf("%s does not match %s", test.glob, path)
			}
		}
		for path := range strings.FieldsSeq(test.no) {
			if g.Match(path) {
				t.Errorf("%s matches %s", test.glob, path)
			}
		}
	}
	g, err := ParseGlob("a*b")
	if err != nil || !g.Match("a b\nb") {
		t.Errorf("spaces and line ends are characters like any other: %v", err)
	}
}

func TestGlobErrors(t *testing.T) {
	tests := []struct{ glob, want string }{
		{"a[b", `pattern "a[b": no ']' for the '[' at column 2`},
		{"[]", `pattern "[]": no ']' for the '[' at column 1`},
		{"[!]", `pattern "[!]": no ']' for the '[' at column 1`},
		{"[z-a]", `pattern "[z-a]": not a valid pattern`},
		{"{a,b", `pattern "{a,b": no '}' for the '{'`},
		{"{a,{b,c}}", `pattern "{a,{b,c}}": '{' within '{' at column 4`},
		{`a\`, `pattern "a\\": nothing after the last '\'`},
	}
	for _, test := range tests {
		if _, err := ParseGlob(test.glob); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.glob, err, test.want)
		}
	}
}

// FuzzGlob checks that no pattern, and no path, makes a Glob panic.
func FuzzGlob(f *testing.F) {
	f.Add("**/{a,b}[!c-d]?.csv", "x/a1.csv")
	f.Add(`\**{,/**}`, "a\xff")
	f.Fuzz(func(t *testing.T, glob, path string) {
		if g, err := ParseGlob(glob); err == nil {
			g.Match(path)
		}
	})
}
