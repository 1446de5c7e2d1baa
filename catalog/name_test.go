package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTableName(t *testing.T) {
	tests := []struct{ text, want string }{
		{"orders", "orders"},
		{"Orders", "orders"},
		{"2024", "2024"},
		{"orders-2024.v2", "orders_2024_v2"},
		{"my folder", "my_folder"},
		{"a - b", "a___b"}, // as in Glue: one for each
		{"a__b", "a__b"},
		{"_id", "_id"},

		// Underscores that stand for others go from the ends.
		{"Total (USD)", "total__usd"},
		{" id ", "id"},
		{"#rank", "rank"},
		{"id_ ", "id_"},
		{"- _x_ -", "_x_"},

		// Letters of other alphabets.
		{"pertenencia étnica", "pertenencia_etnica"},
		{"pertenencia e\u0301tnica", "pertenencia_etnica"}, // é as two characters
		{"Größe", "grosse"},
		{"STRASSE ÆØÅ", "strasse_aeoa"},
		{"İstanbul", "istanbul"},
		{"Łódź", "lodz"},
		{"Дата рождения", "data_rozhdeniya"},
		{"объект", "obekt"},
		{"Ημερομηνία", "imerominia"},
		{"订单id", "id"},
		{"№ 5", "5"},

		// Nothing is left.
		{"订单", "table"},
		{"", "table"},
		{"___", "table"},
		{"\xff\xfe", "table"},

		{strings.Repeat("x", 200), strings.Repeat("x", 128)},
		{strings.Repeat("x", 127) + " y", strings.Repeat("x", 127) + "_"},
		{strings.Repeat("x", 127) + "ß", strings.Repeat("x", 127) + "s"},
		{strings.Repeat(" ", 1000) + "x", "x"},
	}
	for _, test := range tests {
		if got := TableName(test.text); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
}

func TestColumnNames(t *testing.T) {
	tests := []struct{ sources, want string }{ // separated by |
		{"id|Name|TOTAL", "id|name|total"},
		{"id||", "id|col_2|col_3"},
		{"订单|数量|price", "col_1|col_2|price"},
		{"a|A|a ", "a|a_2|a_3"},
		{"|col_1|", "col_1|col_1_2|col_3"},
		{"a|a|a_2|a_3", "a|a_4|a_2|a_3"}, // what is unique stays
		{"a_2|a|a", "a_2|a|a_3"},
	}
	for _, test := range tests {
		got := strings.Join(ColumnNames(strings.Split(test.sources, "|")), "|")
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.sources, got, test.want)
		}
	}
}

func TestUniqueKeepsLongNamesShort(t *testing.T) {
	long := strings.Repeat("x", 128)
	got := Unique([]string{long, long})
	if want := strings.Repeat("x", 126) + "_2"; got[1] != want {
		t.Errorf("got %s", got[1])
	}
}

// Any number of equal names is dealt with in a moment.
func TestUniqueOfMany(t *testing.T) {
	names := slices.Repeat([]string{"a"}, 200_000)
	if got := Unique(names); got[199_999] != "a_200000" {
		t.Errorf("got %s", got[199_999])
	}
}

var goodName = regexp.MustCompile(`\A[a-z0-9_]{1,128}\z`)

func FuzzColumnNames(f *testing.F) {
	for _, text := range []string{"a,b", "é,E", ",,", "a,a,a_2", "\xff,ß", "Дата,订单", strings.Repeat("é", 128) + "," + strings.Repeat("e", 128)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sources := strings.Split(text, ",")
		names := ColumnNames(sources)
		if len(names) != len(sources) {
			t.Fatalf("%d names for %d columns", len(names), len(sources))
		}
		seen := make(map[string]bool)
		for _, name := range names {
			if !goodName.MatchString(name) || seen[name] {
				t.Errorf("%q: %q is no good or not unique in %q", text, name, names)
			}
			seen[name] = true
		}
		if again := ColumnNames(names); !slices.Equal(again, names) {
			t.Errorf("%q: made again of %q: %q", text, names, again)
		}
		if name := TableName(text); !goodName.MatchString(name) || TableName(name) != name {
			t.Errorf("%q: table name %q, made again %q", text, name, TableName(name))
		}
	})
}

func TestNearest(t *testing.T) {
	names := []string{"orders", "order_items", "customers", "a", "returns_2024"}
	tests := []struct{ name, want string }{
		{"orders", "orders"},
		{"ORDERS", "orders"},
		{"order", "orders"},
		{"rodres", ""},
		{"oredrs", "orders"},
		{"order_itmes", "order_items"},
		{"orderitems", "order_items"},
		{"retruns_2025", "returns_2024"},
		{"b", "a"},
		{"weather", ""},
		{"", "a"},
	}
	for _, test := range tests {
		if got := nearest(test.name, names); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
