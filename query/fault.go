package query

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// athenaError returns Athena's name and text for an error of DuckDB's, if it
// is one that Athena has too.
func athenaError(message string) (name, text string, ok bool) {
	raised, found := between(message, "Could not convert string '", "' to INT64") // by tarn_error
	if !found {
		raised = message // by a function in Go
	}
	if name, text, ok := strings.Cut(raised, ": "); ok && errorName.MatchString(name) {
		return name, text, true
	}
	for _, f := range faults {
		if m := f.pattern.FindStringSubmatch(message); m != nil {
			return f.name, f.text(m), true
		}
	}
	return "", "", false
}

var errorName = regexp.MustCompile(`^[A-Z][A-Z_]+$`)

// A fault is an error that operators of DuckDB's raise by themselves.
type fault struct {
	pattern *regexp.Regexp
	name    string
	text    func(m []string) string
}

// integerNames are DuckDB's names of types of whole numbers, and Athena's.
var integerNames = map[string]string{"INT8": "tinyint", "INT16": "smallint", "INT32": "integer", "INT64": "bigint", "INT128": "bigint"}

var operations = map[string]string{"addition": "+", "subtraction": "-", "multiplication": "*"}

var faults = []fault{
	{regexp.MustCompile(`Overflow in (addition|subtraction|multiplication) of (INT\d+) \((\S+) . (\S+)\)!`), "NUMERIC_VALUE_OUT_OF_RANGE", func(m []string) string {
		return fmt.Sprintf("%s %s overflow: %s %s %s", integerNames[m[2]], m[1], m[3], operations[m[1]], m[4])
	}},
	{regexp.MustCompile(`Overflow in negation of|Cannot negate`), "NUMERIC_VALUE_OUT_OF_RANGE", func(m []string) string { return "negation overflow" }},
	{regexp.MustCompile(`Overflow in \w+ of DECIMAL|Could not cast value .* to DECIMAL|Casting value .* to type DECIMAL`), "NUMERIC_VALUE_OUT_OF_RANGE", func([]string) string { return "Decimal overflow" }},
	{regexp.MustCompile(`More than one row returned by a subquery`), "SUBQUERY_MULTIPLE_ROWS", func([]string) string { return "Scalar sub-query has returned multiple rows" }},
	{regexp.MustCompile(`Map keys must be unique`), "INVALID_FUNCTION_ARGUMENT", func([]string) string { return "Duplicate map keys are not allowed" }},
	{regexp.MustCompile(`Map keys can not be NULL`), "INVALID_FUNCTION_ARGUMENT", func([]string) string { return "map key cannot be null" }},
	{regexp.MustCompile(`subqueries in lambda expressions are not supported`), "NOT_SUPPORTED", func([]string) string { return "Lambda expression cannot contain subqueries" }},
	{regexp.MustCompile(`Type INT128 with value \S+ can't be cast because the value is out of range for the destination type INT64|Overflow in HUGEINT|(?i)sum is out of range`), "NUMERIC_VALUE_OUT_OF_RANGE", func([]string) string { return "bigint addition overflow" }},
	{regexp.MustCompile(`Invalid (ROWS|RANGE|GROUPS) (PRECEDING|FOLLOWING) value`), "INVALID_WINDOW_FRAME", func([]string) string { return "Window frame offset value must not be negative or null" }},
	{regexp.MustCompile(`In a DISTINCT aggregate, ORDER BY expressions must appear in the argument list`), "EXPRESSION_NOT_IN_DISTINCT", func([]string) string {
		return "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments"
	}},
	{regexp.MustCompile(`(?:date|timestamp) field value out of range`), "NUMERIC_VALUE_OUT_OF_RANGE", func([]string) string { return "Date or timestamp is out of range" }},
	{regexp.MustCompile(`with value (\S+) can't be cast because the value is out of range for the destination type (\w+)`), "NUMERIC_VALUE_OUT_OF_RANGE", func(m []string) string {
		return fmt.Sprintf("Out of range for %s: %s", cmp.Or(integerNames[m[2]], strings.ToLower(m[2])), m[1])
	}},
	{regexp.MustCompile(`invalid regexp|missing argument to repetition operator|invalid perl operator`), "INVALID_FUNCTION_ARGUMENT", func([]string) string { return "invalid regular expression" }},
}
