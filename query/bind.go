package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/statement"
)

// bindTables makes a view of each table of the catalog that the statement names.
func (e *Engine) bindTables(ctx context.Context, s *session, r Request, sql string) error {
	names, err := s.conn.Tables(ctx, sql)
	if errors.Is(err, duck.ErrUnlisted) {
		names, err = possibleNames(sql), nil
	}
	if err != nil {
		return err
	}
	bound := make(map[catalog.Name]bool)
	for _, n := range names {
		written := catalog.Name{Database: n.Database, Table: n.Name}
		if bound[written] {
			continue
		}
		bound[written] = true
		name := catalog.Name{Database: strings.ToLower(n.Database), Table: strings.ToLower(n.Name)}
		if n.Database == "" {
			name.Database = r.database()
		}
		only := r.Files
		if n.Database != "" {
			only = nil
		}
		now, err := e.current(ctx, r, name)
		if errors.Is(err, catalog.ErrNotFound) {
			s.missing = cmp.Or(s.missing, err) // not a table of the catalog: DuckDB's, or none
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		relation, err := e.nativeRelation(ctx, s, r, now, only)
		if err != nil {
			return unread(name, err)
		}
		if err := e.makeView(ctx, s.conn, n, relation); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// nativeRelation returns the SQL of the rows of a table or of a view.
func (e *Engine) nativeRelation(ctx context.Context, s *session, r Request, t tableNow, only map[string]bool) (string, error) {
	if t.IsView() {
		return e.viewRelation(ctx, s, r, &t.Table)
	}
	t, err := e.filled(ctx, t, nil)
	if err == nil {
		err = r.reads(t.Table, t.groups)
	}
	if err != nil {
		return "", err
	}
	relation, files, err := e.relation(ctx, t, only)
	s.files = append(s.files, files...)
	return relation, err
}

// possibleNames returns whatever in a statement could be the name of a table.
func possibleNames(sql string) []duck.Table {
	tokens := slices.Collect(statement.Tokens(sql))
	isName := func(i int) bool {
		return i < len(tokens) && (tokens[i].Kind == statement.Word || tokens[i].Kind == statement.Quoted)
	}
	var names []duck.Table
	for i := 0; i < len(tokens); i++ {
		if !isName(i) {
			continue
		}
		n := duck.Table{Name: tokens[i].Value(), Position: -1}
		if i+2 < len(tokens) && tokens[i+1].Text == "." && isName(i+2) {
			n.Database, n.Name = n.Name, tokens[i+2].Value()
			i += 2
		}
		names = append(names, n)
	}
	return names
}

// relation returns the SQL of the rows of a table, with clean copies made of
// the files that need one, and the files that are read as they lie. It is the
// rows of some files, if those are named.
func (e *Engine) relation(ctx context.Context, t tableNow, only map[string]bool) (sql string, files []catalog.FileRef, err error) {
	var sources []bind.Source
	for _, g := range t.groups {
		if only != nil {
			g.Files = slices.DeleteFunc(slices.Clone(g.Files), func(f catalog.FileRef) bool { return !only[f.Path] })
		}
		direct, copied, err := e.sources(ctx, t.Table, g)
		if err != nil {
			return "", nil, err
		}
		if len(direct.Files) > 0 {
			files = append(files, g.Files...)
		}
		sources = append(sources, direct, copied)
	}
	return bind.Relation(t.Table, sources), files, nil
}

// sources returns how the files of a group are read: as they lie or, where the
// engine cannot do that, from clean copies.
func (e *Engine) sources(ctx context.Context, table catalog.Table, g catalog.Group) (direct, copied bind.Source, err error) {
	cleaned := g.Layout
	if !readable(g.Layout, table) {
		l := *g.Layout
		l.Columns = targetTypes(l.Columns, table)
		cleaned = &l
	}
	direct.Layout, copied.Layout = g.Layout, cleaned.Cleaned()
	var missing []datasets.File
	var partitions [][]string
	for _, f := range g.Files {
		if g.Layout.Copy == "" && cleaned == g.Layout && bind.Plain(f.Path) {
			direct.Files = append(direct.Files, bind.File{Path: e.abs(f.Path), Partitions: f.Partitions})
			continue
		}
		missing = append(missing, e.options.Lake.At(f.Path, f.Size, f.ModTime))
		partitions = append(partitions, f.Partitions)
	}
	paths, err := e.copies.ensureAll(ctx, missing, cleaned)
	for i, path := range paths {
		copied.Files = append(copied.Files, bind.File{Path: path, Partitions: partitions[i]})
	}
	return direct, copied, err
}

// readable reports whether the engine can read the columns of a layout as the
// table has them. JSON's numbers it cannot read as text: it writes them anew,
// 1.10 as 1.1.
func readable(l *datasets.Layout, table catalog.Table) bool {
	if l.Format != "json" {
		return true
	}
	for _, c := range l.Columns {
		if i := schema.Lookup(table.Columns, c.Name); i >= 0 && rewrites(c.Type, table.Columns[i].Type) {
			return false
		}
	}
	return true
}

func rewrites(file, table schema.Type) bool {
	switch {
	case table.Kind.Text():
		return file.Kind.Nested() || file.Kind.Numeric() && !file.Kind.Integer()
	case file.Kind == schema.Array && table.Kind == schema.Array, file.Kind == schema.Map && table.Kind == schema.Map:
		return rewrites(*file.Elem, *table.Elem)
	case file.Kind == schema.Struct && table.Kind == schema.Map:
		for _, f := range file.Fields {
			if rewrites(f.Type, *table.Elem) {
				return true
			}
		}
	case file.Kind == schema.Struct && table.Kind == schema.Struct:
		for _, f := range file.Fields {
			if i := schema.Lookup(table.Fields, strings.ToLower(f.Name)); i >= 0 && rewrites(f.Type, table.Fields[i].Type) {
				return true
			}
		}
	}
	return false
}

// targetTypes returns the columns with string for those that the table has as
// text, so that their copy has the text of the file.
func targetTypes(columns []datasets.Column, table catalog.Table) []datasets.Column {
	typed := make([]datasets.Column, len(columns))
	for i, c := range columns {
		if j := schema.Lookup(table.Columns, c.Name); j >= 0 {
			c.Type = bind.ReadType(c.Type, table.Columns[j].Type)
		}
		typed[i] = c
	}
	return typed
}

// views are the views that the instance has, by name, with their texts. Those
// of one connection alone are not among them.
type views struct {
	mu    sync.Mutex
	of    *duck.DB
	texts map[catalog.Name]string
}

// makeView makes the view that the name in a statement means. One without a
// database belongs to the connection, since databases differ from request to
// request; one with a database is shared, and made again when it has changed.
func (e *Engine) makeView(ctx context.Context, conn *duck.Conn, n duck.Table, relation string) error {
	if n.Database == "" {
		_, err := conn.Exec(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP VIEW %s AS %s", bind.Quote(n.Name), relation))
		return err
	}
	v := &e.views
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.of != e.db {
		v.of, v.texts = e.db, make(map[catalog.Name]string)
	}
	name := catalog.Name{Database: strings.ToLower(n.Database), Table: strings.ToLower(n.Name)}
	if v.texts[name] == relation {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+bind.Quote(name.Database)); err != nil {
		return err
	}
	text := fmt.Sprintf("CREATE OR REPLACE VIEW %s.%s AS %s", bind.Quote(name.Database), bind.Quote(name.Table), relation)
	if _, err := conn.Exec(ctx, text); err != nil {
		return err
	}
	v.texts[name] = relation
	return nil
}
