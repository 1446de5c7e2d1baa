package translate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/types"
)

// dateFunctions are those of Trino's DateTimeFunctions and their kin.
//
// A timestamp with time zone is the instant in UTC and the zone; the macro
// tarn_zoned_local gives what its clock shows, tarn_zoned makes one of that.
var dateFunctions = slices.Concat(fieldFunctions(), []Function{
	{Signature: "date_trunc(varchar, date) date", Emit: ofUnit(dateUnits, "DATE", "date_trunc($1, $2)::DATE"), Example: "date_trunc('week', DATE '2001-08-22')", Value: "2001-08-20"},
	{Signature: "date_trunc(varchar, time(p)) time(p)", Emit: ofUnit(timeUnits, "TIME", "date_trunc($1, DATE '1970-01-01' + $2)::TIME"), Example: "date_trunc('minute', TIME '03:04:05.321')", Value: "03:04:00.000"},
	{Signature: "date_trunc(varchar, time(p) with time zone) time(p) with time zone", Emit: ofUnit(timeUnits, "TIME", "tarn_time_trunc($1, $2)"), Example: "date_trunc('hour', TIME '03:04:05.321 +07:09')", Value: "03:00:00.000+07:09"},
	{Signature: "date_trunc(varchar, timestamp(p)) timestamp(p)", Emit: ofUnit(timestampUnits, "TIMESTAMP", "date_trunc($1, $2)"), Example: "date_trunc('hour', TIMESTAMP '2020-05-10 12:34:56.123')", Value: "2020-05-10 12:00:00.000"},
	{Signature: "date_trunc(varchar, timestamp(p) with time zone) timestamp(p) with time zone", Emit: ofUnit(timestampUnits, "TIMESTAMP", "tarn_zoned_trunc($1, $2)"), Example: "date_trunc('day', TIMESTAMP '2020-05-10 12:34:56 Asia/Kathmandu')", Value: "2020-05-10 00:00:00 Asia/Kathmandu"},

	{Signature: "date_add(varchar, bigint, date) date", Emit: ofUnit(dateUnits, "DATE", "tarn_date_add($1, $2, $3)::DATE"), Example: "date_add('month', 1, DATE '2020-01-31')", Value: "2020-02-29"},
	{Signature: "date_add(varchar, bigint, time(p)) time(p)", Emit: rounded("tarn_round_time", ofUnit(timeUnits, "TIME", "tarn_date_add($1, $2, DATE '1970-01-01' + $3)::TIME")), Example: "date_add('hour', 13, TIME '12:34:56')", Value: "01:34:56"},
	{Signature: "date_add(varchar, bigint, time(p) with time zone) time(p) with time zone", Emit: ofUnit(timeUnits, "TIME", "tarn_time_add($1, $2, $3)"), Example: "date_add('minute', 3, TIME '12:34:56 +07:09')", Value: "12:37:56+07:09"},
	{Signature: "date_add(varchar, bigint, timestamp(p)) timestamp(p)", Emit: rounded("tarn_round_timestamp", ofUnit(timestampUnits, "TIMESTAMP", "tarn_date_add($1, $2, $3)")), Example: "date_add('quarter', 18, TIMESTAMP '2001-03-10 13:31:00.11111')", Value: "2005-09-10 13:31:00.11111"},
	{Signature: "date_add(varchar, bigint, timestamp(p) with time zone) timestamp(p) with time zone", Emit: rounded("tarn_zoned_round", ofUnit(timestampUnits, "TIMESTAMP", "tarn_zoned_add($1, $2, $3)")), Example: "date_add('day', 1, TIMESTAMP '2020-03-28 12:00:00 Europe/Warsaw')", Value: "2020-03-29 12:00:00 Europe/Warsaw"},

	{Signature: "date_diff(varchar, date, date) bigint", Emit: ofUnit(dateUnits, "DATE", "date_sub($1, $2, $3)"), Example: "date_diff('year', DATE '2019-12-31', DATE '2020-01-01')", Value: "0"},
	{Signature: "date_diff(varchar, time(p), time(p)) bigint", Emit: ofUnit(timeUnits, "TIME", "date_sub($1, $2, $3)"), Example: "date_diff('hour', TIME '11:34:55.1', TIME '12:34:56.9')", Value: "1"},
	{Signature: "date_diff(varchar, time(p) with time zone, time(p) with time zone) bigint", Emit: ofUnit(timeUnits, "TIME", "date_sub($1, tarn_time_instant($2), tarn_time_instant($3))"), Example: "date_diff('hour', TIME '10:00:00 +01:00', TIME '10:00:00 +00:00')", Value: "1"},
	{Signature: "date_diff(varchar, timestamp(p), timestamp(p)) bigint", Emit: ofUnit(timestampUnits, "TIMESTAMP", "date_sub($1, tarn_millis($2), tarn_millis($3))"), Example: "date_diff('month', TIMESTAMP '2001-01-31 19:34:55.1', TIMESTAMP '2005-09-10 13:31:00.9')", Value: "55"},
	{Signature: "date_diff(varchar, timestamp(p) with time zone, timestamp(p) with time zone) bigint", Emit: ofUnit(timestampUnits, "TIMESTAMP", "tarn_zoned_diff($1, $2, $3)"), Example: "date_diff('day', TIMESTAMP '2020-03-28 12:00:00 Europe/Warsaw', TIMESTAMP '2020-03-29 12:00:00 Europe/Warsaw')", Value: "1"},

	{Signature: "last_day_of_month(date) date", SQL: "last_day($1)", Example: "last_day_of_month(DATE '2020-02-10')", Value: "2020-02-29"},
	{Signature: "last_day_of_month(timestamp(p)) date", SQL: "last_day($1)", Example: "last_day_of_month(TIMESTAMP '2019-02-10 11:12:13')", Value: "2019-02-28"},
	{Signature: "last_day_of_month(timestamp(p) with time zone) date", SQL: "last_day(tarn_zoned_local($1))", Example: "last_day_of_month(TIMESTAMP '2019-01-31 23:00:00 America/New_York')", Value: "2019-01-31"},
	{Signature: "date(date) date", SQL: "$1", Example: "date(DATE '2001-08-22')", Value: "2001-08-22"},
	{Signature: "date(timestamp(p)) date", SQL: "$1::DATE", Example: "date(TIMESTAMP '2001-08-22 03:04:05.321')", Value: "2001-08-22"},
	{Signature: "date(timestamp(p) with time zone) date", SQL: "tarn_zoned_local($1)::DATE", Example: "date(TIMESTAMP '2001-08-22 03:04:05.321 +07:09')", Value: "2001-08-22"},
	{Signature: "date(varchar) date", SQL: "tarn_date($1)", Example: "date('2001-08-22')", Value: "2001-08-22"},

	{Signature: "now() timestamp(3) with time zone", SQL: "tarn_instant(date_trunc('millisecond', tarn_session_now()), tarn_session_zone())", Example: "now() > TIMESTAMP '2020-01-01 00:00:00 UTC'", Value: "true"},
	{Signature: "current_timezone() varchar", SQL: "tarn_session_zone()", Example: "current_timezone()", Value: "UTC"},
	{Signature: "from_unixtime(double) timestamp(3) with time zone", SQL: "tarn_from_unixtime($1, tarn_session_zone())", Example: "from_unixtime(7200)", Value: "1970-01-01 02:00:00.000 UTC"},
	{Signature: "from_unixtime(double, varchar) timestamp(3) with time zone", SQL: "tarn_from_unixtime($1, tarn_zone_of($2))", Example: "from_unixtime(7200, 'Asia/Shanghai')", Value: "1970-01-01 10:00:00.000 Asia/Shanghai"},
	{Signature: "from_unixtime(double, bigint, bigint) timestamp(3) with time zone", SQL: "tarn_from_unixtime($1, tarn_offset_zone($2 * 60 + $3))", Example: "from_unixtime(0, 5, 30)", Value: "1970-01-01 05:30:00.000 +05:30"},
	{Signature: "from_unixtime_nanos(bigint) timestamp(9) with time zone", Emit: notSupported},
	{Signature: "from_unixtime_nanos(decimal(p,s)) timestamp(9) with time zone", Emit: notSupported},
	{Signature: "to_unixtime(timestamp(p)) double", SQL: "epoch(tarn_utc($1, tarn_session_zone()))", Example: "to_unixtime(TIMESTAMP '1970-01-01 00:00:01.500')", Value: "1.5"},
	{Signature: "to_unixtime(timestamp(p) with time zone) double", SQL: "epoch(($1).t)", Example: "to_unixtime(TIMESTAMP '1970-01-01 01:00:00 +01:00')", Value: "0.0"},
	{Signature: "from_iso8601_date(varchar) date", SQL: "tarn_iso_date($1)", Example: "from_iso8601_date('2020-W10-3')", Value: "2020-03-04"},
	{Signature: "from_iso8601_timestamp(varchar) timestamp(3) with time zone", SQL: "tarn_iso_timestamp($1, " + sessionZone + ")", Example: "from_iso8601_timestamp('2001-08-22T03:04:05.321-11:00')", Value: "2001-08-22 03:04:05.321 -11:00"},
	{Signature: "from_iso8601_timestamp_nanos(varchar) timestamp(9) with time zone", Emit: notSupported},
	{Signature: "to_iso8601(date) varchar(16)", SQL: "strftime($1, '%Y-%m-%d')", Example: "to_iso8601(DATE '2001-08-22')", Value: "2001-08-22"},
	{Signature: "to_iso8601(timestamp(p)) varchar(35)", Emit: isoText("%s", "$1"), Example: "to_iso8601(TIMESTAMP '2020-05-01 12:34:56.123456')", Value: "2020-05-01T12:34:56.123456"},
	{Signature: "to_iso8601(timestamp(p) with time zone) varchar(35)", Emit: isoText("%s || tarn_iso_offset($1)", "tarn_zoned_local($1)"), Example: "to_iso8601(TIMESTAMP '2020-05-01 12:34:56.123 Asia/Kathmandu')", Value: "2020-05-01T12:34:56.123+05:45"},

	{Signature: "at_timezone(timestamp(p) with time zone, varchar) timestamp(p) with time zone", SQL: "tarn_instant(($1).t, tarn_zone_of($2))", Example: "at_timezone(TIMESTAMP '2020-05-01 12:34:56.123 +07:09', 'America/Los_Angeles')", Value: "2020-04-30 22:25:56.123 America/Los_Angeles"},
	{Signature: "at_timezone(timestamp(p) with time zone, interval day to second) timestamp(p) with time zone", SQL: "tarn_instant(($1).t, tarn_offset_zone($2 // 60000))", Example: "at_timezone(TIMESTAMP '2020-05-01 12:34:56 +07:09', INTERVAL '03:04' HOUR TO MINUTE)", Value: "2020-05-01 08:29:56 +03:04"},
	{Signature: "at_timezone(time(p) with time zone, varchar) time(p) with time zone", SQL: "tarn_time_at($1, tarn_minutes(tarn_session_now(), tarn_zone_of($2)))", Example: "at_timezone(TIME '12:34:56 +07:09', '+03:04')", Value: "08:29:56+03:04"},
	{Signature: "at_timezone(time(p) with time zone, interval day to second) time(p) with time zone", SQL: "tarn_time_at($1, ($2 // 60000)::INTEGER)", Example: "at_timezone(TIME '12:34:56 +07:09', INTERVAL '03:04' HOUR TO MINUTE)", Value: "08:29:56+03:04"},
	{Signature: "with_timezone(timestamp(p), varchar) timestamp(p) with time zone", SQL: "tarn_zoned($1, tarn_zone_of($2))", Example: "with_timezone(TIMESTAMP '2001-08-22 03:04:05.321', '+13')", Value: "2001-08-22 03:04:05.321 +13:00"},
	{Signature: "timezone(timestamp(p) with time zone) varchar", SQL: "($1).z", Example: "timezone(TIMESTAMP '2001-08-22 03:04:05.321 Asia/Kathmandu')", Value: "Asia/Kathmandu"},

	{Signature: "date_format(timestamp(p), varchar) varchar", Emit: dateFormat("$1"), Example: "date_format(TIMESTAMP '2001-01-09 13:04:05.321', '%Y年%c月%e日 %l:%i %p')", Value: "2001年1月9日 1:04 PM"},
	{Signature: "date_format(timestamp(p) with time zone, varchar) varchar", Emit: dateFormat("tarn_zoned_local($1)"), Example: "date_format(TIMESTAMP '2001-01-09 13:04:05.321 +07:09', '%x %v %T.%f')", Value: "2001 02 13:04:05.321000"},
	{Signature: "date_parse(varchar, varchar) timestamp(3)", Emit: dateParse, Example: "date_parse('2013-05-17 12:35:10 AM', '%Y-%m-%d %h:%i:%s %p')", Value: "2013-05-17 00:35:10.000"},
	{Signature: "format_datetime(timestamp(p), varchar) varchar", Emit: formatDatetime("$1", "'UTC'", "0"), Example: "format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'yyyy/M/dd HH:mm:ss.SSS EEEE')", Value: "2001/1/09 13:04:05.321 Tuesday"},
	{Signature: "format_datetime(timestamp(p) with time zone, varchar) varchar", Emit: formatDatetime("tarn_zoned_local($1)", "($1).z", "tarn_minutes(($1).t, ($1).z)"), Example: "format_datetime(TIMESTAMP '2001-01-09 13:04:05.321 +07:09', 'yyyy-MM-dd HH:mm ZZ')", Value: "2001-01-09 13:04 +07:09"},
	{Signature: "parse_datetime(varchar, varchar) timestamp(3) with time zone", Emit: parseDatetime, Example: "parse_datetime('2013-05-17 12:35:10 +0530', 'yyyy-MM-dd HH:mm:ss Z')", Value: "2013-05-17 12:35:10.000 +05:30"},

	{Signature: "parse_duration(varchar) interval day to second", SQL: "tarn_parse_duration($1)", Example: "parse_duration('42.8ms')", Value: "0 00:00:00.043"},
	{Signature: "to_milliseconds(interval day to second) bigint", SQL: "$1", Example: "to_milliseconds(INTERVAL '8' DAY)", Value: "691200000"},
	{Signature: "human_readable_seconds(double) varchar", SQL: "tarn_human_seconds($1)", Example: "human_readable_seconds(535333.9513888889E0)", Value: "6 days, 4 hours, 42 minutes, 14 seconds"},
})

