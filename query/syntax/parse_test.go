package syntax

import (
	"strings"
	"testing"
)

func TestParseExpr(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Precedence
		{`a OR b AND NOT c = 1`, `(OR a (AND b (NOT (= c 1))))`},
		{`NOT a AND b`, `(AND (NOT a) b)`},
		{`a + b * -c || d - e`, `(|| (+ a (* b (- c))) (- d e))`},
		{`a - b - c`, `(- (- a b) c)`},
		{`-1 - -2`, `(- -1 -2)`},
		{`- - a`, `(- (- a))`},
		{`-9223372036854775808`, `-9223372036854775808`},
		{`x AT TIME ZONE 'UTC' + y`, `(+ AtTimeZone{Operand:x Zone:'UTC'} y)`},
		{`x AT LOCAL`, `AtTimeZone{Operand:x Zone:Call{Name:current_timezone}}`},
		{`x AT TIME ZONE INTERVAL '-8' HOUR`, `AtTimeZone{Operand:x Zone:Interval{Value:-8 From:HOUR}}`},

		// Tests
		{`a NOT BETWEEN 1 AND 2 AND b`, `(AND Between{Not:true Operand:a Low:1 High:2} b)`},
		{`a BETWEEN SYMMETRIC 2 AND 1`, `Between{Symmetric:true Operand:a Low:2 High:1}`},
		{`a BETWEEN ASYMMETRIC 1 AND symmetric`, `Between{Operand:a Low:1 High:symmetric}`},
		{`a IN (1, 2)`, `In{Operand:a List:[1 2]}`},
		{`a NOT IN (SELECT 1)`, `In{Not:true Operand:a Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}}`},
		{`a IN ((SELECT 1), 2)`, `In{Operand:a List:[Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} 2]}`},
		{`a IN ((SELECT 1))`, `In{Operand:a Query:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:1}]}}}}`},
		{`a LIKE 'x!%' ESCAPE '!'`, `Like{Operand:a Pattern:'x!%' Escape:'!'}`},
		{`a IS NOT NULL`, `IsNull{Not:true Operand:a}`},
		{`a IS NOT DISTINCT FROM b`, `(IS NOT DISTINCT FROM a b)`},
		{`a IS NOT TRUE`, `(IS DISTINCT FROM a TRUE)`},
		{`a IS UNKNOWN`, `IsNull{Operand:a}`},
		{`a != SOME (VALUES 1)`, `Quantified{Op:<> Quantifier:ANY Operand:a Query:Query{Body:Values{Rows:[1]}}}`},
		{`EXISTS (SELECT 1)`, `Exists{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}}`},
		{`UNIQUE (VALUES 1)`, `Unique{Query:Query{Body:Values{Rows:[1]}}}`},
		{`(a, b) OVERLAPS (c, d)`, `Overlaps{Left:Row{Values:[a b]} Right:Row{Values:[c d]}}`},

		// Literals
		{`'it''s'`, `'it's'`},
		{`U&'\0041\+01F600\\'`, `'A😀\'`},
		{`U&'!0041' UESCAPE '!'`, `'A'`},
		{`X'65 6 8'`, `Binary{Value:6568}`},
		{`1_000.5e-3`, `1_000.5e-3`},
		{`0x1F`, `0x1F`},
		{`.5`, `.5`},
		{`DATE '2020-01-01'`, `Typed{Type:date Value:2020-01-01}`},
		{`DOUBLE PRECISION '1'`, `Typed{Type:double Value:1}`},
		{`decimal '1.5'`, `Typed{Type:decimal Value:1.5}`},
		{`"my type" 'x'`, `Typed{Type:my type Value:x}`},
		{`INTERVAL - '1' DAY TO SECOND`, `Interval{Negative:true Value:1 From:DAY To:SECOND}`},
		{`interval - 1`, `(- interval 1)`},
		{`? + ?`, `(+ ?0 ?1)`},

		// Names that are words
		{`date + day - value * "select"`, `(- (+ date day) (* value "select"))`},
		{`row.array.map`, `row.array.map`},
		{`key`, `key`},

		// Rows, arrays, fields
		{`(1, 2)`, `Row{Values:[1 2]}`},
		{`ROW(1, 2)`, `Row{Values:[1 2]}`},
		{`ROW(1 AS a, 2)`, `Row{Values:[1 2] Names:[a nil]}`},
		{`(a)`, `a`},
		{`ARRAY[1, NULL][2]`, `ArrayLit{Values:[1 NULL]}[2]`},
		{`ARRAY[]`, `ArrayLit{}`},
		{`a.b['c'].d`, `a.b['c'].d`},
		{`(a).b`, `a.b`},
		{`ROW(1, 2)[1]`, `Row{Values:[1 2]}[1]`},

		// Brackets of queries
		{`(SELECT 1) + 1`, `(+ Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} 1)`},
		{`((SELECT 1) + 1)`, `(+ Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} 1)`},
		{`((SELECT 1) UNION SELECT 2)`, `Subquery{Query:Query{Body:SetOperation{Op:UNION Left:Query{Body:Select{Items:[SelectItem{Expr:1}]}} Right:Select{Items:[SelectItem{Expr:2}]}}}}`},
		{`(((SELECT 1)) LIMIT 1)`, `Subquery{Query:Query{Body:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} Limit:1}}`},
		{`((SELECT 1), 2)`, `Row{Values:[Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} 2]}`},

		// Lambdas
		{`x -> x + 1`, `Lambda{Params:[x] Body:(+ x 1)}`},
		{`(x, y) -> x`, `Lambda{Params:[x y] Body:x}`},
		{`() -> 1`, `Lambda{Body:1}`},
		{`reduce(a, 0, (s, x) -> s + x, s -> s)`, `Call{Name:reduce Args:[a 0 Lambda{Params:[s x] Body:(+ s x)} Lambda{Params:[s] Body:s}]}`},

		// Forms
		{`CASE a WHEN 1 THEN 2 ELSE 3 END`, `Case{Operand:a Whens:[When{Condition:1 Result:2}] Else:3}`},
		{`CASE WHEN a THEN b END`, `Case{Whens:[When{Condition:a Result:b}]}`},
		{`CASE a WHEN > 1 THEN 2 WHEN 0 THEN 3 END`, `Case{Whens:[When{Condition:(> a 1) Result:2} When{Condition:(= a 0) Result:3}]}`},
		{`CAST(a AS varchar(10))`, `Cast{Operand:a Type:varchar(10)}`},
		{`TRY_CAST(a AS decimal(10, 2))`, `Cast{Try:true Operand:a Type:decimal(10,2)}`},
		{`CAST(a AS ROW(a int, b array(varchar), double precision, time time, timestamp(3) with time zone))`, `Cast{Operand:a Type:row(a int,b array(varchar),double,time time,timestamp with time zone(3))}`},
		{`CAST(a AS array<map<varchar,int>>)`, `Cast{Operand:a Type:array(map(varchar,int))}`},
		{`CAST(a AS int ARRAY ARRAY)`, `Cast{Operand:a Type:array(array(int))}`},
		{`CAST(a AS interval day to second)`, `Cast{Operand:a Type:interval day to second}`},
		{`CAST(a AS ROW("x y" interval year to month, int array, c int array))`, `Cast{Operand:a Type:row("x y" interval year to month,array(int),c array(int))}`},
		{`EXTRACT(day FROM a)`, `Extract{Field:DAY Operand:a}`},
		{`TRIM(a)`, `Call{Name:trim Args:[a]}`},
		{`TRIM(LEADING FROM a)`, `Call{Name:ltrim Args:[a]}`},
		{`TRIM(TRAILING 'x' FROM a)`, `Call{Name:rtrim Args:[a 'x']}`},
		{`TRIM(BOTH 'x' FROM a)`, `Call{Name:trim Args:[a 'x']}`},
		{`TRIM('x' FROM a)`, `Call{Name:trim Args:[a 'x']}`},
		{`TRIM(a, 'x')`, `Call{Name:trim Args:[a 'x']}`},
		{`SUBSTRING(a FROM 2 FOR 3)`, `Call{Name:substring Args:[a 2 3]}`},
		{`substring(a, 2)`, `Call{Name:substring Args:[a 2]}`},
		{`POSITION('a' IN b)`, `Call{Name:strpos Args:[b 'a']}`},
		{`position(a = b, c)`, `Call{Name:position Args:[(= a b) c]}`},
		{`OVERLAY(a PLACING b FROM 2)`, `Call{Name:overlay Args:[a b 2]}`},
		{`NORMALIZE(a, NFD)`, `Call{Name:normalize Args:[a 'NFD']}`},
		{`CURRENT_DATE`, `Call{Name:CURRENT_DATE}`},
		{`current_timestamp(3)`, `Call{Name:current_timestamp Args:[3]}`},
		{`GROUPING(a, t.b)`, `Call{Name:grouping Args:[a t.b]}`},
		{`'abc'.trim('c')`, `Call{Name:trim Args:['abc' 'c']}`},
		{`'abc'.length()`, `Call{Name:length Args:['abc']}`},

		// Calls
		{`f()`, `Call{Name:f}`},
		{`a.b.f(1)`, `Call{Name:a.b.f Args:[1]}`},
		{`count(*)`, `Call{Name:count Star:true}`},
		{`count(t.*)`, `Call{Name:count Args:[t] Star:true}`},
		{`count(DISTINCT a, b)`, `Call{Name:count Args:[a b] Distinct:true}`},
		{`array_agg(a ORDER BY b DESC NULLS FIRST) FILTER (WHERE a > 0)`, `Call{Name:array_agg Args:[a] OrderBy:[SortItem{Expr:b Descending:true NullsFirst:true}] Filter:(> a 0)}`},
		{`lag(a, 1) IGNORE NULLS OVER w`, `Call{Name:lag Args:[a 1] IgnoreNulls:true Over:Window{Name:w}}`},
		{`sum(a) OVER (w PARTITION BY b ORDER BY c ROWS BETWEEN 1 + 1 PRECEDING AND UNBOUNDED FOLLOWING)`, `Call{Name:sum Args:[a] Over:Window{Name:w Partition:[b] OrderBy:[SortItem{Expr:c}] Frame:Frame{Mode:ROWS Start:Bound{Kind:PRECEDING Value:(+ 1 1)} End:Bound{Kind:FOLLOWING}}}}`},
		{`sum(a) OVER (RANGE INTERVAL '1' DAY PRECEDING)`, `Call{Name:sum Args:[a] Over:Window{Frame:Frame{Mode:RANGE Start:Bound{Kind:PRECEDING Value:Interval{Value:1 From:DAY}}}}}`},
		{`sum(a) OVER (GROUPS CURRENT ROW)`, `Call{Name:sum Args:[a] Over:Window{Frame:Frame{Mode:GROUPS Start:Bound{Kind:CURRENT ROW}}}}`},
		{`LISTAGG(DISTINCT a, ',' ON OVERFLOW TRUNCATE '..' WITHOUT COUNT) WITHIN GROUP (ORDER BY b)`, `Call{Name:listagg Args:[a ','] Distinct:true WithinGroup:[SortItem{Expr:b}] Overflow:Overflow{Truncate:true Filler:..}}`},
		{`if(a, b)`, `Call{Name:if Args:[a b]}`},

		// JSON
		{`JSON_EXISTS(a, 'strict $.b' PASSING 1 AS x UNKNOWN ON ERROR)`, `JSONCall{Kind:JSON_EXISTS Input:a Path:strict $.b Passing:[JSONMember{Key:'x' Value:1}] OnError:UNKNOWN}`},
		{`JSON_VALUE(a FORMAT JSON ENCODING UTF8, '$' RETURNING int DEFAULT 0 ON EMPTY ERROR ON ERROR)`, `JSONCall{Kind:JSON_VALUE Input:a Path:$ Returning:TypeName{Name:int Text:int} OnEmpty:DEFAULT OnError:ERROR Empty:0}`},
		{`JSON_QUERY(a, '$' WITH CONDITIONAL ARRAY WRAPPER OMIT QUOTES ON SCALAR STRING EMPTY ARRAY ON EMPTY NULL ON ERROR)`, `JSONCall{Kind:JSON_QUERY Input:a Path:$ OnEmpty:EMPTY ARRAY OnError:NULL Wrapper:CONDITIONAL Quotes:OMIT}`},
		{`JSON_OBJECT('a' VALUE 1, KEY 'b' VALUE c FORMAT JSON, 'd' : 2 ABSENT ON NULL WITH UNIQUE KEYS RETURNING varchar(10))`, `JSONMake{Object:true Members:[JSONMember{Key:'a' Value:1} JSONMember{Key:'b' Value:c Format:true} JSONMember{Key:'d' Value:2}] NullAbsent:true UniqueKeys:true Returning:TypeName{Name:varchar Params:[10] Text:varchar(10)}}`},
		{`JSON_OBJECT(key VALUE value)`, `JSONMake{Object:true Members:[JSONMember{Key:key Value:value}]}`},
		{`JSON_OBJECT()`, `JSONMake{Object:true}`},
		{`JSON_ARRAY(1, 2 NULL ON NULL)`, `JSONMake{Members:[JSONMember{Value:1} JSONMember{Value:2}]}`},
		{`JSON_ARRAY(RETURNING varchar)`, `JSONMake{NullAbsent:true Returning:TypeName{Name:varchar Text:varchar}}`},

		// Comments
		{`a /* + b; ** / */ + /**/ d`, `(+ a d)`},
	} {
		e, err := ParseExpr(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := show(e); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// SELECT
		{`SELECT 1`, `Query{Body:Select{Items:[SelectItem{Expr:1}]}}`},
		{`SELECT DISTINCT a x, b AS "y z", *, t.*, (r).* AS (p, q) FROM t;`, `Query{Body:Select{Distinct:true Items:[SelectItem{Expr:a Alias:x} SelectItem{Expr:b Alias:"y z"} SelectItem{Star:true} SelectItem{Expr:t Star:true} SelectItem{Expr:r Star:true Names:[p q]}] From:[Table{Name:t}]}}`},
		{`SELECT a limit FROM t limit LIMIT 1`, `Query{Body:Select{Items:[SelectItem{Expr:a Alias:limit}] From:[Aliased{Relation:Table{Name:t} Name:limit}]} Limit:1}`},
		{`SELECT a FROM t WHERE b GROUP BY c HAVING d WINDOW w AS (ORDER BY e), v AS (w) ORDER BY 1 DESC OFFSET 2 ROWS LIMIT ALL`, `Query{Body:Select{Items:[SelectItem{Expr:a}] From:[Table{Name:t}] Where:b GroupBy:[Grouping{Sets:[[c]]}] Having:d Windows:[NamedWindow{Name:w Window:Window{OrderBy:[SortItem{Expr:e}]}} NamedWindow{Name:v Window:Window{Name:w}}]} OrderBy:[SortItem{Expr:1 Descending:true}] Offset:2}`},
		{`SELECT 1 FETCH FIRST ROW ONLY`, `Query{Body:Select{Items:[SelectItem{Expr:1}]} Limit:1 Fetch:true}`},
		{`SELECT 1 OFFSET ? FETCH NEXT 5 ROWS WITH TIES`, `Query{Body:Select{Items:[SelectItem{Expr:1}]} Offset:?0 Limit:5 Fetch:true WithTies:true}`},
		{`SELECT a GROUP BY DISTINCT a, (b, c), (d), (), ROLLUP (a, (b, c)), CUBE (), GROUPING SETS ((a), b)`, `Query{Body:Select{Items:[SelectItem{Expr:a}] GroupBy:[Grouping{Sets:[[a]]} Grouping{Sets:[[b c]]} Grouping{Sets:[[d]]} Grouping{Sets:[[]]} Grouping{Kind:ROLLUP Sets:[[a] [b c]]} Grouping{Kind:CUBE} Grouping{Kind:GROUPING SETS Sets:[[a] [b]]}] GroupDistinct:true}}`},

		// Bodies
		{`VALUES 1, (2, 3), ROW(4)`, `Query{Body:Values{Rows:[1 Row{Values:[2 3]} Row{Values:[4]}]}}`},
		{`TABLE a.b.c`, `Query{Body:Table{Name:a.b.c}}`},
		{`SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1`, `Query{Body:SetOperation{Op:EXCEPT Left:SetOperation{Op:UNION All:true Left:Select{Items:[SelectItem{Expr:1}]} Right:SetOperation{Op:INTERSECT Left:Select{Items:[SelectItem{Expr:2}]} Right:Select{Items:[SelectItem{Expr:3}]}}} Right:Select{Items:[SelectItem{Expr:4}]}} OrderBy:[SortItem{Expr:1}]}`},
		{`(SELECT 1 LIMIT 2) UNION (SELECT 3)`, `Query{Body:SetOperation{Op:UNION Left:Query{Body:Select{Items:[SelectItem{Expr:1}]} Limit:2} Right:Query{Body:Select{Items:[SelectItem{Expr:3}]}}}}`},
		{`((SELECT 1)) ORDER BY 1`, `Query{Body:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} OrderBy:[SortItem{Expr:1}]}`},
		{`WITH RECURSIVE a(n) AS (SELECT 1), b AS (VALUES 2) SELECT 3`, `Query{With:[With{Name:a Columns:[n] Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} With{Name:b Query:Query{Body:Values{Rows:[2]}}}] Recursive:true Body:Select{Items:[SelectItem{Expr:3}]}}`},

		// FROM
		{`SELECT 1 FROM a, b x, c AS y (p, q)`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Table{Name:a} Aliased{Relation:Table{Name:b} Name:x} Aliased{Relation:Table{Name:c} Name:y Columns:[p q]}]}}`},
		{`SELECT 1 FROM a JOIN b ON c LEFT OUTER JOIN d USING (e, f) CROSS JOIN g NATURAL FULL JOIN h`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Join{Kind:FULL Natural:true Left:Join{Kind:CROSS Left:Join{Kind:LEFT Left:Join{Kind:INNER Left:Table{Name:a} Right:Table{Name:b} On:c} Right:Table{Name:d} Using:[e f]} Right:Table{Name:g}} Right:Table{Name:h}}]}}`},
		{`SELECT 1 FROM a JOIN b JOIN c ON d ON e`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Join{Kind:INNER Left:Table{Name:a} Right:Join{Kind:INNER Left:Table{Name:b} Right:Table{Name:c} On:d} On:e}]}}`},
		{`SELECT 1 FROM (a CROSS JOIN b) x`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Aliased{Relation:Join{Kind:CROSS Left:Table{Name:a} Right:Table{Name:b}} Name:x}]}}`},
		{`SELECT 1 FROM (SELECT 2) x, ((SELECT 3)) y, ((SELECT 4) z), ((SELECT 5) UNION SELECT 6), ((a))`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Aliased{Relation:Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:2}]}}} Name:x} Aliased{Relation:Subquery{Query:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:3}]}}}} Name:y} Aliased{Relation:Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:4}]}}} Name:z} Subquery{Query:Query{Body:SetOperation{Op:UNION Left:Query{Body:Select{Items:[SelectItem{Expr:5}]}} Right:Select{Items:[SelectItem{Expr:6}]}}}} Table{Name:a}]}}`},
		{`SELECT 1 FROM ((SELECT 2) x CROSS JOIN y)`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Join{Kind:CROSS Left:Aliased{Relation:Subquery{Query:Query{Body:Select{Items:[SelectItem{Expr:2}]}}} Name:x} Right:Table{Name:y}}]}}`},
		{`SELECT 1 FROM UNNEST(a, b) WITH ORDINALITY AS t (p, q, n), LATERAL (SELECT 2), TABLE(f.g(1, x => 2)) u`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Aliased{Relation:Unnest{Exprs:[a b] Ordinality:true} Name:t Columns:[p q n]} Subquery{Lateral:true Query:Query{Body:Select{Items:[SelectItem{Expr:2}]}}} Aliased{Relation:TableFunction{Name:f.g Args:[FunctionArg{Value:1} FunctionArg{Name:x Value:2}]} Name:u}]}}`},
		{`SELECT 1 FROM TABLE(f(TABLE(t) AS x, DESCRIPTOR(a, b)))`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[TableFunction{Name:f Args:[FunctionArg{Value:Aliased{Relation:Table{Name:t} Name:x}} FunctionArg{Value:Call{Name:DESCRIPTOR Args:[a b]}}]}]}}`},
		{`SELECT 1 FROM a TABLESAMPLE BERNOULLI (10), b y TABLESAMPLE SYSTEM (5)`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Sample{Relation:Table{Name:a} Method:BERNOULLI Percent:10} Sample{Relation:Aliased{Relation:Table{Name:b} Name:y} Method:SYSTEM Percent:5}]}}`},
		{`SELECT 1 FROM a FOR VERSION AS OF 5, b FOR TIMESTAMP AS OF x - y AS z`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Table{Name:a Version:5} Aliased{Relation:Table{Name:b Version:(- x y)} Name:z}]}}`},
		{`SELECT 1 FROM a MATCH_RECOGNIZE (PATTERN (A B+) DEFINE A AS (x > ')')) AS m`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Aliased{Relation:MatchRecognize{Relation:Table{Name:a}} Name:m}]}}`},
		{`SELECT 1 FROM a JOIN NEAREST (FROM b WHERE c MATCH b.d <= a.d) ON true`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Join{Kind:INNER Left:Table{Name:a} Right:Aliased{Relation:Subquery{Lateral:true Query:Query{Body:Select{Items:[SelectItem{Star:true}] From:[Table{Name:b}] Where:(AND c (<= b.d a.d))} OrderBy:[SortItem{Expr:b.d Descending:true}] Limit:1}} Name:b} On:TRUE}]}}`},
		{`SELECT 1 FROM a, NEAREST (FROM b x MATCH a.d <= x.d) AS y`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[Table{Name:a} Aliased{Relation:Subquery{Lateral:true Query:Query{Body:Select{Items:[SelectItem{Star:true}] From:[Aliased{Relation:Table{Name:b} Name:x}] Where:(<= a.d x.d)} OrderBy:[SortItem{Expr:x.d}] Limit:1}} Name:y}]}}`},
		{`SELECT 1 FROM (TABLE(f())), (TABLE t)`, `Query{Body:Select{Items:[SelectItem{Expr:1}] From:[TableFunction{Name:f} Subquery{Query:Query{Body:Table{Name:t}}}]}}`},

		// Statements
		{`CREATE TABLE IF NOT EXISTS a.b (c, d) COMMENT 'e' WITH (format = 'ORC', n = ARRAY['x']) AS SELECT 1 WITH NO DATA`, `CreateTableAs{Name:a.b IfNotExists:true Columns:[c d] Comment:e Properties:[Property{Name:format Value:'ORC'} Property{Name:n Value:ArrayLit{Values:['x']}}] Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}} NoData:true}`},
		{`CREATE TABLE a AS (SELECT 1)`, `CreateTableAs{Name:a Query:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:1}]}}}}`},
		{`CREATE OR REPLACE VIEW "v w" AS SELECT a FROM b -- c`, `CreateView{Name:"v w" Replace:true Query:Query{Body:Select{Items:[SelectItem{Expr:a}] From:[Table{Name:b}]}} Text:SELECT a FROM b}`},
		{`INSERT INTO a (b, c) VALUES (1, 2)`, `Insert{Name:a Columns:[b c] Query:Query{Body:Values{Rows:[Row{Values:[1 2]}]}}}`},
		{`INSERT INTO a (SELECT 1)`, `Insert{Name:a Query:Query{Body:Query{Body:Select{Items:[SelectItem{Expr:1}]}}}}`},
		{`UNLOAD (SELECT 1) TO 's3://b/c/' WITH (format = 'PARQUET')`, `Unload{Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}} Location:s3://b/c/ Properties:[Property{Name:format Value:'PARQUET'}]}`},
		{`PREPARE p FROM SELECT ?`, `Prepare{Name:p Statement:Query{Body:Select{Items:[SelectItem{Expr:?0}]}} Text:SELECT ?}`},
		{`PREPARE p FROM SHOW TABLES`, `Prepare{Name:p Text:SHOW TABLES}`},
		{`EXECUTE p USING 1, 'a'`, `Execute{Name:p Using:[1 'a']}`},
		{`EXECUTE IMMEDIATE 'SELECT ?' USING 2`, `Execute{Immediate:SELECT ? Using:[2]}`},
		{`DEALLOCATE PREPARE p`, `Deallocate{Name:p}`},
		{`EXPLAIN SELECT 1`, `Explain{Statement:Query{Body:Select{Items:[SelectItem{Expr:1}]}} Text:SELECT 1}`},
		{`EXPLAIN (TYPE IO, FORMAT JSON) SELECT 1`, `Explain{Format:JSON Type:IO Statement:Query{Body:Select{Items:[SelectItem{Expr:1}]}} Text:SELECT 1}`},
		{`EXPLAIN ANALYZE VERBOSE SELECT 1`, `Explain{Analyze:true Verbose:true Statement:Query{Body:Select{Items:[SelectItem{Expr:1}]}} Text:SELECT 1}`},
		{`PREPARE p FROM CREATE TABLE a AS SELECT 1`, `Prepare{Name:p Statement:CreateTableAs{Name:a Query:Query{Body:Select{Items:[SelectItem{Expr:1}]}}} Text:CREATE TABLE a AS SELECT 1}`},
		{`PREPARE p FROM CREATE TABLE a (b int)`, `Prepare{Name:p Text:CREATE TABLE a (b int)}`},
	} {
		s, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := show(s); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestParseType(t *testing.T) {
	for _, c := range []struct{ text, want, written string }{
		{"Varchar ( 10 )", "varchar(10)", "Varchar ( 10 )"},
		{"timestamp(3) WITH TIME ZONE", "timestamp with time zone(3)", "timestamp(3) WITH TIME ZONE"},
		{"time without time zone", "time", "time without time zone"},
		{"map(varchar, row(a int))", "map(varchar,row(a int))", "map(varchar, row(a int))"},
		{"double precision array[3]", "array(double)", "double precision array[3]"},
	} {
		got, err := ParseType(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if show(got) != c.want || got.Text != c.written {
			t.Errorf("%s: %s %q; want %s %q", c.text, show(got), got.Text, c.want, c.written)
		}
	}
}

// The places are those that Trino tells of: of a binary operator that of the
// operator, of a test that of its first word.
func TestPlaces(t *testing.T) {
	at := func(text, part string) Pos { return Pos(strings.Index(text, part)) }
	sql := "x + f(y)"
	o := parsed(t, sql).(*Operation)
	if o.Pos != 0 || o.OpPos != at(sql, "+") || o.Right.Start() != at(sql, "f") {
		t.Errorf("%s: %d %d %d", sql, o.Pos, o.OpPos, o.Right.Start())
	}
	for sql, part := range map[string]string{
		"a NOT BETWEEN 1 AND 2":                "NOT",
		"a IN (1)":                             "IN",
		"a IS NULL":                            "IS",
		"a < ALL (SELECT 1)":                   "<",
		"a LIKE b":                             "LIKE",
		"a AT TIME ZONE 'UTC'":                 "AT",
		"CAST(a AS int)":                       "CAST",
		"a.b[1].c":                             "a",
		"(a).b":                                "a",
		"array_agg(x)":                         "array_agg",
		"INTERVAL '1' DAY":                     "INTERVAL",
		"/* é */ -1":                           "-1",
		"((SELECT 1) UNION SELECT 2)":          "((",
		"(1, 2)":                               "(",
		"CASE WHEN a THEN b END":               "CASE",
		"JSON_VALUE(a, 'lax $')":               "JSON",
		"CURRENT_TIMESTAMP":                    "CURRENT",
		"x -> x":                               "x",
		"listagg(a) WITHIN GROUP (ORDER BY a)": "listagg",
	} {
		if got := parsed(t, sql).Start(); got != at(sql, part) {
			t.Errorf("%s: %d; want %d", sql, got, at(sql, part))
		}
	}
	line, column := PlaceOf("SELECT 'é'\n, é", Pos(len("SELECT 'é'\n, ")))
	if line != 2 || column != 3 {
		t.Errorf("%d:%d; want 2:3", line, column)
	}
}

func parsed(t *testing.T, text string) Expr {
	t.Helper()
	e, err := ParseExpr(text)
	if err != nil {
		t.Fatal(text, err)
	}
	return e
}

// Words that Trino does not reserve are names everywhere.
func TestNames(t *testing.T) {
	for name := range words {
		if name == "ALL" { // SELECT ALL is no column
			continue
		}
		for _, sql := range []string{
			"SELECT " + name, "SELECT 1 AS " + name, "SELECT " + name + " FROM " + name + " AS " + name,
			"SELECT t." + name + ", " + name + ".t FROM " + name + " WHERE " + name + " = 1 GROUP BY " + name,
			"WITH " + name + " AS (SELECT 1) SELECT 1", "SELECT 1 " + name + " FROM t " + name + " (" + name + ")",
			"SELECT " + name + " + 1, -" + name + ", f(" + name + ") ORDER BY " + name + " DESC",
		} {
			if _, err := Parse(sql); err != nil {
				t.Errorf("%s: %v", sql, err)
			}
		}
	}
	for name := range reserved {
		if _, err := Parse("SELECT 1 AS " + name); err == nil {
			t.Errorf("%s is a name", name)
		}
		if _, err := Parse(`SELECT 1 AS "` + name + `"`); err != nil {
			t.Errorf("%s in quotes: %v", name, err)
		}
	}
}

// Long chains are read without a stack; deep nesting is read or refused.
func TestLarge(t *testing.T) {
	const n = 10000
	for _, sql := range []string{
		"SELECT a" + strings.Repeat(" AND a", n), "SELECT a" + strings.Repeat(" OR a", n), "SELECT a" + strings.Repeat(" + a", n),
		"SELECT a" + strings.Repeat("||a", n), "SELECT a" + strings.Repeat(".a", n), "SELECT a" + strings.Repeat("[1]", n),
		"SELECT 1" + strings.Repeat(" UNION SELECT 1", n), "SELECT 1" + strings.Repeat(", 1", n), "VALUES 1" + strings.Repeat(", 1", n),
		"SELECT 1 FROM t" + strings.Repeat(" CROSS JOIN t", n), "SELECT 1 FROM t" + strings.Repeat(" JOIN t ON a", n),
		"SELECT " + strings.Repeat("(", 900) + "1" + strings.Repeat(")", 900),
	} {
		if _, err := Parse(sql); err != nil {
			t.Errorf("%.40s...: %v", sql, err)
		}
	}
	for _, open := range []string{"(", "((SELECT ", "- ", "NOT ", "f(", "ARRAY[", "CASE ", "(SELECT 1 FROM (", "1 + (", "x -> ", "CAST(", "a IN ("} {
		for _, sql := range []string{"SELECT " + strings.Repeat(open, 5000), "SELECT 1 FROM " + strings.Repeat(open, 5000)} {
			if _, err := Parse(sql); err == nil {
				t.Errorf("%.40s... is read", sql)
			}
		}
	}
	_, err := ParseType(strings.Repeat("array(", 5000))
	if err == nil || err.Error() != "statement is too large (stack overflow while parsing)" {
		t.Error(err)
	}
	_, err = Parse("SELECT '" + strings.Repeat("x", 262144-9) + "'")
	if err != nil {
		t.Error(err)
	}
	if _, err = Parse("SELECT '" + strings.Repeat("x", 262145-9) + "'"); err == nil {
		t.Error("262,145 bytes are read")
	}
}

// Nesting that is ambiguous until its end is read once and not again and again.
func TestNestedBrackets(t *testing.T) {
	sql := "1"
	for range 200 {
		sql = "((SELECT " + sql + ") + position(1, 2))"
	}
	if _, err := ParseExpr(sql); err != nil {
		t.Error(err)
	}
}
