package jsonfile

import (
	"bytes"
	"testing"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// What a clean copy says, line for line.
func TestClean(t *testing.T) {
	tests := []struct {
		text, want string
	}{
		// Text stays as it is, spelled with escapes or not.
		{`{"a":"\u00e9\/\n"}`, `{"a":"\u00e9\/\n"}`},
		{"{\"a\":\"\xffü\"}", `{"a":"` + "\ufffdü" + `"}`},
		{"{\"a\":\"ü\",\"b\":\"\xfc\"}", `{"a":"ü","b":"` + "\ufffd" + `"}`},
		{"{\"a\":\"\x80\xfc\"}", `{"a":"€ü"}`}, // Windows-1252 throughout
		{`{"a":"\ud83d!"}`, `{"a":"` + "\ufffd" + `!"}`},
		{`{"a":"\ud83d\ude00"}`, `{"a":"\ud83d\ude00"}`},

		// Mixed kinds are text, each as it was written.
		{"{\"a\":1.10}\n{\"a\":\"x\"}\n{\"a\":-0}\n{\"a\":true}\n{\"a\":null}\n{}",
			"{\"a\":\"1.10\"}\n{\"a\":\"x\"}\n{\"a\":\"-0\"}\n{\"a\":\"true\"}\n{\"a\":null}\n{}"},
		{"{\"a\":{ \"b\" : [ 1.10 , \"q \\\" \" ] }}\n{\"a\":\"x\"}", `{"a":"{\"b\":[1.10,\"q \\\" \"]}"}` + "\n" + `{"a":"x"}`},

		// Decimals keep their digits, doubles need no care.
		{`{"a":0.12345678901234567890,"b":1.10}`, `{"a":"0.12345678901234567890","b":1.10}`},
		{`{"a":18446744073709551616}`, `{"a":18446744073709551616}`},
		{`{"a":NaN}`, `{"a":"NaN"}`},

		// The last of several values of a key counts.
		{`{"a":1,"b":2,"a":3}`, `{"b":2,"a":3}`},
		{`{"a":1,"\u0061":null}`, `{"a":null}`},
		{`{"a":{"x":1,"y":{"z":1,"z":2},"x":3}}`, `{"a":{"y":{"z":2},"x":3}}`},
		{`{"m":{"2024-01":1,"2024-02":2,"2024-01":3}}`, `{"m":{"2024-02":2,"2024-01":3}}`},

		// Columns that the engine cannot name get other names.
		{`{"id":1,"ID":2,"":3,"c2":4}`, `{"id":1,"c1":2,"c2_":3,"c2":4}`},

		// Records of every shape.
		{"[ {\"a\": 1},\n null, {\"b\": [ 1 , 2 ]} ]", "{\"a\":1}\n{}\n{\"b\":[1,2]}"},
		{"{\"a\":1}{\"a\":2}", "{\"a\":1}\n{\"a\":2}"},
		{`[1,[2],null]`, "{\"value\":\"1\"}\n{\"value\":\"[2]\"}\n{\"value\":null}"},
		{`{"n":5,"Records":[{"a":1},{"n":2}],"count":1.50}`,
			"{\"a\":1,\"c2\":5,\"count\":1.50}\n{\"n\":2,\"c2\":5,\"count\":1.50}"},
		{`{"count":7,"results":[{"a":1},{"b":2}],"next":{"x":[]}}`,
			"{\"a\":1,\"count\":7,\"next\":{\"x\":[]}}\n{\"b\":2,\"count\":7,\"next\":{\"x\":[]}}"},
		{`{"type":"FeatureCollection","features":[{"type":"Feature"}]}`, `{"type":"Feature","c1":"FeatureCollection"}`},

		// Malformed records are left out.
		{"{\"a\":1}\n{\"a\":\n\n{\"a\":3}", "{\"a\":1}\n{\"a\":3}"},
		{"[{\"a\":1},{\"a\":x},{\"a\":3}", "{\"a\":1}\n{\"a\":3}"},
		{"{\"a\":1}\n7\n{\"a\":3}", "{\"a\":1}\n{\"a\":3}"},
	}
	for _, test := range tests {
		f := fileOf(t, test.text)
		scan, err := Format{}.Scan(t.Context(), f, datasets.ScanOptions{})
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if got, _ := cleaned(t, f, &scan.Layout); got != test.want+"\n" {
			t.Errorf("%s:\ngot  %swant %s", test.text, got, test.want)
		}
	}
}

// A copy obeys the types it is given, which may be those of a table: what does
// not fit is null, and numbers of a text column keep their spelling.
func TestCleanTypes(t *testing.T) {
	tests := []struct {
		value, typ, want string
	}{
		{`1.10`, "string", `"1.10"`},
		{`{ "x" : 1.10 }`, "string", `"{\"x\":1.10}"`},
		{`1.5`, "bigint", `null`},
		{`1e3`, "bigint", `null`},
		{`true`, "bigint", `null`},
		{`"12"`, "bigint", `"12"`}, // the engine casts it
		{`1`, "double", `1`},
		{`1`, "boolean", `null`},
		{`7`, "timestamp", `null`},
		{`1.50`, "decimal(5,2)", `"1.50"`},
		{`{"x":1}`, "map<string,bigint>", `{"x":1}`},
		{`{"x":1,"y":2}`, "struct<y:string>", `{"y":"2"}`},
		{`[1]`, "struct<y:string>", `null`},
		{`7`, "array<bigint>", `null`},
		{`[1,"x",2.5,null]`, "array<bigint>", `[1,"x",null,null]`},
		{`"x"`, "struct<y:string>", `null`},
	}
	for _, test := range tests {
		typ, err := schema.Parse(test.typ)
		if err != nil {
			t.Fatal(err)
		}
		layout := &datasets.Layout{Format: "json", Columns: []datasets.Column{{Source: "v", Type: typ}}}
		var b bytes.Buffer
		if err := (Format{}).Clean(t.Context(), fileOf(t, `{"v":`+test.value+`}`), layout, &b); err != nil {
			t.Fatal(err)
		}
		if want := `{"v":` + test.want + "}\n"; b.String() != want {
			t.Errorf("%s as %s: got %swant %s", test.value, test.typ, b.String(), want)
		}
	}
}

// A fault in a worker is an error of the file. A chunk without padding, which no
// source makes, stands for one.
func TestRecovered(t *testing.T) {
	broken := func() *chunk { return &chunk{text: []byte(`{"a":`), end: 5, last: true} }
	s := &scan{ctx: t.Context(), depth: maxDepth, shape: shape{records: inLines, encoding: utf8Encoding}}
	if r := s.newReader(); r.readSafely(broken()) || r.panicked == nil {
		t.Errorf("the reader got through: %v", r.panicked)
	}
	c := &cleaner{shape: s.shape, plan: newPlan(&datasets.Layout{}, s.shape)}
	if rows, err := c.chunk(broken()); err == nil {
		t.Errorf("the cleaner wrote %q", rows)
	}
}
