package profile

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/catalog"
)

// Thresholds say from where on something is a finding. Each belongs to the kind
// whose row in the table of kinds says what it means; shares are 0 to 1.
type Thresholds struct {
	NearConstant    float64
	HighCardinality float64
	Imbalance       float64
	RareClass       float64
	Missing         float64
	Disguised       float64
	Zeros           float64
	Skewed          float64
	Uniform         float64
	Outliers        float64
	FarOutliers     float64
	RareNegatives   float64
	Anomalous       float64
	KeyRepeats      float64
	Correlated      float64
	MixedTypes      float64
	Orphans         float64
	Dependency      float64
	Namesakes       float64
	Drift           float64
	StalePartitions float64
	SmallFiles      float64
	Gaps            float64
}

// DefaultThresholds returns the thresholds that hold where nobody says otherwise.
func DefaultThresholds() Thresholds {
	return Thresholds{
		NearConstant:    0.99,
		HighCardinality: 50,
		Imbalance:       0.5,
		RareClass:       10,
		Missing:         0.01,
		Disguised:       0.5,
		Zeros:           0.5,
		Skewed:          3,
		Uniform:         0.999,
		Outliers:        0,
		FarOutliers:     3,
		RareNegatives:   0.02,
		Anomalous:       3,
		KeyRepeats:      0.99,
		Correlated:      0.9,
		MixedTypes:      0.9,
		Orphans:         0.9,
		Dependency:      0.01,
		Namesakes:       50,
		Drift:           0.2,
		StalePartitions: 3,
		SmallFiles:      1 << 20,
		Gaps:            7,
	}
}

// Set sets the threshold of a kind of finding.
func (t *Thresholds) Set(kindName, value string) error {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(x) || x < 0 {
		return &ThresholdError{Kind: kindName, Value: value}
	}
	i := slices.IndexFunc(kindThresholds, func(k kindThreshold) bool { return k.kind == kindName })
	if i < 0 {
		return &ThresholdError{Kind: kindName}
	}
	*kindThresholds[i].at(t) = x
	return nil
}

// A ThresholdError reports a threshold that cannot be set: there is no such kind,
// or the value is no number.
type ThresholdError struct{ Kind, Value string }

func (e *ThresholdError) Error() string {
	if e.Value != "" {
		return fmt.Sprintf("threshold of %q: %q is no number from 0 on", e.Kind, e.Value)
	}
	return fmt.Sprintf("there is no threshold of %q", e.Kind)
}

