package syntax

import (
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	names := map[kind]string{eof: "end", word: "word", reservedWord: "reserved", quoted: "quoted", backquoted: "backquoted",
		digitWord: "digit", integer: "integer", decimal: "decimal", double: "double", text: "text", unicode: "unicode",
		binary: "binary", symbol: "symbol", unknown: "unknown"}
	for _, c := range []struct{ text, want string }{
		{"a_1 SELECT select", "word:a_1 reserved:SELECT reserved:select"},
		{`"a ""b""" "" "`, `quoted:"a ""b""" quoted:"" unknown:"`},
		{"'it''s' '' '", "text:'it''s' text:'' unknown:'"},
		{"`a``b` `", "backquoted:`a``b` unknown:`"},
		{"u&'a' U&b x'1' X2 X'", "unicode:u&'a' word:U unknown:& word:b binary:x'1' word:X2 word:X unknown:'"},
		{"1 1_000 1__0 1_ 1x 0x1F 0b12", "integer:1 integer:1_000 digit:1__0 digit:1_ digit:1x integer:0x1F digit:0b12"},
		{"1. .5 1.5e3 1e-3 1e 1.e5 1.5.2", "decimal:1. decimal:.5 double:1.5e3 double:1e-3 digit:1e double:1.e5 decimal:1.5 decimal:.2"},
		{"a.b .1", "word:a symbol:. word:b decimal:.1"},
		{"a->b=>c<>d!=e||f!g", "word:a symbol:-> word:b symbol:=> word:c symbol:<> word:d symbol:!= word:e symbol:|| word:f unknown:! word:g"},
		{"a--b\nc -- d", "word:a word:c"},
		{"a/*b*/c/**/d/*e", "word:a word:c word:d symbol:/ symbol:* word:e"},
		{"é\u00a0", "unknown:é unknown:\u00a0"},
		{"\xff", "unknown:\xff"},
		{"a;b; ;", "word:a symbol:; word:b"},
		{"a ; -- b", "word:a"},
	} {
		var parts []string
		for _, token := range scan(c.text) {
			if token.kind != eof {
				parts = append(parts, names[token.kind]+":"+c.text[token.pos:token.end])
			}
		}
		if got := strings.Join(parts, " "); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	tokens := scan("a ; -- b")
	if end := tokens[len(tokens)-1]; end.kind != eof || end.pos != 2 {
		t.Errorf("the end is at %d; want 2, where the semicolon is", end.pos)
	}
}
