// Package translate turns Athena's SQL into DuckDB's.
//
// DuckDB answers most of it as it stands. What is rewritten is rewritten token
// by token, and everything else keeps its text and its place, so that a place
// in the translation leads back to one in the statement.
package translate

import (
	"sort"
	"strings"

	"github.com/tarnlake/tarn/query/statement"
)

// A Translation is a statement as DuckDB reads it.
type Translation struct {
	SQL string

	edits []edit
}

// An edit says that the text from there on stands further back by some bytes.
type edit struct {
	from  int // in the translation
	shift int // how many bytes more there are before it
}

// Statement translates one statement.
//
// The database "default" goes in quotes, since the word is reserved in DuckDB
// and not in Athena: default.orders becomes "default".orders. Names in
// backticks, as Hive writes them, go in double quotes.
func Statement(s statement.Statement) Translation {
	var t Translation
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
func (t Translation) Source(offset int) int {
	i := sort.Search(len(t.edits), func(i int) bool { return t.edits[i].from > offset })
	if i == 0 {
		return offset
	}
	return offset - t.edits[i-1].shift
}
