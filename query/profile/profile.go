// Package profile says what is in the columns of a table, and what is wrong with
// it, before anybody makes a model of it: the data understanding of CRISP-DM.
//
//	p, err := profile.Run(ctx, engine, profile.Options{Table: name})
//
// A [Profile] is made in one pass over all rows (package measure), in memory that
// does not grow with them, and in statements that the engine answers. Figures
// that come from a summary and not from all values say how wrong they can be
// ([Figure]); with [Options.Exact] there are none of those.
//
// Within it are
//
//	sketch    distinct values, common values, quantiles, in little memory
//	measure   the pass over the rows
//	depend    keys and functional dependencies
//	similar   values that are meant to be the same
//	relate    what columns, and tables, have to do with each other
//	feature   what a column is to a model: a number, a category, an identifier
//	cells     values that are wrong where they stand
//	learn     trees, to see what a target can be told from
//
// Definitions follow the source that is named with each figure.
package profile

import (
	"time"

	"github.com/tarnlake/tarn/query/profile/feature"
)

// A Profile is what is found out about a table. It is a plain value, and its
// JSON is what 'tarn profile --format json' prints.
type Profile struct {
	Table  string    `json:"table"`
	Where  string    `json:"where,omitempty"`  // the rows that were looked at; "" is all
	Time   time.Time `json:"time"`             // when
	Exact  bool      `json:"exact"`            // no figure is from a summary
	Sample int64     `json:"sample,omitempty"` // how many rows were drawn, if not all were looked at

	Rows         int64 `json:"rows"`
	Files        int   `json:"files"`
	Bytes        int64 `json:"bytes"`       // of the files as stored
	MemoryBytes  int64 `json:"memoryBytes"` // what the values would take in memory: numbers 8 bytes, texts their length and 16
	MissingCells int64 `json:"missingCells"`

	Repeats Repeats  `json:"repeats"`
	Columns []Column `json:"columns"`

	Associations []Association `json:"associations,omitempty"` // of two columns, the strongest first
	Keys         []Key         `json:"keys,omitempty"`         // minimal sets of columns without repeats
	Dependencies []Dependency  `json:"dependencies,omitempty"`
	SameColumns  [][]string    `json:"sameColumns,omitempty"` // columns with the same value in each row
	References   []Reference   `json:"references,omitempty"`  // to and from other tables of the lake
	Namesakes    []Namesake    `json:"namesakes,omitempty"`   // columns of other tables with the same name that are something else
	SameFiles    []SameFiles   `json:"sameFiles,omitempty"`   // files of the lake with the content of one of the table
	Anomalous    *Anomalies    `json:"anomalous,omitempty"`   // rows that are unlike others in their numbers
	Drift        []Drift       `json:"drift,omitempty"`       // against a saved profile, or between partitions
	Target       *Target       `json:"target,omitempty"`
	Stopped      []string      `json:"stopped,omitempty"` // what was not looked at to its end, and why

	Findings []Finding `json:"findings"` // what an expert would say first comes first
}

// A Figure is a number that may be an estimate: with a probability of 95 %, the
// true one lies between Low and High, which are nil if Value is exact. It prints
// with a ≈ then.
type Figure struct {
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
}

// Exact returns a figure that is no estimate.
func Exact(x float64) Figure { return Figure{Value: x} }

// About returns an estimate.
func About(x, low, high float64) Figure { return Figure{Value: x, Low: &low, High: &high} }

// Approximate reports whether the figure is an estimate.
func (f Figure) Approximate() bool { return f.Low != nil }

// Repeats says how many rows are the same as another one in all columns.
type Repeats struct {
	Rows  Figure        `json:"rows"`  // that are there once too often: all but the first of each
	Share float64       `json:"share"` // of all rows
	Most  []RepeatedRow `json:"most,omitempty"`
}

// A RepeatedRow is a row that occurs several times.
type RepeatedRow struct {
	Count  int64  `json:"count"`
	Values []Cell `json:"values"` // in the order of the columns
}

// A Cell is a value as text; nil is NULL.
type Cell = *string

