package translate

import (
	"sort"
	"strings"

	"github.com/tarnlake/tarn/query/statement"
)

// A Rewriting is a statement in DuckDB's own SQL, with the names that Athena writes otherwise.
type Rewriting struct {
	SQL string

	edits []edit
}

// An edit says that the text from there on stands further back by some bytes.
type edit struct {
	from  int // in the translation
	shift int // how many bytes more there are before it
}

// Rewrite has DuckDB answer a statement that is none of Athena's.
//
// The database "default" goes in quotes, since the word is reserved in DuckDB
// and not in Athena: default.orders becomes "default".orders. Names in
// backticks, as Hive writes them, go in double quotes.
func Rewrite(s statement.Statement) Rewriting {
	var t Rewriting
	var b strings.Builder
	at := 0
	for i, token := range s.Tokens {
		text := rewritten(s.Tokens, i)
		if text == token.Text {
			continue
		}
		b.WriteString(s.Text[at:token.Offset])
		b.WriteString(text)
		at = token.Offset + len(token.Text)
		t.edits = append(t.edits, edit{from: b.Len(), shift: b.Len() - at})
	}
	b.WriteString(s.Text[at:])
	t.SQL = b.String()
	return t
}

// rewritten returns what stands for the token i.
func rewritten(tokens []statement.Token, i int) string {
	token := tokens[i]
	switch {
	case token.Is("default") && i+1 < len(tokens) && tokens[i+1].Text == ".":
		return `"` + token.Text + `"`
	case token.Kind == statement.Quoted && token.Text[0] == '`' && !token.Open:
		return `"` + strings.ReplaceAll(token.Value(), `"`, `""`) + `"`
	}
	return token.Text
}

// Source returns where in the statement the byte of the translation comes from.
func (t Rewriting) Source(offset int) int {
	i := sort.Search(len(t.edits), func(i int) bool { return t.edits[i].from > offset })
	if i == 0 {
		return offset
	}
	return offset - t.edits[i-1].shift
}
