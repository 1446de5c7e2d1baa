package translate

// aggregateMacros serve aggregateFunctions and windowFunctions.
var aggregateMacros = []Macro{
	{"tarn_first_n", `tarn_first_n(n) AS CASE
	WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: third argument of max_by/min_by must be a positive integer')
	WHEN n > 10000 THEN error('INVALID_FUNCTION_ARGUMENT: third argument of max_by/min_by must be less than or equal to 10000; found ' || n)
	ELSE n END`},
	{"tarn_geometric_ln", `tarn_geometric_ln(x) AS CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN '-inf' WHEN x IS NOT NULL THEN 'nan' END`},
	{"tarn_finite", `tarn_finite(x) AS CASE WHEN isfinite(x) THEN x END`},

	// Decimals as whole numbers of their last digit.
	{"tarn_power", `tarn_power(s) AS CAST('1' || repeat('0', s) AS HUGEINT)`},
	{"tarn_scaled", `tarn_scaled(x, s) AS CASE WHEN s = 0 THEN CAST(x AS VARCHAR)
	ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || (abs(x) // tarn_power(s)) || '.' || lpad(CAST(abs(x) % tarn_power(s) AS VARCHAR), s, '0') END`},
	// high counts 10^19s and low ones. What remains of high goes to low, which is
	// then divided so that the rest is not negative.
	{"tarn_floor", `tarn_floor(a, b) AS a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END`},
	{"tarn_floor_rest", `tarn_floor_rest(a, b) AS a % b + CASE WHEN a % b < 0 THEN b ELSE 0 END`},
	{"tarn_half", `tarn_half(q, r, n) AS q + CASE WHEN r * 2 > n OR r * 2 = n AND q >= 0 THEN 1 ELSE 0 END`},
	// Parts are named by struct_extract: where rows are grouped, d_.q counts as a column q.
	{"tarn_decimal_avg", `tarn_decimal_avg(high, low, n, s) AS CASE WHEN n > 0 THEN list_transform(
		[struct_pack(q := high // n, t := (high % n) * tarn_power(19) + low, n := CAST(n AS HUGEINT))],
		lambda d_: tarn_scaled(tarn_half(
			struct_extract(d_, 'q') * tarn_power(19) + tarn_floor(struct_extract(d_, 't'), struct_extract(d_, 'n')),
			tarn_floor_rest(struct_extract(d_, 't'), struct_extract(d_, 'n')), struct_extract(d_, 'n')), s))[1] END`},

	{"tarn_listagg", `tarn_listagg(s) AS CASE WHEN strlen(s) > 1048576
	THEN error('EXCEEDED_FUNCTION_MEMORY_LIMIT: Concatenated string has the length in bytes larger than the maximum output length 1048576') ELSE s END`},
	{"tarn_listagg_fitting", `tarn_listagg_fitting(l, separator) AS list_reduce(
	list_transform(l, lambda tarn_s: {'n': 0, 'b': strlen(tarn_s) + strlen(separator)}),
	lambda tarn_a, tarn_e: {'n': tarn_a.n + CASE WHEN tarn_a.b + tarn_e.b <= 1048576 + strlen(separator) THEN 1 ELSE 0 END, 'b': tarn_a.b + tarn_e.b},
	{'n': 0, 'b': CAST(0 AS BIGINT)}).n`},
	{"tarn_listagg_truncated", `tarn_listagg_truncated(l, separator, filler, counted) AS list_transform(
	[list_filter(l, lambda tarn_s: tarn_s IS NOT NULL)],
	lambda tarn_l: list_transform([tarn_listagg_fitting(tarn_l, separator)], lambda tarn_n: CASE
		WHEN tarn_n = len(tarn_l) THEN array_to_string(tarn_l, separator)
		ELSE array_to_string(tarn_l[:tarn_n] || [filler], separator) || CASE WHEN counted THEN '(' || (len(tarn_l) - tarn_n) || ')' ELSE '' END END)[1])[1]`},

	{"tarn_entropy_count", `tarn_entropy_count(x) AS CASE
	WHEN x < 0 THEN error('INVALID_FUNCTION_ARGUMENT: Entropy count argument must be non-negative') ELSE x END`},
	{"tarn_entropy", `tarn_entropy(total, logs) AS CASE WHEN total > 0 THEN greatest(log2(total) - logs / total, 0.0) ELSE CAST(0 AS DOUBLE) END`},

	// Trino takes the value at place floor(n * q), counted from 0, DuckDB the one at
	// ceil(n * q) - 1: they are the same if q is greater by very little.
	{"tarn_rank", `tarn_rank(q) AS CASE
	WHEN q < 0 OR q > 1 THEN error('INVALID_FUNCTION_ARGUMENT: Percentile must be between 0 and 1')
	ELSE least(greatest(q, 1e-15) * (1 + 1e-15), CAST(1 AS DOUBLE)) END`},
	{"tarn_weighted", `tarn_weighted(l, q) AS list_transform(
	[list_sort(list_filter(l, lambda tarn_e: tarn_e.v IS NOT NULL AND tarn_e.w IS NOT NULL))],
	lambda tarn_l: list_reduce(
		list_transform(tarn_l, lambda tarn_e: {'v': tarn_e.v, 'w': tarn_e.w, 'done': false}),
		lambda tarn_a, tarn_e: CASE WHEN tarn_a.done THEN tarn_a
			ELSE {'v': tarn_e.v, 'w': tarn_a.w + tarn_e.w, 'done': tarn_a.w + tarn_e.w > tarn_rank(q) * list_sum(list_transform(tarn_l, lambda tarn_t: tarn_t.w))} END,
		{'v': tarn_l[1].v, 'w': CAST(0 AS DOUBLE), 'done': false}).v)[1]`},
	{"tarn_most_frequent", `tarn_most_frequent(m, n) AS map_from_entries(list_transform(
	list_sort(list_transform(map_entries(m), lambda tarn_e: {'n': -tarn_e.value, 'k': tarn_e.key}))[:n],
	lambda tarn_e: {'key': tarn_e.k, 'value': -tarn_e.n}))`},

	{"tarn_least_offset", `tarn_least_offset(n, least_n) AS CASE
	WHEN n < least_n THEN error('INVALID_FUNCTION_ARGUMENT: Offset must be at least ' || least_n) ELSE n END`},
	{"tarn_buckets", `tarn_buckets(n) AS CASE WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: Buckets must be greater than 0') ELSE n END`},
}
