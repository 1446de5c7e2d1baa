package translate

import (
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// aggregateFunctions are the aggregates.
var aggregateFunctions = []Function{
	{Signature: "count() bigint", Kind: Aggregate, SQL: "$agg(count, *)",
		Example: "SELECT count(*) FROM (VALUES 1, NULL) t(x)", Value: "2"},
	{Signature: "count(T) bigint", Kind: Aggregate, Emit: emitCount,
		Example: "SELECT count(x) FROM (VALUES 1, NULL) t(x)", Value: "1"},
	{Signature: "count_if(boolean) bigint", Kind: Aggregate, SQL: "CAST(coalesce($agg(count_if, $1), 0) AS BIGINT)",
		Example: "SELECT count_if(x > 1) FROM (VALUES 1, 2, NULL) t(x)", Value: "1"},

	{Signature: "sum(bigint) bigint", Kind: Aggregate, SQL: "CAST($agg(sum, $1) AS BIGINT)",
		Example: "SELECT sum(x) FROM (VALUES 1, 2, NULL) t(x)", Value: "3"},
	{Signature: "sum(decimal(p,s)) decimal(38,s)", Kind: Aggregate, Emit: emitDecimalSum,
		Example: "SELECT sum(x) FROM (VALUES DECIMAL '1.10', DECIMAL '2.15') t(x)", Value: "3.25"},
	{Signature: "sum(real) real", Kind: Aggregate, SQL: "CAST($agg(sum, $1) AS FLOAT)",
		Example: "SELECT sum(x) FROM (VALUES REAL '1.5', REAL '2') t(x)", Value: "3.5"},
	{Signature: "sum(double) double", Kind: Aggregate, SQL: "$agg(sum, $1)",
		Example: "SELECT sum(x) FROM (VALUES 1.5e0, 2e0) t(x)", Value: "3.5"},
	{Signature: "sum(interval day to second) interval day to second", Kind: Aggregate, SQL: "CAST($agg(sum, $1) AS BIGINT)",
		Example: "SELECT sum(x) FROM (VALUES INTERVAL '1' HOUR, INTERVAL '2' HOUR) t(x)", Value: "0 03:00:00.000"},
	{Signature: "sum(interval year to month) interval year to month", Kind: Aggregate, SQL: "CAST($agg(sum, $1) AS INTEGER)",
		Example: "SELECT sum(x) FROM (VALUES INTERVAL '1' YEAR, INTERVAL '2' MONTH) t(x)", Value: "1-2"},

	{Signature: "avg(bigint) double", Kind: Aggregate, SQL: "$agg(avg, $1)",
		Example: "SELECT avg(x) FROM (VALUES 1, 2, NULL) t(x)", Value: "1.5"},
	{Signature: "avg(decimal(p,s)) decimal(p,s)", Kind: Aggregate, Emit: emitDecimalAvg,
		Example: "SELECT avg(x) FROM (VALUES DECIMAL '-0.01', DECIMAL '-0.02') t(x)", Value: "-0.02"},
	{Signature: "avg(real) real", Kind: Aggregate, SQL: "CAST($agg(avg, $1) AS FLOAT)",
		Example: "SELECT avg(x) FROM (VALUES REAL '1.5', REAL '2.5') t(x)", Value: "2.0"},
	{Signature: "avg(double) double", Kind: Aggregate, SQL: "$agg(avg, $1)",
		Example: "SELECT avg(x) FROM (VALUES 1.5e0, 2.5e0) t(x)", Value: "2.0"},
	{Signature: "avg(interval day to second) interval day to second", Kind: Aggregate, SQL: "CAST(round($agg(avg, $1)) AS BIGINT)",
		Example: "SELECT avg(x) FROM (VALUES INTERVAL '1' HOUR, INTERVAL '2' HOUR) t(x)", Value: "0 01:30:00.000"},
	{Signature: "avg(interval year to month) interval year to month", Kind: Aggregate, SQL: "CAST(round($agg(avg, $1)) AS INTEGER)",
		Example: "SELECT avg(x) FROM (VALUES INTERVAL '1' YEAR, INTERVAL '2' MONTH) t(x)", Value: "0-7"},
	{Signature: "geometric_mean(real) real", Kind: Aggregate, SQL: "CAST(exp($agg(avg, tarn_geometric_ln($1))) AS FLOAT)",
		Example: "SELECT geometric_mean(x) FROM (VALUES REAL '4', REAL '4') t(x)", Value: "4.0"},
	{Signature: "geometric_mean(double) double", Kind: Aggregate, SQL: "exp($agg(avg, tarn_geometric_ln($1)))",
		Example: "SELECT round(geometric_mean(x), 6) FROM (VALUES 2e0, 8e0) t(x)", Value: "4.0"},

	{Signature: "min(T) T", Kind: Aggregate, Emit: emitMinMax("min"),
		Example: "SELECT min(x) FROM (VALUES 'b', 'a', NULL) t(x)", Value: "a"},
	{Signature: "max(T) T", Kind: Aggregate, Emit: emitMinMax("max"),
		Example: "SELECT max(x) FROM (VALUES 1e0, nan()) t(x)", Value: "1.0"},
	{Signature: "min(T, bigint) array(T)", Kind: Aggregate, SQL: "$agg(min, $1, tarn_first_n($2))",
		Example: "SELECT min(x, 2) FROM (VALUES 3, 1, 2) t(x)", Value: "[1, 2]"},
	{Signature: "max(T, bigint) array(T)", Kind: Aggregate, Emit: emitMaxN,
		Example: "SELECT max(x, 2) FROM (VALUES 3, 1, 2) t(x)", Value: "[3, 2]"},
	{Signature: "min_by(T, U) T", Kind: Aggregate, Emit: emitBy("arg_min_null", "isnan(%[1]s)"),
		Example: "SELECT min_by(x, y) FROM (VALUES ('a', 2), (NULL, 1)) t(x, y)", Value: "NULL"},
	{Signature: "max_by(T, U) T", Kind: Aggregate, Emit: emitBy("arg_max_null", "NOT isnan(%[1]s)"),
		Example: "SELECT max_by(x, y) FROM (VALUES ('a', 2), ('b', 1)) t(x, y)", Value: "a"},
	{Signature: "min_by(T, U, bigint) array(T)", Kind: Aggregate, SQL: "list_transform($agg(arg_min, {'v': $1}, $2, tarn_first_n($3)), lambda tarn_e: tarn_e.v)",
		Example: "SELECT min_by(x, y, 2) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(x, y)", Value: "[b, c]"},
	{Signature: "max_by(T, U, bigint) array(T)", Kind: Aggregate, SQL: "list_transform($agg(arg_max, {'v': $1}, $2, tarn_first_n($3)), lambda tarn_e: tarn_e.v)",
		Example: "SELECT max_by(x, y, 2) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(x, y)", Value: "[a, c]"},
	{Signature: "arbitrary(T) T", Kind: Aggregate, SQL: "$agg(any_value, $1)",
		Example: "SELECT arbitrary(x) FROM (VALUES NULL, 1) t(x)", Value: "1"},
	{Signature: "any_value(T) T", Kind: Aggregate, SQL: "$agg(any_value, $1)",
		Example: "SELECT any_value(x) FROM (VALUES NULL, 1) t(x)", Value: "1"},

	{Signature: "bool_and(boolean) boolean", Kind: Aggregate, SQL: "$agg(bool_and, $1)",
		Example: "SELECT bool_and(x) FROM (VALUES true, NULL, false) t(x)", Value: "false"},
	{Signature: "bool_or(boolean) boolean", Kind: Aggregate, SQL: "$agg(bool_or, $1)",
		Example: "SELECT bool_or(x) FROM (VALUES true, NULL, false) t(x)", Value: "true"},
	{Signature: "every(boolean) boolean", Kind: Aggregate, SQL: "$agg(bool_and, $1)",
		Example: "SELECT every(x) FROM (VALUES true, NULL) t(x)", Value: "true"},
	{Signature: "bitwise_and_agg(bigint) bigint", Kind: Aggregate, SQL: "$agg(bit_and, $1)",
		Example: "SELECT bitwise_and_agg(x) FROM (VALUES 6, 3) t(x)", Value: "2"},
	{Signature: "bitwise_or_agg(bigint) bigint", Kind: Aggregate, SQL: "$agg(bit_or, $1)",
		Example: "SELECT bitwise_or_agg(x) FROM (VALUES 6, 3) t(x)", Value: "7"},
	{Signature: "bitwise_xor_agg(bigint) bigint", Kind: Aggregate, SQL: "$agg(bit_xor, $1)",
		Example: "SELECT bitwise_xor_agg(x) FROM (VALUES 6, 3) t(x)", Value: "5"},

	// Collections.
	{Signature: "array_agg(T) array(T)", Kind: Aggregate, SQL: "$agg(list, $1)",
		Example: "SELECT array_agg(x ORDER BY x DESC) FROM (VALUES 1, 3, 4) t(x)", Value: "[4, 3, 1]"},
	{Signature: "map_agg(K, V) map(K,V)", Kind: Aggregate, Emit: emitMapAgg("tarn_map_first"),
		Example: "SELECT map_agg(x, y) FROM (VALUES (1, 'a'), (2, NULL), (NULL, 'c')) t(x, y)", Value: "{1=a, 2=null}"},
	{Signature: "multimap_agg(K, V) map(K,array(V))", Kind: Aggregate, Emit: emitMapAgg("tarn_multimap"),
		Example: "SELECT multimap_agg(x, y) FROM (VALUES (1, 'a'), (2, 'b'), (1, 'c')) t(x, y)", Value: "{1=[a, c], 2=[b]}"},
	{Signature: "map_union(map(K,V)) map(K,V)", Kind: Aggregate, Emit: emitMapUnion,
		Example: "SELECT map_union(x) FROM (VALUES MAP(ARRAY[1], ARRAY['a']), MAP(ARRAY[2], ARRAY['b'])) t(x)", Value: "{1=a, 2=b}"},
	{Signature: "histogram(T) map(T,bigint)", Kind: Aggregate, Emit: emitHistogram,
		Example: "SELECT histogram(x) FROM (VALUES 'a', 'b', 'a', NULL) t(x)", Value: "{a=2, b=1}"},
	{Signature: "listagg(varchar) varchar", Kind: Aggregate, SQL: "tarn_listagg($agg(string_agg, $1, ''))",
		Example: "SELECT listagg(x) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') t(x)", Value: "ab"},
	{Signature: "listagg(varchar, varchar) varchar", Kind: Aggregate, SQL: "tarn_listagg($agg(string_agg, $1, $2))",
		Example: "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x DESC) FROM (VALUES 'b', NULL, 'a') t(x)", Value: "b,a"},
	// ON OVERFLOW TRUNCATE: the third argument is the filler, the fourth says WITH COUNT.
	{Signature: "listagg(varchar, varchar, varchar, boolean) varchar", Kind: Aggregate, SQL: "tarn_listagg_truncated($agg(list, $1), $2, $3, $4)",
		Example: "SELECT listagg(x, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') t(x)", Value: "a,b"},
	{Signature: "reduce_agg(T, S, function(S,T,S), function(S,S,S)) S", Kind: Aggregate, Emit: emitReduceAgg,
		Example: "SELECT reduce_agg(x, 1, (a, b) -> a * b, (a, b) -> a * b) FROM (VALUES 3, NULL, 4) t(x)", Value: "12"},

	// Statistics.
	{Signature: "stddev(double) double", Kind: Aggregate, SQL: "$agg(stddev_samp, $1)",
		Example: "SELECT stddev(x) FROM (VALUES 2, 4, 6) t(x)", Value: "2.0"},
	{Signature: "stddev_samp(double) double", Kind: Aggregate, SQL: "$agg(stddev_samp, $1)",
		Example: "SELECT stddev_samp(x) FROM (VALUES 1) t(x)", Value: "NULL"},
	{Signature: "stddev_pop(double) double", Kind: Aggregate, SQL: "$agg(stddev_pop, $1)",
		Example: "SELECT stddev_pop(x) FROM (VALUES 1, 3) t(x)", Value: "1.0"},
	{Signature: "variance(double) double", Kind: Aggregate, SQL: "$agg(var_samp, $1)",
		Example: "SELECT variance(x) FROM (VALUES 2, 4, 6) t(x)", Value: "4.0"},
	{Signature: "var_samp(double) double", Kind: Aggregate, SQL: "$agg(var_samp, $1)",
		Example: "SELECT var_samp(x) FROM (VALUES 2, 4, 6) t(x)", Value: "4.0"},
	{Signature: "var_pop(double) double", Kind: Aggregate, SQL: "$agg(var_pop, $1)",
		Example: "SELECT var_pop(x) FROM (VALUES 1, 3) t(x)", Value: "1.0"},
	// DuckDB's skewness is that of a sample, Trino's that of a population.
	{Signature: "skewness(double) double", Kind: Aggregate,
		SQL:     "CASE WHEN $agg(count, $1) > 2 THEN $agg(skewness, $1) * ($agg(count, $1) - 2) / sqrt($agg(count, $1) * ($agg(count, $1) - 1)) END",
		Example: "SELECT round(skewness(x), 6) FROM (VALUES 1, 1, 4) t(x)", Value: "0.707107"},
	{Signature: "kurtosis(double) double", Kind: Aggregate, SQL: "CASE WHEN $agg(count, $1) > 3 THEN coalesce($agg(kurtosis, $1), 'nan') END",
		Example: "SELECT round(kurtosis(x), 6) FROM (VALUES 1, 2, 3, 4) t(x)", Value: "-1.2"},
	{Signature: "entropy(double) double", Kind: Aggregate,
		SQL:     "tarn_entropy($agg(sum, tarn_entropy_count($1)), $agg(sum, CASE WHEN $1 > 0 THEN $1 * log2($1) ELSE 0 END))",
		Example: "SELECT entropy(x) FROM (VALUES 1, 1, 2) t(x)", Value: "1.5"},
	{Signature: "corr(real, real) real", Kind: Aggregate, Emit: emitRegression("corr"),
		Example: "SELECT corr(x, y) FROM (VALUES (REAL '1', REAL '2'), (REAL '2', REAL '4')) t(x, y)", Value: "1.0"},
	{Signature: "corr(double, double) double", Kind: Aggregate, Emit: emitRegression("corr"),
		Example: "SELECT corr(x, y) FROM (VALUES (1e0, 2e0), (1e0, 4e0)) t(x, y)", Value: "NULL"},
	{Signature: "covar_pop(real, real) real", Kind: Aggregate, Emit: emitRegression("covar_pop"),
		Example: "SELECT covar_pop(x, y) FROM (VALUES (REAL '1', REAL '2'), (REAL '3', REAL '4')) t(x, y)", Value: "1.0"},
	{Signature: "covar_pop(double, double) double", Kind: Aggregate, Emit: emitRegression("covar_pop"),
		Example: "SELECT covar_pop(x, y) FROM (VALUES (1e0, 2e0), (3e0, 4e0)) t(x, y)", Value: "1.0"},
	{Signature: "covar_samp(real, real) real", Kind: Aggregate, Emit: emitRegression("covar_samp"),
		Example: "SELECT covar_samp(x, y) FROM (VALUES (REAL '1', REAL '2'), (REAL '3', REAL '4')) t(x, y)", Value: "2.0"},
	{Signature: "covar_samp(double, double) double", Kind: Aggregate, Emit: emitRegression("covar_samp"),
		Example: "SELECT covar_samp(x, y) FROM (VALUES (1e0, 2e0), (3e0, 4e0)) t(x, y)", Value: "2.0"},
	{Signature: "regr_slope(real, real) real", Kind: Aggregate, Emit: emitRegression("regr_slope"),
		Example: "SELECT regr_slope(y, x) FROM (VALUES (REAL '1', REAL '2'), (REAL '2', REAL '4')) t(x, y)", Value: "2.0"},
	{Signature: "regr_slope(double, double) double", Kind: Aggregate, Emit: emitRegression("regr_slope"),
		Example: "SELECT regr_slope(y, x) FROM (VALUES (1e0, 2e0), (2e0, 4e0)) t(x, y)", Value: "2.0"},
	{Signature: "regr_intercept(real, real) real", Kind: Aggregate, Emit: emitRegression("regr_intercept"),
		Example: "SELECT regr_intercept(y, x) FROM (VALUES (REAL '1', REAL '3'), (REAL '2', REAL '5')) t(x, y)", Value: "1.0"},
	{Signature: "regr_intercept(double, double) double", Kind: Aggregate, Emit: emitRegression("regr_intercept"),
		Example: "SELECT regr_intercept(y, x) FROM (VALUES (1e0, 3e0), (2e0, 5e0)) t(x, y)", Value: "1.0"},

	// Approximations. They are exact here: DuckDB's are much less so than Trino's.
	{Signature: "approx_distinct(T) bigint", Kind: Aggregate, Emit: emitApproxDistinct,
		Example: "SELECT approx_distinct(x) FROM (VALUES 1, 2, 1, NULL) t(x)", Value: "2"},
	{Signature: "approx_distinct(T, double) bigint", Kind: Aggregate, Emit: emitApproxDistinct,
		Example: "SELECT approx_distinct(x, 0.023) FROM (VALUES 1, 2, 1, NULL) t(x)", Value: "2"},
	{Signature: "approx_most_frequent(bigint, T, bigint) map(T,bigint)", Kind: Aggregate, Emit: emitMostFrequent,
		Example: "SELECT approx_most_frequent(1, x, 10) FROM (VALUES 'a', 'b', 'b') t(x)", Value: "{b=2}"},
	{Signature: "approx_percentile(bigint, double) bigint", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, tarn_rank($2))",
		Example: "SELECT approx_percentile(x, 0.5) FROM (VALUES 1, 2, 3, 4) t(x)", Value: "3"},
	{Signature: "approx_percentile(real, double) real", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, tarn_rank($2))",
		Example: "SELECT approx_percentile(x, 0.25) FROM (VALUES REAL '1.5', REAL '2', REAL '3') t(x)", Value: "1.5"},
	{Signature: "approx_percentile(double, double) double", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, tarn_rank($2))",
		Example: "SELECT approx_percentile(x, 1) FROM (VALUES 1.5e0, 2e0, 3e0) t(x)", Value: "3.0"},
	{Signature: "approx_percentile(bigint, array(double)) array(bigint)", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, list_transform($2, lambda tarn_q: tarn_rank(tarn_q)))",
		Example: "SELECT approx_percentile(x, ARRAY[0, 0.5]) FROM (VALUES 1, 2, 3, 4) t(x)", Value: "[1, 3]"},
	{Signature: "approx_percentile(real, array(double)) array(real)", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, list_transform($2, lambda tarn_q: tarn_rank(tarn_q)))",
		Example: "SELECT approx_percentile(x, ARRAY[0, 0.5]) FROM (VALUES REAL '1', REAL '2') t(x)", Value: "[1.0, 2.0]"},
	{Signature: "approx_percentile(double, array(double)) array(double)", Kind: Aggregate, SQL: "$agg(quantile_disc, $1, list_transform($2, lambda tarn_q: tarn_rank(tarn_q)))",
		Example: "SELECT approx_percentile(x, ARRAY[0, 0.5]) FROM (VALUES 1e0, 2e0) t(x)", Value: "[1.0, 2.0]"},
	{Signature: "approx_percentile(bigint, double, double) bigint", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, 3, 0.5) FROM (VALUES 1, 2, 3) t(x)", Value: "2"},
	{Signature: "approx_percentile(real, double, double) real", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, 3, 0.5) FROM (VALUES REAL '1', REAL '2') t(x)", Value: "2.0"},
	{Signature: "approx_percentile(double, double, double) double", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, y, 0.5) FROM (VALUES (1e0, 1), (2e0, 8), (3e0, 1)) t(x, y)", Value: "2.0"},
	{Signature: "approx_percentile(bigint, double, double, double) bigint", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, 3, 0.5, 0.01) FROM (VALUES 1, 2, 3) t(x)", Value: "2"},
	{Signature: "approx_percentile(real, double, double, double) real", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, 3, 0.5, 0.01) FROM (VALUES REAL '1', REAL '2') t(x)", Value: "2.0"},
	{Signature: "approx_percentile(double, double, double, double) double", Kind: Aggregate, SQL: "tarn_weighted($agg(list, {'v': $1, 'w': $2}), $agg(any_value, $3))",
		Example: "SELECT approx_percentile(x, 3, 0.5, 0.01) FROM (VALUES 1e0, 2e0) t(x)", Value: "2.0"},
	{Signature: "approx_percentile(bigint, double, array(double)) array(bigint)", Kind: Aggregate, Emit: emitWeightedPercentiles,
		Example: "SELECT approx_percentile(x, 3, ARRAY[0, 0.5]) FROM (VALUES 1, 2, 3) t(x)", Value: "[1, 2]"},
	{Signature: "approx_percentile(real, double, array(double)) array(real)", Kind: Aggregate, Emit: emitWeightedPercentiles,
		Example: "SELECT approx_percentile(x, 3, ARRAY[0, 0.5]) FROM (VALUES REAL '1', REAL '2') t(x)", Value: "[1.0, 2.0]"},
	{Signature: "approx_percentile(double, double, array(double)) array(double)", Kind: Aggregate, Emit: emitWeightedPercentiles,
		Example: "SELECT approx_percentile(x, 3, ARRAY[0, 0.5]) FROM (VALUES 1e0, 2e0) t(x)", Value: "[1.0, 2.0]"},

	// What DuckDB has nothing for.
	{Signature: "approx_set(T) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "approx_set(T, double) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "merge(T) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "empty_approx_set() varbinary", Emit: refuse},
	{Signature: "tdigest_agg(double) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "tdigest_agg(double, double) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "qdigest_agg(double) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "qdigest_agg(double, bigint) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "qdigest_agg(double, bigint, double) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "value_at_quantile(T, double) double", Emit: refuse},
	{Signature: "values_at_quantiles(T, array(double)) array(double)", Emit: refuse},
	{Signature: "quantile_at_value(T, double) double", Emit: refuse},
	{Signature: "quantiles_at_values(T, array(double)) array(double)", Emit: refuse},
	{Signature: "trimmed_mean(T, double, double) double", Emit: refuse},
	{Signature: "make_set_digest(T) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "merge_set_digest(T) varbinary", Kind: Aggregate, Emit: refuse},
	{Signature: "intersection_cardinality(T, U) bigint", Emit: refuse},
	{Signature: "jaccard_index(T, U) double", Emit: refuse},
	{Signature: "hash_counts(T) map(bigint,smallint)", Emit: refuse},
	{Signature: "numeric_histogram(bigint, double) map(double,double)", Kind: Aggregate, Emit: refuse},
	{Signature: "numeric_histogram(bigint, double, double) map(double,double)", Kind: Aggregate, Emit: refuse},
	{Signature: "checksum(T) varbinary", Kind: Aggregate, Emit: refuse},
}

// refuse names a function that Athena has and that is not here.
func refuse(c Call) (string, error) {
	return "", &Error{Name: "NOT_SUPPORTED", Pos: -1, Message: "function " + c.Name + " is not supported"}
}

func emitCount(c Call) (string, error) { return "$agg(count, " + keys(c.Args[0]) + ")", nil }

func emitApproxDistinct(c Call) (string, error) {
	return "$agg(count, DISTINCT " + keys(c.Args[0]) + ")", nil
}

// emitDecimalSum checks the sum where a number of rows that a table can have
// could make it too large.
func emitDecimalSum(c Call) (string, error) {
	sum := "$agg(sum, " + c.Args[0].SQL + ")"
	if c.Args[0].Type.Length <= 18 {
		return sum, nil
	}
	return fmt.Sprintf("CASE WHEN abs(CAST(%[1]s AS DOUBLE)) > 1e%[2]d THEN tarn_error('NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow') ELSE %[1]s END",
		sum, 38-c.Result.Scale), nil
}

// emitDecimalAvg divides whole numbers of the last digit, and rounds half up.
// The sum of numbers of many digits does not fit 38: high and low digits are
// summed apart.
func emitDecimalAvg(c Call) (string, error) {
	x, t := c.Args[0].SQL, c.Args[0].Type
	high, low := "CAST(0 AS HUGEINT)", "tarn_unscaled($agg(sum, "+x+"))"
	if t.Length > 27 {
		high = fmt.Sprintf("$agg(sum, tarn_unscaled(%s) // tarn_power(19))", x)
		low = fmt.Sprintf("$agg(sum, tarn_unscaled(%s) %% tarn_power(19))", x)
	}
	return fmt.Sprintf("CAST(tarn_decimal_avg(%s, %s, $agg(count, %s), %d) AS %s)", high, low, x, t.Scale, t.Engine()), nil
}

// emitMinMax leaves NaN out unless there is nothing else.
func emitMinMax(function string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		x, t := c.Args[0].SQL, c.Args[0].Type
		if function == "max" && t.Is(types.Real, types.Double) {
			return fmt.Sprintf("coalesce($agg(max, nullif(%[1]s, CAST('nan' AS %[2]s))), $agg(max, %[1]s))", x, t.Engine()), nil
		}
		return "$agg(" + function + ", " + x + ")", nil
	}
}

// emitMaxN puts NaN behind all other numbers, where DuckDB has it before them.
func emitMaxN(c Call) (string, error) {
	x, n, t := c.Args[0].SQL, "tarn_first_n("+c.Args[1].SQL+")", c.Args[0].Type
	if !t.Is(types.Real, types.Double) {
		return fmt.Sprintf("$agg(max, %s, %s)", x, n), nil
	}
	nan := "CAST('nan' AS " + t.Engine() + ")"
	numbers := fmt.Sprintf("$agg(max, nullif(%s, %s), %s)", x, nan, n)
	rest := fmt.Sprintf("list_resize(CAST([] AS %s[]), CAST(coalesce($agg(count_if, isnan(%s)), 0) AS BIGINT), %s)", t.Engine(), x, nan)
	return fmt.Sprintf("(CASE WHEN $agg(count, %s) > 0 THEN list_slice(list_concat(coalesce(%s, []), %s), 1, %s) END)", x, numbers, rest, n), nil
}

// emitBy has NaN be neither the least nor the greatest of what is chosen by,
// unless there is nothing else.
func emitBy(function, last string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		x, by := c.Args[0].SQL, c.Args[1].SQL
		if c.Args[1].Type.Is(types.Real, types.Double) {
			by = fmt.Sprintf("CASE WHEN %[1]s IS NOT NULL THEN struct_pack(a := "+last+", b := %[1]s) END", by)
		}
		return fmt.Sprintf("$agg(%s, %s, %s)", function, x, by), nil
	}
}