// A Column is what is found out about a column. Parts that its type does not
// have are nil.
type Column struct {
	Name    string       `json:"name"`
	Type    string       `json:"type"` // in the catalog
	Feature feature.Type `json:"feature"`
	// FeatureConfidence is how sure that is, 0 to 1.
	FeatureConfidence float64 `json:"featureConfidence"`

	Count   int64   `json:"count"`   // values that are not NULL
	Missing int64   `json:"missing"` // NULL, and texts that are empty or blank
	Null    int64   `json:"null"`
	Invalid Invalid `json:"invalid"` // values that are none of the type

	Disguised []Disguised `json:"disguised,omitempty"` // values that stand for a missing one

	Distinct Figure  `json:"distinct"`
	Unique   Figure  `json:"unique"`  // values that occur once
	Entropy  Figure  `json:"entropy"` // in nats
	Most     []Value `json:"most"`    // the most common values, at most 10
	Least    []Value `json:"least,omitempty"`

	Numbers *Numbers `json:"numbers,omitempty"`
	Text    *Text    `json:"text,omitempty"`
	Times   *Times   `json:"times,omitempty"`
	Nested  *Nested  `json:"nested,omitempty"`

	Histogram []Bin `json:"histogram,omitempty"` // of numbers, times, and lengths of texts
}

// Invalid are values of a column that are none of its type. They read as NULL.
type Invalid struct {
	Count  int64   `json:"count"`
	Places []Place `json:"places,omitempty"` // of the first of them
}

// A Place is where a value stands in a file of the lake.
type Place struct {
	File string `json:"file"`
	Line int64  `json:"line,omitempty"` // from 1; 0 if it is not known
	Text string `json:"text,omitempty"`
}

// A Disguised is a value that stands for a missing one.
type Disguised struct {
	Member []string `json:"member,omitempty"` // of a struct, that has the value; its names from the outermost on
	Value  string   `json:"value"`
	Count  Figure   `json:"count"`
	Score  float64  `json:"score"` // how probable it is, 0 to 1
	Why    string   `json:"why"`
}

// A Value is a value and how often it occurs.
type Value struct {
	Value Cell   `json:"value"`
	Count Figure `json:"count"`
}

// A Bin is a bar of a histogram: the values from Low, which is in it, to High,
// which is not, except in the last.
type Bin struct {
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Count Figure  `json:"count"`
}

// Numbers are the statistics of a column of numbers; those that there are not
// (the variance of one number) are nil. Infinite numbers and NaN are counted and
// left out of the others.
type Numbers struct {
	Min      *float64 `json:"min"`
	Max      *float64 `json:"max"`
	Mean     *float64 `json:"mean"`
	Median   *Figure  `json:"median"`
	Mode     *float64 `json:"mode"` // the most common number
	Sum      *float64 `json:"sum"`
	Std      *float64 `json:"standardDeviation"` // of a sample: n-1
	Variance *float64 `json:"variance"`
	Range    *float64 `json:"range"`
	IQR      *Figure  `json:"interquartileRange"`
	MAD      *Figure  `json:"medianAbsoluteDeviation"` // not scaled
	Skewness *float64 `json:"skewness"`                // g1
	Kurtosis *float64 `json:"kurtosis"`                // excess: 0 for the normal distribution

	Percentiles map[string]Figure `json:"percentiles"` // "1", "5", "25", "50", "75", "95", "99"

	Zeros     int64 `json:"zeros"`
	Negatives int64 `json:"negatives"`
	Infinite  int64 `json:"infinite"`
	NaN       int64 `json:"nan"`
	Whole     bool  `json:"whole"` // no number has a fraction

	Order string `json:"order,omitempty"` // increasing, decreasing, and the same "strictly", in the order of the rows

	ZScore Outliers `json:"zScoreOutliers"` // more than 3 standard deviations from the mean (DataBrew)
	Robust Outliers `json:"robustOutliers"` // more than 5 RSTD from the median (Data Wrangler)
}

// Outliers are numbers far from the others.
type Outliers struct {
	Count Figure    `json:"count"`
	Below *float64  `json:"below"` // numbers under this are outliers
	Above *float64  `json:"above"` // and those over this
	Some  []float64 `json:"some,omitempty"`
}

