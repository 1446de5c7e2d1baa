package csvfile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// summary writes down what matters of a scan: the options that are not the plainest
// CSV's, the columns with their types, the number of rows, the problems with
// their places, and why there has to be a copy.
func summary(s *datasets.Scan) string {
	var lines []string
	for _, key := range []string{"delimiter", "quote", "escape", "comment", "encoding", "newline", "header", "headerRows",
		"skip", "footer", "decimal", "thousands", "spaces", "runs", "trailing", "repeats", "padding", "damaged"} {
		usual := map[string]string{"delimiter": ",", "quote": `"`, "escape": `"`, "encoding": "utf-8", "newline": "\n", "header": "true"}[key]
		if value := s.Options[key]; value != usual {
			lines = append(lines, fmt.Sprintf("%s=%q", key, value))
		}
	}
	var columns []string
	for _, c := range s.Columns {
		text := strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Source, c.Type, c.Format))
		if len(c.Nulls) > 0 {
			text += fmt.Sprintf(" nulls %q", c.Nulls)
		}
		columns = append(columns, text)
	}
	lines = append(lines, strings.Join(columns, ", "), fmt.Sprintf("%d rows", s.Rows))
	for _, p := range s.Problems {
		var places []string
		for _, at := range p.Places {
			places = append(places, fmt.Sprintf("%d:%d %q", at.Line, at.Byte, at.Value))
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %d: %s", p.Kind, p.Count, strings.Join(places, ", "))))
	}
	if s.Copy != "" {
		lines = append(lines, "copy: "+s.Copy)
	}
	return strings.Join(lines, "\n")
}