// emitRegression makes NULL of what is not a number, as Trino does.
func emitRegression(function string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		return fmt.Sprintf("CAST(tarn_finite($agg(%s, CAST(%s AS DOUBLE), CAST(%s AS DOUBLE))) AS %s)",
			function, c.Args[0].SQL, c.Args[1].SQL, c.Result.Engine()), nil
	}
}

func emitMapAgg(macro string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		k, v := c.Args[0], c.Args[1]
		return let("tarn_l", fmt.Sprintf("$agg(list, {'k': %s, 'v': %s})", k.SQL, v.SQL),
			fmt.Sprintf("nullif(%s(list_transform(tarn_l, lambda tarn_e: tarn_e.k), list_transform(tarn_l, lambda tarn_e: tarn_e.v), list_transform(tarn_l, lambda tarn_e: %s)), MAP {})",
				macro, key("tarn_e.k", k.Type))), nil
	}
}

func emitMapUnion(c Call) (string, error) {
	keys := "flatten(list_transform(tarn_l, lambda tarn_m: map_keys(tarn_m)))"
	return let("tarn_l", "$agg(list, "+c.Args[0].SQL+")", fmt.Sprintf(
		"CASE WHEN list_count(tarn_l) > 0 THEN tarn_map_first(%s, flatten(list_transform(tarn_l, lambda tarn_m: map_values(tarn_m))), %s) END",
		keys, key(keys, types.ArrayOf(c.Result.Key())))), nil
}

