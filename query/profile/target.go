package profile

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/learn"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// Bounds of what is found out about a target.
const (
	targetFolds   = 4         // of cross-validation
	targetRows    = 20_000    // that models are made of, at most
	targetFewRows = 50        // fewer are not worth a model
	targetValues  = 4_000_000 // in the rows that models are made of, at most: columns times rows times classes
	targetClasses = 20        // that are told apart; the others are one more
	modelColumns  = 200       // the strongest are those of the model
	numberClasses = 10        // whole numbers of so few values are classes

	// leakagePower is the power from which on a column is probably no cause of the
	// target but made of it: an AUC of 0.975, or an R² of 0.95.
	leakagePower = 0.95
)

// chosenWithTarget returns the columns that are looked at: those asked for, and
// the target.
func chosenWithTarget(all []schema.Field, o Options) ([]schema.Field, error) {
	if o.Target == "" {
		return chosen(all, o.Columns)
	}
	if _, err := chosen(all, []string{o.Target}); err != nil {
		return nil, err
	}
	if len(o.Columns) == 0 {
		return all, nil
	}
	return chosen(all, append(slices.Clone(o.Columns), o.Target))
}

// tell says what the target can be told from.
func (j *job) tell(ctx context.Context) error {
	if j.options.Target == "" {
		return nil
	}
	field, err := chosen(j.columns, []string{j.options.Target})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(j.columns, func(f schema.Field) bool { return f.Name == field[0].Name })
	c := &j.profile.Columns[at]
	j.profile.Target = &Target{Column: c.Name, Task: task(j.seen.Columns[at].Kind, c), Rows: c.Count, Power: []Power{}}
	if why := untold(field[0].Type, c, j.profile.Target.Task); why != "" {
		j.stopped("target: %s %s", c.Name, why)
		return nil
	}
	if j.profile.Target.Task == classification {
		j.classes(at)
	}
	t, why := j.trial(at)
	if why != "" {
		j.stopped("target: %s %s", c.Name, why)
		return nil
	}
	if len(t.columns) == 0 {
		j.stopped("target: there is no other column to tell %s from", c.Name)
		return nil
	}
	if err := t.powers(ctx, j.profile.Target); err != nil {
		return err
	}
	if !slices.ContainsFunc(j.profile.Target.Power, func(p Power) bool { return !p.Leakage }) {
		j.stopped("target: there is no model, for each column by itself tells %s nearly without fault: they probably all leak it", c.Name)
		return nil
	}
	return t.model(ctx, j.profile.Target)
}

// The tasks.
const (
	classification = "classification"
	regression     = "regression"
)

// task returns what it is to tell the values of a column: a class, or a number.
func task(k measure.Kind, c *Column) string {
	switch {
	case k == measure.Text || k == measure.Boolean || c.Distinct.Value <= 2:
		return classification
	case k == measure.Integer && c.Distinct.Value <= numberClasses:
		return classification
	}
	return regression
}

// untold says why a target cannot be told; "" is that it may be.
func untold(t schema.Type, c *Column, task string) string {
	switch {
	case t.Kind.Nested():
		return fmt.Sprintf("is of the type %s: only a plain value can be a target", c.Type)
	case c.Count == 0:
		return "has no value in any row"
	case c.Distinct.Value <= 1:
		return "has one value in all rows: there is nothing to tell"
	case c.Count < targetFewRows:
		return fmt.Sprintf("has a value in %d rows; a model takes %d", c.Count, targetFewRows)
	case task == classification && 2*c.Distinct.Value > float64(c.Count):
		return fmt.Sprintf("has %.0f values in %d rows: it names the rows, and is no class of them", c.Distinct.Value, c.Count)
	case c.Feature == feature.Identifier && c.Distinct.Value >= float64(c.Count):
		return "has another value in each row: it names the rows, and there is nothing to tell"
	}
	return ""
}

