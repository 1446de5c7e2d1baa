package conformance

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// queryFiles returns the files of queries in a folder, each as a case whose ID is
// the name of the file.
func queryFiles(dir string) ([]Case, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err == nil && len(paths) == 0 {
		_, err = os.Stat(dir)
	}
	var cases []Case
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		id := strings.TrimSuffix(filepath.Base(path), ".sql")
		cases = append(cases, Case{ID: id, SQL: trimmed(string(text))})
	}
	return cases, err
}

func trimmed(sql string) string { return strings.TrimSuffix(strings.TrimSpace(sql), ";") }

func tpchQueries(path string) ([]Case, error) {
	cases, err := queryFiles(filepath.Join(path, "queries"))
	for i, c := range cases {
		answers, err := os.ReadFile(filepath.Join(path, "answers/sf0.01", c.ID+".csv"))
		if err != nil {
			return nil, err
		}
		header, rows, _ := strings.Cut(string(answers), "\n")
		if c.ID == "q13" {
			cases[i].Why = "it counts words of texts, which differ"
		}
		cases[i].check = one(func(ctx context.Context, b *Bench) Outcome {
			a, err := b.run(ctx, "hive", c.SQL)
			if err != nil {
				return refused("", rows, err)
			}
			return judged("", tpchRows(header, rows, a.rows), rows, shown(a.rows))
		})
	}
	return cases, err
}

// tpchRows reports whether rows are what the answer to a query of TPC-H says, but
// for addresses and comments: another generator made those of the answers.
func tpchRows(header, text string, rows [][]cell) bool {
	want := splitRows(text, "|")
	if text == "\n" {
		want = [][]string{{""}} // one null
	}
	for i, name := range strings.Split(strings.TrimSpace(header), "|") {
		if !strings.HasSuffix(name, "_address") && !strings.HasSuffix(name, "_comment") {
			continue
		}
		for _, row := range want {
			row[i] = ""
		}
		for _, row := range rows {
			if i < len(row) {
				row[i] = cell{}
			}
		}
	}
	return readRows(rows, want, true, false)
}

func splitRows(text, delimiter string) [][]string {
	var rows [][]string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			rows = append(rows, strings.Split(line, delimiter))
		}
	}
	return rows
}

// readRows reports whether rows are what the texts of a result say. If more
// is set, there may be others besides.
func readRows(got [][]cell, want [][]string, ordered, more bool) bool {
	if len(got) != len(want) && (!more || len(got) < len(want)) {
		return false
	}
	used := make([]bool, len(got))
	for i, texts := range want {
		found := -1
		for j := range got {
			if used[j] || ordered && !more && i != j {
				continue
			}
			if readRow(got[j], texts) {
				found = j
				break
			}
		}
		if found < 0 {
			return false
		}
		used[found] = true
	}
	return true
}

func readRow(got []cell, texts []string) bool {
	if len(texts) == len(got)+1 && texts[len(got)] == "" { // a delimiter behind each value
		texts = texts[:len(got)]
	}
	if len(texts) != len(got) {
		return false
	}
	for i, c := range got {
		if !c.reads(texts[i]) {
			return false
		}
	}
	return true
}

// tpcdsQueries are run on tables without rows: that they are understood is what
// is measured.
func tpcdsQueries(path string) ([]Case, error) {
	cases, err := queryFiles(filepath.Join(path, "queries"))
	for i, c := range cases {
		cases[i].check = one(func(ctx context.Context, b *Bench) Outcome { return b.runs(ctx, "tpcds", c.SQL) })
	}
	return cases, err
}

// runs judges a statement by that it runs.
func (b *Bench) runs(ctx context.Context, database, sql string) Outcome {
	if _, err := b.run(ctx, database, sql); err != nil {
		return refused("", "", err)
	}
	return Outcome{Verdict: Passed}
}

// clickbenchQueries are run on a table without rows.
func clickbenchQueries(path string) ([]Case, error) {
	text, err := os.ReadFile(filepath.Join(path, "queries.sql"))
	if err != nil {
		return nil, err
	}
	var cases []Case
	for line := range strings.Lines(string(text)) {
		sql := trimmed(line)
		if sql == "" {
			continue
		}
		cases = append(cases, Case{ID: "q-" + itoa(len(cases)), SQL: sql,
			check: one(func(ctx context.Context, b *Bench) Outcome { return b.runs(ctx, "clickbench", sql) })})
	}
	return cases, nil
}

var hiveColumn = regexp.MustCompile("(?m)^`(\\w+)` (\\w+),?\\s*$")

// hitsTable returns the table of the ClickBench, read from its DDL.
func hitsTable(data string) (table, error) {
	t := table{database: "clickbench", name: "hits"}
	text, err := os.ReadFile(filepath.Join(data, "sql/clickbench/athena/create_single.sql"))
	for _, m := range hiveColumn.FindAllStringSubmatch(string(text), -1) {
		t.columns = append(t.columns, [2]string{m[1], m[2]})
	}
	return t, err
}
