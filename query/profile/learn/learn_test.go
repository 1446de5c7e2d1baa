package learn

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// load reads a table of the test data. Columns whose values are not all numbers
// are categories.
func load(t *testing.T, name string, header bool, target string, without ...string) ([]Column, Target) {
	t.Helper()
	f, err := os.Open("../../../../shared/data/" + name)
	if err != nil {
		t.Skip("no test data: ", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	records = slices.DeleteFunc(records, func(r []string) bool { return r[len(r)-1] == "recommend" })
	names := make([]string, len(records[0]))
	names[len(names)-1] = target
	if header {
		names, records = records[0], records[1:]
	}
	var columns []Column
	var values []float64
	for i, name := range names {
		if slices.Contains(without, name) {
			continue
		}
		c := column(records, i)
		if name == target {
			values = c.Values
		} else {
			columns = append(columns, c)
		}
	}
	return columns, Target{Values: values}
}

func column(records [][]string, i int) (c Column) {
	codes := map[string]float64{}
	for _, r := range records {
		x, err := strconv.ParseFloat(r[i], 64)
		if err != nil {
			x = math.NaN()
		}
		c.Categories = c.Categories || err != nil && r[i] != ""
		c.Values = append(c.Values, x)
	}
	for j, r := range records {
		if c.Categories && r[i] != "" {
			if _, ok := codes[r[i]]; !ok {
				codes[r[i]] = float64(len(codes))
			}
			c.Values[j] = codes[r[i]]
		}
	}
	return c
}

// The scores of five-fold cross-validation are those of scikit-learn's
// HistGradientBoosting, within what other seeds make of them there.
func TestAgainstScikitLearn(t *testing.T) {
	// HistGradientBoostingClassifier and -Regressor of scikit-learn 1.9.1, as they
	// are by default with categorical_features="from_dtype" (and early_stopping=False
	// for cardio, titanic and nursery); five folds, shuffled
	// (StratifiedKFold, KFold); the mean of the seeds 0, 1 and 2. f1 is macro, auc
	// one class against the rest.
	for _, test := range []struct {
		name    string
		header  bool
		target  string
		classes int
		without []string
		want    map[string]float64
		by      float64 // the difference that is let pass, absolute
	}{
		{"fd/iris.csv", false, "class", 3, nil, map[string]float64{
			"accuracy": 0.9467, "balancedAccuracy": 0.9467, "f1": 0.9467, "auc": 0.9889}, 0.02},
		{"fd/abalone.csv", false, "rings", 0, nil, map[string]float64{"r2": 0.5352, "mae": 1.547, "rmse": 2.1977}, 0.05},
		{"quality/outliers/6_cardio.csv", true, "label", 2, nil, map[string]float64{
			"accuracy": 0.9896, "balancedAccuracy": 0.9579, "f1": 0.9694, "auc": 0.9984}, 0.01},
		{"lakes/kaggle/titanic.csv", true, "Survived", 2, []string{"Name", "Ticket", "Cabin", "PassengerId"}, map[string]float64{
			"accuracy": 0.8152, "balancedAccuracy": 0.7967, "f1": 0.8013, "auc": 0.8603}, 0.02},
		// Without the two rows of the class "recommend".
		{"fd/nursery.csv", false, "class", 4, nil, map[string]float64{
			"accuracy": 0.9999, "balancedAccuracy": 0.9999, "f1": 0.9999, "auc": 1}, 0.01},
	} {
		columns, target := load(t, test.name, test.header, test.target, test.without...)
		target.Classes = test.classes
		predicted, err := CrossValidate(t.Context(), columns, target, Folds(target, 5, 1), Boosted(Options{}))
		if err != nil {
			t.Fatal(err)
		}
		got := Scores(target, predicted)
		for name, want := range test.want {
			t.Logf("%s: %s %.4f, scikit-learn %.4f", test.name, name, got[name], want)
			if math.Abs(got[name]-want) > test.by {
				t.Errorf("%s: %s: got %.4f, scikit-learn has %.4f", test.name, name, got[name], want)
			}
		}
	}
}

// Worked out with sklearn.metrics 1.9.1 and by hand.
func TestScores(t *testing.T) {
	yes := func(p ...float64) (rows [][]float64) {
		for _, x := range p {
			rows = append(rows, []float64{1 - x, x})
		}
		return rows
	}
	for _, test := range []struct {
		target    Target
		predicted [][]float64
		want      map[string]float64
	}{
		// The example of roc_auc_score: 3 of 4 pairs are in order.
		{Target{[]float64{0, 0, 1, 1}, 2}, yes(0.1, 0.4, 0.35, 0.8), map[string]float64{
			"accuracy": 0.75, "balancedAccuracy": 0.75, "f1": (0.8 + 2.0/3) / 2, "auc": 0.75}},
		// One class: nothing to be told apart.
		{Target{[]float64{1, 1}, 2}, yes(0.9, 0.4), map[string]float64{
			"accuracy": 0.5, "balancedAccuracy": 0.5, "f1": (0 + 2.0/3) / 2}},
		// The examples of r2_score, mean_squared_error and mean_absolute_error.
		{Target{[]float64{3, -0.5, 2, 7}, 0}, [][]float64{{2.5}, {0}, {2}, {8}}, map[string]float64{
			"r2": 0.9486081370449679, "mse": 0.375, "rmse": math.Sqrt(0.375), "mae": 0.5}},
		{Target{[]float64{4, 4}, 0}, [][]float64{{4}, {6}}, map[string]float64{"mse": 2, "rmse": math.Sqrt2, "mae": 1}},
		{Target{}, nil, map[string]float64{}},
	} {
		got := Scores(test.target, test.predicted)
		if len(got) != len(test.want) {
			t.Errorf("%v: got %v, want %v", test.target, got, test.want)
		}
		for name, want := range test.want {
			if math.Abs(got[name]-want) > 1e-12 {
				t.Errorf("%v: %s: got %v, want %v", test.target, name, got[name], want)
			}
		}
	}
}

// made returns columns, the first of which alone tells the target; it is missing
// where the target is 3.
func made(rows int) ([]Column, Target) {
	tells, noise := Column{Values: make([]float64, rows)}, Column{Values: make([]float64, rows)}
	target := Target{Values: make([]float64, rows), Classes: 4}
	for i := range rows {
		class := i * 7 % 4
		target.Values[i] = float64(class)
		tells.Values[i] = float64(class)*10 + float64(i%5)
		noise.Values[i] = float64(i * i % 97)
		if class == 3 {
			tells.Values[i] = math.NaN()
		}
	}
	return []Column{noise, tells}, target
}

func TestFit(t *testing.T) {
	columns, target := made(400)
	m, err := Fit(t.Context(), columns, target, Options{Columns: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := Scores(target, m.Predict(columns))["accuracy"]; got != 1 {
		t.Errorf("accuracy: got %v, want 1", got)
	}
	if got := m.Importance()[1]; got < 0.99 {
		t.Errorf("importance of the column that tells all: got %v", got)
	}
	again, err := Fit(t.Context(), columns, target, Options{Columns: 1})
	if err != nil || !reflect.DeepEqual(m, again) {
		t.Errorf("the same seed made another model (%v)", err)
	}
	f, err := FitForest(t.Context(), columns, target, ForestOptions{Trees: 20, Columns: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if got := Scores(target, f.Predict(columns))["accuracy"]; got != 1 {
		t.Errorf("accuracy of a forest on the rows that it was made of: got %v, want 1", got)
	}
}

// A tree may ask which categories, however they are numbered: even against odd
// takes one question.
func TestCategories(t *testing.T) {
	c, target := Column{Categories: true}, Target{Classes: 2}
	for i := range 1000 {
		c.Values = append(c.Values, float64(i%40))
		target.Values = append(target.Values, float64(i%2))
	}
	m, err := Fit(t.Context(), []Column{c}, target, Options{Rounds: 1, Leaves: 2, Rate: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := Scores(target, m.Predict([]Column{c}))["accuracy"]; got != 1 {
		t.Errorf("got %v, want 1", got)
	}
}

// Values that come once tell nothing by themselves, but that there is one does,
// also of values that were never seen before.
func TestRareCategories(t *testing.T) {
	c, target := Column{Categories: true}, Target{Classes: 2}
	for i := range 1000 {
		x := float64(i)
		if i%3 == 0 {
			x = math.NaN()
		}
		c.Values = append(c.Values, x)
		target.Values = append(target.Values, float64(min(1, i%3)))
	}
	predicted, err := CrossValidate(t.Context(), []Column{c}, target, Folds(target, 4, 1), Boosted(Options{Rounds: 5}))
	if err != nil {
		t.Fatal(err)
	}
	if got := Scores(target, predicted)["accuracy"]; got != 1 {
		t.Errorf("got %v, want 1", got)
	}
}

// Bins part the values in order, and all but the same values if there are few.
func TestBins(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   int // bins, with that of missing values
	}{
		{nil, 2},
		{[]float64{math.NaN()}, 2},
		{[]float64{5, 5, 5}, 2},
		{[]float64{1, 2, 2, 3}, 4},
		{[]float64{math.Inf(-1), 0, math.Inf(1)}, 4},
		{[]float64{1, math.Nextafter(1, 2)}, 3},
		{[]float64{-math.MaxFloat64, math.MaxFloat64}, 3},
	} {
		b := newBins(Column{Values: test.values})
		seen := map[uint8]bool{0: true}
		for i, x := range test.values {
			seen[b.Bin(x)] = true
			if i > 0 && b.Bin(x) < b.Bin(test.values[i-1]) {
				t.Errorf("%v: the bins are not in order", test.values)
			}
		}
		if b.Len() != test.want || len(test.values) > 1 && len(seen) != test.want {
			t.Errorf("%v: got %d bins, %d of them used; want %d", test.values, b.Len(), len(seen), test.want)
		}
	}
	var many Column
	for i := range 10_000 {
		many.Values = append(many.Values, float64(i))
	}
	b := newBins(many)
	counts := map[uint8]int{}
	for _, x := range many.Values {
		counts[b.Bin(x)]++
	}
	for bin, n := range counts {
		if n < 30 || n > 50 {
			t.Errorf("bin %d of %d holds %d of 10,000 values", bin, b.Len(), n)
		}
	}
}

func TestFolds(t *testing.T) {
	_, target := made(100)
	counts := map[[2]int]int{}
	for i, fold := range Folds(target, 5, 3) {
		counts[[2]int{fold, int(target.Values[i])}]++
	}
	for at, n := range counts {
		if n != 5 {
			t.Errorf("class %d in fold %d: got %d rows, want 5", at[1], at[0], n)
		}
	}
	got := GroupFolds([]int{7, 7, 7, 1, 1, 2, 3}, 2)
	if want := []int{0, 0, 0, 1, 1, 1, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("groups: got %v, want %v", got, want)
	}
}

// BenchmarkFit makes boosted trees of 100,000 rows and 10 columns.
func BenchmarkFit(b *testing.B) {
	target := Target{Classes: 2}
	columns := make([]Column, 10)
	for i := range 100_000 {
		sum := 0.0
		for c := range columns {
			x := math.Mod(float64(i*(2*c+3))*0.618, 1)
			columns[c].Values = append(columns[c].Values, x)
			sum += x
		}
		target.Values = append(target.Values, math.Round(sum/10))
	}
	for b.Loop() {
		if _, err := Fit(b.Context(), columns, target, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Classes of a few rows do not cost what is known of the others: by a column that
// tells three classes without fault, all but the rows of the rare ones are told.
func TestRareClasses(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var c Column
	target := Target{Classes: 20}
	for i := range 20_000 {
		class := i % 3
		if i%1000 == 7 {
			class = 3 + i/1000%17 // a row or two of each
		}
		target.Values = append(target.Values, float64(class))
		c.Values = append(c.Values, float64(i%3)+random.Float64()/2)
	}
	columns := []Column{c}
	predicted, err := CrossValidate(t.Context(), columns, target, Folds(target, 4, 1), Boosted(Options{Rounds: 50}))
	if err != nil {
		t.Fatal(err)
	}
	if accuracy := Scores(target, predicted)["accuracy"]; accuracy < 0.995 {
		t.Errorf("accuracy %.4f; 0.999 of the rows are of the three classes", accuracy)
	}
}