// Text are the statistics of a column of texts.
type Text struct {
	MinLength    int64     `json:"minLength"` // in characters
	MaxLength    int64     `json:"maxLength"`
	MeanLength   float64   `json:"meanLength"`
	StdLength    *float64  `json:"standardDeviationLength"`
	Empty        int64     `json:"empty"`
	Blank        int64     `json:"blank"`  // white space alone
	Padded       int64     `json:"padded"` // white space before or after
	NonASCII     int64     `json:"nonASCII"`
	Upper        int64     `json:"upper"` // texts with at least one such character
	Lower        int64     `json:"lower"`
	Digits       int64     `json:"digits"`
	Spaces       int64     `json:"spaces"`
	Punctuation  int64     `json:"punctuation"`
	Control      int64     `json:"control"`
	Patterns     []Pattern `json:"patterns,omitempty"`
	SameMeanings []Cluster `json:"sameMeanings,omitempty"` // values that differ in case, blanks, punctuation or a letter
}

// A Pattern is the form of texts, such as {upper:2}{digits:4} (Data Wrangler).
type Pattern struct {
	Pattern string  `json:"pattern"`
	Share   float64 `json:"share"` // of the texts
	Exact   bool    `json:"exact"`
}

// A Cluster is values that are probably meant to be the same.
type Cluster struct {
	Values []Value `json:"values"` // the most common first
	Why    string  `json:"why"`
}

// Times are the statistics of dates and timestamps.
type Times struct {
	Min      time.Time `json:"min"`
	Max      time.Time `json:"max"`
	Median   time.Time `json:"median"`
	Future   int64     `json:"future"`          // after the profile was made
	Days     int       `json:"days"`            // on which there is something
	Gaps     []Gap     `json:"gaps,omitempty"`  // the longest runs of days without anything, if days usually have something
	Weekdays [7]int64  `json:"weekdays"`        // from Sunday on
	Hours    []int64   `json:"hours,omitempty"` // 24, unless all times are midnight
	Order    string    `json:"order,omitempty"`

	futureKnown bool // else there are more than the pass has kept
}

// A Gap is days without anything.
type Gap struct {
	From string `json:"from"` // 2024-01-31
	To   string `json:"to"`
	Days int    `json:"days"`
}

// Nested are the statistics of arrays, maps and structs.
type Nested struct {
	Length *Numbers     `json:"length,omitempty"` // of arrays and maps
	Fields []FieldCount `json:"fields,omitempty"` // of structs, and the keys of maps
}

// A FieldCount says in how many values a field is present and not NULL.
type FieldCount struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// An Association says how much two columns have to do with each other.
type Association struct {
	A        string `json:"a"`
	B        string `json:"b"`
	Measure  string `json:"measure"` // pearson, spearman, cramersV, correlationRatio, mutualInformation, missing
	Value    Figure `json:"value"`   // -1 to 1, or 0 to 1
	Directed bool   `json:"directed,omitempty"`
}

// A Key is columns that together have no value twice, and none of which can be
// left out.
type Key struct {
	Columns []string `json:"columns"`
	Exact   bool     `json:"exact"` // it holds in all rows, not only in those drawn
}

// A Dependency says that columns determine another one, in all rows but some.
type Dependency struct {
	Columns    []string    `json:"columns"`
	Determines string      `json:"determines"`
	Rows       int64       `json:"rows"` // that break it
	Share      float64     `json:"share"`
	Exact      bool        `json:"exact"`
	Some       []Violation `json:"some,omitempty"`
}

// A Violation is a row that breaks a dependency.
type Violation struct {
	Values   []Cell `json:"values"` // of the columns that determine
	Found    Cell   `json:"found"`
	Expected Cell   `json:"expected"`
}

// A Reference says that the values of a column are, nearly all, those of a
// column of another table.
type Reference struct {
	From     string  `json:"from"` // table.column
	To       string  `json:"to"`
	Coverage float64 `json:"coverage"`       // share of the distinct values that are there
	Orphans  int64   `json:"orphans"`        // rows whose value is not there
	Unique   bool    `json:"unique"`         // the other column has no value twice
	Some     []Cell  `json:"some,omitempty"` // orphans
}

