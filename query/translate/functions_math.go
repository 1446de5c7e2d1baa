package translate

import (
	"fmt"

	"github.com/tarnlake/tarn/query/types"
)

// mathFunctions are those of Trino's MathFunctions and BitwiseFunctions.
var mathFunctions = []Function{
	{Signature: "abs(tinyint) tinyint", SQL: "tarn_abs($1, -128, 'tinyint')", Example: "abs(TINYINT '-3')", Value: "3"},
	{Signature: "abs(smallint) smallint", SQL: "tarn_abs($1, -32768, 'smallint')", Example: "abs(SMALLINT '-3')", Value: "3"},
	{Signature: "abs(integer) integer", SQL: "tarn_abs($1, -2147483648, 'integer')", Example: "abs(-3)", Value: "3"},
	{Signature: "abs(bigint) bigint", SQL: "tarn_abs($1, -9223372036854775808, 'bigint')", Example: "abs(BIGINT '-12300000000')", Value: "12300000000"},
	{Signature: "abs(decimal(p,s)) decimal(p,s)", SQL: "abs($1)", Example: "abs(DECIMAL '-123.45')", Value: "123.45"},
	{Signature: "abs(real) real", SQL: "abs($1)", Example: "abs(REAL '-1.5')", Value: "1.5"},
	{Signature: "abs(double) double", SQL: "abs($1)", Example: "abs(-123.45E0)", Value: "123.45"},

	{Signature: "sign(tinyint) tinyint", SQL: "sign($1)::TINYINT", Example: "sign(TINYINT '-3')", Value: "-1"},
	{Signature: "sign(smallint) smallint", SQL: "sign($1)::SMALLINT", Example: "sign(SMALLINT '0')", Value: "0"},
	{Signature: "sign(integer) integer", SQL: "sign($1)::INTEGER", Example: "sign(7)", Value: "1"},
	{Signature: "sign(bigint) bigint", SQL: "sign($1)::BIGINT", Example: "sign(BIGINT '-7')", Value: "-1"},
	{Signature: "sign(decimal(p,s)) decimal(1,0)", SQL: "sign($1)::DECIMAL(1,0)", Example: "sign(DECIMAL '-123.5')", Value: "-1"},
	{Signature: "sign(real) real", SQL: "tarn_sign($1)::FLOAT", Example: "sign(REAL '-2.5')", Value: "-1.0"},
	{Signature: "sign(double) double", SQL: "tarn_sign($1)", Example: "sign(2.5E0)", Value: "1.0"},

	{Signature: "round(tinyint) tinyint", SQL: "$1", Example: "round(TINYINT '3')", Value: "3"},
	{Signature: "round(smallint) smallint", SQL: "$1", Example: "round(SMALLINT '3')", Value: "3"},
	{Signature: "round(integer) integer", SQL: "$1", Example: "round(-3)", Value: "-3"},
	{Signature: "round(bigint) bigint", SQL: "$1", Example: "round(3000000000)", Value: "3000000000"},
	{Signature: "round(decimal(p,s)) decimal", SQL: "round($1)", Result: wholeUp, Emit: cast("round($1)", wholeUp), Example: "round(DECIMAL '99999999999999999.9')", Value: "100000000000000000"},
	{Signature: "round(real) real", SQL: "round($1)", Example: "round(REAL '-3.5')", Value: "-4.0"},
	{Signature: "round(double) double", SQL: "round($1)", Example: "round(2.5E0)", Value: "3.0"},
	{Signature: "round(tinyint, integer) tinyint", SQL: "tarn_round_int($1, $2, -128, 127, 'tinyint')::TINYINT", Example: "round(TINYINT '14', -1)", Value: "10"},
	{Signature: "round(smallint, integer) smallint", SQL: "tarn_round_int($1, $2, -32768, 32767, 'smallint')::SMALLINT", Example: "round(SMALLINT '-15', -1)", Value: "-20"},
	{Signature: "round(integer, integer) integer", SQL: "tarn_round_int($1, $2, -2147483648, 2147483647, 'integer')::INTEGER", Example: "round(-99, -1)", Value: "-100"},
	{Signature: "round(bigint, integer) bigint", SQL: "tarn_round_int($1, $2, -9223372036854775808, 9223372036854775807, 'bigint')::BIGINT", Example: "round(-3999999999, -1)", Value: "-4000000000"},
	{Signature: "round(decimal(p,s), integer) decimal", Result: oneDigitMore, Emit: decimalDigits("tarn_round_digits", oneDigitMore), Example: "round(DECIMAL '1254.5678', -2)", Value: "1300.0000"},
	{Signature: "round(real, integer) real", SQL: "round($1::DOUBLE, $2)::FLOAT", Example: "round(REAL '3.14159', 2)", Value: "3.14"},
	{Signature: "round(double, integer) double", SQL: "round($1, $2)", Example: "round(-3.14159E0, 3)", Value: "-3.142"},

	{Signature: "ceiling(tinyint) tinyint", SQL: "$1", Example: "ceiling(TINYINT '3')", Value: "3"},
	{Signature: "ceiling(smallint) smallint", SQL: "$1", Example: "ceiling(SMALLINT '3')", Value: "3"},
	{Signature: "ceiling(integer) integer", SQL: "$1", Example: "ceiling(3)", Value: "3"},
	{Signature: "ceiling(bigint) bigint", SQL: "$1", Example: "ceiling(-12300000000)", Value: "-12300000000"},
	{Signature: "ceiling(decimal(p,s)) decimal", Result: wholeUp, Emit: cast("ceil($1)", wholeUp), Example: "ceiling(DECIMAL '-123.50')", Value: "-123"},
	{Signature: "ceiling(real) real", SQL: "ceil($1)", Example: "ceiling(REAL '1.5')", Value: "2.0"},
	{Signature: "ceiling(double) double", SQL: "ceil($1)", Example: "ceiling(123.45E0)", Value: "124.0"},
	{Signature: "ceil(tinyint) tinyint", SQL: "$1", Example: "ceil(TINYINT '3')", Value: "3"},
	{Signature: "ceil(smallint) smallint", SQL: "$1", Example: "ceil(SMALLINT '3')", Value: "3"},
	{Signature: "ceil(integer) integer", SQL: "$1", Example: "ceil(3)", Value: "3"},
	{Signature: "ceil(bigint) bigint", SQL: "$1", Example: "ceil(12300000000)", Value: "12300000000"},
	{Signature: "ceil(decimal(p,s)) decimal", Result: wholeUp, Emit: cast("ceil($1)", wholeUp), Example: "ceil(DECIMAL '123.45')", Value: "124"},
	{Signature: "ceil(real) real", SQL: "ceil($1)", Example: "ceil(REAL '123.0')", Value: "123.0"},
	{Signature: "ceil(double) double", SQL: "ceil($1)", Example: "ceil(123.0E0)", Value: "123.0"},
	{Signature: "floor(tinyint) tinyint", SQL: "$1", Example: "floor(TINYINT '3')", Value: "3"},
	{Signature: "floor(smallint) smallint", SQL: "$1", Example: "floor(SMALLINT '3')", Value: "3"},
	{Signature: "floor(integer) integer", SQL: "$1", Example: "floor(123)", Value: "123"},
	{Signature: "floor(bigint) bigint", SQL: "$1", Example: "floor(BIGINT '-123')", Value: "-123"},
	{Signature: "floor(decimal(p,s)) decimal", Result: wholeUp, Emit: cast("floor($1)", wholeUp), Example: "floor(DECIMAL '-999.9')", Value: "-1000"},
	{Signature: "floor(real) real", SQL: "floor($1)", Example: "floor(REAL '-1.5')", Value: "-2.0"},
	{Signature: "floor(double) double", SQL: "floor($1)", Example: "floor(-123.45E0)", Value: "-124.0"},
	{Signature: "truncate(decimal(p,s)) decimal", Result: wholeDown, Emit: cast("trunc($1)", wholeDown), Example: "truncate(DECIMAL '1234.56')", Value: "1234"},
	{Signature: "truncate(decimal(p,s), integer) decimal(p,s)", Emit: decimalDigits("tarn_truncate_digits", sameType), Example: "truncate(DECIMAL '1239.999', 2)", Value: "1239.990"},
	{Signature: "truncate(real) real", SQL: "trunc($1)", Example: "truncate(REAL '-1.9')", Value: "-1.0"},
	{Signature: "truncate(double) double", SQL: "trunc($1)", Example: "truncate(-17.88E0)", Value: "-17.0"},

	{Signature: "mod(tinyint, tinyint) tinyint", SQL: "tarn_mod($1, $2)", Example: "mod(TINYINT '-7', TINYINT '4')", Value: "-3"},
	{Signature: "mod(smallint, smallint) smallint", SQL: "tarn_mod($1, $2)", Example: "mod(SMALLINT '7', SMALLINT '4')", Value: "3"},
	{Signature: "mod(integer, integer) integer", SQL: "tarn_mod($1, $2)", Example: "mod(7, -4)", Value: "3"},
	{Signature: "mod(bigint, bigint) bigint", SQL: "tarn_mod($1, $2)", Example: "mod(5000000001, 5000000000)", Value: "1"},
	{Signature: "mod(decimal(p,s), decimal(q,r)) decimal", Result: modType, Emit: cast("tarn_mod($1, $2)", modType), Example: "mod(DECIMAL '-13.0', DECIMAL '-5.0')", Value: "-3.0"},
	{Signature: "mod(real, real) real", SQL: "tarn_mod_double($1, $2)::FLOAT", Example: "mod(REAL '5.5', REAL '2.0')", Value: "1.5"},
	{Signature: "mod(double, double) double", SQL: "tarn_mod_double($1, $2)", Example: "mod(-5.5E0, 2.0E0)", Value: "-1.5"},

	{Signature: "e() double", SQL: "2.718281828459045::DOUBLE", Example: "e()", Value: "2.718281828459045"},
	{Signature: "pi() double", SQL: "pi()", Example: "pi()", Value: "3.141592653589793"},
	{Signature: "nan() double", SQL: "'NaN'::DOUBLE", Example: "nan()", Value: "NaN"},
	{Signature: "infinity() double", SQL: "'Infinity'::DOUBLE", Example: "-infinity()", Value: "-Infinity"},
	{Signature: "is_nan(real) boolean", SQL: "isnan($1)", Example: "is_nan(REAL '1.5')", Value: "false"},
	{Signature: "is_nan(double) boolean", SQL: "isnan($1)", Example: "is_nan(nan())", Value: "true"},
	{Signature: "is_finite(double) boolean", SQL: "isfinite($1)", Example: "is_finite(infinity())", Value: "false"},
	{Signature: "is_infinite(double) boolean", SQL: "isinf($1)", Example: "is_infinite(infinity())", Value: "true"},

	{Signature: "sqrt(double) double", SQL: "tarn_sqrt($1)", Example: "sqrt(-1E0)", Value: "NaN"},
	{Signature: "cbrt(double) double", SQL: "tarn_cbrt($1)", Example: "cbrt(27E0)", Value: "3.0"},
	{Signature: "exp(double) double", SQL: "exp($1)", Example: "exp(0E0)", Value: "1.0"},
	{Signature: "power(double, double) double", SQL: "pow($1, $2)", Example: "power(2, 10)", Value: "1024.0"},
	{Signature: "pow(double, double) double", SQL: "pow($1, $2)", Example: "pow(2E0, -1E0)", Value: "0.5"},
	{Signature: "ln(double) double", SQL: "tarn_ln($1)", Example: "ln(0E0)", Value: "-Infinity"},
	{Signature: "log(double, double) double", SQL: "tarn_ln($2) / tarn_ln($1)", Example: "log(2, 8)", Value: "3.0"},
	{Signature: "log2(double) double", SQL: "tarn_ln($1) / ln(2.0::DOUBLE)", Example: "log2(8)", Value: "3.0"},
	{Signature: "log10(double) double", SQL: "tarn_log10($1)", Example: "log10(1000)", Value: "3.0"},
	{Signature: "sin(double) double", SQL: "tarn_of_finite($1, sin($1))", Example: "sin(0E0)", Value: "0.0"},
	{Signature: "cos(double) double", SQL: "tarn_of_finite($1, cos($1))", Example: "cos(0E0)", Value: "1.0"},
	{Signature: "tan(double) double", SQL: "tarn_of_finite($1, tan($1))", Example: "tan(infinity())", Value: "NaN"},
	{Signature: "asin(double) double", SQL: "tarn_of_unit($1, asin($1))", Example: "asin(2E0)", Value: "NaN"},
	{Signature: "acos(double) double", SQL: "tarn_of_unit($1, acos($1))", Example: "acos(1E0)", Value: "0.0"},
	{Signature: "atan(double) double", SQL: "atan($1)", Example: "atan(0E0)", Value: "0.0"},
	{Signature: "atan2(double, double) double", SQL: "atan2($1, $2)", Example: "atan2(0E0, 1E0)", Value: "0.0"},
	{Signature: "sinh(double) double", SQL: "sinh($1)", Example: "sinh(0E0)", Value: "0.0"},
	{Signature: "cosh(double) double", SQL: "cosh($1)", Example: "cosh(0E0)", Value: "1.0"},
	{Signature: "tanh(double) double", SQL: "tanh($1)", Example: "tanh(0E0)", Value: "0.0"},
	{Signature: "degrees(double) double", SQL: "degrees($1)", Example: "degrees(pi())", Value: "180.0"},
	{Signature: "radians(double) double", SQL: "radians($1)", Example: "radians(180E0)", Value: "3.141592653589793"},

	{Signature: "random() double", SQL: "random()", Example: "random() < 1", Value: "true"},
	{Signature: "random(tinyint) tinyint", SQL: "tarn_random(0, $1)::TINYINT", Example: "random(TINYINT '1')", Value: "0"},
	{Signature: "random(smallint) smallint", SQL: "tarn_random(0, $1)::SMALLINT", Example: "random(SMALLINT '1')", Value: "0"},
	{Signature: "random(integer) integer", SQL: "tarn_random(0, $1)::INTEGER", Example: "random(1)", Value: "0"},
	{Signature: "random(bigint) bigint", SQL: "tarn_random(0, $1)", Example: "random(BIGINT '1')", Value: "0"},
	{Signature: "random(tinyint, tinyint) tinyint", SQL: "tarn_random_between($1, $2)::TINYINT", Example: "random(TINYINT '5', TINYINT '6')", Value: "5"},
	{Signature: "random(smallint, smallint) smallint", SQL: "tarn_random_between($1, $2)::SMALLINT", Example: "random(SMALLINT '5', SMALLINT '6')", Value: "5"},
	{Signature: "random(integer, integer) integer", SQL: "tarn_random_between($1, $2)::INTEGER", Example: "random(5, 6)", Value: "5"},
	{Signature: "random(bigint, bigint) bigint", SQL: "tarn_random_between($1, $2)", Example: "random(BIGINT '5', BIGINT '6')", Value: "5"},
	{Signature: "rand() double", SQL: "random()", Example: "rand() >= 0", Value: "true"},
	{Signature: "rand(tinyint) tinyint", SQL: "tarn_random(0, $1)::TINYINT", Example: "rand(TINYINT '1')", Value: "0"},
	{Signature: "rand(smallint) smallint", SQL: "tarn_random(0, $1)::SMALLINT", Example: "rand(SMALLINT '1')", Value: "0"},
	{Signature: "rand(integer) integer", SQL: "tarn_random(0, $1)::INTEGER", Example: "rand(1)", Value: "0"},
	{Signature: "rand(bigint) bigint", SQL: "tarn_random(0, $1)", Example: "rand(BIGINT '1')", Value: "0"},
	{Signature: "rand(tinyint, tinyint) tinyint", SQL: "tarn_random_between($1, $2)::TINYINT", Example: "rand(TINYINT '5', TINYINT '6')", Value: "5"},
	{Signature: "rand(smallint, smallint) smallint", SQL: "tarn_random_between($1, $2)::SMALLINT", Example: "rand(SMALLINT '5', SMALLINT '6')", Value: "5"},
	{Signature: "rand(integer, integer) integer", SQL: "tarn_random_between($1, $2)::INTEGER", Example: "rand(5, 6)", Value: "5"},
	{Signature: "rand(bigint, bigint) bigint", SQL: "tarn_random_between($1, $2)", Example: "rand(BIGINT '5', BIGINT '6')", Value: "5"},

	{Signature: "to_base(bigint, bigint) varchar(64)", SQL: "tarn_to_base($1, $2)", Example: "to_base(-255, 16)", Value: "-ff"},
	{Signature: "from_base(varchar, bigint) bigint", SQL: "tarn_from_base($1, $2)", Example: "from_base('-7fffffff', 16)", Value: "-2147483647"},
	{Signature: "width_bucket(double, double, double, bigint) bigint", SQL: "tarn_width_bucket($1, $2, $3, $4)", Example: "width_bucket(3.14E0, 4, 0, 3)", Value: "1"},
	{Signature: "width_bucket(double, array(double)) bigint", SQL: "tarn_width_bins($1, $2)", Example: "width_bucket(2.5E0, ARRAY[0E0, 2E0, 4E0])", Value: "2"},

	{Signature: "normal_cdf(double, double, double) double", SQL: "tarn_normal_cdf($1, $2, $3)", Example: "normal_cdf(0, 1, 0)", Value: "0.5"},
	{Signature: "inverse_normal_cdf(double, double, double) double", SQL: "tarn_inverse_normal_cdf($1, $2, $3)", Example: "inverse_normal_cdf(3, 1, 0.5E0)", Value: "3.0"},
	{Signature: "beta_cdf(double, double, double) double", SQL: "tarn_beta_cdf($1, $2, $3)", Example: "round(beta_cdf(3, 3.6E0, 0.3E0), 12)", Value: "0.217648099977"},
	{Signature: "inverse_beta_cdf(double, double, double) double", SQL: "tarn_inverse_beta_cdf($1, $2, $3)", Example: "inverse_beta_cdf(3, 3.6E0, 0.0E0)", Value: "0.0"},
	{Signature: "t_cdf(double, double) double", SQL: "tarn_t_cdf($1, $2)", Example: "t_cdf(0, 1)", Value: "0.5"},
	{Signature: "t_pdf(double, double) double", SQL: "tarn_t_pdf($1, $2)", Example: "round(t_pdf(0, 1), 9)", Value: "0.318309886"}, // 1 / pi
	{Signature: "wilson_interval_lower(bigint, bigint, double) double", SQL: "tarn_wilson($1, $2, $3, -1)", Example: "round(wilson_interval_lower(1250, 1310, 1.96E0), 9)", Value: "0.941488373"},
	{Signature: "wilson_interval_upper(bigint, bigint, double) double", SQL: "tarn_wilson($1, $2, $3, 1)", Example: "round(wilson_interval_upper(1250, 1310, 1.96E0), 9)", Value: "0.964252472"},

	{Signature: "bitwise_and(bigint, bigint) bigint", SQL: "$1 & $2", Example: "bitwise_and(12, 10)", Value: "8"},
	{Signature: "bitwise_or(bigint, bigint) bigint", SQL: "$1 | $2", Example: "bitwise_or(12, 10)", Value: "14"},
	{Signature: "bitwise_xor(bigint, bigint) bigint", SQL: "xor($1, $2)", Example: "bitwise_xor(12, 10)", Value: "6"},
	{Signature: "bitwise_not(bigint) bigint", SQL: "~$1", Example: "bitwise_not(-12)", Value: "11"},
	{Signature: "bitwise_left_shift(tinyint, bigint) tinyint", SQL: "tarn_left_shift($1, $2, 8)::TINYINT", Example: "bitwise_left_shift(TINYINT '-7', 2)", Value: "-28"},
	{Signature: "bitwise_left_shift(smallint, bigint) smallint", SQL: "tarn_left_shift($1, $2, 16)::SMALLINT", Example: "bitwise_left_shift(SMALLINT '1', 15)", Value: "-32768"},
	{Signature: "bitwise_left_shift(integer, bigint) integer", SQL: "tarn_left_shift($1, $2, 32)::INTEGER", Example: "bitwise_left_shift(INTEGER '-2147483648', 1)", Value: "0"},
	{Signature: "bitwise_left_shift(bigint, bigint) bigint", SQL: "tarn_left_shift($1, $2, 64)::BIGINT", Example: "bitwise_left_shift(BIGINT '-7', 2)", Value: "-28"},
	{Signature: "bitwise_right_shift(tinyint, bigint) tinyint", SQL: "tarn_right_shift($1, $2, 8)::TINYINT", Example: "bitwise_right_shift(TINYINT '-7', 2)", Value: "62"},
	{Signature: "bitwise_right_shift(smallint, bigint) smallint", SQL: "tarn_right_shift($1, $2, 16)::SMALLINT", Example: "bitwise_right_shift(SMALLINT '-7', 2)", Value: "16382"},
	{Signature: "bitwise_right_shift(integer, bigint) integer", SQL: "tarn_right_shift($1, $2, 32)::INTEGER", Example: "bitwise_right_shift(INTEGER '-7', 2)", Value: "1073741822"},
	{Signature: "bitwise_right_shift(bigint, bigint) bigint", SQL: "tarn_right_shift($1, $2, 64)::BIGINT", Example: "bitwise_right_shift(BIGINT '-7', 64)", Value: "0"},
	{Signature: "bitwise_right_shift_arithmetic(tinyint, bigint) tinyint", SQL: "tarn_right_shift_arithmetic($1, $2)::TINYINT", Example: "bitwise_right_shift_arithmetic(TINYINT '-7', 2)", Value: "-2"},
	{Signature: "bitwise_right_shift_arithmetic(smallint, bigint) smallint", SQL: "tarn_right_shift_arithmetic($1, $2)::SMALLINT", Example: "bitwise_right_shift_arithmetic(SMALLINT '-7', 2)", Value: "-2"},
	{Signature: "bitwise_right_shift_arithmetic(integer, bigint) integer", SQL: "tarn_right_shift_arithmetic($1, $2)::INTEGER", Example: "bitwise_right_shift_arithmetic(INTEGER '-7', 64)", Value: "-1"},
	{Signature: "bitwise_right_shift_arithmetic(bigint, bigint) bigint", SQL: "tarn_right_shift_arithmetic($1, $2)", Example: "bitwise_right_shift_arithmetic(BIGINT '7', 64)", Value: "0"},
	{Signature: "bit_count(bigint, bigint) bigint", SQL: "tarn_bit_count($1, $2)", Example: "bit_count(-8, 64)", Value: "61"},
}