// classes fills in how the classes are balanced.
func (j *job) classes(at int) {
	c := &j.profile.Columns[at]
	t := j.profile.Target
	t.Classes = valuesOf(j.columns[at], j.seen.Columns[at]).most(10 * targetClasses)
	if n := c.Distinct.Value; n > 1 {
		t.Balance = finite(min(1, c.Entropy.Value/math.Log(n)))
	}
}

// A trial is rows that models are made of and judged by.
type trial struct {
	names   []string
	columns []learn.Column
	target  learn.Target
}

// trial draws the rows that have a target, or says why there is nothing to try.
func (j *job) trial(at int) (t *trial, why string) {
	t = &trial{}
	sample := &j.seen.Sample
	var rows []int
	for i, null := range sample.Columns[at].Null {
		if !null {
			rows = append(rows, i)
		}
	}
	var columns []int
	for i, f := range j.columns {
		if i != at && !f.Type.Kind.Nested() && j.profile.Columns[i].Distinct.Value+float64(min(1, j.profile.Columns[i].Null)) > 1 {
			columns = append(columns, i)
		}
	}
	if j.profile.Target.Task == classification {
		var common float64
		t.target, rows, common = classTarget(&sample.Columns[at], rows)
		if len(rows) > 0 && common < 0.5 {
			return nil, fmt.Sprintf("has %.0f classes, and the %d most common of them hold %.0f %% of the rows: too many to tell apart",
				j.profile.Columns[at].Distinct.Value, targetClasses, 100*common)
		}
		if t.target.Classes < 2 {
			return nil, fmt.Sprintf("has only one class with %d rows or more", targetFolds)
		}
	} else {
		t.target, rows = numberTarget(inputs(&sample.Columns[at], rows), rows)
	}
	if len(rows) < targetFewRows {
		return nil, fmt.Sprintf("is there in %d of the rows that were kept; a model takes %d", len(rows), targetFewRows)
	}
	kept := someRows(len(rows), targetValues/max(1, len(columns)*max(1, t.target.Classes)))
	rows, t.target.Values = these(rows, kept), these(t.target.Values, kept)
	for _, i := range columns {
		t.names = append(t.names, j.columns[i].Name)
		t.columns = append(t.columns, learn.Column{Values: inputs(&sample.Columns[i], rows), Categories: sample.Columns[i].Kind == measure.Text})
	}
	return t, ""
}

// someRows draws that many of n rows, at most targetRows of them and at least a
// thousand if there are.
func someRows(n, wanted int) []int {
	rows := rand.New(rand.NewPCG(1, 0x5eed)).Perm(n)
	rows = rows[:min(n, targetRows, max(1000, wanted))]
	slices.Sort(rows)
	return rows
}

func these[T any](from []T, at []int) []T {
	picked := make([]T, len(at))
	for i, k := range at {
		picked[i] = from[k]
	}
	return picked
}

// inputs returns the values of rows of a sample as numbers: microseconds of
// times, and of texts a number for each. NULL is NaN.
func inputs(s *measure.SampleColumn, rows []int) []float64 {
	list := make([]float64, len(rows))
	codes := make(map[uint64]float64)
	for i, row := range rows {
		switch {
		case s.Null[row]:
			list[i] = math.NaN()
		case s.Kind == measure.Double:
			list[i] = math.Float64frombits(s.Bits[row])
		case s.Kind == measure.Text:
			code, ok := codes[s.Hashes[row]]
			if !ok {
				code = float64(len(codes))
				codes[s.Hashes[row]] = code
			}
			list[i] = code
		default:
			list[i] = float64(int64(s.Bits[row]))
		}
	}
	return list
}

// numberTarget returns the finite numbers, and their rows.
func numberTarget(numbers []float64, rows []int) (learn.Target, []int) {
	var t learn.Target
	var kept []int
	for i, x := range numbers {
		if x-x == 0 {
			t.Values, kept = append(t.Values, x), append(kept, rows[i])
		}
	}
	return t, kept
}