func emitHistogram(c Call) (string, error) {
	if keyed(c.Args[0].Type) {
		list := types.ArrayOf(c.Args[0].Type)
		return let("tarn_l", "$agg(list, "+c.Args[0].SQL+")",
			fmt.Sprintf("CASE WHEN list_count(tarn_l) > 0 THEN tarn_count_keys(tarn_l, %s) END", key("tarn_l", list))), nil
	}
	return fmt.Sprintf("CAST($agg(histogram, %s) AS %s)", c.Args[0].SQL, c.Result.Engine()), nil
}

func emitMostFrequent(c Call) (string, error) {
	return fmt.Sprintf("tarn_most_frequent(CAST($agg(histogram, %s) AS %s), %s)", c.Args[1].SQL, c.Result.Engine(), c.Args[0].SQL), nil
}

func emitReduceAgg(c Call) (string, error) {
	value, start := c.Args[0], c.Args[1]
	first := start.SQL
	if !start.Literal {
		first = "$agg(any_value, " + start.SQL + ")"
	}
	list := "list_filter($agg(list, " + value.SQL + "), lambda tarn_v: tarn_v IS NOT NULL)"
	return fmt.Sprintf("CASE WHEN len(%[1]s) > 0 THEN %[2]s END", list,
		fold(list, value.Type.Engine(), first, start.Type.Engine(), apply(c.Args[2], "tarn_a.s", "tarn_e.x"))), nil
}

func emitWeightedPercentiles(c Call) (string, error) {
	list := fmt.Sprintf("$agg(list, {'v': %s, 'w': %s})", c.Args[0].SQL, c.Args[1].SQL)
	return let("tarn_l", list, "list_transform("+strings.TrimSpace(c.Args[2].SQL)+", lambda tarn_q: tarn_weighted(tarn_l, tarn_q))"), nil
}