// Hint returns the kind that may have been meant.
func (e *ThresholdError) Hint() string {
	var names []string
	for _, k := range kindThresholds {
		names = append(names, k.kind)
	}
	if near := catalog.Nearest(e.Kind, names); near != "" && near != e.Kind {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return ""
}

type kindThreshold struct {
	kind string
	at   func(*Thresholds) *float64
}

// kindThresholds are the thresholds by the kinds they belong to.
var kindThresholds = []kindThreshold{
	{"near-constant", func(t *Thresholds) *float64 { return &t.NearConstant }},
	{"high cardinality", func(t *Thresholds) *float64 { return &t.HighCardinality }},
	{"imbalance", func(t *Thresholds) *float64 { return &t.Imbalance }},
	{"rare classes", func(t *Thresholds) *float64 { return &t.RareClass }},
	{"missing", func(t *Thresholds) *float64 { return &t.Missing }},
	{"disguised missing", func(t *Thresholds) *float64 { return &t.Disguised }},
	{"zeros", func(t *Thresholds) *float64 { return &t.Zeros }},
	{"skewed", func(t *Thresholds) *float64 { return &t.Skewed }},
	{"uniform", func(t *Thresholds) *float64 { return &t.Uniform }},
	{"outliers", func(t *Thresholds) *float64 { return &t.Outliers }},
	{"far outliers", func(t *Thresholds) *float64 { return &t.FarOutliers }},
	{"rare negatives", func(t *Thresholds) *float64 { return &t.RareNegatives }},
	{"anomalous rows", func(t *Thresholds) *float64 { return &t.Anomalous }},
	{"repeated keys", func(t *Thresholds) *float64 { return &t.KeyRepeats }},
	{"correlated", func(t *Thresholds) *float64 { return &t.Correlated }},
	{"mixed types", func(t *Thresholds) *float64 { return &t.MixedTypes }},
	{"orphaned keys", func(t *Thresholds) *float64 { return &t.Orphans }},
	{"broken dependencies", func(t *Thresholds) *float64 { return &t.Dependency }},
	{"namesakes", func(t *Thresholds) *float64 { return &t.Namesakes }},
	{"drift", func(t *Thresholds) *float64 { return &t.Drift }},
	{"stale partitions", func(t *Thresholds) *float64 { return &t.StalePartitions }},
	{"too many small files", func(t *Thresholds) *float64 { return &t.SmallFiles }},
	{"gaps", func(t *Thresholds) *float64 { return &t.Gaps }},
}

// A kind is one of the things that can be wrong, and how it is looked for.
type kind struct {
	Name     string
	Severity string
	Surprise float64 // how much one wants to be told, against others as severe, 0 to 1
	One      string  // what is said of one column, before the evidence; "" for findings about the table
	Many     string  // and of several
	What     string  // when it is found; THRESHOLD stands for the threshold
	Why      string  // what it does to a model
	Source   string

	column   func(*finder, *Column)
	table    func(*finder)
	problems []string // of the crawl, that are findings of this kind
}

const own = "ours"

// kinds are all kinds of findings. docs/profile.md is printed from them.
var kinds = []kind{
	// What makes a model wrong without a sign.
	{
		Name: "leakage", Severity: High, Surprise: 1, One: "probably leaks the target", Many: "probably leak the target",
		What:   "with a target: one column alone tells it nearly without fault; without: a column is empty exactly where a column of two values has one of them",
		Why:    "A column that is only known after the fact makes a model look perfect until it is used.",
		Source: "Data Wrangler, target leakage", table: leakage,
	},
	{
		Name: "missing target", Severity: High, Surprise: 0.9, One: "is the target", Many: "are targets",
		What:   "rows without a target",
		Why:    "Rows without a target cannot be learned from, and leaving them out changes what the others stand for.",
		Source: "Data Wrangler, target column", table: missingTarget,
	},
	{
		Name: "invalid values", Severity: High, Surprise: 0.8, One: "has values that are none of its type", Many: "have values that are none of their type",
		What:   "at least one value is none of the type of its column, and so reads as null",
		Why:    "The values read as null: rows are there, and what they say is not.",
		Source: "Data Wrangler, invalid", column: invalidValues, problems: []string{"values do not fit"},
	},
	{
		Name: "damaged files", Severity: High, Surprise: 0.9,
		What:   "a file breaks off or its rows cannot be told apart",
		Why:    "Rows are missing from the end of a file, and they are rarely like the others.",
		Source: own, problems: []string{"broken off", "undivided lines", "row count", "long line"},
	},
	{
		Name: "mixed units", Severity: High, Surprise: 0.9, One: "has numbers in two units", Many: "have numbers in two units",
		What:   "numbers far from the others are these again, times 10, 100, 1000 or 10000",
		Why:    "The same quantity in two units is two quantities to a model, and the larger one decides.",
		Source: own, column: mixedUnits,
	},

	// What has to be looked at before.
	{
		Name: "mixed types", Severity: Medium, Surprise: 1, One: "is text, and most of its values are not", Many: "are text, and most of their values are not",
		What:   "more than the share THRESHOLD of the values of a column of text, but not all, are numbers, dates or booleans",
		Why:    "One value that is no number turns a number into a category with thousands of classes.",
		Source: "DataProfiler, data_type_representation", column: mixedTypes, problems: []string{"types differ"},
	},
	{
		Name: "disguised missing", Severity: Medium, Surprise: 0.95, One: "has values that stand for a missing one", Many: "have values that stand for missing ones",
		What:   "a value is with a probability of THRESHOLD or more one that stands for a missing one",
		Why:    "A model takes 9999 or 1900-01-01 for a quantity and \"unknown\" for a class of its own.",
		Source: "Pearson 2006, The problem of disguised missing data", column: disguisedMissing,
	},
	{
		Name: "orphaned keys", Severity: Medium, Surprise: 0.95,
		What:   "the share THRESHOLD of the values of a column, but not all, are in a column of another table that has none twice (0.98 if it has)",
		Why:    "An inner join loses these rows, and an outer join fills their features with null.",
		Source: "Deequ, ReferentialIntegrity", table: orphanedKeys,
	},
	{
		Name: "far outliers", Severity: Medium, Surprise: 0.9, One: "has numbers far from all others", Many: "have numbers far from all others",
		What:   "outliers that are THRESHOLD times as far from the median as the next number, and at most 1 % of the rows",
		Why:    "A few numbers on a scale of their own decide means, scalers and squared errors.",
		Source: own, column: farOutliers,
	},
	{
		Name: "anomalous rows", Severity: Medium, Surprise: 0.8,
		What:   "in all its numbers together a row is THRESHOLD times as far from those near it as the next row is, and 10 times as far as is usual; at most 1 % of the rows, and not for one column that has far outliers or mixed units",
		Why:    "A row that is like no other is a mistake, or a case of which there are too few to learn from.",
		Source: "Ramaswamy, Rastogi and Shim 2000, distance from the k-th nearest neighbour", table: anomalousRows,
	},
	{
		Name: "near-duplicate categories", Severity: Medium, Surprise: 0.85, One: "has values written in several ways", Many: "have values written in several ways",
		What:   "values differ in case, blanks, punctuation, accents or a letter alone, in a column that has each value twice or more on average",
		Why:    "Each way of writing becomes a category of its own, with a part of the rows.",
		Source: "OpenRefine, key collision", column: nearDuplicates,
	},
	{
		Name: "future dates", Severity: Medium, Surprise: 0.85, One: "has dates in the future", Many: "have dates in the future",
		What:   "at least one date is after the time of the profile, in a column that has at most 5 % of them",
		Why:    "What has not happened cannot have been observed: ages and durations come out negative.",
		Source: own, column: futureDates,
	},
	{
		Name: "duplicates", Severity: Medium, Surprise: 0.8,
		What:   "at least one row is the same as another one in all columns",
		Why:    "Rows that are in the training and in the test set make a model look better than it is.",
		Source: "Data Wrangler, duplicate rows; ydata-profiling, DUPLICATES", table: duplicates,
	},
	{
		Name: "repeated keys", Severity: Medium, Surprise: 0.8, One: "is a key but for some rows", Many: "are keys but for some rows",
		What:   "more than the share THRESHOLD of the values of an identifier are distinct, but not all, and the rows are not the same",
		Why:    "A join by this column multiplies rows.",
		Source: "Deequ, UniqueIfApproximatelyUnique", column: repeatedKeys,
	},
	{
		Name: "broken dependencies", Severity: Medium, Surprise: 0.7,
		What:   "one column, or two, determine another one in all rows but a share of at most THRESHOLD",
		Why:    "The rows that break the rule are probably wrong in one of the two columns.",
		Source: "Kivinen and Mannila 1995, g3", table: brokenDependencies,
	},
	{
		Name: "duplicate files", Severity: Medium, Surprise: 0.85,
		What:   "a file of the table has the content of another file of the lake: by their checksums, if the crawl has taken them, or by size, first and last bytes",
		Why:    "The rows of a file that is there twice count twice, and are in the training and in the test set.",
		Source: own, table: duplicateFiles,
	},
	{
		Name: "late columns", Severity: Medium, Surprise: 0.8, One: "is not in all files", Many: "are not in all files",
		What:   "a column is in the last files and not in those before, or the other way round",
		Why:    "Null means \"not yet recorded\" in some rows and \"nothing\" in others; a model learns the date.",
		Source: own, column: lateColumns,
	},
	{
		Name: "ragged rows", Severity: Medium, Surprise: 0.8,
		What:   "rows have fewer or more fields than the header",
		Why:    "Values may stand in the wrong column from the missing field on.",
		Source: "the crawl", problems: []string{"short row", "long row", "odd quotes"},
	},
	{
		Name: "encoding trouble", Severity: Medium, Surprise: 0.75, One: "has characters that were read in the wrong encoding", Many: "have characters that were read in the wrong encoding",
		What:   "bytes mean nothing in the encoding of the file, or text was decoded twice",
		Why:    "One name is written in two ways, and no join or dictionary finds the broken one.",
		Source: "the crawl", column: encodingTrouble, problems: []string{"undecodable bytes", "zero bytes"},
	},
	{
		Name: "mixed formats", Severity: Medium, Surprise: 0.8,
		What:   "dates of one column are written in several ways, some without a zone, or could be read in two",
		Why:    "A day and a month that change places give a date that is wrong and looks right.",
		Source: "the crawl", problems: []string{"mixed date formats", "ambiguous dates", "zones missing"},
	},
	{
		Name: "doubtful header", Severity: Medium, Surprise: 0.5,
		What:   "it is not sure whether the first row is a header, or a header comes again",
		Why:    "A header among the rows makes text of a column of numbers.",
		Source: "the crawl", problems: []string{"doubtful header", "repeated header", "footer"},
	},
	{
		Name: "digits lost", Severity: Medium, Surprise: 0.6,
		What:   "numbers have more digits than a double keeps, or times than a timestamp",
		Why:    "Keys that differ in the last digit become the same.",
		Source: "the crawl", problems: []string{"digits lost"},
	},
	{
		Name: "infinite", Severity: Medium, Surprise: 0.7, One: "has infinite numbers or NaN", Many: "have infinite numbers or NaN",
		What:   "at least one number is infinite or NaN",
		Why:    "Means, scalers and gradients become NaN.",
		Source: "ydata-profiling, INFINITE (there from 1 % on)", column: infinite,
	},
	{
		Name: "whitespace", Severity: Medium, Surprise: 0.4, One: "has white space around values", Many: "have white space around values",
		What:   "at least one text begins or ends with white space, or is nothing else",
		Why:    "A value with a blank behind it is another value, to a join as to a model.",
		Source: own, column: whitespace,
	},
	{
		Name: "constant", Severity: Medium, Surprise: 0.6, One: "is constant", Many: "are constant",
		What:   "all values are the same, or there is none",
		Why:    "A column that never changes tells a model nothing.",
		Source: "ydata-profiling, CONSTANT", column: constant,
	},
	{
		Name: "duplicate columns", Severity: Medium, Surprise: 0.7,
		What:   "columns have the same value in each row, or each value of one goes with one value of the other",
		Why:    "The same thing counts twice, and importance is split between the two.",
		Source: "Evidently, duplicate columns", table: duplicateColumns,
	},
	{
		Name: "rare negatives", Severity: Medium, Surprise: 0.7, One: "is hardly ever negative", Many: "are hardly ever negative",
		What:   "a share of at most THRESHOLD of the numbers is negative",
		Why:    "A minus that means a refund, a missing value or a mistake is a quantity to a model.",
		Source: own, column: rareNegatives,
	},

	// What is good to know.
	{
		Name: "missing", Severity: Low, Surprise: 1, One: "has missing values", Many: "have missing values",
		What:   "more than the share THRESHOLD of the cells of a column are null, empty or blank",
		Why:    "Many models refuse rows with missing values, and what is missing is seldom missing by chance.",
		Source: "ydata-profiling, MISSING", column: missing,
	},
	{
		Name: "rare classes", Severity: Low, Surprise: 0.5, One: "has classes with few rows", Many: "have classes with few rows",
		What:   "a class of the target, or of a category of at most 20, has fewer than THRESHOLD rows",
		Why:    "What a model has seen a few times it cannot learn, and a test set may not have it at all.",
		Source: "Autopilot, too few class instances", column: rareClasses,
	},
	{
		Name: "imbalance", Severity: Low, Surprise: 0.6, One: "is uneven", Many: "are uneven",
		What:   "1 less the entropy of a category over its greatest value is more than THRESHOLD",
		Why:    "A model that always says the common class is right most of the time.",
		Source: "ydata-profiling, IMBALANCE", column: imbalance,
	},
	{
		Name: "correlated", Severity: Low, Surprise: 0.55,
		What:   "two columns have an association of THRESHOLD or more",
		Why:    "Coefficients and importances of the two cannot be told apart.",
		Source: "ydata-profiling, HIGH_CORRELATION (there from 0.5 on)", table: correlated,
	},
	{
		Name: "namesakes", Severity: Low, Surprise: 0.5,
		What:   "a column of another table has the same name and another type (not id, key, code or name, of which each table has its own), or the same name but for the unit at its end, or numbers whose median is at least THRESHOLD times that of the other's",
		Why:    "Put together under one name, two types make text, and two units make one wrong quantity.",
		Source: own, table: namesakes,
	},
	{
		Name: "drift", Severity: Low, Surprise: 0.7, One: "has changed", Many: "have changed",
		What:   "PSI, or the Kolmogorov-Smirnov distance, is more than THRESHOLD; or there are new columns, types or categories",
		Why:    "What was learned from the old rows need not hold for the new.",
		Source: "Siddiqi 2006, PSI", table: drift,
	},
	{
		Name: "outliers", Severity: Low, Surprise: 0.45, One: "has outliers", Many: "have outliers",
		What:   "a share of more than THRESHOLD of the numbers is more than 5 RSTD from the median",
		Why:    "Means, scalers and squared errors follow the few.",
		Source: "Data Wrangler, robust outliers", column: outlying,
	},
	{
		Name: "skewed", Severity: Low, Surprise: 0.3, One: "is skewed", Many: "are skewed",
		What:   "the skewness is over THRESHOLD or under its negative",
		Why:    "Linear models and distances see the tail and little else; a logarithm may help.",
		Source: "Data Wrangler, skew", column: skewed,
	},
	{
		Name: "zeros", Severity: Low, Surprise: 0.45, One: "is mostly zero", Many: "are mostly zero",
		What:   "more than the share THRESHOLD of the numbers is zero",
		Why:    "Zero may mean \"none\" or \"not known\", and these are two things to a model.",
		Source: "ydata-profiling, ZEROS (there from 1 % on)", column: zeros,
	},
	{
		Name: "near-constant", Severity: Low, Surprise: 0.5, One: "is nearly constant", Many: "are nearly constant",
		What:   "one value has the share THRESHOLD of the values or more",
		Why:    "The few other rows are too few to learn from, and may be mistakes.",
		Source: "Evidently, almost constant columns", column: nearConstant,
	},
	{
		Name: "high cardinality", Severity: Low, Surprise: 0.35, One: "has many categories", Many: "have many categories",
		What:   "a category has more than THRESHOLD values",
		Why:    "Encoded one by one they become as many columns, most of them nearly empty.",
		Source: "ydata-profiling, HIGH_CARDINALITY", column: highCardinality,
	},
	{
		Name: "unique", Severity: Low, Surprise: 0.2, One: "has no value twice", Many: "have no value twice",
		What:   "no value of a column of texts or whole numbers occurs twice",
		Why:    "A model can learn each row by heart from it, and nothing else.",
		Source: "ydata-profiling, UNIQUE", column: unique,
	},
	{
		Name: "uniform", Severity: Low, Surprise: 0.2, One: "is even", Many: "are even",
		What:   "a chi-squared test of the histogram, or of the categories, against even bars has a p-value over THRESHOLD",
		Why:    "Nature is seldom even: this is a counter, a design or made up.",
		Source: "ydata-profiling, UNIFORM", column: uniform,
	},
	{
		Name: "embedded numbers", Severity: Low, Surprise: 0.6, One: "has numbers among other characters", Many: "have numbers among other characters",
		What:   "the values of a text are numbers with a unit or a currency",
		Why:    "The number is what a model needs, and as text it is a category.",
		Source: "Shah et al. 2021, SortingHat, embedded-number", column: embeddedNumbers,
	},
	{
		Name: "gaps", Severity: Low, Surprise: 0.55, One: "has days without anything", Many: "have days without anything",
		What:   "THRESHOLD or more days without a row, where days usually have some",
		Why:    "Sums by week or month are too low there, and lags reach further back than they say.",
		Source: "cuallee, is_daily", column: gaps,
	},
	{
		Name: "stale partitions", Severity: Low, Surprise: 0.4,
		What:   "the newest partition is older than THRESHOLD times the usual distance of two",
		Why:    "What is learned from this is about a time that is over.",
		Source: own, table: stalePartitions,
	},
	{
		Name: "missing partitions", Severity: Low, Surprise: 0.6,
		What:   "a month or a day between the first and the last partition has none",
		Why:    "A time is missing, not only rows of it.",
		Source: own, table: missingPartitions,
	},
	{
		Name: "too many small files", Severity: Low, Surprise: 0.3,
		What:   "a table has 100 files or more of at most THRESHOLD bytes on average",
		Why:    "Each file costs a request and a footer: a scan of the same rows in a few takes a part of the time.",
		Source: "Athena, performance tuning", table: smallFiles,
	},
	{
		Name: "odd files", Severity: Low, Surprise: 0.4,
		What:   "what else the crawl found in the files of the table",
		Why:    "What is unlike the rest of the files was perhaps not meant to be among them.",
		Source: "the crawl", problems: []string{"odd file", "partition also in file", "no such column", "bare quotes"},
	},
}

// threshold returns the threshold of a kind, if it has one.
func (k *kind) threshold(t Thresholds) (float64, bool) {
	for _, kt := range kindThresholds {
		if kt.kind == k.Name {
			return *kt.at(&t), true
		}
	}
	return 0, false
}
