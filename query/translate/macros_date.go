package translate

var dateMacros = []Macro{
	// Zones have names, or are offsets such as +05:30.
	{"tarn_offset_zone", `tarn_offset_zone(minutes) AS list_transform([minutes], lambda minutes_: CASE
		WHEN abs(minutes_) > 840 THEN error('INVALID_FUNCTION_ARGUMENT: Invalid offset minutes ' || minutes_)
		WHEN minutes_ = 0 THEN 'UTC'
		ELSE tarn_offset_text(minutes_) END)[1]`},
	{"tarn_zone_minutes", `tarn_zone_minutes(z) AS (CASE WHEN contains(z, '-') THEN -1 ELSE 1 END
		* (60 * regexp_extract(z, '[+-]([0-9]{1,2}?)(?::?[0-9]{2})?$', 1)::INTEGER
		+ coalesce(nullif(regexp_extract(z, '[+-][0-9]{1,2}?(?::?([0-9]{2}))$', 1), '')::INTEGER, 0)))`},
	{"tarn_zone_of", `tarn_zone_of(z) AS list_transform([z], lambda zone_: CASE
		WHEN upper(zone_) IN ('UTC', 'GMT', 'UT', 'Z', 'ZULU') THEN 'UTC'
		WHEN regexp_full_match(zone_, '(UTC|GMT|UT)?[+-][0-9]{1,2}(:?[0-9]{2})?') THEN tarn_offset_zone(tarn_zone_minutes(zone_))
		WHEN zone_ IS NULL OR try(timezone(zone_, TIMESTAMP '2000-01-01')) IS NOT NULL THEN zone_
		ELSE error('INVALID_FUNCTION_ARGUMENT: ''' || zone_ || ''' is not a valid time zone') END)[1]`},
	{"tarn_instant", `tarn_instant(t, z) AS list_filter([struct_pack(t := t, z := z)], lambda instant_: instant_.t IS NOT NULL AND instant_.z IS NOT NULL)[1]`},
	// An hour that the clock shows twice is the first of them.
	{"tarn_named_utc", `tarn_named_utc(t, z) AS list_transform([timezone(z, t)], lambda utc_: timezone('UTC', utc_ -
		CASE WHEN timezone(z, utc_ - INTERVAL 1 HOUR) = timezone(z, utc_) THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END))[1]`},
	{"tarn_zoned", `tarn_zoned(t, z) AS list_transform([struct_pack(t := t, z := z)], lambda local_:
		CASE WHEN local_.t IS NOT NULL AND local_.z IS NOT NULL THEN struct_pack(t := tarn_utc(local_.t, local_.z), z := local_.z) END)[1]`},
	{"tarn_minutes", `tarn_minutes(t, z) AS list_transform([struct_pack(t := t, z := z)], lambda at_: CASE
		WHEN at_.z = 'UTC' THEN 0
		WHEN tarn_is_offset(at_.z) THEN tarn_offset(at_.z)
		ELSE date_diff('minute', at_.t, timezone(at_.z, timezone('UTC', at_.t))) END)[1]`},
	{"tarn_unit_of", `tarn_unit_of(unit, units, field) AS CASE WHEN list_contains(units, lower(unit)) THEN lower(unit)
		WHEN unit IS NOT NULL THEN error('INVALID_FUNCTION_ARGUMENT: ''' || lower(unit) || ''' is not a valid ' || field || ' field') END`},
	{"tarn_millis", `tarn_millis(t) AS date_trunc('millisecond', t)`},
	{"tarn_of_clock", `tarn_of_clock(unit) AS (unit IN ('millisecond', 'second', 'minute', 'hour'))`},
	{"tarn_step", `tarn_step(unit, n) AS CASE unit
		WHEN 'millisecond' THEN to_milliseconds(n)
		WHEN 'second' THEN to_seconds(n)
		WHEN 'minute' THEN to_minutes(n)
		WHEN 'hour' THEN to_hours(n)
		WHEN 'day' THEN to_days(n)
		WHEN 'week' THEN to_days(n * 7)
		WHEN 'month' THEN to_months(n)
		WHEN 'quarter' THEN to_months(n * 3)
		WHEN 'year' THEN to_months(n * 12) END`},
	{"tarn_plus", `tarn_plus(step, x) AS (x + step)`},
	{"tarn_date_add", `tarn_date_add(unit, n, x) AS (x + tarn_step(unit, n))`},
	// Parts of a day are added to and cut from the instant, days and more are those of the clock.
	{"tarn_zoned_add_clock", `tarn_zoned_add_clock(step, v) AS list_transform([v], lambda add_: tarn_instant(add_.t + step, add_.z))[1]`},
	{"tarn_zoned_add_days", `tarn_zoned_add_days(step, v) AS list_transform([v], lambda add_: tarn_zoned(tarn_zoned_local(add_) + step, add_.z))[1]`},
	{"tarn_zoned_add", `tarn_zoned_add(unit, n, v) AS CASE WHEN tarn_of_clock(unit)
		THEN tarn_zoned_add_clock(tarn_step(unit, n), v) ELSE tarn_zoned_add_days(tarn_step(unit, n), v) END`},
	{"tarn_zoned_trunc_clock", `tarn_zoned_trunc_clock(unit, v) AS list_transform([struct_pack(v := v, local := tarn_zoned_local(v))], lambda trunc_:
		tarn_instant(trunc_.v.t - (trunc_.local - date_trunc(unit, trunc_.local)), trunc_.v.z))[1]`},
	{"tarn_zoned_trunc_days", `tarn_zoned_trunc_days(unit, v) AS list_transform([v], lambda trunc_: tarn_zoned(date_trunc(unit, tarn_zoned_local(trunc_)), trunc_.z))[1]`},
	{"tarn_zoned_trunc", `tarn_zoned_trunc(unit, v) AS CASE WHEN tarn_of_clock(unit) THEN tarn_zoned_trunc_clock(unit, v) ELSE tarn_zoned_trunc_days(unit, v) END`},
	{"tarn_zoned_diff_clock", `tarn_zoned_diff_clock(unit, a, b) AS date_sub(unit, tarn_millis((a).t), tarn_millis((b).t))`},
	{"tarn_zoned_diff_days", `tarn_zoned_diff_days(unit, a, b) AS list_transform([struct_pack(a := a, b := b)], lambda diff_:
		date_sub(unit, tarn_millis(tarn_local(diff_.a.t, diff_.a.z)), tarn_millis(tarn_local(diff_.b.t, diff_.a.z))))[1]`},
	{"tarn_zoned_diff", `tarn_zoned_diff(unit, a, b) AS CASE WHEN tarn_of_clock(unit) THEN tarn_zoned_diff_clock(unit, a, b) ELSE tarn_zoned_diff_days(unit, a, b) END`},
	{"tarn_time_zoned", `tarn_time_zoned(t, z) AS CASE WHEN t IS NOT NULL AND z IS NOT NULL THEN struct_pack(t := t, z := z::INTEGER) END`},
	{"tarn_time_trunc", `tarn_time_trunc(unit, v) AS tarn_time_zoned(date_trunc(unit, DATE '1970-01-01' + (v).t)::TIME, (v).z)`},
	{"tarn_time_add", `tarn_time_add(unit, n, v) AS tarn_time_zoned(tarn_date_add(unit, n, DATE '1970-01-01' + (v).t)::TIME, (v).z)`},
	{"tarn_time_instant", `tarn_time_instant(v) AS (DATE '1970-01-01' + (v).t - to_minutes((v).z))`},
	{"tarn_time_at", `tarn_time_at(v, minutes) AS list_transform([struct_pack(v := v, minutes := minutes)], lambda there_: CASE
		WHEN abs(there_.minutes) > 840 THEN error('INVALID_FUNCTION_ARGUMENT: Invalid offset minutes ' || there_.minutes)
		ELSE tarn_time_zoned((tarn_time_instant(there_.v) + to_minutes(there_.minutes))::TIME, there_.minutes) END)[1]`},
	{"tarn_date", `tarn_date(s) AS CASE WHEN s IS NULL THEN NULL
		ELSE coalesce(CASE WHEN regexp_matches(s, '^\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\s*$') THEN try_cast(trim(s) AS DATE) END,
			error('INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || s)) END`},
	{"tarn_from_unixtime", `tarn_from_unixtime(seconds, z) AS list_transform([seconds], lambda seconds_: CASE
		WHEN abs(seconds_) > 9.2e12 THEN error('INVALID_FUNCTION_ARGUMENT: Millis overflow: ' || CASE WHEN seconds_ > 9.2e15 THEN 9223372036854775807 WHEN seconds_ < -9.2e15 THEN -9223372036854775808 ELSE round(seconds_ * 1000)::BIGINT END)
		ELSE tarn_instant(make_timestamp(CASE WHEN isnan(seconds_) THEN 0 ELSE floor(seconds_ * 1000 + 0.5)::BIGINT * 1000 END), z) END)[1]`},
	// The parts of ISO 8601: year, month, day or week, weekday or day of the year.
	{"tarn_iso_day", `tarn_iso_day(s) AS list_transform([s], lambda day_: CASE
		WHEN regexp_full_match(day_, '[+-]?[0-9]{4,9}-W[0-9]{1,2}(-[1-7])?')
		THEN try_strptime(left(ltrim(day_, '+') || '-1', CASE WHEN regexp_matches(day_, '-[1-7]$') AND regexp_matches(day_, 'W.*-') THEN length(ltrim(day_, '+')) ELSE 99 END), '%G-W%V-%u')::DATE
		WHEN regexp_full_match(day_, '[+-]?[0-9]{4,9}-[0-9]{3}') THEN try_strptime(ltrim(day_, '+'), '%Y-%j')::DATE
		WHEN regexp_full_match(day_, '[+-]?[0-9]{4,9}(-[0-9]{1,2}){0,2}') THEN try_cast(array_to_string(
			list_transform((string_split(ltrim(day_, '+'), '-') || ['01', '01'])[1:3], lambda part_: lpad(part_, greatest(2, length(part_))::INTEGER, '0')), '-') AS DATE) END)[1]`},
	{"tarn_iso_date", `tarn_iso_date(s) AS CASE WHEN s IS NOT NULL THEN coalesce(tarn_iso_day(s), error('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || s || '"')) END`},
	{"tarn_iso_clock", `tarn_iso_clock(s) AS list_transform([s], lambda clock_: CASE
		WHEN clock_ = '' THEN TIME '00:00:00'
		WHEN regexp_full_match(clock_, '[0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}([.,][0-9]+)?)?)?')
		THEN try_cast(array_to_string((string_split(regexp_replace(replace(clock_, ',', '.'), '([.][0-9]{3})[0-9]+', '\1'), ':') || ['00', '00'])[1:3], ':') AS TIME) END)[1]`},
	{"tarn_iso_local", `tarn_iso_local(s) AS (tarn_iso_day(regexp_extract(s, '^[^T]*')) + tarn_iso_clock(regexp_replace(regexp_extract(s, 'T(.*)$', 1), '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', '')))`},
	{"tarn_iso_zone", `tarn_iso_zone(s, otherwise) AS tarn_zone_of(coalesce(nullif(regexp_extract(s, 'T.*?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', 1), ''), otherwise))`},
	{"tarn_iso_timestamp", `tarn_iso_timestamp(s, otherwise) AS list_transform([struct_pack(s := s, t := tarn_iso_local(s))], lambda iso_: CASE
		WHEN iso_.s IS NULL THEN NULL
		WHEN iso_.t IS NULL THEN error('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || iso_.s || '"')
		WHEN abs(year(iso_.t)) > 73326 THEN error('INVALID_FUNCTION_ARGUMENT: Millis overflow: ' || epoch_ms(iso_.t))
		ELSE tarn_zoned(iso_.t, tarn_iso_zone(iso_.s, otherwise)) END)[1]`},
	{"tarn_iso_offset", `tarn_iso_offset(v) AS list_transform([v], lambda zoned_: replace(tarn_offset_zone(tarn_minutes(zoned_.t, zoned_.z)), 'UTC', 'Z'))[1]`},
	{"tarn_two_digits", `tarn_two_digits(t, field) AS lpad(date_part(field, t)::VARCHAR, 2, '0')`},
	// Patterns that are not literals are followed piece by piece.
	{"tarn_date_format", `tarn_date_format(t, pattern) AS CASE WHEN t IS NOT NULL THEN array_to_string(list_transform(regexp_extract_all(pattern, '(?s)%.|[^%]+'), lambda piece_: CASE
		WHEN piece_[1] <> '%' THEN piece_
		ELSE CASE piece_[2]
			WHEN 'a' THEN strftime(t, '%a') WHEN 'b' THEN strftime(t, '%b') WHEN 'c' THEN strftime(t, '%-m') WHEN 'd' THEN strftime(t, '%d')
			WHEN 'e' THEN strftime(t, '%-d') WHEN 'f' THEN strftime(t, '%g000') WHEN 'H' THEN strftime(t, '%H') WHEN 'h' THEN strftime(t, '%I')
			WHEN 'I' THEN strftime(t, '%I') WHEN 'i' THEN strftime(t, '%M') WHEN 'j' THEN strftime(t, '%j') WHEN 'k' THEN strftime(t, '%-H')
			WHEN 'l' THEN strftime(t, '%-I') WHEN 'M' THEN strftime(t, '%B') WHEN 'm' THEN strftime(t, '%m') WHEN 'p' THEN strftime(t, '%p')
			WHEN 'r' THEN strftime(t, '%I:%M:%S %p') WHEN 'S' THEN strftime(t, '%S') WHEN 's' THEN strftime(t, '%S') WHEN 'T' THEN strftime(t, '%H:%M:%S')
			WHEN 'v' THEN strftime(t, '%V') WHEN 'x' THEN strftime(t, '%G') WHEN 'W' THEN strftime(t, '%A') WHEN 'Y' THEN strftime(t, '%Y') WHEN 'y' THEN strftime(t, '%y')
			ELSE CASE WHEN piece_[2] IN ('w', 'U', 'u', 'V', 'X', 'D') THEN error('INVALID_FUNCTION_ARGUMENT: ' || piece_ || ' not supported in date format string') ELSE piece_[2] END END
		END), '') END`},
	{"tarn_parsed", `tarn_parsed(t, s) AS CASE WHEN s IS NOT NULL THEN coalesce(date_trunc('millisecond', t), error('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || s || '"')) END`},
	{"tarn_unit_millis", `tarn_unit_millis(unit) AS CASE unit WHEN 'ns' THEN 1e-6 WHEN 'us' THEN 1e-3 WHEN 'ms' THEN 1 WHEN 's' THEN 1e3 WHEN 'm' THEN 6e4 WHEN 'h' THEN 3.6e6 WHEN 'd' THEN 8.64e7 END::DOUBLE`},
	{"tarn_parse_duration", `tarn_parse_duration(s) AS list_transform([s], lambda duration_: CASE
		WHEN duration_ = '' THEN error('INVALID_FUNCTION_ARGUMENT: duration is empty')
		WHEN NOT regexp_matches(duration_, '^\s*[0-9]+(?:\.[0-9]+)?\s*[a-zA-Z]+\s*$')
		THEN error('INVALID_FUNCTION_ARGUMENT: duration is not a valid data duration string: ' || duration_)
		WHEN duration_ IS NOT NULL THEN coalesce(
			floor(regexp_extract(duration_, '[0-9.]+')::DOUBLE * tarn_unit_millis(regexp_extract(duration_, '[a-zA-Z]+')) + 0.5)::BIGINT,
			error('INVALID_FUNCTION_ARGUMENT: Unknown time unit: ' || regexp_extract(duration_, '[a-zA-Z]+'))) END)[1]`},
	{"tarn_counted", `tarn_counted(n, unit) AS CASE WHEN n = 1 THEN '1 ' || unit WHEN n > 1 THEN n || ' ' || unit || 's' END`},
	{"tarn_human_whole", `tarn_human_whole(n) AS CASE WHEN n = 0 THEN '0 seconds' WHEN n IS NOT NULL THEN concat_ws(', ', tarn_counted(n // 604800, 'week'),
		tarn_counted(n // 86400 % 7, 'day'), tarn_counted(n // 3600 % 24, 'hour'), tarn_counted(n // 60 % 60, 'minute'), tarn_counted(n % 60, 'second')) END`},
	{"tarn_human_seconds", `tarn_human_seconds(x) AS list_transform([x], lambda seconds_: CASE
		WHEN NOT isfinite(seconds_) THEN error('INVALID_FUNCTION_ARGUMENT: Invalid argument found: ' || tarn_java_double(seconds_))
		ELSE tarn_human_whole(round(abs(seconds_))::BIGINT) END)[1]`},
}
