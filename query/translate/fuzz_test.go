package translate

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// schemas are tables of TPC-H, so far as queries name them, and one with a column of each type.
var schemas = sync.OnceValue(func() map[string]*Table {
	all := make(map[string]*Table)
	for name, columns := range map[string]string{
		"nation":   "nationkey bigint,name varchar(25),regionkey bigint,comment varchar(152)",
		"region":   "regionkey bigint,name varchar(25),comment varchar(152)",
		"customer": "custkey bigint,name varchar(25),nationkey bigint,acctbal double,mktsegment varchar(10)",
		"orders":   "orderkey bigint,custkey bigint,orderstatus varchar(1),totalprice double,orderdate date,orderpriority varchar(15),clerk varchar(15),shippriority integer,comment varchar(79)",
		"lineitem": "orderkey bigint,partkey bigint,suppkey bigint,linenumber integer,quantity double,extendedprice double,discount double,tax double,returnflag varchar(1),linestatus varchar(1),shipdate date,commitdate date,receiptdate date,shipmode varchar(10)",
		"t":        "a integer,b varchar,c double,d decimal(10;2),e date,f timestamp(3),g timestamp(3) with time zone,h array(bigint),i map(varchar;bigint),j row(x bigint; y varchar),k json,l varbinary,m boolean,n char(3)",
	} {
		t := &Table{Name: []string{"default", name}, SQL: "x"}
		for column := range strings.SplitSeq(columns, ",") {
			name, kind, _ := strings.Cut(column, " ")
			typ, err := typeNamed(strings.ReplaceAll(kind, ";", ","))
			if err != nil {
				panic(err)
			}
			t.Columns = append(t.Columns, Column{Name: name, Type: typ})
		}
		all[name] = t
	}
	return all
})

func tables(name []string) (*Table, error) {
	return schemas()[strings.ToLower(name[len(name)-1])], nil
}

func typeNamed(text string) (types.Type, error) {
	name, err := syntax.ParseType(text)
	if err != nil {
		return types.Type{}, err
	}
	return typeOf(name)
}

// FuzzQuery: whatever is read is translated, or refused with a name at a place within it.
func FuzzQuery(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := syntax.Parse(text)
		q, ok := s.(*syntax.Query)
		if err != nil || !ok {
			return
		}
		got, err := Query(q, Options{Table: tables, Database: "default"})
		if err == nil {
			if got.SQL == "" || len(got.Columns) == 0 {
				t.Fatalf("%q: %#v", text, got)
			}
			return
		}
		var fault *Error
		if !errors.As(err, &fault) || fault.Name == "" || fault.Message == "" || int(fault.Pos) > len(text) {
			t.Fatalf("%q: %#v", text, err)
		}
	})
}

// seeds are queries of Trino's tests, where they are there, and some of our own.
func seeds(t testing.TB) []string {
	list := []string{
		"SELECT a + 1, b || 'x', c / 2, d * d, e + INTERVAL '1' DAY, f AT TIME ZONE 'UTC', h[1], i['x'], j.x FROM t WHERE m AND n = 'a'",
		"SELECT a, count(*) FILTER (WHERE c > 0) OVER (PARTITION BY b ORDER BY e ROWS 1 PRECEDING) FROM t",
		"SELECT u.x FROM t CROSS JOIN UNNEST(h, i) WITH ORDINALITY AS u(x, y, z, o) WHERE EXISTS (SELECT 1 FROM nation WHERE nationkey = t.a)",
		"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r ORDER BY 1 FETCH FIRST 2 ROWS WITH TIES",
		"SELECT reduce(h, 0, (s, x) -> s + x, s -> s), transform_values(i, (k, v) -> CAST(v AS varchar)), CAST(j AS json) FROM t GROUP BY 1, 2, 3",
		"SELECT b, sum(a) FROM t GROUP BY GROUPING SETS ((b), ()) HAVING sum(a) > ALL (VALUES 1, 2) ORDER BY max(c) DESC NULLS FIRST OFFSET 1 LIMIT ALL",
	}
	for _, path := range []string{"trino_abstracttest_queries.json", "trino_abstracttest_failures.json"} {
		list = append(list, textsOfJSON(t, "../../../shared/data/sql/"+path)...)
	}
	return list
}

// textsOfJSON returns the "sql" of each case of a file, or none if it is not there.
func textsOfJSON(t testing.TB, path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Logf("without %s", path)
		return nil
	}
	var cases []struct{ SQL string }
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	list := make([]string, len(cases))
	for i, c := range cases {
		list[i] = c.SQL
	}
	return list
}

// BenchmarkTranslate reports what it takes to translate a statement that has been read.
func BenchmarkTranslate(b *testing.B) {
	const usual = "SELECT l.returnflag, sum(l.quantity) AS quantity, avg(l.extendedprice * (1 - l.discount)) AS price FROM lineitem l\n" +
		"JOIN orders o ON l.orderkey = o.orderkey AND o.orderstatus IN ('F', 'O') WHERE l.shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY\n" +
		"GROUP BY l.returnflag HAVING count(*) > 10"
	twoKB := usual + strings.Repeat("\nUNION ALL "+usual, 2048/len(usual)-1)
	for _, c := range []struct{ name, text string }{
		{"best", "SELECT 1"},
		{"usual", usual},
		{"2KB", twoKB},
		{"worst", "SELECT a" + strings.Repeat(" + (a)", 900) + " FROM t"},
	} {
		s, err := syntax.Parse(c.text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Query(s.(*syntax.Query), Options{Table: tables, Database: "default"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
