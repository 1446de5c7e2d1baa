package catalog

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func openHistory(t *testing.T) *Catalog {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func ids(list []Execution) (ids []string) {
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	return ids
}

// Executions are listed newest first, by page, and one that has ended never
// changes again.
func TestExecutions(t *testing.T) {
	c, ctx := openHistory(t), context.Background()
	for i, id := range []string{"a", "b", "c", "d"} {
		e := Execution{ID: id, SQL: "SELECT 1", WorkGroup: "primary", State: Running, Submitted: monday.Add(time.Duration(i) * time.Hour)}
		if id == "c" {
			e.WorkGroup = "ann"
		}
		if err := c.AddExecution(ctx, e, "me", []byte("same")); err != nil {
			t.Fatal(err)
		}
	}
	lists := []struct {
		filter ExecutionFilter
		want   []string
	}{
		{ExecutionFilter{}, []string{"d", "c", "b", "a"}},
		{ExecutionFilter{Limit: 2}, []string{"d", "c"}},
		{ExecutionFilter{Limit: 2, Before: "c"}, []string{"b", "a"}},
		{ExecutionFilter{Before: "a"}, nil},
		{ExecutionFilter{WorkGroup: "ann"}, []string{"c"}},
	}
	for _, l := range lists {
		got, err := c.Executions(ctx, l.filter)
		if err != nil || !slices.Equal(ids(got), l.want) {
			t.Errorf("%+v: got %v, %v; want %v", l.filter, ids(got), err, l.want)
		}
	}

	e, err := c.Execution(ctx, "b")
	if err != nil {
		t.Fatal(err)
	}
	e.State, e.Rows = Succeeded, 7
	if changed, err := c.UpdateExecution(ctx, e); err != nil || !changed {
		t.Errorf("an open execution: changed %v, %v", changed, err)
	}
	e.State = Cancelled
	if changed, err := c.UpdateExecution(ctx, e); err != nil || changed {
		t.Errorf("an execution that has ended: changed %v, %v", changed, err)
	}
	if e, err = c.Execution(ctx, "b"); err != nil || e.State != Succeeded || e.Rows != 7 {
		t.Errorf("got %+v, %v", e, err)
	}
	if like, err := c.LikeExecutions(ctx, []byte("same"), monday); err != nil || !slices.Equal(ids(like), []string{"b"}) {
		t.Errorf("like: got %v, %v", ids(like), err)
	}
	if like, err := c.LikeExecutions(ctx, []byte("same"), monday.Add(90*time.Minute)); err != nil || like != nil {
		t.Errorf("like, but older: got %v, %v", ids(like), err)
	}
	if open, err := c.OpenExecutions(ctx); err != nil || !slices.Equal(ids(open["me"]), []string{"a", "c", "d"}) {
		t.Errorf("open: got %v, %v", open, err)
	}
	if gone, err := c.DropExecutions(ctx, monday.Add(24*time.Hour)); err != nil || !slices.Equal(gone, []string{"b"}) {
		t.Errorf("dropped: got %v, %v; only what has ended may go", gone, err)
	}
	if _, err := c.Execution(ctx, "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("dropped: %v", err)
	}
}

func TestWorkGroups(t *testing.T) {
	c, ctx := openHistory(t), context.Background()
	if g, err := c.WorkGroup(ctx, "primary"); err != nil || g.Name != "primary" || g.Disabled {
		t.Errorf("primary: %+v, %v", g, err)
	}
	if err := c.AddWorkGroup(ctx, WorkGroup{Name: "ann", Cutoff: 10_000_000}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ann", "primary"} {
		if err := c.AddWorkGroup(ctx, WorkGroup{Name: name}); !errors.Is(err, ErrExists) {
			t.Errorf("%s, again: %v", name, err)
		}
		if err := c.UpdateWorkGroup(ctx, name, func(g *WorkGroup) error { g.Disabled = true; return nil }); err != nil {
			t.Error(err)
		}
	}
	groups, err := c.WorkGroups(ctx)
	if err != nil || len(groups) != 2 || groups[0].Name != "ann" || !groups[0].Disabled || groups[0].Cutoff != 10_000_000 || !groups[1].Disabled {
		t.Errorf("got %+v, %v", groups, err)
	}
	if err := c.UpdateWorkGroup(ctx, "bob", func(*WorkGroup) error { return nil }); !errors.Is(err, ErrNotFound) {
		t.Errorf("bob: %v", err)
	}
	if err := c.PutPrepared(ctx, Prepared{Name: "p", WorkGroup: "ann", SQL: "SELECT ?"}); err != nil {
		t.Fatal(err)
	}
	if err := c.DropWorkGroup(ctx, "ann", false); !errors.Is(err, ErrInUse) {
		t.Errorf("in use: %v", err)
	}
	if err := c.DropWorkGroup(ctx, "ann", true); err != nil {
		t.Error(err)
	}
	if _, err := c.Prepared(ctx, "ann", "p"); !errors.Is(err, ErrNotFound) {
		t.Errorf("prepared in a dropped group: %v", err)
	}
	if err := c.DropWorkGroup(ctx, "primary", true); err == nil {
		t.Error("primary was dropped")
	}
}

func TestSavedStatements(t *testing.T) {
	c, ctx := openHistory(t), context.Background()
	for _, p := range []Prepared{{Name: "q", WorkGroup: "primary", SQL: "SELECT 1"}, {Name: "p", WorkGroup: "primary", SQL: "SELECT ?"},
		{Name: "p", WorkGroup: "ann", SQL: "SELECT 2"}, {Name: "p", WorkGroup: "primary", SQL: "SELECT 3"}} {
		if err := c.PutPrepared(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if p, err := c.Prepared(ctx, "primary", "p"); err != nil || p.SQL != "SELECT 3" || p.Modified.IsZero() {
		t.Errorf("got %+v, %v", p, err)
	}
	if list, err := c.Prepareds(ctx, "primary"); err != nil || len(list) != 2 || list[0].Name != "p" {
		t.Errorf("got %+v, %v", list, err)
	}
	if err := c.DeletePrepared(ctx, "primary", "p"); err != nil {
		t.Error(err)
	}
	if err := c.DeletePrepared(ctx, "primary", "p"); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	if p, err := c.Prepared(ctx, "ann", "p"); err != nil || p.SQL != "SELECT 2" {
		t.Errorf("of another group: %+v, %v", p, err)
	}

	if err := c.PutNamedQuery(ctx, NamedQuery{ID: "1", Name: "top", Database: "shop", SQL: "SELECT 1", WorkGroup: "primary"}); err != nil {
		t.Fatal(err)
	}
	if list, err := c.NamedQueries(ctx, "primary"); err != nil || len(list) != 1 || list[0].Name != "top" {
		t.Errorf("got %+v, %v", list, err)
	}
	if err := c.DropNamedQuery(ctx, "1"); err != nil {
		t.Error(err)
	}
	if _, err := c.NamedQuery(ctx, "1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("dropped: %v", err)
	}
}
