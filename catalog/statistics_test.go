package catalog

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// What is kept of the parts of a table is there until its files are not, and
// goes with the table.
func TestStatistics(t *testing.T) {
	ctx := context.Background()
	c, err := Open(filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	name := Name{DefaultDatabase, "orders"}
	if err := c.KeepStatistics(ctx, name, nil, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("a table that there is not: got %v", err)
	}
	table := Table{Name: name, Format: "csv"}
	if err := c.Apply(ctx, AddTable{Table: table}); err != nil {
		t.Fatal(err)
	}
	keep := func(states map[string][]byte, others ...string) {
		t.Helper()
		if err := c.KeepStatistics(ctx, name, states, others); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(want ...string) {
		t.Helper()
		kept, err := c.Statistics(ctx, name, []string{"a", "b", "c", "d"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, key := range slices.Sorted(maps.Keys(kept)) {
			got = append(got, key+" "+string(kept[key]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	expect()
	keep(map[string][]byte{"a": []byte("1"), "b": []byte("2")})
	expect("a 1", "b 2")
	keep(map[string][]byte{"c": []byte("3")}, "b")
	expect("b 2", "c 3")
	keep(map[string][]byte{"b": []byte("4")}, "c")
	expect("b 4", "c 3")
	if err := c.Apply(ctx, DropTable{Table: table}); err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(ctx, AddTable{Table: table}); err != nil {
		t.Fatal(err)
	}
	expect()
}
