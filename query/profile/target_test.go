package profile_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile"
)

// customers opens a lake with one table of 3,000 rows, in which it is known what
// tells what:
//
//	churned   yes with a probability of 0.85 if calls > 5, else 0.15; NULL in each tenth row
//	refund    is there if and only if churned is yes
//	amount    is 10 times calls, and a normal deviate of 5
//	cents     is 100 times amount
func customers(t *testing.T) lake {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("number,calls,noise,plan,churned,refund,amount,cents,same,city,name,tier\n")
	for i := range 3000 {
		calls := random.IntN(11)
		churned, refund := "no", ""
		if random.Float64() < map[bool]float64{true: 0.85, false: 0.15}[calls > 5] {
			churned, refund = "yes", fmt.Sprint(1+random.IntN(90))
		}
		if i%10 == 9 {
			churned, refund = "", ""
		}
		amount := math.Round(100*(10*float64(calls)+5*random.NormFloat64())) / 100
		tier := []string{"gold", "silver", "bronze"}[calls/4]
		if i < 2 {
			tier = "platinum"
		}
		fmt.Fprintf(&b, "%d,%d,%.4f,%s,%s,%s,%.2f,%.0f,one,C%d,N%d x,%s\n", i, calls, random.Float64(), []string{"a", "b", "c"}[random.IntN(3)],
			churned, refund, amount, 100*amount, random.IntN(1000), i*7919%3000, tier)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "customers"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "customers", "all.csv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

// of returns the power of a column.
func of(powers []profile.Power, column string) profile.Power {
	i := slices.IndexFunc(powers, func(p profile.Power) bool { return p.Column == column })
	if i < 0 {
		return profile.Power{Power: math.NaN()}
	}
	return powers[i]
}

func TestTargetOfClasses(t *testing.T) {
	l := customers(t)
	target := l.profile(t, "customers", profile.Options{Target: "Churned"}).Target
	if target.Column != "churned" || target.Task != "classification" || target.Rows != 2700 || len(target.Classes) != 2 {
		t.Errorf("got %s, %s, %d rows, %d classes", target.Column, target.Task, target.Rows, len(target.Classes))
	}
	if b := target.Balance; b == nil || *b < 0.99 || *b > 1 {
		t.Errorf("balance: got %v; 5/11 of 0.85 and 6/11 of 0.15 are nearly even", b)
	}
	if p := of(target.Power, "refund"); !p.Leakage || p.Power < 0.99 || target.Power[0] != p {
		t.Errorf("refund: got %+v; it is there where churned is yes", p)
	}
	// The AUC of calls > 5 is between .85 and .85 + what ties make of it.
	if p := of(target.Power, "calls"); p.Leakage || p.Power < 0.62 || p.Power > 0.75 {
		t.Errorf("calls: got %+v, want about 0.69", p)
	}
	for _, column := range []string{"noise", "plan", "city", "number"} {
		if p := of(target.Power, column); p.Leakage || p.Power > 0.1 {
			t.Errorf("%s: got %+v; it tells nothing", column, p)
		}
	}
	m := target.Model
	if m == nil {
		t.Fatal("there is no model")
	}
	if a := m.Metrics["accuracy"]; a < 0.82 || a > 0.87 {
		t.Errorf("accuracy: got %.3f; the best that there is is 0.85", a)
	}
	if m.Naive["auc"] != 0.5 || m.Naive["balancedAccuracy"] != 0.5 {
		t.Errorf("naive: got %v", m.Naive)
	}
	if m.Importance[0].Column != "calls" && m.Importance[0].Column != "amount" {
		t.Errorf("the most important column: got %+v", m.Importance[0])
	}
	if p := of(m.Importance, "refund"); !math.IsNaN(p.Power) {
		t.Errorf("the model has the column that leaks")
	}
}

func TestTargetOfNumbers(t *testing.T) {
	target := customers(t).profile(t, "customers", profile.Options{Target: "amount", Columns: []string{"calls", "noise", "cents"}}).Target
	if target.Task != "regression" || len(target.Power) != 3 {
		t.Errorf("got %s, %v", target.Task, target.Power)
	}
	// The variance of ten times 0 to 10 is 1,000; that of the deviate is 25.
	if p := of(target.Power, "calls"); math.Abs(p.Power-1000./1025) > 0.01 {
		t.Errorf("calls: got %+v, want 0.976", p)
	}
	if p := of(target.Power, "cents"); !p.Leakage {
		t.Errorf("cents: got %+v; it is the same number", p)
	}
	if p := of(target.Power, "noise"); p.Power > 0.02 {
		t.Errorf("noise: got %+v", p)
	}
}

// A class of two rows is left out, and the other three are told apart.
func TestRareClass(t *testing.T) {
	target := customers(t).profile(t, "customers", profile.Options{Target: "tier", Columns: []string{"calls", "noise"}}).Target
	if len(target.Classes) != 4 || *target.Classes[3].Value != "platinum" || target.Classes[3].Count.Value != 2 {
		t.Errorf("got %v", target.Classes)
	}
	if p := of(target.Power, "calls"); !p.Leakage {
		t.Errorf("calls: got %+v; it tells all", p)
	}
}

// Where all columns leak, nothing is left for a model, and it is said.
func TestAllLeak(t *testing.T) {
	p := customers(t).profile(t, "customers", profile.Options{Target: "amount", Columns: []string{"cents"}})
	if p.Target.Model != nil || !p.Target.Power[0].Leakage {
		t.Errorf("got %+v", p.Target)
	}
	if want := "target: there is no model, for each column"; !slices.ContainsFunc(p.Stopped, func(s string) bool { return strings.HasPrefix(s, want) }) {
		t.Errorf("got %q, want %q", p.Stopped, want)
	}
}

// Ten thousand classes are as many as a model cannot tell apart, unless a few of
// them hold most of the rows; the bounds hold either way.
func TestManyClasses(t *testing.T) {
	var even, uneven strings.Builder
	even.WriteString("class,hint,noise\n")
	uneven.WriteString("class,hint,noise\n")
	for i := range 30_000 {
		fmt.Fprintf(&even, "c%d,%d,%d\n", i%10_000, i%10_000/100, i*7919%997)
		class := i % 10_000
		if i%10 < 6 {
			class = i % 3
		}
		fmt.Fprintf(&uneven, "c%d,%d,%d\n", class, class%7, i*7919%997)
	}
	p := open(t, write(t, map[string]string{"even/a.csv": even.String()})).profile(t, "even", profile.Options{Target: "class"})
	if want := "target: class has 10000 classes, and the 20 most common of them hold 0 % of the rows: too many to tell apart"; !slices.Contains(p.Stopped, want) || p.Target.Model != nil {
		t.Errorf("got %q, want %q", p.Stopped, want)
	}
	if n := len(p.Target.Classes); n == 0 || n > 200 {
		t.Errorf("%d classes are told", n)
	}
	p = open(t, write(t, map[string]string{"uneven/a.csv": uneven.String()})).profile(t, "uneven", profile.Options{Target: "class"})
	if m := p.Target.Model; m == nil || m.Rows > 20_000 || m.Metrics["accuracy"] <= m.Naive["accuracy"] {
		t.Errorf("got %+v", m)
	}
}

func TestNoTarget(t *testing.T) {
	l := customers(t)
	for _, test := range []struct{ target, want string }{
		{"same", "target: same has one value in all rows: there is nothing to tell"},
		{"city", "target: city has "},
		{"name", "target: name has 3000 values in 3000 rows: it names the rows, and is no class of them"},
		{"number", "target: number has another value in each row: it names the rows, and there is nothing to tell"},
	} {
		p := l.profile(t, "customers", profile.Options{Target: test.target, Columns: []string{"calls"}})
		if !slices.ContainsFunc(p.Stopped, func(s string) bool { return strings.HasPrefix(s, test.want) }) {
			t.Errorf("%s: got %q, want %q", test.target, p.Stopped, test.want)
		}
		if p.Target == nil || len(p.Target.Power) > 0 || p.Target.Model != nil {
			t.Errorf("%s: got %+v", test.target, p.Target)
		}
	}
	o := profile.Options{Target: "chruned"}
	o.Table.Database, o.Table.Table = "default", "customers"
	_, err := profile.Run(t.Context(), l.engine, l.catalog, o)
	var column *profile.ColumnError
	if !errors.As(err, &column) || column.Near != "churned" {
		t.Errorf("got %v, want a ColumnError that hints at churned", err)
	}
}

// In the shop, a refund has a reference if and only if the order was returned.
func TestTargetOfShop(t *testing.T) {
	p := shop(t).profile(t, "orders", profile.Options{Target: "returned"})
	if f := p.Findings[0]; f.Kind != "leakage" || f.Severity != profile.High || !slices.Contains(f.Columns, "refund_reference") {
		t.Errorf("first of all it is to be said that refund_reference leaks: got %+v", f)
	}
	target := p.Target
	for _, p := range target.Power {
		if p.Leakage != (p.Column == "refund_reference") {
			t.Errorf("%s: got %+v", p.Column, p)
		}
	}
	t.Logf("metrics %v, naive %v, power %v", target.Model.Metrics, target.Model.Naive, target.Power)
}
