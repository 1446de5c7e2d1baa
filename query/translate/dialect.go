package translate

// A Construct is something of Athena's SQL that is no function, or a way in
// which the two languages read the same words differently.
type Construct struct {
	Group   string
	Athena  string // what Athena has
	Becomes string // what becomes of it, or what it would be in DuckDB alone
	Example string // an expression or a whole statement
	Value   string // the answer as Athena prints it; an error begins with its name or place
}

// Groups are the groups of constructs, in the order in which people read them.
var Groups = []struct{ Name, About string }{
	{"Operators", "What is the same in both is left as it is."},
	{"Types", "Values that DuckDB has no type for are held in a form of their own: a zone beside its instant, an interval as a number."},
	{"Clauses", ""},
	{"Traps", "DuckDB reads these words as well, and gives another answer. Tarn gives Athena's."},
	{"Where Trino and Athena differ", "Tarn follows what was measured of Athena; where nothing was, today's Trino."},
	{"Refused", "What cannot be answered rightly is refused by name."},
	{"DuckDB's own", "What Athena cannot read is read as DuckDB reads it, and a function that only DuckDB has is called: Athena's answers stay what they are, and where Athena has none there is one."},
}

// Constructs returns the table of constructs.
func Constructs() []Construct { return constructs }

var constructs = []Construct{
	{"Operators", "integer `/`", "`//`, with an error for 0", "7 / 2, -7 / 2", "3 | -3"},
	{"Operators", "`/` by zero", "an error, for doubles infinity", "1 / 0", "DIVISION_BY_ZERO: Division by zero"},
	{"Operators", "`/` of doubles", "`/`", "1e0 / 0", "Infinity"},
	{"Operators", "`%` has the sign of the dividend", "`%`", "-7 % 3", "-1"},
	{"Operators", "integers that do not fit", "an error; integers never widen by themselves", "2147483647 + 1", "NUMERIC_VALUE_OUT_OF_RANGE: integer addition overflow: 2147483647 + 1"},
	{"Operators", "`+` and `*` of decimals", "digits as Trino counts them", "typeof(DECIMAL '1.5' * DECIMAL '2.25')", "decimal(5,3)"},
	{"Operators", "`||` of texts, arrays, and an array and an element", "`||`", "ARRAY[1] || 2", "[1, 2]"},
	{"Operators", "`IS [NOT] DISTINCT FROM`", "the same", "NULL IS DISTINCT FROM 1", "true"},
	{"Operators", "`BETWEEN`, `IN`, `LIKE ... ESCAPE`", "the same", "'a_b' LIKE 'a$_b' ESCAPE '$'", "true"},
	{"Operators", "`= ANY`, `> ALL` of a query", "the same", "3 > ALL (VALUES 1, 2)", "true"},
	{"Operators", "`AT TIME ZONE`", "the same instant, shown in the zone", "TIMESTAMP '2020-01-01 12:00:00 UTC' AT TIME ZONE 'Asia/Tokyo'", "2020-01-01 21:00:00 Asia/Tokyo"},
	{"Operators", "a date and an interval", "stays a date", "DATE '2020-01-31' + INTERVAL '1' MONTH", "2020-02-29"},
	{"Operators", "subscripts of arrays", "an error outside the array", "ARRAY[1, 2][3]", "INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 3 > 2"},
	{"Operators", "subscripts of maps", "an error where the key is not", "MAP(ARRAY['a'], ARRAY[1])['b']", "INVALID_FUNCTION_ARGUMENT: Key not present in map: b"},
	{"Operators", "`TRY`", "NULL for errors of values", "TRY(1 / 0)", "NULL"},
	{"Operators", "`IF` without ELSE", "`CASE`", "IF(false, 1)", "NULL"},

	{"Types", "`varchar(n)`", "`VARCHAR`; a cast cuts", "CAST('abc' AS varchar(2))", "ab"},
	{"Types", "`char(n)`", "`VARCHAR` without the blanks at its end, which come back where they count", "CAST('a' AS char(3)) = 'a', length(CAST('a' AS char(3)))", "true | 3"},
	{"Types", "`decimal(p,s)`", "`DECIMAL(p,s)`", "CAST(1.25e0 AS decimal(2,1))", "1.3"},
	{"Types", "`varbinary`", "`BLOB`", "X'616263'", "61 62 63"},
	{"Types", "`timestamp(p)`", "`TIMESTAMP`, shown with p digits", "TIMESTAMP '2020-01-01 00:00:00.10'", "2020-01-01 00:00:00.10"},
	{"Types", "`timestamp(p) with time zone`", "an instant and its zone", "TIMESTAMP '2020-07-01 12:00:00 Europe/Paris'", "2020-07-01 12:00:00 Europe/Paris"},
	{"Types", "`time(p) with time zone`", "a time and its offset", "TIME '12:00:00 +01:00'", "12:00:00+01:00"},
	{"Types", "`interval day to second`", "milliseconds", "INTERVAL '1 02:03:04' DAY TO SECOND", "1 02:03:04.000"},
	{"Types", "`interval year to month`", "months", "INTERVAL '2-3' YEAR TO MONTH", "2-3"},
	{"Types", "`array`, `map`, `row`", "`LIST`, `MAP`, `STRUCT`", "ARRAY[1], MAP(ARRAY['k'], ARRAY[1]), CAST(ROW(1, 'x') AS ROW(a integer, b varchar))", "[1] | {k=1} | {a=1, b=x}"},
	{"Types", "`json`", "text in Trino's own spelling", "JSON '{\"b\": 1, \"a\": 2}'", `{"a":2,"b":1}`},

	{"Clauses", "`UNNEST` of arrays side by side, of maps, `WITH ORDINALITY`", "lists side by side, filled with NULL", "SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY['a']) WITH ORDINALITY AS t(x, y, n) ORDER BY n", "1 | a | 1; 2 | NULL | 2"},
	{"Clauses", "`VALUES 1, 2`", "`VALUES (1), (2)`", "SELECT sum(x) FROM (VALUES 1, 2) AS t(x)", "3"},
	{"Clauses", "`OFFSET` before `LIMIT`", "after it", "SELECT x FROM (VALUES 1, 2, 3) AS t(x) ORDER BY x OFFSET 1 LIMIT 1", "2"},
	{"Clauses", "`FETCH FIRST n ROWS WITH TIES`", "ranks", "SELECT x FROM (VALUES 1, 1, 2) AS t(x) ORDER BY x FETCH FIRST ROW WITH TIES", "1; 1"},
	{"Clauses", "… sorted by more than is shown", "", "SELECT x FROM (VALUES (1, 5), (1, 5), (1, 6)) AS t(x, y) ORDER BY x, y + 0 FETCH FIRST 1 ROWS WITH TIES", "1; 1"},
	{"Clauses", "`ORDER BY`", "NULL comes last, whichever way", "SELECT x FROM (VALUES 1, NULL, 2) AS t(x) ORDER BY x DESC", "2; 1; NULL"},
	{"Clauses", "`GROUPING SETS`, `CUBE`, `ROLLUP`", "the same", "SELECT x, count(*) FROM (VALUES 1, 2) AS t(x) GROUP BY ROLLUP (x) ORDER BY x", "1 | 1; 2 | 1; NULL | 2"},
	{"Clauses", "`IGNORE NULLS` after the parentheses", "within them", "SELECT first_value(x) IGNORE NULLS OVER (ORDER BY n) FROM (VALUES (NULL, 1), (5, 2)) AS t(x, n) ORDER BY n", "NULL; 5"},
	{"Clauses", "`LISTAGG ... WITHIN GROUP`", "`string_agg`", "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') AS t(x)", "a,b"},
	{"Clauses", "`WITH RECURSIVE`", "the same", "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT sum(n) FROM t", "6"},
	{"Clauses", "`TABLE t`, `INTERSECT ALL`, `EXCEPT ALL`", "the same", "SELECT x FROM (VALUES 1, 1) AS t(x) EXCEPT ALL VALUES 1", "1"},

	{"Traps", "`7 / 2` of integers", "DuckDB: 3.5", "7 / 2", "3"},
	{"Traps", "a cast of a double rounds half up", "DuckDB: 2, to the even number", "CAST(2.5e0 AS integer)", "3"},
	{"Traps", "a cast of text to a number is strict", "DuckDB: 2", "CAST('1.5' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to INT"},
	{"Traps", "types are not mixed", "DuckDB: true", "SELECT 1 = '1'", "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer = varchar(1)"},
	{"Traps", "`concat` with NULL", "DuckDB leaves NULL out", "concat('a', NULL)", "NULL"},
	{"Traps", "`greatest` with NULL", "DuckDB leaves NULL out", "greatest(1, NULL)", "NULL"},
	{"Traps", "`substr` from 0", "DuckDB: `abc`", "substr('abc', 0) = ''", "true"},
	{"Traps", "`split` of an empty text", "DuckDB: an empty list", "cardinality(split('', ','))", "1"},
	{"Traps", "`split_part` beyond the last part", "DuckDB: an empty text", "split_part('a,b', ',', 5)", "NULL"},
	{"Traps", "`md5` takes bytes and gives bytes", "DuckDB: text of hexadecimal digits", "to_hex(md5(to_utf8('')))", "D41D8CD98F00B204E9800998ECF8427E"},
	{"Traps", "`format` takes Java's patterns", "DuckDB: `{}`", "format('%s-%05d', 'a', 42)", "a-00042"},
	{"Traps", "`date_diff` counts whole units", "DuckDB counts boundaries: 2", "date_diff('hour', TIMESTAMP '2020-01-01 00:59:00', TIMESTAMP '2020-01-01 02:00:00')", "1"},
	{"Traps", "`day_of_week` of a Sunday", "DuckDB: 0", "day_of_week(DATE '2020-05-10')", "7"},
	{"Traps", "`date_trunc` of a date", "DuckDB: a timestamp", "typeof(date_trunc('month', DATE '2020-05-10'))", "date"},
	{"Traps", "`AT TIME ZONE` of a timestamp without a zone", "DuckDB takes it for local time of that zone", "TIMESTAMP '2020-01-01 12:00:00' AT TIME ZONE 'Asia/Tokyo'", "2020-01-01 21:00:00 Asia/Tokyo"},
	{"Traps", "`%M`, `%i` and `%s` of `date_format` are MySQL's", "DuckDB: `%M` are minutes", "date_format(TIMESTAMP '2020-05-10 12:34:56', '%M %i %s')", "May 34 56"},
	{"Traps", "`NaN = NaN`", "DuckDB: true", "nan() = nan()", "false"},
	{"Traps", "`a[0]` and `a[-1]`", "DuckDB: NULL, the last", "ARRAY[1, 2][-1]", "INVALID_FUNCTION_ARGUMENT: Array subscript is negative: -1"},
	{"Traps", "`element_at` beyond the end", "DuckDB has it for maps alone", "element_at(ARRAY[1, 2], 3), element_at(ARRAY[1, 2], -1)", "NULL | 2"},
	{"Traps", "`contains` where there is a NULL", "DuckDB: false", "contains(ARRAY[1, NULL], 2)", "NULL"},
	{"Traps", "`array_position` of what is not there", "DuckDB: NULL", "array_position(ARRAY[1], 2)", "0"},
	{"Traps", "`array_distinct` keeps the order", "DuckDB does not", "array_distinct(ARRAY[3, 1, 3, 2])", "[3, 1, 2]"},
	{"Traps", "`regexp_extract` without a match", "DuckDB: an empty text", "regexp_extract('a', 'b')", "NULL"},
	{"Traps", "`regexp_replace` replaces all, by `$1`", "DuckDB: the first, by `\\1`", "regexp_replace('a1b2', '([a-z])', '$1$1')", "aa1bb2"},
	{"Traps", "patterns that look around", "DuckDB: an error", "regexp_like('foobar', 'foo(?=bar)')", "true"},
	{"Traps", "`json_extract_scalar` of an object", "DuckDB: its text", "json_extract_scalar('{\"a\": {\"b\": 1}}', '$.a')", "NULL"},
	{"Traps", "a cast of JSON text", "DuckDB keeps the quotes", "CAST(JSON '\"x\"' AS varchar)", "x"},
	{"Traps", "`arbitrary` is of values that are not NULL", "DuckDB: the first, NULL too", "SELECT arbitrary(x) FROM (VALUES NULL, 1) AS t(x)", "1"},
	{"Traps", "sums of integers are bigint", "DuckDB: HUGEINT", "SELECT typeof(sum(x)) FROM (VALUES 1) AS t(x)", "bigint"},
	{"Traps", "averages of decimals are decimals", "DuckDB: DOUBLE", "SELECT avg(x) FROM (VALUES DECIMAL '1.00', DECIMAL '2.01') AS t(x)", "1.51"},
	{"Traps", "aliases of the SELECT list are not known in WHERE", "DuckDB knows them", "SELECT 1 AS a FROM (VALUES 1) AS t(x) WHERE a = 1", "COLUMN_NOT_FOUND: line 1:45: Column 'a' cannot be resolved or requester is not authorized to access requested resources"},
	{"Traps", "a cast of text to boolean", "DuckDB knows `yes` as well", "CAST('yes' AS boolean)", "INVALID_CAST_ARGUMENT: Cannot cast 'yes' to BOOLEAN"},
	{"Traps", "`log` has a base", "DuckDB: `log(x)` is of base 10", "log(2, 8)", "3.0"},
	{"Traps", "`strpos` of the n-th instance", "DuckDB has none", "strpos('banana', 'a', 2)", "4"},
	{"Traps", "`replace` with nothing", "DuckDB has none", "replace('banana', 'an')", "ba"},
	{"Traps", "`split` with a limit", "DuckDB has none", "split('a,b,c', ',', 2)", "[a, b,c]"},
	{"Traps", "`url_encode` of a blank", "DuckDB: `%20`", "url_encode('a b')", "a+b"},
	{"Traps", "`typeof` names Athena's types", "DuckDB's own", "typeof(ARRAY[1])", "array(integer)"},
	{"Traps", "`cardinality` of arrays", "DuckDB has it for maps alone", "cardinality(ARRAY[1, 2]), cardinality(MAP(ARRAY[1], ARRAY[2]))", "2 | 1"},
	{"Traps", "a year is over when it is over", "DuckDB: 1", "date_diff('year', DATE '2019-12-31', DATE '2020-01-01')", "0"},
	{"Traps", "months end where they end", "the same", "date_add('month', 1, DATE '2020-01-31')", "2020-02-29"},
	{"Traps", "a date less a date is an interval", "DuckDB: a number", "DATE '2020-01-03' - DATE '2020-01-01'", "2 00:00:00.000"},
	{"Traps", "patterns of Joda", "DuckDB has none", "format_datetime(TIMESTAMP '2020-05-10 12:34:56', 'yyyy/MM/dd')", "2020/05/10"},
	{"Traps", "`from_unixtime` has a zone", "DuckDB: the zone of the session", "from_unixtime(0)", "1970-01-01 00:00:00.000 UTC"},
	{"Traps", "`array_join` with a text for NULL", "DuckDB leaves NULL out", "array_join(ARRAY[1, NULL, 2], '-', 'x')", "1-x-2"},
	{"Traps", "`array_sort` with a comparison", "DuckDB has none", "array_sort(ARRAY[1, 3, 2], (x, y) -> IF(x < y, 1, -1))", "[3, 2, 1]"},
	{"Traps", "`reduce` with an end", "DuckDB has none", "reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s * 10)", "30"},
	{"Traps", "JSON paths with brackets", "DuckDB: an error", "json_extract_scalar('{\"a b\": 1}', '$[\"a b\"]')", "1"},
	{"Traps", "`UNNEST` of a map", "DuckDB: an error", "SELECT * FROM UNNEST(MAP(ARRAY['k'], ARRAY[1])) AS t(k, v)", "k | 1"},
	{"Traps", "`UNNEST` of rows", "DuckDB: one column", "SELECT * FROM UNNEST(ARRAY[ROW(1, 'a')]) AS t(x, y)", "1 | a"},
	{"Traps", "rows without names", "DuckDB's driver cannot read them", "ROW(1, 'a')", "{1, a}"},
	{"Traps", "`TABLESAMPLE BERNOULLI (100)` is percent", "DuckDB wants the word", "SELECT count(*) FROM (VALUES 1, 2) AS t(x) TABLESAMPLE BERNOULLI (100)", "2"},
	{"Traps", "`count_if` and `histogram` count in bigint", "DuckDB: HUGEINT, UBIGINT", "SELECT typeof(count_if(x)), typeof(histogram(x)) FROM (VALUES true) AS t(x)", "bigint | map(boolean, bigint)"},

	{"Where Trino and Athena differ", "`1.5` is a double in Athena, a decimal in Trino", "double", "typeof(1.5), 0.1 + 0.2", "double | 0.30000000000000004"},
	{"Where Trino and Athena differ", "a cast of a double to text", "Trino's: an exponent always", "CAST(17.1e0 AS varchar)", "1.71E1"},
	{"Where Trino and Athena differ", "the quotient of decimals has at least six digits", "today's Trino", "DECIMAL '1.0' / DECIMAL '3.0'", "0.333333"},
	{"Where Trino and Athena differ", "a cast of char to varchar", "without its blanks, as today's Trino; Trino before 2025 kept them", "length(CAST(CAST('a' AS char(3)) AS varchar))", "1"},

	{"Refused", "`MATCH_RECOGNIZE`", "", "SELECT * FROM (VALUES 1) AS t(x) MATCH_RECOGNIZE (ORDER BY x PATTERN (A) DEFINE A AS x > 0)", "NOT_SUPPORTED: line 1:34: MATCH_RECOGNIZE is not supported"},
	{"Refused", "geospatial functions", "", "ST_Point(1, 2)", "NOT_SUPPORTED: line 1:8: function st_point is not supported: there are no geospatial functions here"},
	{"Refused", "sketches: HyperLogLog, digests", "`approx_distinct` and `approx_percentile` are exact", "SELECT approx_set(x) FROM (VALUES 1) AS t(x)", "NOT_SUPPORTED: line 1:8: function approx_set is not supported"},
	{"Refused", "nanoseconds", "DuckDB's timestamps have six digits", "from_unixtime_nanos(1)", "NOT_SUPPORTED: line 1:8: from_unixtime_nanos is not supported"},

	{"DuckDB's own", "names that neither has", "Athena's complaint", "no_such_function(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'no_such_function' not registered"},
	{"DuckDB's own", "`FROM` first, `QUALIFY`, `SELECT * EXCLUDE`", "run natively", "FROM (VALUES (1), (2)) AS t(x) SELECT sum(x)", "3"},
	{"DuckDB's own", "`GROUP BY ALL`, `ORDER BY ALL`, `COLUMNS(...)`", "run natively", "SELECT x, count(*) FROM (VALUES (1), (1)) AS t(x) GROUP BY ALL", "1 | 2"},
	{"DuckDB's own", "functions that Athena does not have", "called as they are; nothing is checked", "list_aggregate([1, 2], 'sum')", "3"},
}
