package query_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query"
)

// A measured is a line of values.jsonl: what Athena answered to a SELECT.
type measured struct {
	ID, SQL, Evidence string
	SQLExact          bool `json:"sql_exact"`
	Columns           []struct {
		Name, Type       string
		Precision, Scale *int
		CaseSensitive    *bool `json:"case_sensitive"`
	}
	Rows             [][]*string
	CSV              *string
	Nondeterministic any
}

// unfit are the cases that cannot be run here: they ask tables of the account in
// which they were measured, or are not told in full.
var unfit = regexp.MustCompile(`<|\.\.\.`)

// Athena's own answers: types, texts, and the bytes of the file.
func TestAthenaValues(t *testing.T) {
	f, err := os.Open("../../shared/data/athena-wire/values.jsonl")
	if err != nil {
		t.Skip("the measured values are not here")
	}
	defer f.Close()
	h, _ := historyOf(t, "orders/a.csv", orders)
	ran := 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m measured
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		if m.Evidence == "uncertain" || m.Nondeterministic != nil || unfit.MatchString(m.SQL) {
			continue
		}
		ran++
		t.Run(m.ID, func(t *testing.T) { m.check(t, h) })
	}
	if ran < 20 {
		t.Errorf("%d cases", ran)
	}
}

func (m measured) check(t *testing.T, h *query.History) {
	e, err := h.Run(t.Context(), query.Submission{SQL: m.SQL})
	if err != nil || e.State != catalog.Succeeded {
		t.Fatalf("%s: %v %s", m.SQL, err, e.Reason)
	}
	if len(e.Columns) != len(m.Columns) {
		t.Fatalf("%s: got columns %+v", m.SQL, e.Columns)
	}
	for i, want := range m.Columns {
		got := e.Columns[i]
		if got.Name != want.Name || want.Type != "" && got.Type != want.Type || want.Precision != nil && got.Precision != *want.Precision ||
			want.Scale != nil && got.Scale != *want.Scale || want.CaseSensitive != nil && got.CaseSensitive != *want.CaseSensitive {
			t.Errorf("%s: got %+v, want %+v", m.SQL, got, want)
		}
	}
	if m.Rows != nil {
		if got, want := texts(t, h, e.ID), tabbed(m.Rows); got != want {
			t.Errorf("%s: got\n%swant\n%s", m.SQL, got, want)
		}
	}
	if got := result(t, h, e.ID); m.CSV != nil && got != *m.CSV {
		t.Errorf("%s: got file %q, want %q", m.SQL, got, *m.CSV)
	}
}

// texts returns the rows of a result without the names of its columns.
func texts(t *testing.T, h *query.History, id string) string {
	t.Helper()
	r, err := h.Result(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows [][]*string
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if r.Header {
		rows = rows[1:]
	}
	return tabbed(rows)
}

func tabbed(rows [][]*string) string {
	var b strings.Builder
	for _, row := range rows {
		for _, text := range row {
			if text == nil {
				b.WriteString("∅\t")
				continue
			}
			b.WriteString(*text + "\t")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
