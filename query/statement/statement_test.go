package statement

import (
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		text string
		want []string // each with its start
	}{
		{"", nil},
		{" ; ;-- only a comment\n;", nil},
		{"SELECT 1", []string{"line 1:1 SELECT 1"}},
		{"SELECT 1; SELECT 2;", []string{"line 1:1 SELECT 1", "line 1:11 SELECT 2"}},
		{"SELECT ';' ;\n SELECT \"a;b\"", []string{"line 1:1 SELECT ';'", `line 2:2 SELECT "a;b"`}},
		{"SELECT 'it''s; here'", []string{"line 1:1 SELECT 'it''s; here'"}},
		{"SELECT `a;b` -- and; this\n+ 1", []string{"line 1:1 SELECT `a;b` -- and; this\n+ 1"}},
		{"/* a; */ SELECT /* b; */ 1 /* c */", []string{"line 1:10 SELECT /* b; */ 1"}},
		{"SELECT $$a;b$$, $x$ $$; $x$", []string{"line 1:1 SELECT $$a;b$$, $x$ $$; $x$"}},

		// What never ends runs to the end.
		{"SELECT 'a; SELECT 2", []string{"line 1:1 SELECT 'a; SELECT 2"}},
		{"SELECT 1 /* a; b", []string{"line 1:1 SELECT 1"}},

		// Columns count characters.
		{"SELECT 'é'; SELECT 2", []string{"line 1:1 SELECT 'é'", "line 1:13 SELECT 2"}},
	}
	for _, test := range tests {
		var got []string
		for _, s := range Split(test.text) {
			got = append(got, s.Start.String()+" "+s.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestKind(t *testing.T) {
	tests := []struct {
		text string
		want Kind
		verb string
	}{
		{"select 1", Query, "SELECT"},
		{"((SELECT 1) UNION (SELECT 2))", Query, "SELECT"},
		{"WITH a AS (SELECT 1), b(x) AS (SELECT 2) SELECT * FROM a", Query, "SELECT"},
		{"WITH RECURSIVE t(n) AS (VALUES 1) TABLE t", Query, "TABLE"},
		{"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", Other, "INSERT"},
		{"WITH delete AS (SELECT 1) FROM delete", Query, "FROM"},
		{"FROM orders", Query, "FROM"},
		{"SUMMARIZE orders", Query, "SUMMARIZE"},
		{"EXPLAIN SELECT 1", Explain, "EXPLAIN"},
		{"EXPLAIN ANALYZE VERBOSE SELECT 1", Explain, "EXPLAIN"},
		{"EXPLAIN (TYPE IO) SELECT 1", Explain, "EXPLAIN"},
		{"EXPLAIN ANALYZE INSERT INTO t VALUES (1)", Other, "EXPLAIN"},
		{"DESC orders", Describe, "DESC"},
		{"SHOW TABLES", Show, "SHOW"},
		{"COPY t TO 'x'", Other, "COPY"},
		{"SET threads = 1", Other, "SET"},
		{"", Other, ""},
		{"'text'", Other, ""},
	}
	for _, test := range tests {
		s := Statement{Tokens: slices.Collect(Tokens(test.text))}
		if got := s.Kind(); got != test.want || s.Verb() != test.verb {
			t.Errorf("%q: got %d %s, want %d %s", test.text, got, s.Verb(), test.want, test.verb)
		}
	}
}

func TestTokens(t *testing.T) {
	text := `SELECT "a""b", 'it''s', 1.5e-3::x->y FROM $q$te$$xt$q$` + " `c d`"
	want := []string{"SELECT", `a"b`, ",", "it's", ",", "1.5e-3", "::", "x", "->", "y", "FROM", "te$$xt", "c d"}
	var got []string
	for token := range Tokens(text) {
		got = append(got, token.Value())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzTokens checks that tokens, comments and spaces are the whole text, in order.
func FuzzTokens(f *testing.F) {
	for _, text := range []string{"SELECT 1;", "'a''b", `"a" /* b`, "$$a$$ $1", "1.5e+", "\xff'\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for token := range Tokens(text) {
			if token.Offset < end || token.Text == "" || !strings.HasPrefix(text[token.Offset:], token.Text) {
				t.Fatalf("%q: token %q at %d after %d", text, token.Text, token.Offset, end)
			}
			token.Value()
			end = token.Offset + len(token.Text)
		}
		Split(text)
	})
}