func TestScan(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain.csv", "id,name\n1,Ann\n2,Ben\n", "id bigint, name string\n2 rows"},
		{"crlf.csv", "id,name\r\n1,Ann\r\n2,Ben\r\n", "newline=\"\\r\\n\"\nid bigint, name string\n2 rows"},
		{"cr.csv", "id,name\r1,Ann\r2,Ben\r", "newline=\"\\r\"\nid bigint, name string\n2 rows"},
		{"mixed.csv", "id,name\r\n1,Ann\n2,Ben\n", "newline=\"mixed\"\nid bigint, name string\n2 rows\ncopy: mixed line ends"},
		{"header.csv", "id,name\n", "id unknown, name unknown\n0 rows\ndoubtful header 1:"},

		// Rows of different lengths: none is lost, and each is told of.
		{"short.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n", "padding=\"true\"\na bigint, b bigint, c bigint\n3 rows\nshort row 1: 3:12 \"4,5\""},
		{"ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n",
			"padding=\"true\"\na bigint, b bigint, c bigint\n3 rows\nshort row 1: 3:12 \"4,5\"\nlong row 1: 4:22 \"9\"\ncopy: rows with too many fields"},

		{"allragged.csv", "id,name\n1,a,b,c,d\n2\n3,e,f\n4,g,h,i\n5,j,k,l,m,n\n6\n",
			"padding=\"true\"\nid bigint, name string\n6 rows\nshort row 2: 3:18 \"2\", 7:46 \"6\"\n" +
				"long row 4: 2:12 \"b,c,d\", 4:24 \"f\", 5:30 \"h,i\", 6:38 \"k,l,m,n\"\ncopy: rows with too many fields"},
		{"stairs.csv", strings.Repeat("1\n1,2\n1,2,3\n", 2),
			"header=\"false\"\npadding=\"true\"\nbigint, bigint, bigint\n6 rows\nshort row 4: 1:0 \"1\", 2:2 \"1,2\", 4:12 \"1\", 5:14 \"1,2\""},
		{"prose.csv", "said\nwell, yes\nif so, and only then, no\nno, not at all, not now, no\nyes\nwell, well\n",
			"delimiter=\"\"\nsaid string\n5 rows\nundivided lines 1:\ndoubtful header 1:\ncopy: no delimiter"},

		// Headers that are a name short: row names, or a field too many.
		{"rownames.csv", "mpg,cyl\nMazda,21.0,6\nFiat,32.4,4\nVolvo,21.4,4\n", "string, mpg double, cyl bigint\n3 rows\nshort header 1:"},
		{"rownumbers.csv", "mpg,cyl\n1,21.0,6\n2,32.4,4\n3,21.4,4\n", "bigint, mpg double, cyl bigint\n3 rows\nshort header 1:"},
		{"toomany.csv", "date,name\n2024-01-02,Ann,x\n2024-01-03,Ben,y\n2024-01-04,Cid,z\n", "date date, name string, string\n3 rows\nshort header 1:"},
		{"numbered.csv", "id,name\n1,Ann,x\n2,Ben,y\n3,Cid,z\n", "id bigint, name string, string\n3 rows\nshort header 1:"},
		{"mostlyempty.csv", "a,b\n1,x,\n2,y,\n3,z,note\n", "a bigint, b string, string\n3 rows\nshort header 1:"},
		{"sometrailing.csv", "a,b\n1,x,\n2,y,\n3,z,\n", "trailing=\"true\"\na bigint, b string\n3 rows\nshort header 1:"},

		// Headers of several rows.
		{"levels.csv", ",1,1,2\n,1,1,1\n,lh,rh,lh\n,,,\n0,5.5,6.5,7\n1,8.5,9.5,7\n2,3.5,4.5,7\n3,3.5,4.5,7\n",
			"headerRows=\"4\"\nbigint, 1 1 lh double, 1 1 rh double, 2 1 lh bigint\n4 rows\ndoubtful header 1:"},
		{"spread.csv", ",2019,,2020,\nregion,sales,cost,sales,cost\na,1,2,3,4\nb,5,6,7,8\nc,9,10,11,12\n",
			"headerRows=\"2\"\nregion string, 2019 sales bigint, 2019 cost bigint, 2020 sales bigint, 2020 cost bigint\n3 rows\ndoubtful header 1:"},
		{"oneunit.csv", "name,temp\n,°C\nx,1.5\ny,2.5\nz,3.5\n", "headerRows=\"2\"\nname string, temp °C double\n3 rows"},
		{"joined.csv", "len,wid\n(cm),(cm)\n" + strings.Repeat("1,2\n", 20) + "len,wid\n(cm),(cm)\n7,8\n",
			"headerRows=\"2\"\nrepeats=\"true\"\nlen (cm) bigint, wid (cm) bigint\n21 rows\n" +
				"repeated header 2: 23:98 \"len,wid\", 24:106 \"(cm),(cm)\"\ncopy: the header in the midst of rows"},
		{"latinrepeat.csv", "gr\xf6\xdfe,n\n1,2\n3,4\ngr\xf6\xdfe,n\n5,6\n",
			"encoding=\"latin-1\"\nrepeats=\"true\"\ngröße bigint, n bigint\n3 rows\nrepeated header 1: 4:16 \"gr\uFFFDe,n\"\ncopy: the header in the midst of rows"},

		// Quotes.
		{"quoted.csv", "id,text\n1,\"a, \"\"b\"\"\nc\"\n2,\"\"\n3,\n", "id bigint, text string\n3 rows"},
		{"single.csv", "id;text\n1;'a;b'\n2;'it''s'\n", "delimiter=\";\"\nquote=\"'\"\nescape=\"'\"\nid bigint, text string\n2 rows"},
		{"slash.csv", "id,text\n1,\"a \\\"b\\\", c\"\n2,\"d\"\n",
			"escape=\"\\\\\"\nid bigint, text string\n2 rows\ncopy: quotes escaped by backslashes"},
		{"open.csv", "id,text,n\n1,\"never closed,5\n2,b,6\n3,\"c\",7\n",
			"id bigint, text string, n bigint\n3 rows\nodd quotes 1: 2:10 \"1,\\\"never closed,5\"\ncopy: quotes that do not fit"},
		{"inches.csv", "id,size\n1,5\" pipe\n2,7\" pipe\n",
			"id bigint, size string\n2 rows\nbare quotes 2: 2:8 \"1,5\\\" pipe\", 3:18 \"2,7\\\" pipe\""},

		// What is around the rows.
		{"title.csv", "Sales of 2024\n\nid,value,note\n1,2,x\n3,4,y\n\nTotal: 2 rows\n",
			"skip=\"2\"\nfooter=\"2\"\nid bigint, value bigint, note string\n2 rows\nfooter 1: 7:42 \"Total: 2 rows\"\ncopy: lines after the last row"},
		{"total.csv", "name,a,b\nx,1,2\ny,3,4\nz,5,6\nTotal,,12\n",
			"footer=\"1\"\nname string, a bigint, b bigint\n3 rows\nfooter 1: 5:27 \"Total,,12\"\ncopy: lines after the last row"},
		{"count.csv", "id,a\n1,2\n3,4\n5,6\n\n3 rows\n",
			"footer=\"2\"\nid bigint, a bigint\n3 rows\nfooter 1: 6:18 \"3 rows\"\ncopy: lines after the last row"},
		{"excel.csv", "sep=;\nid;n\n1;2\n3;4\n", "delimiter=\";\"\nskip=\"1\"\nid bigint, n bigint\n2 rows"},
		{"comments.csv", "# of yesterday\nid,value\n1,2\n# no more\n3,4\n",
			"comment=\"#\"\nskip=\"1\"\nid bigint, value bigint\n2 rows\ncopy: comment lines"},
		{"repeated.csv", "id,value\n1,2\nid,value\n3,4\n",
			"repeats=\"true\"\nid bigint, value bigint\n2 rows\nrepeated header 1: 3:13 \"id,value\"\ncopy: the header in the midst of rows"},
		{"rows2.csv", "size,size,name\ncm,kg,\n1.5,2.5,x\n3.5,4.5,y\n5.5,1.5,z\n",
			"headerRows=\"2\"\nsize cm double, size kg double, name string\n3 rows"},
		{"trailing.csv", "id,value,\n1,2,\n3,4,\n", "trailing=\"true\"\nid bigint, value bigint\n2 rows"},
		{"hash.tsv", "#id\tvalue\n1\t2\n3\t4\n", "delimiter=\"\\t\"\n#id bigint, value bigint\n2 rows"},

		// Delimiters.
		{"pipes.txt", "id||value||name\n1||2||x\n3||4||y\n", "delimiter=\"||\"\nid bigint, value bigint, name string\n2 rows\ncopy: a delimiter of several characters"},
		{"section.csv", "id§value\n1§2\n3§4\n", "delimiter=\"§\"\nid bigint, value bigint\n2 rows\ncopy: a delimiter of several characters"},
		{"spaces.txt", "x   y   z\n1.5 22  3\n10  2   30\n7   8   9\n", "delimiter=\" \"\nruns=\"true\"\nx double, y bigint, z bigint\n3 rows\ncopy: delimiters in a row"},
		{"column.csv", "year\n2001\n2002\n\n2003\n", "year bigint\n4 rows"},

		// Encodings.
		{"latin.csv", "id,name\n1,Ren\xe9\n2,Zo\xeb\n", "encoding=\"latin-1\"\nid bigint, name string\n2 rows"},
		{"windows.csv", "id,name\n1,Ren\xe9\x92s\n2,Zo\xeb\n", "encoding=\"windows-1252\"\nid bigint, name string\n2 rows\ncopy: encoded in windows-1252"},
		{"utf16.csv", "\xff\xfei\x00d\x00,\x00n\x00\n\x001\x00,\x00A\x00\n\x002\x00,\x00B\x00\n\x00",
			"encoding=\"utf-16le\"\nid bigint, n string\n2 rows\ncopy: encoded in utf-16le"},
		{"mark.csv", "\xef\xbb\xbfid,name\n1,Zoë\n", "id bigint, name string\n1 rows"},
		{"undecodable.csv", "id,name\n1,Zoë\n2,Ren\xe9e\n", "id bigint, name string\n2 rows\nundecodable bytes 1: 3:17 \"Ren\uFFFDe\"\ncopy: bytes that cannot be decoded"},
		{"zero.csv", "id,name\n1,a\x00b\n2,c\n", "id bigint, name string\n2 rows\nzero bytes 1: 2:10 \"a\\x00b\""},

		// Values: what becomes of them is the matter of package infer.
		{"codes.csv", "zip,big,n\n01234,12345678901234567890,1\n23456,1,NA\n", "zip string, big decimal(20,0), n bigint nulls [\"NA\"]\n2 rows"},
		{"comma.csv", "id;price\n1;1.234,56\n2;0,5\n", "delimiter=\";\"\ndecimal=\",\"\nthousands=\".\"\nid bigint, price double\n2 rows"},
		{"groups.csv", "id,price\n1,\"1,234.50\"\n2,\"12,345\"\n", "thousands=\",\"\nid bigint, price double\n2 rows"},
		{"swiss.csv", "id;price\n1;1'234.50\n2;2'345.00\n", "delimiter=\";\"\nthousands=\"'\"\nid bigint, price double\n2 rows"},
		{"french.csv", "id;price\n1;1 234,50\n2;2 345,00\n", "delimiter=\";\"\ndecimal=\",\"\nthousands=\" \"\nid bigint, price double\n2 rows"},
		{"days.csv", "day,n\n31/01/2024,1\n01/02/2024,2\n", "day date %d/%m/%Y, n bigint\n2 rows"},
		{"words.csv", "fruit,color\napple,red\nbanana,yellow\ncherry,red\n", "fruit string, color string\n3 rows\ndoubtful header 1:"},
		{"nohead.csv", "apple,red\nbanana,yellow\ncherry,red\ndate,red\nfig,yellow\n", "header=\"false\"\nstring, string\n5 rows"},
	}
	for _, test := range tests {
		s, err := Format{}.Scan(t.Context(), fileOf(t, test.name, []byte(test.text)), datasets.ScanOptions{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := summary(s); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

// What a person says counts, whatever the file looks like.
func TestFixed(t *testing.T) {
	text := "id,name\n1,Ann\n2,Ben\n"
	tests := []struct {
		fixed map[string]string
		want  string
	}{
		{map[string]string{"header": "false"}, "header=\"false\"\nstring, string\n3 rows"},
		{map[string]string{"delimiter": "n"}, "delimiter=\"n\"\nid, string, ame string\n2 rows\nshort row 1: 3:14 \"2,Be\"\ncopy: rows of different lengths"},
		{map[string]string{"skip": "1", "header": "false"}, "header=\"false\"\nskip=\"1\"\nbigint, string\n2 rows"},
		{map[string]string{"headerRows": "2", "header": "true"}, "headerRows=\"2\"\nid 1 bigint, name Ann string\n1 rows"},
		{map[string]string{"footer": "1"}, "footer=\"1\"\nid bigint, name string\n1 rows\nfooter 1: 3:14 \"2,Ben\"\ncopy: lines after the last row"},
		{map[string]string{"extra": "true"}, "id bigint, name string, _extra string\n2 rows\ncopy: fields beyond the columns kept in one of their own"},
		{map[string]string{"encoding": "latin-1"}, "encoding=\"latin-1\"\nid bigint, name string\n2 rows"},
	}
	for _, test := range tests {
		s, err := Format{}.Scan(t.Context(), fileOf(t, "x.csv", []byte(text)), datasets.ScanOptions{Fixed: test.fixed})
		if err != nil {
			t.Errorf("%v: %v", test.fixed, err)
			continue
		}
		if got := summary(s); got != test.want && test.fixed["delimiter"] == "" {
			t.Errorf("%v: got\n%s\nwant\n%s", test.fixed, got, test.want)
		}
	}
	values := fileOf(t, "x.csv", []byte("day,n\n01/02/2024,NA\n03/04/2024,1\n05/06/2024,none\n"))
	s, err := Format{}.Scan(t.Context(), values, datasets.ScanOptions{Fixed: map[string]string{"nulls": "none|x", "monthFirst": "true"}})
	if want := "day date %m/%d/%Y, n string nulls [\"none\"]\n3 rows"; err != nil || !strings.HasPrefix(summary(s), want) {
		t.Errorf("got %v and\n%s\nwant\n%s", err, summary(s), want)
	}
	for _, wrong := range []map[string]string{{"header": "maybe"}, {"skip": "-1"}, {"quote": "''"}, {"newline": "x"},
		{"encoding": "klingon"}, {"delimiter": "\n"}} {
		if _, err := (Format{}).Scan(t.Context(), fileOf(t, "x.csv", []byte(text)), datasets.ScanOptions{Fixed: wrong}); err == nil {
			t.Errorf("%v: no error", wrong)
		}
	}
}

// A scan says how sure it is of the header, so that other files can overrule it.
func TestHeaderVotes(t *testing.T) {
	tests := []struct {
		text        string
		least, most float64
		fixed       map[string]string
	}{
		{"id,day\n1,2024-01-02\n2,2024-01-03\n", 0.15, 1, nil},
		{"1,2024-01-01\n2,2024-01-02\n3,2024-01-03\n", -1, -0.15, nil},
		{"fruit,color\napple,red\nbanana,yellow\ncherry,red\n", 0, 0.15, nil},
		{"id,day\n1,2024-01-02\n2,2024-01-03\n", 0, 0, map[string]string{"header": "true"}},
	}
	for _, test := range tests {
		s, err := Format{}.Scan(t.Context(), fileOf(t, "x.csv", []byte(test.text)), datasets.ScanOptions{Fixed: test.fixed})
		if err != nil || s.HeaderVotes < test.least || s.HeaderVotes > test.most {
			t.Errorf("%q: got %.2f and %v, want %.2f to %.2f", test.text, s.HeaderVotes, err, test.least, test.most)
		}
	}
}

// Fields beyond those of the header are kept on request, also in the copy.
func TestExtra(t *testing.T) {
	text := "id,name\n1,Ann\n2,Ben,x,,\"a, \"\"b\"\"\",\xe9,<\"\"\n3\n4,D\xe9,\n5,E\n6,F\n"
	f := fileOf(t, "x.csv", []byte(text))
	s, rows := table(t, f, map[string]string{"extra": "true"})
	want := [][]string{{"id", "name", "_extra"}, {"1", "Ann", ""}, {"2", "Ben", `["x",null,"a, \"b\"","é","<\"\""]`}, {"3", "", ""},
		{"4", "Dé", "[null]"}, {"5", "E", ""}, {"6", "F", ""}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %q, want %q", rows, want)
	}
	if e := s.Evidence[2]; s.Columns[2].Type.String() != "string" || e.Nulls != 4 {
		t.Errorf("%s with %d nulls", s.Columns[2].Type, e.Nulls)
	}
	var copied bytes.Buffer
	if err := (Format{}).Clean(t.Context(), f, &s.Layout, &copied); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, fileOf(t, "x.csv", copied.Bytes()), s.Cleaned(), usualSizes); len(got) != 6 || got[1][2] != "'"+want[2][2] || got[0][2] != "null" {
		t.Errorf("the copy has %q", got)
	}
}

// A value far from the beginning counts as much as one at the beginning: the
// evidence says where it stands.
func TestLateValue(t *testing.T) {
	var text bytes.Buffer
	text.WriteString("n,v\n")
	for i := 1; i <= 40_000; i++ {
		if i == 30_001 {
			fmt.Fprintf(&text, "%d,none of that\n", i)
			continue
		}
		fmt.Fprintf(&text, "%d,%d\n", i, i)
	}
	at := int64(bytes.Index(text.Bytes(), []byte("none of that")))
	s, err := Format{}.Scan(t.Context(), fileOf(t, "x.csv", text.Bytes()), datasets.ScanOptions{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := datasets.Place{Line: 30_002, Byte: at, Value: "none of that"}
	if got := s.Evidence[1].Deciders; s.Columns[1].Type.String() != "string" || len(got) == 0 || got[0] != want {
		t.Errorf("got %s for %+v, want string for %+v", s.Columns[1].Type, got, want)
	}
	if s.Rows != 40_000 {
		t.Errorf("%d rows", s.Rows)
	}
}

// Text in Latin-1 is told from UTF-8 even if it begins with nothing but ASCII.
func TestLateEncoding(t *testing.T) {
	text := "id,name\n" + strings.Repeat("1,Ann\n", 100_000) + "2,Ren\xe9\n"
	s, err := Format{}.Scan(t.Context(), fileOf(t, "x.csv", []byte(text)), datasets.ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Options["encoding"]; got != "latin-1" || s.Rows != 100_001 {
		t.Errorf("got %s and %d rows", got, s.Rows)
	}
}

// Days that can be read in two ways are told of, with both.
func TestAmbiguousDays(t *testing.T) {
	text := "day,n\n01/02/2024,1\n03/04/2024,2\n05/06/2024,3\n"
	s, err := Format{}.Scan(t.Context(), fileOf(t, "x.csv", []byte(text)), datasets.ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Evidence[0].Formats) != 2 || len(s.Problems) != 1 {
		t.Errorf("got formats %v and problems %+v", s.Evidence[0].Formats, s.Problems)
	}
}

// A line of more bytes than a record may have costs its own row the fields that
// do not end in time, and no other row anything.
func TestLongLine(t *testing.T) {
	text := "id,name,note,n\n1,a,b,2\n3,\"x, y\"," + strings.Repeat("long, ", 1000) + ",4\n5,c,d,6\n"
	f := fileOf(t, "x.csv", []byte(text))
	for _, sizes := range []sizes{small, whole} {
		s, err := scanFile(t.Context(), f, datasets.ScanOptions{}, sizes)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := summary(s), "id bigint, name string, note string, n string\n3 rows\nlong line 1: 3:23 "; !strings.HasPrefix(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if s.Bytes != int64(len(text)) {
			t.Errorf("%d bytes", s.Bytes)
		}
		rows := readAll(t, f, &s.Layout, sizes)
		if got := fmt.Sprint(rows[0], rows[2]); len(rows) != 3 || rows[1][0] != "'3" || rows[1][1] != "'x, y" || got != "['1 'a 'b '2] ['5 'c 'd '6]" {
			t.Errorf("got rows %.200q", rows)
		}
	}
}

// A file that breaks off is read as far as it goes, and told of.
func TestDamaged(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for i := range 200_000 {
		fmt.Fprintf(w, "%d,name %d\n", i, i*7919%10007)
	}
	w.Close()
	f := fileOf(t, "x.csv.gz", packed.Bytes()[:packed.Len()/2])
	s, rows := table(t, f, nil)
	if s.Options["damaged"] != "true" || s.Copy != "damaged" || s.Rows < 50_000 || int64(len(rows)) != s.Rows {
		t.Errorf("got %v, copy %q, %d rows, %d read", s.Options, s.Copy, s.Rows, len(rows))
	}
}

// What is no table is refused, whatever its name; what is one is not.
func TestMatch(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"a.csv", "id,name\n1,Ann\n", true},
		{"a.txt", "id,name,n\n1,Ann,5\n2,Ben,6\n", true},
		{"a", "id\tname\n1\tAnn\n2\tBen\n", true},
		{"a.log", "v x y z\n2 1.5 20 ok\n3 2.5 30 ok\n4 3.5 40 no\n", true},
		{"a.csv.gz", "year\n2001\n2002\n", true},

		{"notes.txt", "ask Ann about the missing Wednesday\n", false},
		{"notes.txt", "ask Ann, and Ben, about it\nnothing else, so far, to do\nwell, that is, all\n", false},
		{"README.md", "# Title\n\nSome text, and more.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", false},
		{"app.log", "2024-01-01 12:00:00 INFO started\n2024-01-01 12:00:01 WARN no such file or folder\n2024-01-01 12:00:02 INFO stopped after all\n", false},
		{"page.csv", "<!DOCTYPE html>\n<html><body>1,2</body></html>\n", false},
		{"feed.xml", "<?xml version=\"1.0\"?>\n<a>1,2</a>\n", false},
		{"a.csv", "{\"id\": 1, \"name\": \"Ann\"}\n{\"id\": 2, \"name\": \"Ben\"}\n", false},
		{"a.txt", "[{\"id\": 1},\n {\"id\": 2}]\n", false},
		{"a.csv", "PAR1\x15\x00\x15\x00\x00\x01\x02\x03", false},
		{"a.csv", "", false},
	}
	for _, test := range tests {
		got := Format{}.Match(test.name, []byte(test.text)) != datasets.No
		_, err := Format{}.Scan(t.Context(), fileOf(t, strings.TrimSuffix(test.name, ".gz"), []byte(test.text)), datasets.ScanOptions{})
		if got != test.want || (err == nil) != test.want {
			t.Errorf("%s %q: got %v and %v, want %v", test.name, test.text, got, err, test.want)
		}
		var refused *NotTableError
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%s %q: the error is a %T: %v", test.name, test.text, err, err)
		}
	}
}
