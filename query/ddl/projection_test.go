package ddl

import (
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
)

// projecting makes a table from its partition columns, such as "p string, d date",
// and its parameters, one a line.
func projecting(t testing.TB, columns, parameters string) *catalog.Table {
	t.Helper()
	table := &catalog.Table{Name: catalog.Name{Database: "default", Table: "t"}, Location: "t", Parameters: map[string]string{"projection.enabled": "TRUE"}}
	for c := range strings.SplitSeq(columns, ", ") {
		name, text, _ := strings.Cut(c, " ")
		typ, err := schema.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		table.Partitions = append(table.Partitions, schema.Field{Name: name, Type: typ})
	}
	for line := range strings.Lines(parameters) {
		if key, value, ok := strings.Cut(strings.TrimSuffix(strings.TrimLeft(line, "\t"), "\n"), "="); ok {
			if key != "storage.location.template" {
				key = "projection." + key
			}
			table.Parameters[key] = value
		}
	}
	return table
}

// Values and folders, by the rules of Athena's user guide.
func TestProject(t *testing.T) {
	tests := []struct {
		columns, parameters string
		wanted              map[string][]string
		want                string // values@folder, separated by spaces, or the end of an error
	}{
		{"p string", "p.type=Enum\np.values=a,b", nil, "a@t/p=a b@t/p=b"},
		{"p string", "p.type=enum\np.values=a,b", map[string][]string{"p": {"b", "c"}}, "b@t/p=b"},
		{"p int", "p.type=integer\np.range=-1,3\np.interval=2", nil, "-1@t/p=-1 1@t/p=1 3@t/p=3"},
		{"p int", "p.type=integer\np.range=1,99999999999\np.digits=3", map[string][]string{"p": {"7", "007", "0"}}, "007@t/p=007"},
		{"p int, q string", "p.type=integer\np.range=1,2\nq.type=enum\nq.values=x,y", map[string][]string{"q": {"y"}}, "1/y@t/p=1/q=y 2/y@t/p=2/q=y"},
		{"p int", "p.type=integer\np.range=1,99999999999", nil, "more than 1000000 partitions; the query has to name values of partition columns"},

		{"d string", "d.type=date\nd.range=2024/02/28,2024/03/01\nd.format=yyyy/MM/dd\nstorage.location.template=s3://lake/logs/${d}/", nil,
			"2024/02/28@logs/2024/02/28 2024/02/29@logs/2024/02/29 2024/03/01@logs/2024/03/01"},
		{"d date", "d.type=date\nd.range=01-2024,NOW\nd.format=MM-yyyy", nil, "2024-01-01@t/d=01-2024 2024-02-01@t/d=02-2024 2024-03-01@t/d=03-2024"},
		{"d string", "d.type=date\nd.range=NOW-2DAYS, now \nd.format=yyyy-MM-dd", map[string][]string{"d": {"2024-03-14", "2023-01-01"}}, "2024-03-14@t/d=2024-03-14"},
		{"d string", "d.type=date\nd.range=2024-03-15-22,NOW+1HOUR\nd.format=yyyy-MM-dd-HH\nd.interval=1\nd.interval.unit=HOURS", nil, "2024-03-15-22@t/d=2024-03-15-22 2024-03-15-23@t/d=2024-03-15-23"},
		{"d string", "d.type=date\nd.range=2024-01-31,2024-03-31\nd.format=yyyy-MM-dd\nd.interval.unit=MONTHS", nil, "2024-01-31@t/d=2024-01-31 2024-02-29@t/d=2024-02-29 2024-03-31@t/d=2024-03-31"},
		{"d string", "d.type=date\nd.range=2024,NOW\nd.format=yyyy-HH", nil, `projection.d.interval.unit is ""`},
		{"d string", "d.type=date\nd.range=2024,NOW\nd.format=yyyy-MM-dd", nil, `"2024" is neither NOW nor written as yyyy-MM-dd`},

		{"i string", "i.type=injected\nstorage.location.template=s3://lake/x/${i}", map[string][]string{"i": {"b", "a", "b"}}, "a@x/a b@x/b"},
		{"i string", "i.type=injected", nil, "the WHERE clause must contain only static equality conditions, and at least one such condition must be present"},
		{"p string", "p.type=enum\np.values=a\nstorage.location.template=s3://other/${p}/", nil, "is outside the lake"},
		{"p string", "p.type=enum\np.values=a\nstorage.location.template=s3://lake/x/", nil, "storage.location.template has no ${p}"},
		{"p string, q string", "p.type=enum\np.values=a", nil, "missing projection configuration: [q]"},
		{"p string", "p.type=odd", nil, "projection.p.type has the invalid value odd"},
	}
	env := open(t)
	now := time.Date(2024, 3, 15, 22, 30, 0, 0, time.UTC)
	for _, test := range tests {
		partitions, err := Project(projecting(t, test.columns, test.parameters), now, test.wanted, env.location)
		var list []string
		for _, p := range partitions {
			list = append(list, strings.Join(p.Values, "/")+"@"+p.Location)
		}
		got := strings.Join(list, " ")
		if err != nil {
			got = err.Error()
		}
		if got != test.want && (err == nil || !strings.HasSuffix(got, test.want)) {
			t.Errorf("%s of %q: got %s, want %s", test.columns, test.parameters, got, test.want)
		}
	}
}
