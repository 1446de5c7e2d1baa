package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// literalText returns the text of an argument that is a literal string, and
// whether it is one: NULL is none.
func literalText(v Value) (string, bool) {
	return v.Text, v.Literal && strings.Contains(v.SQL, "'")
}

// notSupported refuses a function that Athena has.
func notSupported(c Call) (string, error) {
	return "", fmt.Errorf("NOT_SUPPORTED: %s is not supported", c.Name)
}

// typeOfFunction emits typeof, whose value is known before any row is read.
func typeOfFunction(c Call) (string, error) { return literal(c.Args[0].Type.String()), nil }

// miscFunctions are the rest.
var miscFunctions = []Function{
	{Signature: "typeof(T) varchar", Emit: typeOfFunction, Example: "typeof(ARRAY[1])", Value: "array(integer)"},
	{Signature: "uuid() uuid", SQL: "uuid()", Example: "uuid() IS NULL", Value: "false"},
	{Signature: "greatest(T, T...) T", Emit: extreme("greatest"), Example: "greatest(1, 3, 2)", Value: "3"},
	{Signature: "least(T, T...) T", Emit: extreme("least"), Example: "least(1, NULL, 2)", Value: "NULL"},
	{Signature: "parse_data_size(varchar) decimal(38,0)", SQL: "tarn_parse_data_size($1)", Example: "parse_data_size('2.23kB')", Value: "2283"},
	{Signature: "parse_presto_data_size(varchar) decimal(38,0)", SQL: "tarn_parse_data_size($1)", Example: "parse_presto_data_size('6EB')", Value: "6917529027641081856"},
	{Signature: "format_number(bigint) varchar", SQL: "tarn_format_number($1)", Example: "format_number(123456)", Value: "123K"},
	{Signature: "format_number(double) varchar", SQL: "tarn_format_number($1)", Example: "format_number(1234567.8E0)", Value: "1.23M"},
}

// extreme emits greatest or least, which are NULL if any argument is. A NaN
// counts only where there is nothing else.
func extreme(name string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		var tests []string
		for _, a := range c.Args {
			tests = append(tests, a.SQL+" IS NULL")
		}
		value := name + "(" + joinSQL(c.Args, ", ") + ")"
		if name == "greatest" && c.Args[0].Type.Is(types.Double, types.Real) {
			list := "[" + joinSQL(c.Args, ", ") + "]"
			value = fmt.Sprintf("coalesce(list_max(list_filter(%s, lambda value_: NOT isnan(value_))), 'NaN')", list)
		}
		return "CASE WHEN " + strings.Join(tests, " OR ") + " THEN NULL ELSE " + value + " END", nil
	}
}
