package ddl

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// elsewhere are measured cases about what is not here: other catalogs, tables of
// Iceberg, S3 Tables.
var (
	elsewhere = regexp.MustCompile(`<(?:I|NS|S3CAT|G|missing ns)>|s3tables|<long|bucket`)
	notHere   = regexp.MustCompile(`S3 table buckets|2 catalogs|(?i:iceberg)|find or access|source column: nosuch|Expecting`)
	identity  = regexp.MustCompile(`Request ID: [0-9a-f-]+`)
)

// peopled makes a lake with the objects that the placeholders of measured
// statements stand for.
func peopled(t *testing.T) Env {
	t.Helper()
	env := open(t)
	env.Database = "dddddddddddd"
	for _, sql := range []string{
		"CREATE DATABASE dddddddddddd", "CREATE DATABASE db",
		"CREATE EXTERNAL TABLE h (n int, s string) LOCATION 's3://lake/h/'", "CREATE EXTERNAL TABLE db.t (n int, s string) LOCATION 's3://lake/h/'",
		"CREATE EXTERNAL TABLE t (n int, s string) LOCATION 's3://lake/h/'", "CREATE EXTERNAL TABLE hp (n int) PARTITIONED BY (p string) LOCATION 's3://lake/hp/'",
		"CREATE EXTERNAL TABLE athena_local_probe_244_h (n int) LOCATION 's3://lake/hp/'", "CREATE EXTERNAL TABLE athena_local_probe_113_r1_hive (n int) LOCATION 's3://lake/hp/'",
	} {
		if _, got := run(t, env, sql); got != "" {
			t.Fatal(got)
		}
	}
	for _, name := range []string{"v", "athena_local_probe_244_v"} {
		if err := CreateView(t.Context(), env, hive.Name{Table: name}, "SELECT 1 n", []ViewColumn{{"n", "integer"}}, false); err != nil {
			t.Fatal(err)
		}
	}
	return env
}

// What Athena refuses is refused in its words. Of those in which the parser of
// Trino's grammar has its say, package syntax is the judge.
func TestMeasuredErrors(t *testing.T) {
	f, err := os.Open("../../../shared/data/athena-wire/errors.jsonl")
	if err != nil {
		t.Skip("no measured errors: ", err)
	}
	defer f.Close()
	env := peopled(t)
	names := strings.NewReplacer("<DB>", "dddddddddddd", "<DB2>", "db", "<OUTPUT>", "s3://lake/", "<dir>", "dir", "<H>", "h", "<HP>", "hp", "<V>", "v",
		"<T>", "t", "<T2>", "t", "<M>", "m", "<new>", "brandnew", "<missing db>", "nodb")
	right, n := 0, 0
	var misses []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var c struct {
			ID, Kind, SQL, Message, Evidence string
			Error                            struct{ Message string } `json:"athena_error"`
			Reason                           string                   `json:"state_change_reason"`
			Context                          struct{ Catalog, Database string }
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		want := c.Message + c.Reason
		if want == "" {
			want = c.Error.Message
		}
		if want == "" || c.Evidence == "uncertain" || c.Evidence == "partial" || elsewhere.MatchString(c.SQL+c.Context.Catalog+c.Context.Database) || notHere.MatchString(want) {
			continue
		}
		s, err := statement.One(names.Replace(c.SQL))
		if err != nil || !Handles(s.Class()) {
			continue
		}
		n++
		e := env
		if strings.Contains(want, " db.nope") {
			e.Database = "db"
		}
		_, _, err = Run(t.Context(), e, s)
		got := "nothing"
		if err != nil {
			got = identity.ReplaceAllString(err.Error(), "Request ID: <UUID>")
		}
		if got == names.Replace(want) {
			right++
		} else {
			misses = append(misses, c.ID+": "+s.Text+"\ngot  "+got+"\nwant "+want)
		}
	}
	t.Logf("%d of %d", right, n)
	if n < 200 || right*100 < n*97 {
		t.Errorf("%d of %d are right. The others:\n%s", right, n, strings.Join(misses, "\n"))
	}
}
