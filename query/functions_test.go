package query_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/text"
	"github.com/tarnlake/tarn/query/translate"
)

// Each row of the table of functions has an example, whose value was worked
// out by hand or printed by Trino.
func TestFunctionExamples(t *testing.T) {
	e := open(t, lake(t, "t.csv", "a,b\n1,2\n"))
	for _, f := range translate.Functions() {
		if f.Example == "" {
			continue
		}
		began := time.Now()
		if got := printed(t.Context(), e, selecting(f.Example)); got != f.Value {
			t.Errorf("%s\n  %s\n  got  %s\n  want %s", f.Signature, f.Example, got, f.Value)
		}
		if took := time.Since(began); took > 100*time.Millisecond {
			t.Logf("%s took %s", f.Example, took.Round(time.Millisecond))
		}
	}
}

// selecting makes a statement of an expression.
func selecting(example string) string {
	for _, verb := range []string{"SELECT", "WITH", "VALUES", "TABLE", "FROM"} {
		if first, _, _ := strings.Cut(example, " "); strings.EqualFold(first, verb) {
			return example
		}
	}
	return "SELECT " + example
}

// printed returns the answer as Athena prints it, values between bars and rows
// between semicolons, or the error.
func printed(ctx context.Context, e *query.Engine, sql string) string {
	rows, err := e.Run(ctx, query.Request{SQL: sql})
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var lines []string
	for row, err := range rows.All() {
		if err != nil {
			return err.Error()
		}
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = "NULL"
			switch {
			case v == nil:
			case rows.Types() == nil:
				values[i] = fmt.Sprint(v)
			default:
				values[i] = string(text.Append(nil, v, rows.Types()[i]))
			}
		}
		lines = append(lines, strings.Join(values, " | "))
	}
	return strings.Join(lines, "; ")
}

// BenchmarkMacros reports a query that needs functions of our own, the first in
// a process, its opening left out, and the next: they are made once.
func BenchmarkMacros(b *testing.B) {
	const sql = "SELECT array_join(array_distinct(array_agg(a)), ','), CAST('2020-01-0' || '1' AS date), date_parse('2020', '%Y') FROM t"
	dir := lake(b, "t.csv", "a,b\n1,2\n")
	run := func(b *testing.B, e *query.Engine) {
		if got := printed(b.Context(), e, sql); got != "1 | 2020-01-01 | 2020-01-01 00:00:00.000" {
			b.Fatal(got)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			e := open(b, dir)
			b.StartTimer()
			run(b, e)
		}
	})
	b.Run("next", func(b *testing.B) {
		e := open(b, dir)
		for run(b, e); b.Loop(); {
			run(b, e)
		}
	})
}