var (
	dateUnits      = []string{"day", "week", "month", "quarter", "year"}
	timeUnits      = []string{"millisecond", "second", "minute", "hour"}
	timestampUnits = append(slices.Clone(timeUnits), dateUnits...)
)

// fieldFunctions are those that take one part out of a date, a time or an interval.
func fieldFunctions() []Function {
	dates := []struct{ names, sql, value string }{
		{"year", "year($1)", "2020"},
		{"quarter", "quarter($1)", "2"},
		{"month", "month($1)", "5"},
		{"week week_of_year", "week($1)", "19"},
		{"year_of_week yow", "isoyear($1)", "2020"},
		{"day day_of_month", "day($1)", "10"},
		{"day_of_week dow", "isodow($1)", "7"},
		{"day_of_year doy", "dayofyear($1)", "131"},
	}
	times := []struct{ names, sql, value string }{
		{"hour", "hour($1)", "12"},
		{"minute", "minute($1)", "34"},
		{"second", "second($1)", "56"},
		{"millisecond", "millisecond($1) % 1000", "123"},
	}
	intervals := []struct{ names, sql, value string }{
		{"day day_of_month", "$1 // 86400000", "1"},
		{"hour", "$1 % 86400000 // 3600000", "1"},
		{"minute", "$1 % 3600000 // 60000", "1"},
		{"second", "$1 % 60000 // 1000", "1"},
		{"millisecond", "$1 % 1000", "234"},
	}
	var all []Function
	add := func(names, argument, sql, example, value string) {
		for name := range strings.FieldsSeq(names) {
			all = append(all, Function{Signature: name + "(" + argument + ") bigint", SQL: sql, Example: name + "(" + example + ")", Value: value})
		}
	}
	const ofTimestamp, ofZoned = "TIMESTAMP '2020-05-10 12:34:56.123'", "TIMESTAMP '2020-05-10 12:34:56.123 Asia/Kathmandu'"
	for _, f := range dates {
		add(f.names, "date", f.sql, "DATE '2020-05-10'", f.value)
		add(f.names, "timestamp(p)", f.sql, ofTimestamp, f.value)
		add(f.names, "timestamp(p) with time zone", strings.ReplaceAll(f.sql, "$1", "tarn_zoned_local($1)"), ofZoned, f.value)
	}
	for _, f := range times {
		add(f.names, "time(p)", f.sql, "TIME '12:34:56.123'", f.value)
		add(f.names, "time(p) with time zone", strings.ReplaceAll(f.sql, "$1", "($1).t"), "TIME '12:34:56.123 +07:09'", f.value)
		add(f.names, "timestamp(p)", f.sql, ofTimestamp, f.value)
		add(f.names, "timestamp(p) with time zone", strings.ReplaceAll(f.sql, "$1", "tarn_zoned_local($1)"), ofZoned, f.value)
	}
	for _, f := range intervals {
		add(f.names, "interval day to second", "("+f.sql+")", "INTERVAL '90061.234' SECOND", f.value)
	}
	add("year", "interval year to month", "($1 // 12)::BIGINT", "INTERVAL '3-4' YEAR TO MONTH", "3")
	add("month", "interval year to month", "($1 % 12)::BIGINT", "INTERVAL '3-4' YEAR TO MONTH", "4")
	add("timezone_hour", "timestamp(p) with time zone", "tarn_minutes(($1).t, ($1).z)::BIGINT // 60", "TIMESTAMP '2020-05-10 12:34:56.123 -08:35'", "-8")
	add("timezone_minute", "timestamp(p) with time zone", "tarn_minutes(($1).t, ($1).z)::BIGINT % 60", "TIMESTAMP '2020-05-10 12:34:56.123 -08:35'", "-35")
	add("timezone_hour", "time(p) with time zone", "(($1).z // 60)::BIGINT", "TIME '12:34:56 -08:35'", "-8")
	add("timezone_minute", "time(p) with time zone", "(($1).z % 60)::BIGINT", "TIME '12:34:56 -08:35'", "-35")
	return all
}

