package translate

// coreMacros are what operators, casts and subscripts are made of.
var coreMacros = []Macro{
	// A value of no type whose reckoning fails. DuckDB's own error() counts as
	// volatile, which TRY does not allow.
	{"tarn_error", `tarn_error(message) AS list_extract([NULL], CAST(message AS BIGINT))`},

	{"tarn_divisor", `tarn_divisor(x) AS CASE WHEN x = 0 THEN error('DIVISION_BY_ZERO: Division by zero') ELSE x END`},
	{"tarn_ms", `tarn_ms(us) AS CAST(CASE WHEN us < 0 THEN -((500 - us) // 1000) ELSE (us + 500) // 1000 END AS BIGINT)`},
	{"tarn_scaled_interval", `tarn_scaled_interval(i, x, op, type) AS CASE
		WHEN op = '/' AND x = 0 THEN error('INVALID_FUNCTION_ARGUMENT: Cannot divide by double 0.0')
		WHEN abs(CASE op WHEN '*' THEN i * x ELSE i / x END) > CASE WHEN type LIKE '%month' THEN 2147483647 ELSE 9223372036854774784 END
		THEN error('NUMERIC_VALUE_OUT_OF_RANGE: ' || type || CASE op WHEN '*' THEN ' multiplication' ELSE ' division' END || ' overflow: ' || i || ' ' || op || ' ' || tarn_java_double(x))
		ELSE trunc(CASE op WHEN '*' THEN i * x ELSE i / x END) END`},
	{"tarn_unscaled", `tarn_unscaled(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)`},
	{"tarn_half_up_divide", `tarn_half_up_divide(a, b) AS a // b + CASE WHEN abs(a % b) >= abs(b) - abs(a % b)
		THEN CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END ELSE 0 END`},
	// What is left of the first division is multiplied, and not the whole, which might not fit.
	{"tarn_shift_divide", `tarn_shift_divide(a, b, ten) AS a // b * ten + tarn_half_up_divide(a % b * ten, b)`},
	// Operands are reckoned once and bound: macros copy theirs wherever they are named.
	{"tarn_decimal_divide", `tarn_decimal_divide(x, y, shift, scale) AS list_extract(list_transform([struct_pack(a := tarn_unscaled(x), b := tarn_unscaled(y))], lambda d_:
		CASE WHEN struct_extract(d_, 'b') = 0 THEN error('DIVISION_BY_ZERO: Division by zero')
		ELSE tarn_decimal_text(tarn_shift_divide(struct_extract(d_, 'a'), struct_extract(d_, 'b'), CAST('1' || repeat('0', shift) AS HUGEINT)), scale) END), 1)`},
	{"tarn_decimal_mod", `tarn_decimal_mod(x, y, scale) AS list_extract(list_transform([struct_pack(a := tarn_unscaled(x), b := tarn_unscaled(y))], lambda d_:
		CASE WHEN struct_extract(d_, 'b') = 0 THEN error('DIVISION_BY_ZERO: Division by zero')
		ELSE tarn_decimal_text(struct_extract(d_, 'a') % struct_extract(d_, 'b'), scale) END), 1)`},
	{"tarn_decimal_text", `tarn_decimal_text(digits, scale) AS CASE WHEN scale = 0 THEN CAST(digits AS VARCHAR) ELSE tarn_point(digits, scale) END`},
	{"tarn_days", `tarn_days(ms) AS CASE WHEN ms % 86400000 <> 0
		THEN error('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date') ELSE CAST(ms // 86400000 AS INTEGER) END`},

	{"tarn_subscript", `tarn_subscript(list, i) AS CASE
		WHEN i BETWEEN 1 AND len(list) THEN list_extract(list, i)
		WHEN i = 0 THEN error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1')
		WHEN i < 0 THEN error('INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || i)
		WHEN i > len(list) THEN error('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || i || ' > ' || len(list)) END`},
	{"tarn_map_subscript", `tarn_map_subscript(m, k) AS CASE
		WHEN map_contains(m, k) THEN map_extract_value(m, k)
		WHEN m IS NOT NULL AND k IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(k AS VARCHAR)) END`},
	{"tarn_map_sorted", `tarn_map_sorted(m) AS map_from_entries(list_sort(map_entries(m)))`},
	{"tarn_all", `tarn_all(truths) AS CASE WHEN truths IS NULL THEN NULL WHEN list_contains(truths, FALSE) THEN FALSE
		WHEN len(list_filter(truths, lambda truth_: truth_ IS NULL)) > 0 THEN NULL ELSE TRUE END`},
	{"tarn_any", `tarn_any(truths) AS CASE WHEN truths IS NULL THEN FALSE WHEN list_contains(truths, TRUE) THEN TRUE
		WHEN len(list_filter(truths, lambda truth_: truth_ IS NULL)) > 0 THEN NULL ELSE FALSE END`},
	{"tarn_list_concat", `tarn_list_concat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_concat(a, b) END`},
	{"tarn_list_append", `tarn_list_append(list, x) AS CASE WHEN list IS NOT NULL THEN list_append(list, x) END`},
	{"tarn_list_prepend", `tarn_list_prepend(list, x) AS CASE WHEN list IS NOT NULL THEN list_prepend(x, list) END`},
	{"tarn_overlaps", `tarn_overlaps(a, b, c, d) AS CASE
		WHEN least(a, b) = greatest(a, b) OR least(c, d) = greatest(c, d)
		THEN least(a, b) = least(c, d) OR least(a, b) < greatest(c, d) AND least(c, d) < greatest(a, b)
		ELSE least(a, b) < greatest(c, d) AND least(c, d) < greatest(a, b) END`},

	// Text of values.
	{"tarn_fraction_text", `tarn_fraction_text(text) AS regexp_replace(text, '^(-?)[.]', '\10.')`},
	{"tarn_fit_boolean", `tarn_fit_boolean(text, n, type) AS CASE WHEN length(text) > n
		THEN error('INVALID_CAST_ARGUMENT: Cannot cast ''' || text || ''' to ' || type) ELSE text END`},
	{"tarn_fit", `tarn_fit(text, n, type) AS CASE WHEN length(text) > n
		THEN error('INVALID_CAST_ARGUMENT: Value ' || text || ' cannot be represented as ' || type) ELSE text END`},
	// CAST to varchar is always with an exponent: 1.71E1. Java's toString is not.
	{"tarn_double_text", `tarn_double_text(x) AS CASE
		WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
		WHEN isfinite(x) THEN CASE WHEN x < 0 THEN '-' ELSE '' END || tarn_exponent_text(CAST(abs(x) AS VARCHAR))
		ELSE tarn_java_double(x) END`},
	{"tarn_exponent_text", `tarn_exponent_text(text) AS CASE
		WHEN strpos(text, 'e') > 0 THEN split_part(text, 'e', 1) || CASE WHEN strpos(split_part(text, 'e', 1), '.') = 0 THEN '.0' ELSE '' END
			|| 'E' || CAST(CAST(split_part(text, 'e', 2) AS INTEGER) AS VARCHAR)
		WHEN text NOT LIKE '0.%' THEN tarn_scientific(rtrim(replace(text, '.', ''), '0'), length(split_part(text, '.', 1)) - 1)
		ELSE tarn_scientific(ltrim(split_part(text, '.', 2), '0'), length(ltrim(split_part(text, '.', 2), '0')) - length(split_part(text, '.', 2)) - 1) END`},
	{"tarn_real_text", `tarn_real_text(x) AS CASE WHEN isfinite(x) AND x <> 0
		THEN regexp_replace(regexp_replace(tarn_e_notation(format('{:.6e}', x)), '0+E', 'E'), '\.E', '.0E')
		ELSE tarn_double_text(x) END`},
	{"tarn_e_notation", `tarn_e_notation(text) AS split_part(text, 'e', 1) || 'E' || CAST(CAST(split_part(text, 'e', 2) AS INTEGER) AS VARCHAR)`},
	{"tarn_java_double", `tarn_java_double(x) AS CASE
		WHEN isnan(x) THEN 'NaN'
		WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
		WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0.0' ELSE '0.0' END
		ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || tarn_digits_text(CAST(abs(x) AS VARCHAR), abs(x)) END`},
	// DuckDB writes the same digits as Java, which puts an exponent to numbers
	// below 0.001 and from ten million on.
	{"tarn_digits_text", `tarn_digits_text(text, x) AS CASE
		WHEN x >= 1e-3 AND x < 1e7 AND strpos(text, 'e') = 0 THEN text
		WHEN strpos(text, 'e') > 0 THEN split_part(text, 'e', 1) || CASE WHEN strpos(split_part(text, 'e', 1), '.') = 0 THEN '.0' ELSE '' END
			|| 'E' || CAST(CAST(split_part(text, 'e', 2) AS INTEGER) AS VARCHAR)
		WHEN x >= 1e7 THEN tarn_scientific(rtrim(replace(text, '.', ''), '0'), length(split_part(text, '.', 1)) - 1)
		ELSE tarn_scientific(ltrim(split_part(text, '.', 2), '0'), length(ltrim(split_part(text, '.', 2), '0')) - length(split_part(text, '.', 2)) - 1) END`},
	{"tarn_scientific", `tarn_scientific(digits, exponent) AS left(digits, 1) || '.' || CASE WHEN length(digits) > 1 THEN substr(digits, 2) ELSE '0' END || 'E' || exponent`},
	{"tarn_fraction", `tarn_fraction(us, p) AS CASE WHEN p = 0 THEN '' ELSE '.' || left(lpad(CAST(us AS VARCHAR), 6, '0'), p) END`},
	{"tarn_time_text", `tarn_time_text(t, p) AS left(CAST(t AS VARCHAR), 8) || tarn_fraction(microsecond(t) % 1000000, p)`},
	{"tarn_timestamp_text", `tarn_timestamp_text(t, p) AS tarn_date_text(CAST(t AS DATE)) || ' ' || tarn_time_text(CAST(t AS TIME), p)`},
	{"tarn_date_text", `tarn_date_text(d) AS CASE WHEN d >= DATE '0001-01-01' THEN CAST(d AS VARCHAR)
		ELSE CASE WHEN year(d) < 0 THEN '-' ELSE '' END || CASE WHEN abs(year(d)) > 9999 THEN CAST(abs(year(d)) AS VARCHAR) ELSE lpad(CAST(abs(year(d)) AS VARCHAR), 4, '0') END || strftime(d, '-%m-%d') END`},
	{"tarn_zoned_text", `tarn_zoned_text(x, p) AS tarn_timestamp_text(tarn_local(x.t, x.z), p) || ' ' || x.z`},
	{"tarn_zoned_time_text", `tarn_zoned_time_text(x, p) AS tarn_time_text(x.t, p) || tarn_offset_text(x.z)`},
	{"tarn_offset_text", `tarn_offset_text(m) AS CASE WHEN m < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(m) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(m) % 60 AS VARCHAR), 2, '0')`},
	// Java's toString of LocalDate, LocalTime, LocalDateTime and ZonedDateTime.
	{"tarn_java_date", `tarn_java_date(d) AS CASE WHEN year(d) > 9999 THEN '+' ELSE '' END || tarn_date_text(d)`},
	{"tarn_java_time", `tarn_java_time(t) AS CASE
		WHEN microsecond(t) = 0 THEN left(CAST(t AS VARCHAR), 5)
		WHEN microsecond(t) % 1000000 = 0 THEN left(CAST(t AS VARCHAR), 8)
		WHEN microsecond(t) % 1000 = 0 THEN tarn_time_text(t, 3) ELSE tarn_time_text(t, 6) END`},
	{"tarn_java_timestamp", `tarn_java_timestamp(t) AS tarn_java_date(CAST(t AS DATE)) || 'T' || tarn_java_time(CAST(t AS TIME))`},
	{"tarn_java_offset", `tarn_java_offset(s) AS CASE WHEN s = 0 THEN 'Z' ELSE CASE WHEN s < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(s) // 3600 AS VARCHAR), 2, '0')
		|| ':' || lpad(CAST(abs(s) // 60 % 60 AS VARCHAR), 2, '0') || CASE WHEN s % 60 = 0 THEN '' ELSE ':' || lpad(CAST(abs(s) % 60 AS VARCHAR), 2, '0') END END`},
	{"tarn_java_zoned", `tarn_java_zoned(x) AS list_extract(list_transform([struct_pack(t := x.t, z := x.z, l := tarn_local(x.t, x.z))], lambda x_:
		tarn_java_timestamp(x_.l) || tarn_java_offset(CAST(epoch(x_.l) - epoch(x_.t) AS BIGINT)) || CASE WHEN tarn_is_offset(x_.z) THEN '' ELSE '[' || x_.z || ']' END), 1)`},
	{"tarn_interval_day_text", `tarn_interval_day_text(ms) AS CASE WHEN ms < 0 THEN '-' ELSE '' END || CAST(abs(ms) // 86400000 AS VARCHAR) || ' '
		|| lpad(CAST(abs(ms) // 3600000 % 24 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(ms) // 60000 % 60 AS VARCHAR), 2, '0')
		|| ':' || lpad(CAST(abs(ms) // 1000 % 60 AS VARCHAR), 2, '0') || '.' || lpad(CAST(abs(ms) % 1000 AS VARCHAR), 3, '0')`},
	{"tarn_interval_year_text", `tarn_interval_year_text(m) AS CASE WHEN m < 0 THEN '-' ELSE '' END || CAST(abs(m) // 12 AS VARCHAR) || '-' || CAST(abs(m) % 12 AS VARCHAR)`},

	// Values of text. What cannot be read is an error, and NULL stays NULL.
	{"tarn_bad_cast", `tarn_bad_cast(x, type) AS CASE WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to ' || type) END`},
	{"tarn_boolean", `tarn_boolean(x) AS CASE WHEN lower(x) IN ('t', 'true', '1') THEN TRUE WHEN lower(x) IN ('f', 'false', '0') THEN FALSE
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to BOOLEAN') END`},
	{"tarn_parse_integer", `tarn_parse_integer(x, least_, most_, type) AS CASE
		WHEN regexp_full_match(tarn_trim(x), '[+-]?[0-9]{1,37}') AND TRY_CAST(x AS HUGEINT) BETWEEN least_ AND most_ THEN TRY_CAST(x AS HUGEINT)
		ELSE tarn_bad_cast(x, type) END`},
	{"tarn_parse_double", `tarn_parse_double(x, type) AS CASE
		WHEN regexp_full_match(x, '\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?\s*') THEN TRY_CAST(rtrim(trim(x), 'dDfF') AS DOUBLE)
		WHEN regexp_full_match(trim(x), '[+-]?(NaN|Infinity)') THEN TRY_CAST(trim(x, ' +') AS DOUBLE)
		ELSE tarn_bad_cast(x, type) END`},
	{"tarn_double_integer", `tarn_double_integer(x, least_, most_, type) AS CASE
		WHEN isnan(x) THEN error('INVALID_CAST_ARGUMENT: Cannot cast NaN to ' || type)
		WHEN round(x) < least_ OR round(x) >= CAST(most_ AS DOUBLE) + CASE WHEN most_ > 9007199254740992 THEN 0 ELSE 1 END
		THEN error('INVALID_CAST_ARGUMENT: Out of range for ' || type || ': ' || tarn_double_text(x)) ELSE CAST(round(x) AS HUGEINT) END`},
	{"tarn_decimal_integer", `tarn_decimal_integer(x, least_, most_, type) AS CASE
		WHEN CAST(x AS HUGEINT) BETWEEN least_ AND most_ THEN CAST(x AS HUGEINT)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to ' || upper(type)) END`},
	{"tarn_fit_integer", `tarn_fit_integer(x, least_, most_, type) AS CASE WHEN x BETWEEN least_ AND most_ THEN x
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Out of range for ' || type || ': ' || x) END`},
	{"tarn_plain", `tarn_plain(text) AS CASE WHEN strpos(text, 'E') > 0 THEN CASE WHEN text LIKE '-%' THEN '-' ELSE '' END
		|| tarn_shifted(replace(ltrim(split_part(text, 'E', 1), '-'), '.', ''), CAST(split_part(text, 'E', 2) AS INTEGER)) END`},
	{"tarn_shifted", `tarn_shifted(digits, e) AS CASE WHEN e < 0 THEN '0.' || repeat('0', -e - 1) || digits
		WHEN length(digits) <= e + 1 THEN rpad(digits, e + 1, '0') ELSE left(digits, e + 1) || '.' || substr(digits, e + 2) END`},
	{"tarn_decimal_digits", `tarn_decimal_digits(x) AS CASE
		WHEN regexp_full_match(trim(x), '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?') THEN trim(x) END`},
	{"tarn_decimal", `tarn_decimal(value_, x, kind, p, s) AS CASE WHEN value_ IS NOT NULL THEN value_ WHEN x IS NOT NULL
		THEN error('INVALID_CAST_ARGUMENT: Cannot cast ' || kind || ' ''' || x || ''' to DECIMAL(' || p || ', ' || s || ')') END`},
	{"tarn_uuid", `tarn_uuid(x) AS CASE WHEN regexp_full_match(x, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}') THEN TRY_CAST(x AS UUID)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Cannot cast value to UUID: ' || x) END`},
	{"tarn_binary_uuid", `tarn_binary_uuid(x) AS CASE WHEN octet_length(x) = 16 THEN TRY_CAST(hex(x) AS UUID)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Expected 16 bytes, but got ' || octet_length(x)) END`},

	{"tarn_date_parts", `tarn_date_parts(x) AS TRY_CAST(CASE
		WHEN regexp_full_match(x, '[+]?[0-9]+-[0-9]{1,2}-[0-9]{1,2}') THEN lpad(regexp_extract(x, '([0-9]+)-', 1), CAST(greatest(4, length(regexp_extract(x, '([0-9]+)-', 1))) AS INTEGER), '0') || regexp_extract(x, '-.*')
		WHEN regexp_full_match(x, '-[0-9]+-[0-9]{1,2}-[0-9]{1,2}') THEN lpad(CAST(CAST(regexp_extract(x, '([0-9]+)-', 1) AS INTEGER) + 1 AS VARCHAR), 4, '0') || regexp_extract(substr(x, 2), '-.*') || ' (BC)' END AS DATE)`},
	{"tarn_trim", `tarn_trim(x) AS trim(x, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`},
	{"tarn_parse_date", `tarn_parse_date(x) AS CASE WHEN tarn_date_parts(tarn_trim(x)) IS NOT NULL THEN tarn_date_parts(tarn_trim(x))
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || x) END`},
	{"tarn_clock", `tarn_clock(x) AS CASE WHEN regexp_full_match(x, '[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]+)?)?')
		THEN TRY_CAST(x || CASE WHEN length(x) - length(replace(x, ':', '')) = 1 THEN ':00' ELSE '' END AS TIME) END`},
	{"tarn_parse_time", `tarn_parse_time(x, p) AS CASE WHEN tarn_clock(trim(x)) IS NOT NULL THEN tarn_round_time(tarn_clock(trim(x)), p)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Value cannot be cast to time: ' || x) END`},
	{"tarn_stamp", `tarn_stamp(x) AS CASE WHEN strpos(x, ':') = 0 THEN CAST(tarn_date_parts(x) AS TIMESTAMP)
		ELSE tarn_date_parts(regexp_extract(x, '^(\S+) ', 1)) + tarn_clock(regexp_extract(x, ' (.*)$', 1)) END`},
	{"tarn_parse_timestamp", `tarn_parse_timestamp(x, p) AS CASE WHEN tarn_stamp(tarn_unzoned(trim(x))) IS NOT NULL THEN tarn_round_timestamp(tarn_stamp(tarn_unzoned(trim(x))), p)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ' || x) END`},
	{"tarn_unzoned", `tarn_unzoned(x) AS regexp_extract(x, '^([^ ]+( +[0-9:.]+)?)', 1)`},
	{"tarn_zone_text", `tarn_zone_text(x) AS trim(substr(x, length(tarn_unzoned(x)) + 1))`},
	{"tarn_parse_zoned", `tarn_parse_zoned(x, p, session) AS CASE WHEN tarn_stamp(tarn_unzoned(trim(x))) IS NOT NULL
		THEN struct_pack(t := tarn_utc(tarn_round_timestamp(tarn_stamp(tarn_unzoned(trim(x))), p), tarn_zone(tarn_zone_text(trim(x)), session)), z := tarn_zone(tarn_zone_text(trim(x)), session))
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp with time zone: ' || x) END`},
	{"tarn_zone", `tarn_zone(z, session) AS CASE WHEN z = '' THEN session WHEN upper(z) IN ('Z', 'UTC', 'UT', 'GMT', '+00:00', '-00:00') THEN 'UTC' ELSE z END`},
	{"tarn_parse_zoned_time", `tarn_parse_zoned_time(x, p) AS CASE WHEN tarn_clock(trim(regexp_extract(x, '^[0-9:. ]+'))) IS NOT NULL
		THEN struct_pack(t := tarn_round_time(tarn_clock(trim(regexp_extract(x, '^[0-9:. ]+'))), p), z := CASE WHEN regexp_matches(x, '[+-][0-9]{2}:[0-9]{2}$') THEN tarn_offset(right(x, 6)) ELSE 0 END)
		WHEN x IS NOT NULL THEN error('INVALID_CAST_ARGUMENT: Value cannot be cast to time with time zone: ' || x) END`},

	// Digits of a second: what is more than p of them is rounded, half up.
	{"tarn_unit", `tarn_unit(p) AS CAST(power(10, 6 - p) AS BIGINT)`},
	{"tarn_round_us", `tarn_round_us(us, p) AS CASE WHEN us >= 0 THEN (us + tarn_unit(p) // 2) // tarn_unit(p) * tarn_unit(p)
		ELSE -((-us + (tarn_unit(p) - 1) // 2) // tarn_unit(p) * tarn_unit(p)) END`},
	{"tarn_round_timestamp", `tarn_round_timestamp(t, p) AS CASE WHEN p >= 6 THEN t ELSE make_timestamp(tarn_round_us(epoch_us(t), p)) END`},
	{"tarn_round_time", `tarn_round_time(t, p) AS CASE WHEN p >= 6 THEN t
		ELSE CAST(make_timestamp(tarn_round_us(epoch_us(DATE '1970-01-01' + t), p) % 86400000000) AS TIME) END`},

	// Zones: an offset such as +05:30, or a name.
	{"tarn_offset", `tarn_offset(z) AS CASE WHEN z[1] = '-' THEN -1 ELSE 1 END * (CAST(z[2:3] AS INTEGER) * 60 + CAST(z[5:6] AS INTEGER))`},
	{"tarn_is_offset", `tarn_is_offset(z) AS z[1] IN ('+', '-')`},
	{"tarn_local", `tarn_local(t, z) AS CASE WHEN z = 'UTC' THEN t WHEN tarn_is_offset(z) THEN t + to_minutes(tarn_offset(z)) ELSE timezone(z, timezone('UTC', t)) END`},
	{"tarn_utc", `tarn_utc(t, z) AS CASE WHEN z = 'UTC' THEN t WHEN tarn_is_offset(z) THEN t - to_minutes(tarn_offset(z)) ELSE tarn_named_utc(t, z) END`},
	{"tarn_with_zone", `tarn_with_zone(t, z) AS CASE WHEN t IS NOT NULL THEN struct_pack(t := tarn_utc(t, z), z := z) END`},
	{"tarn_offset_at", `tarn_offset_at(t, z) AS CAST((epoch(tarn_local(t, z)) - epoch(t)) // 60 AS INTEGER)`},
	{"tarn_with_offset", `tarn_with_offset(t, m) AS CASE WHEN t IS NOT NULL THEN struct_pack(t := t, z := CAST(m AS INTEGER)) END`},
	{"tarn_zoned_local", `tarn_zoned_local(x) AS list_transform([x], lambda x_: tarn_local(x_.t, x_.z))[1]`},
	{"tarn_zoned_offset", `tarn_zoned_offset(x) AS tarn_offset_at(x.t, x.z)`},
	{"tarn_zoned_round", `tarn_zoned_round(x, p) AS CASE WHEN x IS NOT NULL THEN struct_pack(t := tarn_round_timestamp(x.t, p), z := x.z) END`},
	{"tarn_zoned_months", `tarn_zoned_months(x, m) AS CASE WHEN x IS NOT NULL AND m IS NOT NULL THEN struct_pack(t := tarn_utc(tarn_local(x.t, x.z) + to_months(m), x.z), z := x.z) END`},
	{"tarn_zoned_shift", `tarn_zoned_shift(x, ms) AS CASE WHEN x IS NOT NULL AND ms IS NOT NULL THEN struct_pack(t := x.t + to_microseconds(ms * 1000), z := x.z) END`},
	{"tarn_time_utc", `tarn_time_utc(x) AS (epoch_us(DATE '1970-01-02' + x.t) - x.z * 60000000) % 86400000000`},
	{"tarn_time_difference", `tarn_time_difference(x, y) AS (tarn_time_utc(x) - tarn_time_utc(y)) // 1000`},
}