// classTarget returns the most common values as classes, the others as one more,
// and the share of the rows that the most common hold. Rows of what would be a
// class of fewer rows than there are folds are left out.
func classTarget(s *measure.SampleColumn, rows []int) (t learn.Target, kept []int, common float64) {
	counts := make(map[uint64]int)
	for _, row := range rows {
		counts[s.Hashes[row]]++
	}
	values := slices.SortedFunc(maps.Keys(counts), func(a, b uint64) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	codes := make(map[uint64]int)
	held := 0
	for _, hash := range values {
		if len(codes) < targetClasses && counts[hash] >= targetFolds {
			codes[hash] = len(codes)
			held += counts[hash]
		}
	}
	t.Classes = len(codes)
	others := len(rows)-held >= targetFolds
	if others {
		t.Classes++
	}
	for _, row := range rows {
		code, ok := codes[s.Hashes[row]]
		if !ok && !others {
			continue
		}
		if !ok {
			code = t.Classes - 1
		}
		t.Values, kept = append(t.Values, float64(code)), append(kept, row)
	}
	return t, kept, float64(held) / float64(max(1, len(rows)))
}

// alone is how a model of one column is made: it must be quick.
var alone = learn.Options{Rounds: 20, Rate: 0.3, Leaves: 16}

// powers fills in how well the target is told from each column by itself. As in
// Data Wrangler's target leakage, that is the cross-validated AUC of classes (one
// against the rest), here twice what it is above a half, and the R² of numbers:
// 0 is as good as the most common class or the mean, 1 is without fault.
func (t *trial) powers(ctx context.Context, to *Target) error {
	to.Power = make([]Power, len(t.columns))
	folds := learn.Folds(t.target, targetFolds, 1)
	next := make(chan int, len(t.columns))
	for i := range t.columns {
		next <- i
	}
	close(next)
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(t.columns)) {
		group.Go(func() {
			for i := range next {
				predicted, err := learn.CrossValidate(ctx, t.columns[i:i+1], t.target, folds, learn.Boosted(alone))
				if err != nil {
					return // ctx has ended
				}
				p := power(learn.Scores(t.target, predicted))
				to.Power[i] = Power{Column: t.names[i], Power: p, Leakage: p >= leakagePower}
			}
		})
	}
	group.Wait()
	sortPowers(to.Power)
	return ctx.Err()
}

func power(scores map[string]float64) float64 {
	if auc, ok := scores["auc"]; ok {
		return max(0, 2*auc-1)
	}
	return max(0, scores["r2"])
}

func sortPowers(p []Power) {
	slices.SortStableFunc(p, func(a, b Power) int { return cmp.Compare(b.Power, a.Power) })
}

// model fills in a quick model of all columns but those that leak, since it
// would be made of nothing else. It is judged by cross-validation, next to what
// says the same of all rows.
func (t *trial) model(ctx context.Context, to *Target) error {
	var names []string
	var columns []learn.Column
	for _, p := range to.Power {
		if !p.Leakage && len(columns) < modelColumns {
			names = append(names, p.Column)
			columns = append(columns, t.columns[slices.Index(t.names, p.Column)])
		}
	}
	o := learn.Options{Seed: 1, Rounds: 50}
	predicted, err := learn.CrossValidate(ctx, columns, t.target, learn.Folds(t.target, targetFolds, 2), learn.Boosted(o))
	if err != nil {
		return err
	}
	whole, err := learn.Fit(ctx, columns, t.target, o)
	if err != nil {
		return err
	}
	to.Model = &Model{Rows: int64(len(t.target.Values)), Metrics: learn.Scores(t.target, predicted), Naive: learn.Scores(t.target, naive(t.target))}
	for i, x := range whole.Importance() {
		to.Model.Importance = append(to.Model.Importance, Power{Column: names[i], Power: x})
	}
	sortPowers(to.Model.Importance)
	return nil
}

// naive predicts the share of each class, or the mean, in all rows.
func naive(t learn.Target) [][]float64 {
	same := make([]float64, max(1, t.Classes))
	for _, y := range t.Values {
		if t.Classes == 0 {
			same[0] += y / float64(len(t.Values))
		} else {
			same[int(y)] += 1 / float64(len(t.Values))
		}
	}
	return slices.Repeat([][]float64{same}, len(t.Values))
}