// A Namesake is a column of another table that has the same name as one of this
// table, but for a unit at its end, and is something else.
type Namesake struct {
	Column    string   `json:"column"`
	Type      string   `json:"type"`
	Other     string   `json:"other"` // table.column
	OtherType string   `json:"otherType"`
	Why       string   `json:"why"`             // types, units, or the two units, such as "kg and g"
	Ratio     *float64 `json:"ratio,omitempty"` // of its median to that of the column; of units that no name tells
}

// SameFiles are files with the same content.
type SameFiles struct {
	Files   []string `json:"files"`
	Own     int      `json:"own"`     // how many of them are of the table
	Bytes   int64    `json:"bytes"`   // of each
	Certain bool     `json:"certain"` // checksums agree, and not only sizes, first and last bytes
}

// Anomalies are the rows that are most unlike others in their numbers.
type Anomalies struct {
	Compared int64          `json:"compared"` // how many rows were looked at
	Rows     []AnomalousRow `json:"rows"`     // the oddest first
	SQL      string         `json:"sql"`      // shows them
}

// An AnomalousRow is one of the rows that are most unlike others in their numbers.
type AnomalousRow struct {
	File     string     `json:"file,omitempty"` // if it is known
	Row      int64      `json:"row,omitempty"`  // in the file, from 1; 0 if it is not known
	Key      string     `json:"key,omitempty"`  // a column that tells it from others
	KeyValue Cell       `json:"keyValue,omitempty"`
	Score    float64    `json:"score"`   // how many times as far it is from rows near it as the median row is (cells.Oddest)
	Columns  []OddValue `json:"columns"` // that make it so, the first most
	SQL      string     `json:"sql"`     // shows it

	where string // the condition of SQL
}

// An OddValue is what makes a row odd.
type OddValue struct {
	Column string  `json:"column"`
	Value  Cell    `json:"value"`
	Share  float64 `json:"share"` // of the squared distance from the rows near it
}

// A Drift says how a column differs between two sets of rows.
type Drift struct {
	Column  string   `json:"column"`
	From    string   `json:"from"` // a partition, or the saved profile
	To      string   `json:"to"`
	Measure string   `json:"measure"` // psi, ks, mean, missing, new categories, new column, gone column, type
	Value   float64  `json:"value"`
	Some    []string `json:"some,omitempty"`
}

// A Target is what is found out with a view to the column that is to be told
// from the others.
type Target struct {
	Column  string   `json:"column"`
	Task    string   `json:"task"` // classification or regression
	Rows    int64    `json:"rows"` // with a target
	Classes []Value  `json:"classes,omitempty"`
	Balance *float64 `json:"balance,omitempty"` // entropy of the classes over its greatest value: 1 is even

	Power []Power `json:"power"` // of each column by itself, the strongest first
	Model *Model  `json:"model,omitempty"`
}

// A Power is how well the target is told from one column.
type Power struct {
	Column  string  `json:"column"`
	Power   float64 `json:"power"` // 0 no better than without, 1 without fault; cross-validated
	Leakage bool    `json:"leakage,omitempty"`
}

// A Model is a quick model of all columns, judged on rows that it has not seen.
type Model struct {
	Rows       int64              `json:"rows"`
	Metrics    map[string]float64 `json:"metrics"`
	Naive      map[string]float64 `json:"naive"` // of the most common class, or the mean
	Importance []Power            `json:"importance"`
}

// Severities of findings.
const (
	High   = "high"   // a model made of this is wrong
	Medium = "medium" // look at it before
	Low    = "low"    // good to know
)

// A Finding is something that is wrong with a table, or should be known.
type Finding struct {
	Kind     string   `json:"kind"` // such as "constant"; docs/profile.md lists them
	Severity string   `json:"severity"`
	Columns  []string `json:"columns,omitempty"`
	Rows     *Figure  `json:"rows,omitempty"` // that it concerns
	Share    float64  `json:"share"`          // of the rows of the table, 0 to 1
	Message  string   `json:"message"`        // what, in one line, with the evidence
	Why      string   `json:"why"`            // what it does to a model, in one sentence
	SQL      string   `json:"sql,omitempty"`  // shows the rows
	Places   []Place  `json:"places,omitempty"`
	Score    float64  `json:"score"` // by which findings are ranked
}
