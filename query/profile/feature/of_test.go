package feature_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/query/profile/feature"
)

// What a column of such values is. Figures are those of 1,000 rows unless said
// otherwise.
func TestOf(t *testing.T) {
	for _, test := range []struct {
		name, typ string
		distinct  float64
		values    string // separated by |
		want      feature.Type
	}{
		// What there is to be counted.
		{"note", "string", 0, "", feature.Empty},
		{"country", "string", 1, "DE", feature.Constant},
		{"sex", "string", 2, "male|female", feature.Binary},
		{"flag", "bigint", 2, "0|1", feature.Binary},
		{"active", "string", 2, "yes|no", feature.Boolean},
		{"active", "string", 2, "TRUE|FALSE", feature.Boolean},

		// What the catalog says.
		{"active", "boolean", 2, "true|false", feature.Boolean},
		{"tags", "array<string>", 500, `["a"]|["b","c"]`, feature.Array},
		{"day", "date", 300, "2024-01-02|2024-01-03", feature.Datetime},
		{"placed", "timestamp", 300, "2024-01-02 10:00:00|2024-01-03 11:30:00", feature.Datetime},

		// How values are written.
		{"homepage", "string", 900, "https://example.org/a|www.example.org|http://example.com", feature.URL},
		{"contact", "string", 900, "ann@example.org|bob@example.com", feature.Email},
		{"payload", "string", 900, `{"a": 1}|{"a": [2, 3]}`, feature.JSON},
		{"where", "string", 900, "48.137, 11.575|-33.86, 151.20", feature.Geographic},
		{"shape", "string", 900, "POINT (30 10)|POLYGON ((30 10, 40 40, 20 40, 30 10))", feature.Geographic},
		{"lat", "double", 900, "48.137|-33.86|12.5", feature.Geographic},
		{"session", "string", 700, "0b0c1f62-5a3c-4d11-9a55-0c7a1fd0a001|9b0c1f62-5a3c-4d11-9a55-0c7a1fd0a002", feature.Identifier},

		// Keys.
		{"order_id", "bigint", 1000, "1|2|3|4|5", feature.Identifier},
		{"customer_id", "bigint", 400, "17|4|17|230|96", feature.Identifier},
		{"invoice", "string", 1000, "R-1001|R-1002|R-1003", feature.Identifier},

		// Lists.
		{"genres", "string", 400, "Action, Comedy, Drama|Comedy, Romance|Action, Adventure, Comedy|Drama, Thriller|Horror, Drama, Thriller", feature.List},

		{"authors", "string", 400, "['Ann', 'Bob']|['Carl', 'Dora']", feature.List},

		// What the forest says.
		{"price", "double", 600, "12.5|3.99|100.25|7.1|89", feature.Numeric},
		{"temperature", "double", 300, "-3.5|12.25|20.125|18.5|7.75", feature.Numeric},
		{"country", "string", 25, "Germany|France|Italy|Spain|Poland", feature.Categorical},
		{"rating", "bigint", 5, "1|5|3|4|2", feature.Ordinal},
		{"birth_date", "string", 700, "12/31/1980|01/05/1991|07/22/1975|03/14/2001|11/02/1969", feature.Datetime},
		{"weight", "string", 300, "12 kg|5.5 kg|100 kg|7 kg|31 kg", feature.EmbeddedNumber},
		{"review", "string", 990, "I liked this very much and would buy it again.|It broke after two days, which is not what I had expected of it.|" +
			"Good value for the price, but the box was damaged when it came.|My son loves it and plays with it all day long.|Do not buy this, it is a waste of money.", feature.Text},
	} {
		values := strings.Split(test.values, "|")
		c := feature.Column{Name: test.name, Type: test.typ, Rows: 1000, Distinct: test.distinct, Samples: values}
		if test.distinct == 0 {
			c.Nulls, c.Samples = 1000, nil
		}
		c.Mean, c.Std, c.Min, c.Max = figures(c)
		got, confidence := feature.Of(c)
		if got != test.want || confidence <= 0 || confidence > 1 {
			t.Errorf("%s, %s, %q: got %s (%.2f), want %s", test.name, test.typ, test.values, got, confidence, test.want)
		}
	}
}

// figures returns those of numbers: of the samples, unless these count rows.
func figures(c feature.Column) (mean, std, low, high float64) {
	if c.Type != "bigint" && c.Type != "double" {
		return math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	low, high = math.Inf(1), math.Inf(-1)
	n, sum, square := 0.0, 0.0, 0.0
	for _, s := range c.Samples {
		var x float64
		fmt.Sscan(s, &x)
		n, sum, square = n+1, sum+x, square+x*x
		low, high = min(low, x), max(high, x)
	}
	if c.Distinct == float64(c.Rows) {
		high = low + c.Distinct - 1
	}
	return sum / n, math.Sqrt(max(0, square/n-sum*sum/n/n)), low, high
}

func BenchmarkOf(b *testing.B) {
	c := feature.Column{Name: "price", Type: "double", Rows: 1000, Distinct: 600, Samples: []string{"12.5", "3.99", "100.25"}, Mean: 20, Std: 10, Min: 1, Max: 200}
	feature.Of(c)
	b.ReportAllocs()
	for b.Loop() {
		feature.Of(c)
	}
}