// The types of the results of decimals, as Trino's MathFunctions has them.

// wholeUp is the type of a decimal rounded to a whole number: there may be one
// digit more.
func wholeUp(c Call) types.Type {
	t := c.Args[0].Type
	return types.DecimalOf(min(38, max(1, t.Length-t.Scale+min(t.Scale, 1))), 0)
}

// wholeDown is the type of a decimal without its fraction.
func wholeDown(c Call) types.Type {
	t := c.Args[0].Type
	return types.DecimalOf(max(1, t.Length-t.Scale), 0)
}

// oneDigitMore is the type of a decimal rounded within its scale.
func oneDigitMore(c Call) types.Type {
	t := c.Args[0].Type
	return types.DecimalOf(min(38, t.Length+1), t.Scale)
}

func sameType(c Call) types.Type { return c.Args[0].Type }

// modType is the type of the remainder of two decimals.
func modType(c Call) types.Type {
	a, b := c.Args[0].Type, c.Args[1].Type
	scale := max(a.Scale, b.Scale)
	return types.DecimalOf(min(38, min(a.Length-a.Scale, b.Length-b.Scale)+scale), scale)
}

// cast emits the template as a value of the type.
func cast(template string, result func(Call) types.Type) func(Call) (string, error) {
	return func(c Call) (string, error) {
		return fmt.Sprintf("CAST(%s AS %s)", c.fill(template), result(c).Engine()), nil
	}
}

// decimalDigits emits the call of a macro that changes the digits of a decimal
// from some place on: the macro takes the digits without the point, how many
// of them to change and how many there are before the point. DuckDB's own
// round and trunc want the place to be a constant.
func decimalDigits(macro string, result func(Call) types.Type) func(Call) (string, error) {
	return func(c Call) (string, error) {
		t, r := c.Args[0].Type, result(c)
		digits := fmt.Sprintf("replace(%s::VARCHAR, '.', '')::HUGEINT", c.Args[0].SQL)
		changed := fmt.Sprintf("%s(%s, %d - %s, %d)", macro, digits, t.Scale, c.Args[1].SQL, t.Length)
		return pointed(changed, r), nil
	}
}

// pointed makes a decimal of its digits without the point.
func pointed(digits string, t types.Type) string {
	if t.Scale == 0 {
		return fmt.Sprintf("(%s)::%s", digits, t.Engine())
	}
	return fmt.Sprintf("tarn_point(%s, %d)::%s", digits, t.Scale, t.Engine())
}

// fill puts the arguments into the gaps of a template.
func (c Call) fill(template string) string { return fill(template, c.Args) }
