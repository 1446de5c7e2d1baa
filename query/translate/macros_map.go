package translate

// mapMacros serve mapFunctions. Keys are called k, values v, and what keys are
// compared by, which is mostly k itself, is called c.
var mapMacros = []Macro{
	{"tarn_map_keys", `tarn_map_keys(k, v, c, duplicate) AS list_transform([{'k': k, 'v': v, 'c': c}], lambda tarn_m: CASE
	WHEN len(tarn_m.k) <> len(tarn_m.v) THEN error('INVALID_FUNCTION_ARGUMENT: Key and value arrays must be the same length')
	WHEN len(tarn_m.k) > list_count(tarn_m.k) THEN error('INVALID_FUNCTION_ARGUMENT: map key cannot be null')
	WHEN list_unique(tarn_m.c) < len(tarn_m.k) THEN error('INVALID_FUNCTION_ARGUMENT: ' || duplicate || ' (' ||
		CAST(list_filter(tarn_m.k, lambda tarn_k, tarn_i: list_position(tarn_m.c, tarn_m.c[tarn_i]) < tarn_i)[1] AS VARCHAR) || ') are not allowed')
	ELSE map(tarn_m.k, tarn_m.v) END)[1]`},
	{"tarn_map", `tarn_map(k, v, duplicate) AS tarn_map_keys(k, v, k, duplicate)`},
	{"tarn_entries", `tarn_entries(l) AS CASE
	WHEN len(l) > list_count(l) THEN error('INVALID_FUNCTION_ARGUMENT: map entry cannot be null') ELSE l END`},
	{"tarn_not_null", `tarn_not_null(k) AS CASE WHEN k IS NULL THEN error('INVALID_FUNCTION_ARGUMENT: map key cannot be null') ELSE k END`},

	// The keys without NULL, each once in the order in which they come first, and the
	// values of each. Equal keys are brought together by sorting. No part of a list is
	// cut out within a lambda: DuckDB copies the list each time.
	{"tarn_groups", `tarn_groups(k, v, c) AS list_transform([
	list_sort(list_filter(list_transform(list_zip(coalesce(c, []), k, v), lambda tarn_z, tarn_i: {'c': tarn_z[1], 'i': tarn_i, 'k': tarn_z[2], 'v': tarn_z[3]}),
		lambda tarn_e: tarn_e.c IS NOT NULL))],
	lambda tarn_s: list_transform([
		list_filter(range(1, len(tarn_s) + 1), lambda tarn_p: tarn_p = 1 OR tarn_s[tarn_p].c IS DISTINCT FROM tarn_s[tarn_p - 1].c)],
		lambda tarn_p: list_sort(list_transform(tarn_p, lambda tarn_b, tarn_n: {
			'i': tarn_s[tarn_b].i, 'k': tarn_s[tarn_b].k,
			'v': list_transform(range(tarn_b, coalesce(tarn_p[tarn_n + 1], len(tarn_s) + 1)), lambda tarn_j: tarn_s[tarn_j].v)})))[1])[1]`},
	{"tarn_multimap", `tarn_multimap(k, v, c) AS CASE WHEN k IS NOT NULL THEN list_transform([tarn_groups(k, v, c)],
	lambda tarn_g: map(list_transform(tarn_g, lambda tarn_e: tarn_e.k), list_transform(tarn_g, lambda tarn_e: tarn_e.v)))[1] END`},
	{"tarn_map_first", `tarn_map_first(k, v, c) AS CASE WHEN k IS NOT NULL THEN list_transform([tarn_groups(k, v, c)],
	lambda tarn_g: map(list_transform(tarn_g, lambda tarn_e: tarn_e.k), list_transform(tarn_g, lambda tarn_e: tarn_e.v[1])))[1] END`},
	{"tarn_map_last", `tarn_map_last(k, v, c) AS CASE WHEN k IS NOT NULL THEN list_transform([tarn_groups(k, v, c)],
	lambda tarn_g: map(list_transform(tarn_g, lambda tarn_e: tarn_e.k), list_transform(tarn_g, lambda tarn_e: tarn_e.v[-1])))[1] END`},

	// A text ends where an entry ends, so that nothing after the last delimiter is no entry.
	{"tarn_split_entries", `tarn_split_entries(s, entry, pair) AS CASE
	WHEN entry = '' THEN error('INVALID_FUNCTION_ARGUMENT: entryDelimiter is empty')
	WHEN pair = '' THEN error('INVALID_FUNCTION_ARGUMENT: keyValueDelimiter is empty')
	WHEN entry = pair THEN error('INVALID_FUNCTION_ARGUMENT: entryDelimiter and keyValueDelimiter must not be the same')
	ELSE list_transform(list_filter(string_split(s, entry), lambda tarn_s, tarn_i: tarn_s <> '' OR tarn_i < len(string_split(s, entry))),
		lambda tarn_s: CASE WHEN len(string_split(tarn_s, pair)) = 2 THEN string_split(tarn_s, pair)
			ELSE error('INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: ''' || tarn_s || '''') END) END`},
	{"tarn_split_to_map", `tarn_split_to_map(s, entry, pair) AS list_transform([tarn_split_entries(s, entry, pair)], lambda tarn_l: tarn_map(
	list_transform(tarn_l, lambda tarn_p: tarn_p[1]), list_transform(tarn_l, lambda tarn_p: tarn_p[2]), 'Duplicate keys'))[1]`},
	{"tarn_split_to_multimap", `tarn_split_to_multimap(s, entry, pair) AS list_transform([tarn_split_entries(s, entry, pair)], lambda tarn_l: tarn_multimap(
	list_transform(tarn_l, lambda tarn_p: tarn_p[1]), list_transform(tarn_l, lambda tarn_p: tarn_p[2]), list_transform(tarn_l, lambda tarn_p: tarn_p[1])))[1]`},

	{"tarn_norm", `tarn_norm(m) AS CASE
	WHEN len(map_values(m)) = list_count(map_values(m)) THEN coalesce(sqrt(list_dot_product(map_values(m), map_values(m))), 0) END`},
	{"tarn_cosine_map", `tarn_cosine_map(m, n) AS coalesce(list_sum(list_transform(map_entries(m),
	lambda tarn_e: tarn_e.value * map_extract_value(n, tarn_e.key))), 0) / (tarn_norm(m) * tarn_norm(n))`},
}
