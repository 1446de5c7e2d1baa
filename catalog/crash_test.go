package catalog

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be run as a process that syncs without end.
func TestMain(m *testing.M) {
	if path := os.Getenv("TARN_TEST_SYNC"); path != "" {
		syncWithoutEnd(path)
	}
	os.Exit(m.Run())
}

func syncWithoutEnd(path string) {
	c, err := Open(path)
	for err == nil {
		for _, state := range []string{"A", "B"} {
			if _, err = c.Sync(context.Background(), "default", stateOf(state), nil, SyncOptions{}); err != nil {
				break
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// stateOf makes one of two states of a lake. They share tables, and no table
// is the same in both.
func stateOf(state string) []TableFiles {
	t := new(testing.T)
	var tables []TableFiles
	for i := range 20 {
		if state == "B" && i%4 == 0 {
			continue
		}
		name, columns := fmt.Sprintf("t%d", i), "id int, in_a int"
		if state == "B" {
			columns = "id bigint, in_b string"
		}
		var files []File
		for j := range 10 + len(columns) {
			f := file(t, fmt.Sprintf("%s/%d.csv", name, j), columns)
			f.Scan.Rows = int64(len(columns))
			files = append(files, f)
		}
		tables = append(tables, table(t, name, columns, files...))
	}
	return tables
}

// observed describes what a catalog holds, as far as the two states differ. It
// reads all from one moment.
func observed(ctx context.Context, c *Catalog) (string, error) {
	var b strings.Builder
	err := c.read(ctx, func(x *tx) error {
		tables, err := x.tables("default", "")
		if err != nil {
			return err
		}
		for _, table := range tables {
			files := 0
			row, err := x.tableRow(table.Name)
			if err != nil {
				return err
			}
			layouts := make(map[string]int)
			err = x.files("f.table_id = ?", []any{row.id}, true, func(_, _ int64, f File) error {
				files++
				layouts[fmt.Sprintf("%d %s %d", len(f.Scan.Evidence), f.Scan.Columns[1].Name, f.Scan.Rows)]++
				return nil
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s %v %d of %d files, %v, %d rows\n",
				table.Name, table.Columns, files, table.Stats.Files, layouts, table.Stats.Rows)
		}
		return nil
	})
	return b.String(), err
}

// described is what observed says of a catalog that was synced once.
func described(t *testing.T, state string) string {
	t.Helper()
	c := fresh(t)
	resync(t, c, stateOf(state)...)
	text, err := observed(t.Context(), c)
	if err != nil || !strings.Contains(text, "in_"+strings.ToLower(state)) {
		t.Fatalf("state %s is described as %s, %v", state, text, err)
	}
	return text
}

// A process that is killed at any moment leaves the catalog whole, and as it
// was before or after the change that it was about.
func TestKilledWhileSyncing(t *testing.T) {
	a, b := described(t, "A"), described(t, "B")
	dir := t.TempDir()
	seen := make(map[string]int)
	for i := range 60 {
		path, most := filepath.Join(dir, "catalog.db"), 150
		if i%3 == 0 { // killed while it makes the catalog
			path, most = filepath.Join(dir, fmt.Sprint(i), "catalog.db"), 50
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "TARN_TEST_SYNC="+path)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(most)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		if stderr.Len() > 0 {
			t.Fatalf("run %d: %s", i, &stderr)
		}

		c, err := Open(path)
		if err != nil {
			t.Fatalf("run %d: %v", i, err)
		}
		defer c.Close()
		var sound string
		if err := c.db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
			t.Fatalf("run %d: %s, %v", i, sound, err)
		}
		rows, err := c.db.Query("PRAGMA foreign_key_check")
		if err != nil || rows.Next() {
			t.Fatalf("run %d: rows that belong to nothing; %v", i, err)
		}
		rows.Close()
		got, err := observed(t.Context(), c)
		if err != nil {
			t.Fatalf("run %d: %v", i, err)
		}
		switch got {
		case "":
			seen["empty"]++
		case a:
			seen["A"]++
		case b:
			seen["B"]++
		default:
			t.Fatalf("run %d: neither one state nor the other:\n%s", i, got)
		}
	}
	t.Log(seen)
	if seen["A"]+seen["B"] == 0 {
		t.Error("no process came as far as one sync")
	}
}

// Processes that sync at once wait for one another, and those that read
// meanwhile see one state or the other.
func TestManyProcesses(t *testing.T) {
	a, b := described(t, "A"), described(t, "B")
	path := filepath.Join(t.TempDir(), "catalog.db")
	var writers []*exec.Cmd
	var stderr [2]strings.Builder
	for i := range 2 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "TARN_TEST_SYNC="+path)
		cmd.Stderr = &stderr[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		writers = append(writers, cmd)
	}
	defer func() {
		for i, cmd := range writers {
			cmd.Process.Kill()
			cmd.Wait()
			if stderr[i].Len() > 0 {
				t.Errorf("a writer ended: %s", &stderr[i])
			}
		}
	}()
	c := open1(t, path)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	type result struct {
		state string
		err   error
	}
	results := make(chan result)
	for range 4 {
		go func() {
			for {
				state, err := observed(ctx, c)
				select {
				case results <- result{state, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	seen := make(map[string]int)
	for seen[a] < 20 || seen[b] < 20 {
		got := <-results
		if got.err != nil {
			t.Fatalf("%v; one state was seen %d times and the other %d times", got.err, seen[a], seen[b])
		}
		if seen[got.state]++; got.state != a && got.state != b && got.state != "" {
			t.Fatalf("neither one state nor the other:\n%s", got.state)
		}
	}
}

// Many processes may open a catalog that is not there yet.
func TestCreatedByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "catalog.db")
	errs := make(chan error)
	for range 8 {
		go func() {
			c, err := Open(path)
			if err == nil {
				_, err = c.Tables(t.Context(), "default")
				c.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// A reader does not wait for a writer and sees the state before it; a second
// writer waits, until its context ends.
func TestWhileSomebodyWrites(t *testing.T) {
	c := fresh(t)
	resync(t, c, table(t, "orders", "id int"))
	other := open1(t, c.Path())
	err := c.write(t.Context(), func(x *tx) error {
		if err := (DropTable{Table: Table{Name: Name{"default", "orders"}}}).erase(x); err != nil {
			return err
		}
		for _, reader := range []*Catalog{c, other} {
			if tables, err := reader.Tables(t.Context(), "default"); err != nil || len(tables) != 1 {
				t.Errorf("a reader sees %v, %v", tables, err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := other.Sync(ctx, "default", nil, nil, SyncOptions{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second writer: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if tables, err := other.Tables(t.Context(), "default"); err != nil || len(tables) != 0 {
		t.Errorf("afterwards: %v, %v", tables, err)
	}
}

// The second of two crawls starts from what the first one left.
func TestTwoCrawlsAtOnce(t *testing.T) {
	c := fresh(t)
	results := make(chan string)
	for range 2 {
		go func() {
			changes, err := c.Sync(t.Context(), "default", stateOf("A"), nil, SyncOptions{})
			results <- fmt.Sprint(len(changes), " changes, ", err)
		}()
	}
	got := []string{<-results, <-results}
	if want := "20 changes, <nil>"; got[0] != want && got[1] != want || got[0] == got[1] {
		t.Errorf("got %v", got)
	}
}