// ofUnit emits a template whose first argument names a unit, in whatever case.
func ofUnit(units []string, field, template string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		unit, template := c.Args[0], template
		if _, ok := literalText(unit); !ok {
			unit.SQL = fmt.Sprintf("tarn_unit_of(%s, ['%s'], '%s')", unit.SQL, strings.Join(units, "', '"), field)
		} else {
			name := strings.ToLower(unit.Text)
			if !slices.Contains(units, name) {
				return raise("INVALID_FUNCTION_ARGUMENT", fmt.Sprintf("'%s' is not a valid %s field", name, field), c.Result), nil
			}
			unit.SQL = literal(name)
			template = chosen(template, name)
		}
		c.Args = append([]Value{unit}, c.Args[1:]...)
		return c.fill(template), nil
	}
}

// steps are the units as intervals of DuckDB, of the second argument of date_add.
var steps = map[string]string{
	"millisecond": "to_milliseconds($2)", "second": "to_seconds($2)", "minute": "to_minutes($2)", "hour": "to_hours($2)",
	"day": "to_days($2)", "week": "to_days($2 * 7)", "month": "to_months($2)", "quarter": "to_months($2 * 3)", "year": "to_months($2 * 12)",
}

// chosen returns the template for a unit that is known: the macros that choose
// by the unit are replaced by what they choose.
func chosen(template, unit string) string {
	kind := "_days("
	if slices.Contains(timeUnits, unit) {
		kind = "_clock("
	}
	template = strings.Replace(template, "tarn_zoned_add($1, $2", "tarn_zoned_add"+kind+steps[unit], 1)
	template = strings.Replace(template, "tarn_zoned_trunc(", "tarn_zoned_trunc"+kind, 1)
	template = strings.Replace(template, "tarn_zoned_diff(", "tarn_zoned_diff"+kind, 1)
	return strings.Replace(template, "tarn_date_add($1, $2, ", "tarn_plus("+steps[unit]+", ", 1)
}

// rounded has the macro round to the digits of the type what milliseconds are added to.
func rounded(macro string, emit func(Call) (string, error)) func(Call) (string, error) {
	return func(c Call) (string, error) {
		sql, err := emit(c)
		unit, ok := literalText(c.Args[0])
		if p := c.Args[2].Type.Length; err == nil && p < 3 && (!ok || strings.EqualFold(unit, "millisecond")) {
			sql = fmt.Sprintf("%s(%s, %d)", macro, sql, p)
		}
		return sql, err
	}
}

// raise emits an error that is raised when a row asks for the value.
func raise(name, message string, t types.Type) string {
	return fmt.Sprintf("CAST(tarn_error(%s) AS %s)", literal(name+": "+message), t.Engine())
}

// isoText emits a timestamp as ISO 8601 has it, with the digits of its type.
func isoText(form, clock string) func(Call) (string, error) {
	return func(c Call) (string, error) {
		text := "strftime(" + clock + ", '%Y-%m-%dT%H:%M:%S')"
		if p := c.Args[0].Type.Length; p > 0 {
			text = fmt.Sprintf("left(strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%f'), %d)", clock, min(20+p, 26))
		}
		return c.fill(fmt.Sprintf(form, text)), nil
	}
}
