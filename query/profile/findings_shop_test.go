package profile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/datasets/samples/generate"
	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/profile"
)

// shopTime is when the shop is looked at: when all that is known of it has happened.
func shopTime() time.Time { return time.Date(2025, 4, 10, 0, 0, 0, 0, time.UTC) }

// findings makes the profiles of all tables and returns their findings.
func (l lake) findings(t *testing.T) map[string][]profile.Finding {
	t.Helper()
	tables, err := l.catalog.Tables(t.Context(), catalog.DefaultDatabase)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]profile.Finding)
	for _, table := range tables {
		found[table.Name.Table] = l.profile(t, table.Name.Table, profile.Options{Now: shopTime}).Findings
	}
	return found
}

// findingsOf says which findings may tell of a planted fault.
var findingsOf = map[generate.Kind][]string{
	generate.CaseVariant:   {"near-duplicate categories"},
	generate.DisguisedNull: {"disguised missing"},
	generate.DuplicateRow:  {"duplicates"},
	generate.FutureDate:    {"future dates"},
	generate.ImpossibleDay: {"mixed types", "invalid values"},
	generate.LateField:     {"late columns"},
	generate.Leak:          {"leakage"},
	generate.MixedUnits:    {"mixed units"},
	generate.OrphanedKey:   {"orphaned keys"},
	generate.Outlier:       {"far outliers"},
	generate.RaggedRow:     {"ragged rows"},
	generate.TypeChange:    {"mixed types"},
}

// header names the columns of returns, whose file has no header.
var header = map[string]string{"order_id": "col_1", "sku": "col_2", "date": "col_3", "reason": "col_4", "amount": "col_5"}

// Every fault that was planted in the shop is found, by a finding of its kind
// about its column, or about the table if the fault is one of rows.
func TestFindingsOfShop(t *testing.T) {
	faults, err := samples.Faults()
	if err != nil {
		t.Fatal(err)
	}
	found := shop(t).findings(t)
	for _, fault := range faults {
		at := slices.IndexFunc(found[fault.Table], func(f profile.Finding) bool { return tells(f, fault) })
		name := fmt.Sprintf("%s.%s: %s (%s)", fault.Table, fault.Column, fault.Kind, fault.Note)
		if at < 0 {
			t.Errorf("%s: not found", name)
			continue
		}
		t.Logf("%s: %d. %s", name, at+1, found[fault.Table][at].Message)
	}
}

// tells reports whether a finding tells of a fault: kind, column, and the number
// of rows where it is about that fault alone.
func tells(f profile.Finding, fault samples.Fault) bool {
	if !slices.Contains(findingsOf[fault.Kind], f.Kind) {
		return false
	}
	column, _, _ := strings.Cut(fault.Column, ".")
	if fault.Table == "returns" && column != "" {
		column = header[column]
	}
	if column != "" && !slices.Contains(f.Columns, column) {
		return false
	}
	if fault.Kind == generate.CaseVariant || fault.Kind == generate.DisguisedNull {
		return strings.Contains(f.SQL+f.Message, fault.Places[0].Value) // the value is told, or its rows are asked for
	}
	return len(f.Columns) > 1 || f.Rows.Value == float64(fault.Count)
}

// In the same shop without faults nothing is severe, and of what is good to know
// there is nothing but the kinds that are listed for each table. The list was taken
// from a run: it tells of changes, and does not prove that each finding is true.
func TestFindingsOfCleanShop(t *testing.T) {
	dir := t.TempDir()
	if err := generate.Shop(dir, generate.Options{}); err != nil {
		t.Fatal(err)
	}
	for table, findings := range open(t, dir).findings(t) {
		for _, f := range findings {
			name := table + " " + f.Kind
			if f.Severity != profile.Low || !strings.Contains(lowOfShop, "\n"+name+"\n") {
				t.Errorf("%s (%s): %s\n%s", name, f.Severity, f.Message, f.SQL)
			}
		}
	}
}

// lowOfShop are the findings that there are without a fault, by table and kind.
const lowOfShop = `
customers missing
customers correlated
customers outliers
customers unique
customers high cardinality
events missing
events correlated
events outliers
events unique
events high cardinality
order_items skewed
order_items outliers
order_items imbalance
orders missing
orders correlated
orders zeros
orders skewed
orders outliers
orders unique
orders imbalance
orders drift
products skewed
products outliers
products unique
returns correlated
returns outliers
returns high cardinality
`

// The SQL of every finding runs, as a person would run it, and has rows.
func TestSQLOfFindings(t *testing.T) {
	l := shop(t)
	ran := 0
	for table, findings := range l.findings(t) {
		for _, f := range findings {
			if f.SQL == "" {
				if len(f.Places) == 0 {
					t.Errorf("%s, %s: neither SQL nor places", table, f.Kind)
				}
				continue
			}
			ran++
			rows, err := l.engine.Run(t.Context(), query.Request{SQL: f.SQL})
			if err != nil {
				t.Errorf("%s, %s: %v\n%s", table, f.Kind, err, f.SQL)
				continue
			}
			count := 0
			for _, err := range rows.All() {
				if err != nil {
					t.Errorf("%s, %s: %v\n%s", table, f.Kind, err, f.SQL)
					break
				}
				count++
			}
			rows.Close()
			exact := len(f.Columns) == 1 && f.Rows != nil && strings.HasPrefix(f.SQL, "SELECT * ")
			if count == 0 || exact && float64(count) != f.Rows.Value && f.Kind != "mixed types" && f.Kind != "disguised missing" {
				t.Errorf("%s, %s: %d rows, said to be %v\n%s", table, f.Kind, count, f.Rows, f.SQL)
			}
		}
	}
	if ran < 20 {
		t.Errorf("%d statements; there are more findings", ran)
	}
}
