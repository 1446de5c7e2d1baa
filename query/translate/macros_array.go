package translate

// arrayMacros serve arrayFunctions. Names within them begin with tarn_ as
// well, so that they do not hide those of an argument. Arrays that are keys of other
// arrays are called k.
//
// DuckDB reckons what is constant before it runs a statement, also in a branch of
// CASE that is not taken. What could take long is therefore guarded once more
// where it stands. And what is named within a lambda is reckoned for each element
// again, unless it is a parameter of a lambda around it.
var arrayMacros = []Macro{
	{"tarn_element_at", `tarn_element_at(a, i) AS CASE
	WHEN i = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
	ELSE list_extract(a, i) END`},

	// The third parameter, if true, says that x is not to be found, though it is not NULL.
	{"tarn_contains", `tarn_contains(a, x) AS CASE
	WHEN list_contains(a, x) THEN true
	WHEN len(a) > list_count(a) THEN NULL
	ELSE list_contains(a, x) END,
(a, x, never) AS CASE
	WHEN NOT never AND list_contains(a, x) THEN true
	WHEN never IS NULL OR len(a) > list_count(a) THEN NULL
	WHEN a IS NOT NULL THEN false END`},
	{"tarn_array_position", `tarn_array_position(a, x) AS CASE
	WHEN a IS NOT NULL AND x IS NOT NULL THEN CAST(coalesce(list_position(a, x), 0) AS BIGINT) END`},
	{"tarn_array_remove", `tarn_array_remove(a, x) AS CASE
	WHEN x IS NOT NULL THEN list_filter(a, lambda tarn_v: tarn_v IS DISTINCT FROM x) END`},
	{"tarn_array_remove_keys", `tarn_array_remove_keys(a, k, x) AS CASE
	WHEN x IS NOT NULL THEN list_filter(a, lambda tarn_v, tarn_i: k[tarn_i] IS DISTINCT FROM x) END`},
	{"tarn_array_join", `tarn_array_join(a, separator) AS CASE
	WHEN a IS NOT NULL AND separator IS NOT NULL THEN coalesce(array_to_string(a, separator), '') END,
(a, separator, instead) AS CASE
	WHEN instead IS NOT NULL AND separator IS NOT NULL
	THEN coalesce(array_to_string(list_transform(a, lambda tarn_v: coalesce(tarn_v, instead)), separator), CASE WHEN a IS NOT NULL THEN '' END) END`},

	// The places at which values stand for the first time. Sorting makes it
	// n log n; looking each value up would be quadratic.
	{"tarn_firsts", `tarn_firsts(k) AS list_transform(
	[list_sort(list_transform(coalesce(k, []), lambda tarn_v, tarn_i: {'k': tarn_v, 'i': tarn_i}))],
	lambda tarn_s: list_sort(list_transform(
		list_filter(tarn_s, lambda tarn_e, tarn_j: tarn_j = 1 OR tarn_e.k IS DISTINCT FROM tarn_s[tarn_j - 1].k),
		lambda tarn_e: tarn_e.i)))[1]`},
	{"tarn_array_distinct", `tarn_array_distinct(a, k) AS list_select(a, tarn_firsts(k))`},
	{"tarn_array_union", `tarn_array_union(a, b, k, l) AS tarn_array_distinct(a || b, k || l)`},
	{"tarn_array_except", `tarn_array_except(a, b, k, l) AS CASE
	WHEN b IS NOT NULL THEN list_select(a, list_transform([{'k': k, 'l': l}], lambda tarn_x: list_filter(tarn_firsts(tarn_x.k),
		lambda tarn_i: list_position(tarn_x.l, tarn_x.k[tarn_i]) IS NULL))[1]) END`},
	{"tarn_common", `tarn_common(a, k, l) AS list_select(a, list_transform([{'k': k, 'l': l}],
	lambda tarn_x: list_filter(tarn_firsts(tarn_x.k), lambda tarn_i: list_position(tarn_x.l, tarn_x.k[tarn_i]) IS NOT NULL))[1])`},
	// As in Trino, the order is that of the longer array.
	{"tarn_array_intersect", `tarn_array_intersect(a, b, k, l) AS CASE
	WHEN len(a) < len(b) THEN tarn_common(b, l, k)
	WHEN b IS NOT NULL THEN tarn_common(a, k, l) END`},
	{"tarn_arrays_overlap", `tarn_arrays_overlap(a, b) AS CASE
	WHEN list_has_any(a, b) THEN true
	WHEN len(a) > 0 AND len(b) > 0 AND (len(a) > list_count(a) OR len(b) > list_count(b)) THEN NULL
	WHEN a IS NOT NULL AND b IS NOT NULL THEN false END`},
	{"tarn_count_keys", `tarn_count_keys(a, k) AS list_transform(
	[list_filter(tarn_firsts(k), lambda tarn_i: k[tarn_i] IS NOT NULL)],
	lambda tarn_f: map(list_select(a, tarn_f), list_transform(tarn_f, lambda tarn_i: len(list_filter(k, lambda tarn_v: tarn_v = k[tarn_i])))))[1]`},

	{"tarn_extreme", `tarn_extreme(a, x) AS CASE WHEN len(a) = list_count(a) THEN x END`},
	{"tarn_shuffle", `tarn_shuffle(a) AS CASE WHEN a IS NOT NULL THEN list_transform(
	list_sort(list_transform(coalesce(a, []), lambda tarn_v, tarn_i: {'r': random(), 'i': tarn_i})),
	lambda tarn_e: a[tarn_e.i]) END`},

	{"tarn_slice", `tarn_slice(a, i, n) AS CASE
	WHEN i = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
	WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0')
	WHEN n = 0 OR i > len(a) OR i < -len(a) THEN a[2:1]
	WHEN i > 0 THEN a[i:i - 1 + least(n, len(a))]
	WHEN i < 0 THEN a[len(a) + i + 1:len(a) + i + least(n, len(a))] END`},
	{"tarn_trim_array", `tarn_trim_array(a, n) AS CASE
	WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: size must not be negative: ' || n)
	WHEN n > len(a) THEN error('INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality ' || len(a) || ': ' || n)
	WHEN n IS NOT NULL THEN a[:len(a) - n] END`},
	{"tarn_runs", `tarn_runs(a, n) AS list_transform([{'a': a, 'n': n}], lambda tarn_x: list_transform(range(1, len(tarn_x.a) - tarn_x.n + 2),
	lambda tarn_i: list_transform(range(tarn_i, tarn_i + tarn_x.n), lambda tarn_j: tarn_x.a[tarn_j])))[1]`},
	{"tarn_contains_sequence", `tarn_contains_sequence(a, b) AS CASE
	WHEN len(b) = 0 THEN a IS NOT NULL OR NULL
	WHEN a IS NOT NULL AND b IS NOT NULL
	THEN list_contains(tarn_runs(a, len(b)), b) END`},
	{"tarn_ngrams", `tarn_ngrams(a, n) AS CASE
	WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: N must be positive')
	WHEN n >= len(a) THEN [a]
	WHEN n < len(a) THEN tarn_runs(a, n) END`},

	{"tarn_singles", `tarn_singles(a) AS list_transform(range(1, len(a) + 1), lambda tarn_i: [tarn_i])`},
	// Combinations of n + 1 places are made of those of n places: each is followed
	// by each place after its last one.
	{"tarn_one_more", `tarn_one_more(c, a) AS flatten(list_transform(range(1, len(a) + 1), lambda tarn_i: list_transform(
	list_filter(c, lambda tarn_c: tarn_c[-1] < tarn_i), lambda tarn_c: tarn_c || [tarn_i])))`},
	{"tarn_chosen", `tarn_chosen(a, n) AS CASE n
	WHEN 1 THEN tarn_singles(a)
	WHEN 2 THEN tarn_one_more(tarn_singles(a), a)
	WHEN 3 THEN tarn_one_more(tarn_one_more(tarn_singles(a), a), a)
	WHEN 4 THEN tarn_one_more(tarn_one_more(tarn_one_more(tarn_singles(a), a), a), a)
	WHEN 5 THEN tarn_one_more(tarn_one_more(tarn_one_more(tarn_one_more(tarn_singles(a), a), a), a), a) END`},
	{"tarn_too_many", `tarn_too_many(a, n) AS list_product(list_transform(range(0, least(n, 5)), lambda tarn_i: (len(a) - tarn_i) / (tarn_i + 1))) > 100000.5`},
	{"tarn_combinations", `tarn_combinations(a, n) AS CASE
	WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: combination size must not be negative: ' || n)
	WHEN n > 5 THEN error('INVALID_FUNCTION_ARGUMENT: combination size must not exceed 5: ' || n)
	WHEN n > len(a) THEN [a][2:1]
	WHEN n = 0 THEN CASE WHEN a IS NOT NULL THEN [a[2:1]] END
	WHEN tarn_too_many(a, n) THEN error('INVALID_FUNCTION_ARGUMENT: combinations exceed max size')
	ELSE list_transform(tarn_chosen(CASE WHEN n < 6 AND NOT tarn_too_many(a, n) THEN a END, n), lambda tarn_c: list_transform(tarn_c, lambda tarn_j: a[tarn_j])) END`},
	{"tarn_repeat", `tarn_repeat(n) AS CASE
	WHEN n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be greater than or equal to 0')
	WHEN n > 10000 THEN error('INVALID_FUNCTION_ARGUMENT: count argument of repeat function must be less than or equal to 10000')
	ELSE n END`},

	// Sequences of dates and times are made of those of numbers: of days, of
	// microseconds, and of months from the start.
	{"tarn_sequence", `tarn_sequence(start, stop, step) AS CASE
	WHEN step = 0 THEN error('INVALID_FUNCTION_ARGUMENT: step must not be zero')
	WHEN step > 0 AND stop < start OR step < 0 AND stop > start THEN error('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start')
	WHEN (CAST(stop AS HUGEINT) - start) // step >= 10000 THEN error('INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries')
	WHEN step IS NOT NULL AND start IS NOT NULL AND stop IS NOT NULL
	THEN generate_series(start, CASE WHEN (CAST(stop AS HUGEINT) - start) // step < 10000 THEN stop ELSE start END, step) END`},
	{"tarn_sequence_date", `tarn_sequence_date(start, stop, step) AS CASE
	WHEN step % 86400000 <> 0 THEN error('INVALID_FUNCTION_ARGUMENT: sequence step must be a day interval if start and end values are dates')
	ELSE list_transform(tarn_sequence(start - DATE '1970-01-01', stop - DATE '1970-01-01', CAST(step // 86400000 AS BIGINT)),
		lambda tarn_d: DATE '1970-01-01' + CAST(tarn_d AS INTEGER)) END`},
	{"tarn_sequence_time", `tarn_sequence_time(start, stop, step) AS list_transform(
	tarn_sequence(epoch_us(start), epoch_us(stop), step * 1000), lambda tarn_t: make_timestamp(tarn_t))`},
	{"tarn_sequence_month", `tarn_sequence_month(start, stop, step) AS CASE
	WHEN step > 0 AND stop < start OR step < 0 AND stop > start THEN error('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start')
	ELSE list_transform(tarn_sequence(0, date_sub('month', start, stop), step), lambda tarn_m: start + to_months(CAST(tarn_m AS INTEGER))) END`},

	{"tarn_vectors", `tarn_vectors(a, b, x) AS CASE
	WHEN len(a) <> len(b) THEN error('INVALID_FUNCTION_ARGUMENT: The arguments must have the same length')
	WHEN len(a) = list_count(a) AND len(b) = list_count(b) THEN x END`},
	{"tarn_cosine", `tarn_cosine(a, b) AS CASE
	WHEN len(a) = len(b) AND len(a) = list_count(a) AND len(b) = list_count(b) AND (list_dot_product(a, a) = 0 OR list_dot_product(b, b) = 0)
	THEN error('INVALID_FUNCTION_ARGUMENT: Vector magnitude cannot be zero')
	ELSE tarn_vectors(a, b, list_dot_product(a, b) / (sqrt(list_dot_product(a, a)) * sqrt(list_dot_product(b, b)))) END`},
}
