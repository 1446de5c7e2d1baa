package catalog

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"
)

func madeCatalog(t *testing.T, table Table) *Catalog {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Apply(t.Context(), AddTable{Table: table}); err != nil {
		t.Fatal(err)
	}
	return c
}

// What a statement said of a table is kept, and counts as a change of it.
func TestMade(t *testing.T) {
	table := Table{Name: Name{"default", "t"}, Format: "text", Parameters: map[string]string{CreatedBy: CreatedByDDL}, Made: &Made{
		SerDe:     &SerDe{Library: "x.Y", Parameters: map[string]string{"a": "b"}, Input: "i", Output: "o"},
		Clustered: []string{"c"}, Buckets: 4,
	}}
	c := madeCatalog(t, table)
	got, err := c.Table(t.Context(), table.Name)
	if err != nil || !reflect.DeepEqual(got.Made, table.Made) || !got.ByHand() || got.IsView() {
		t.Errorf("got %+v, %v", got.Made, err)
	}
	to := got
	to.Made = &Made{View: &View{Text: "SELECT 1 a", Database: "default", Types: []string{"integer"}}}
	if err := c.Apply(t.Context(), AlterTable{From: got, To: to}); err != nil {
		t.Fatal(err)
	}
	got, err = c.Table(t.Context(), table.Name)
	if err != nil || got.Version != 2 || !got.IsView() || got.Made.View.Text != "SELECT 1 a" {
		t.Errorf("altered: got %+v of version %d, %v", got.Made, got.Version, err)
	}
}

func TestPartitions(t *testing.T) {
	name := Name{"default", "t"}
	c := madeCatalog(t, Table{Name: name})
	a, b := []string{"2024", "a/b"}, []string{"2024", NullPartition}
	change := func(changes PartitionChanges, want error) {
		t.Helper()
		if err := c.AlterPartitions(t.Context(), name, changes); !errors.Is(err, want) {
			t.Errorf("%+v: got %v, want %v", changes, err, want)
		}
	}
	change(PartitionChanges{Added: []Partition{{b, "t/b"}, {a, "t/a"}}}, nil)
	change(PartitionChanges{Added: []Partition{{[]string{"1", "1"}, "x"}, {a, "t/c"}}}, ErrExists) // and adds none
	change(PartitionChanges{Removed: [][]string{{"0", "0"}}}, ErrNotFound)
	change(PartitionChanges{Moved: []PartitionMove{{a, Partition{b, "x"}}}}, ErrExists)
	change(PartitionChanges{Moved: []PartitionMove{{a, Partition{[]string{"1", "2"}, "t/a"}}, {b, Partition{b, "elsewhere"}}}}, nil)
	got, err := c.Partitions(t.Context(), name)
	if want := []Partition{{b, "elsewhere"}, {[]string{"1", "2"}, "t/a"}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	table, err := c.Table(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), DropTable{Table: table}, AddTable{Table: Table{Name: Name{"default", "u"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Partitions(t.Context(), name); !errors.Is(err, ErrNotFound) {
		t.Errorf("of a table that is gone: %v", err)
	}
}
