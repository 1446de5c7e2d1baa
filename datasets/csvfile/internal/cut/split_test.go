package cut

import (
	"slices"
	"strings"
	"testing"
)

// rows cuts a text up, and shows records as their fields between bars.
func rows(s *Splitter, text string) []string {
	var all []string
	var r Record
	var scratch []byte
	for at := 0; at < len(text); at = r.End {
		if st := s.Next([]byte(text), at, true, &r); st != Done {
			return append(all, "status")
		}
		var fields []string
		for _, f := range r.Fields {
			fields = append(fields, string(s.Value([]byte(text), f, &scratch)))
		}
		all = append(all, strings.Join(fields, "|"))
	}
	return all
}

func TestSplit(t *testing.T) {
	comma := Dialect{Delimiter: ",", Quote: '"', Escape: '"'}
	with := func(change func(*Dialect)) Dialect {
		d := comma
		change(&d)
		return d
	}
	tests := []struct {
		dialect Dialect
		width   int
		text    string
		want    string // rows with ⏎ between them
	}{
		{comma, 0, "a,b\n1,2\n", "a|b⏎1|2"},
		{comma, 0, "a,b\r\n1,2\r\n", "a|b⏎1|2"},
		{comma, 0, "a,b\r\n1,\"2\"\r\n", "a|b⏎1|2"},
		{comma, 0, "a,b\n1,2", "a|b⏎1|2"},
		{comma, 0, "a long field indeed,another long field\n", "a long field indeed|another long field"},
		{comma, 0, ",\n", "|"},
		{comma, 0, "\"x\"\"y\",\"a,b\nc\"\n1,2\n", "x\"y|a,b\nc⏎1|2"},
		{comma, 0, `"a" ,"b"` + "\n", "a|b"},
		{comma, 0, `5" pipe,it"s` + "\n", `5" pipe|it"s`},
		{comma, 0, ` "a",b`, ` "a"|b`},
		{comma, 0, "\"\",\"\"\"\"\n", "|\""},
		{with(func(d *Dialect) { d.Delimiter = "||" }), 0, "a||b|c||d\n||\n", "a|b|c|d⏎|"},
		{with(func(d *Dialect) { d.Delimiter = "||" }), 0, "\"a||b\"||c\n", "a||b|c"},
		{with(func(d *Dialect) { d.Delimiter = "" }), 0, "a,b\n\"c\"\n", "a,b⏎c"},
		{with(func(d *Dialect) { d.Quote, d.Escape = 0, 0 }), 0, "\"a,b\"\n", "\"a|b\""},
		{with(func(d *Dialect) { d.Quote = '\'' }), 0, "'a,b',\"c\"\n", "a,b|\"c\""},
		{with(func(d *Dialect) { d.Escape = '\\' }), 0, `"a\"b","c\\",d\,e` + "\n" + `"8\'9",x` + "\n", `a"b|c\|d,e⏎8\'9|x`},
		{with(func(d *Dialect) { d.Escape = '\\' }), 0, `"","x"` + "\n", `|x`},
		{with(func(d *Dialect) { d.Comment = '#' }), 0, "a,b\n#c,d\n\"#e\",f\n", "a|b⏎⏎#e|f"},
		{with(func(d *Dialect) { d.Ends = EndCR }), 0, "a,b\r1,x\ny\r", "a|b⏎1|x\ny"},
		{with(func(d *Dialect) { d.Ends = EndCRLF }), 0, "a,b\r\n1,x\ny\r\n", "a|b⏎1|x\ny"},
		{with(func(d *Dialect) { d.Ends = EndAny }), 0, "a,b\n1,2\r\n3,4\r5,6", "a|b⏎1|2⏎3|4⏎5|6"},
		{with(func(d *Dialect) { d.Spaces = true }), 0, "a, b\n1, \"2, 3\"\n", "a|b⏎1|2, 3"},
		{with(func(d *Dialect) { d.Delimiter, d.Runs = " ", true }), 0, "  a   b \n1 2\n", "a|b⏎1|2"},

		// Quotes that do not fit, without knowing how many fields there should be.
		{comma, 0, `1,"Hey, I missed " it",3` + "\n4,5,6\n", `1|Hey, I missed " it|3⏎4|5|6`},
		{comma, 0, "1,\"not closed,3\n4,5,6\n", "1|\"not closed|3⏎4|5|6"},
		{comma, 0, "\"He said \"hi\" to\nme\",x\n", "He said \"hi\" to\nme|x"},

		// The same, knowing it.
		{comma, 9, `2,"03:45,1,AN,$3,"Shirt, Plaid","Intro","url",` + "\n", `2|"03:45|1|AN|$3|Shirt, Plaid|Intro|url|`},
		{comma, 3, `a,""This jacket, and that","c"` + "\n", `a|"This jacket, and that|c`},
		{comma, 3, "a,b,\"\n1,\"x\",3\n", "a|b|\"⏎1|x|3"},
		{comma, 4, `Vest"Our vest, packed","url",` + "\n", `Vest"Our vest| packed"|url|`}, // as well as any
		{comma, 4, `Vest"Our vest, packed, ready","url",` + "\n", "Vest|Our vest, packed, ready|url|"},
		{comma, 3, `"boots.""https://x",` + "\n", "boots.|https://x|"},
		{comma, 3, "1,\"never,3\n4,5,6\n", "1|\"never|3⏎4|5|6"},
		{comma, 3, `a,"b"c,d` + "\n", `a|"b"c|d`},
		{comma, 2, `a, "b,c"` + "\n", "a|b,c"},
	}
	for _, test := range tests {
		got := rows(NewSplitter(test.dialect, test.width), test.text)
		if want := strings.Split(test.want, "⏎"); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", test.text, got, want)
		}
	}
}

// FuzzNext checks that what a splitter finds in a text does not depend on how
// much of it is there: it says that it needs more, or finds the same.
func FuzzNext(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "a,\"b\nc\"\n", "\"a\"x,b\r\n\"c", "#a\r1, \"2\" ,\n", "a,\"\"\"b\\\",c\n"} {
		for mode := range uint8(8) {
			f.Add(text, mode, uint8(3), uint8(len(text)/2))
		}
	}
	f.Fuzz(func(t *testing.T, text string, mode, width, until uint8) {
		d := Dialect{Delimiter: ",", Quote: '"', Escape: '"', Ends: LineEnds(mode % 4), Spaces: mode&4 != 0, Runs: mode&8 != 0}
		if mode&16 != 0 {
			d.Escape = '\\'
		}
		if mode&32 != 0 {
			d.Comment, d.Delimiter = '#', "||"
		}
		whole, part := NewSplitter(d, int(width%6)), NewSplitter(d, int(width%6))
		whole.Most, part.Most = 100, 100
		var want, got Record
		for at := 0; at < len(text); at = want.End {
			if whole.Next([]byte(text), at, true, &want) != Done {
				return
			}
			if want.End <= at {
				t.Fatalf("%q: no progress at %d", text, at)
			}
			end := min(len(text), at+1+int(until))
			if part.Next([]byte(text[:end]), at, false, &got) != Done {
				continue
			}
			if got.End != want.End || !slices.Equal(got.Fields, want.Fields) || got.Flaws != want.Flaws || got.Mark != want.Mark {
				t.Fatalf("%q at %d: got %+v from %d bytes, want %+v", text, at, got, end, want)
			}
		}
	})
}
