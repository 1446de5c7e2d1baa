package conformance

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A productTest is a statement of Trino's product tests, with what is said of it
// and of its result in lines such as "-- delimiter: |; ignoreOrder: true".
type productTest struct {
	id, sql string
	about   map[string]string
	rows    string
	hasRows bool
}

func productTests(path string) ([]Case, error) {
	var cases []Case
	root := filepath.Join(path, "testcases")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".sql" {
			return err
		}
		tests, err := readProductTests(file)
		for _, t := range tests {
			name, _ := filepath.Rel(root, file)
			t.id = strings.TrimSuffix(filepath.ToSlash(name), ".sql") + t.id
			cases = append(cases, t.asCase())
		}
		return err
	})
	return cases, err
}

// readProductTests reads a file of one statement, whose result is beside it, or of
// several, with "--!" lines between statements and results.
func readProductTests(file string) ([]productTest, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	parts := sections(string(text))
	about := map[string]string{}
	first := properties(parts[0], about)
	if len(parts) == 1 {
		t := productTest{sql: trimmed(first), about: about}
		result, err := os.ReadFile(strings.TrimSuffix(file, ".sql") + ".result")
		if err == nil {
			t.rows, t.hasRows = properties(string(result), about), true
		}
		return []productTest{t}, nil
	}
	var tests []productTest
	for i := 1; i < len(parts); i += 2 {
		t := productTest{about: map[string]string{}, id: "-" + itoa(i/2)}
		for k, v := range about {
			t.about[k] = v
		}
		t.sql = trimmed(properties(parts[i], t.about))
		if i+1 < len(parts) {
			t.rows, t.hasRows = properties(parts[i+1], t.about), true
		}
		tests = append(tests, t)
	}
	return tests, nil
}

// sections cuts a text at the lines that begin with "--!".
func sections(text string) []string {
	parts := []string{""}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "--!") {
			parts = append(parts, "")
			continue
		}
		parts[len(parts)-1] += line
	}
	return parts
}

// properties reads the lines of properties at the beginning of a text, and
// returns the rest.
func properties(text string, into map[string]string) (rest string) {
	for strings.HasPrefix(text, "--") {
		line, after, _ := strings.Cut(text, "\n")
		text = after
		for p := range strings.SplitSeq(strings.TrimLeft(line, "- "), ";") {
			if k, v, ok := strings.Cut(p, ":"); ok {
				into[strings.TrimSpace(k)] = strings.TrimSpace(v)
			}
		}
	}
	return text
}

// large are tables whose rows in the tests are those of a scale of 1; there, a test
// is whether the statement runs.
var large = []string{"lineitem", "orders", "customer", "supplier", "partsupp"}

func (t productTest) asCase() Case {
	folder, _, _ := strings.Cut(t.id, "/")
	c := Case{ID: t.id, SQL: strings.ReplaceAll(t.sql, "tpch.tiny.", "tiny."), Group: "rows", Why: t.leftOut(folder)}
	names := strings.FieldsFunc(t.about["tables"], func(r rune) bool { return r == ',' || r == ' ' })
	database := "hive"
	if folder == "tpcds" {
		database = "tpcds"
	}
	if folder == "tpcds" || folder == "hive_tpch" || !t.hasRows || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(large, n) }) {
		c.Group = "runs"
		c.check = one(func(ctx context.Context, b *Bench) Outcome { return b.runs(ctx, database, c.SQL) })
		return c
	}
	c.check = one(func(ctx context.Context, b *Bench) Outcome {
		for _, name := range names {
			if strings.HasPrefix(name, "csv_") {
				if err := b.create(ctx, name); err != nil {
					return refused("", t.rows, err)
				}
			}
		}
		return t.judge(ctx, b, c.SQL)
	})
	return c
}

// leftOut returns why a test is not run, or "".
func (t productTest) leftOut(folder string) string {
	switch {
	case folder == "connectors", strings.Contains(t.sql, "tpch.sf1"), t.id == "catalog/showCatalogs":
		return "it asks other catalogs"
	case folder == "system":
		return "it asks Trino's own catalog"
	case folder == "orc":
		return "its table is of a format that tarn does not read"
	case t.about["mutable_tables"] != "":
		return "it writes into tables made for it"
	case strings.HasPrefix(t.id, "tables_with_header_and_footer"):
		return "its data is made by a script"
	case strings.Contains(t.sql, "SHOW CREATE TABLE"):
		return "SHOW CREATE TABLE is Hive's in Athena, and Trino's in the test"
	case strings.HasPrefix(strings.ToLower(t.sql), "describe"), strings.HasPrefix(strings.ToLower(t.sql), "show columns"):
		return "the columns of a table are told as Hive does in Athena, and as Trino does in the test"
	case strings.HasPrefix(t.id, "catalog/show"):
		return "it lists what Trino's test cluster has"
	}
	return ""
}

func (t productTest) judge(ctx context.Context, b *Bench, sql string) Outcome {
	a, err := b.run(ctx, "hive", sql)
	if err != nil {
		return refused("", t.rows, err)
	}
	delimiter := t.about["delimiter"]
	if delimiter == "" {
		delimiter = "|"
	}
	want := splitRows(t.rows, delimiter)
	if strings.HasPrefix(t.about["trimValues"], "true") {
		for _, row := range want {
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
		}
	}
	ordered := t.about["ignoreOrder"] != "true" && strings.Contains(strings.ToUpper(sql), "ORDER BY")
	right := readRows(a.rows, want, ordered, t.about["ignoreExcessRows"] == "true")
	return judged("", right, t.rows, shown(a.rows))
}

// create makes a table of the product tests by its DDL, if there is none yet.
func (b *Bench) create(ctx context.Context, name string) error {
	datasets := filepath.Join(b.data, "sql/product-tests/datasets")
	ddl, err := os.ReadFile(filepath.Join(datasets, name+".ddl"))
	if err != nil {
		return err
	}
	rows, err := os.ReadFile(filepath.Join(datasets, name+".data"))
	if err != nil {
		return err
	}
	folder := filepath.Join(b.lake.Dir(), "ddl", name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "rows.txt"), rows, 0o644); err != nil {
		return err
	}
	sql := strings.NewReplacer("%EXTERNAL%", "EXTERNAL", "TABLE %NAME%", "TABLE IF NOT EXISTS "+name, "%LOCATION%", "s3://lake/ddl/"+name+"/").
		Replace(properties(string(ddl), map[string]string{}))
	return b.setUp(ctx, "hive", sql)
}
