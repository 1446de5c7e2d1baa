package profile

import (
	"context"
	"fmt"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/cells"
	"github.com/tarnlake/tarn/query/profile/depend"
)

// Bounds of what is looked at in structs.
const (
	mostMembers = 50     // plain values of a struct, those of structs in it among them
	memberRows  = 50_000 // that are drawn of larger tables
)

// wrongMembers looks for values that stand for missing ones within structs.
func (j *job) wrongMembers(ctx context.Context) error {
	for i, f := range j.columns {
		if f.Type.Kind != schema.Struct {
			continue
		}
		paths := plainMembers(f.Type, nil)
		if len(paths) > mostMembers {
			j.stopped("wrong values: %d of %d members of %s were looked at", mostMembers, len(paths), f.Name)
			paths = paths[:mostMembers]
		}
		if len(paths) == 0 {
			continue
		}
		if err := j.wrongMembersOf(ctx, i, paths); err != nil {
			return fmt.Errorf("column %s: %w", f.Name, err)
		}
	}
	return nil
}

// plainMembers returns the paths of the members of a struct that are no arrays,
// maps or structs, those of structs in it among them.
func plainMembers(t schema.Type, within []string) (paths [][]string) {
	for _, f := range t.Fields {
		path := append(within[:len(within):len(within)], f.Name)
		switch {
		case f.Type.Kind == schema.Struct:
			paths = append(paths, plainMembers(f.Type, path)...)
		case !f.Type.Kind.Nested() && f.Type.Kind != schema.Binary && f.Type.Kind != schema.Boolean:
			paths = append(paths, path)
		}
	}
	return paths
}

// memberSQL returns the SQL of a member.
func memberSQL(column string, path []string) string {
	parts := []string{bind.Quote(column)}
	for _, name := range path {
		parts = append(parts, bind.Quote(name))
	}
	return strings.Join(parts, ".")
}

// wrongMembersOf looks at the members of one column.
func (j *job) wrongMembersOf(ctx context.Context, column int, paths [][]string) error {
	name := j.columns[column].Name
	items := make([]string, len(paths))
	for k, path := range paths {
		items[k] = fmt.Sprintf("{'k': %d, 'v': CAST(s%s AS VARCHAR)}", k, strings.TrimPrefix(memberSQL(name, path), bind.Quote(name)))
	}
	rows, share := fmt.Sprintf("SELECT %s AS s FROM %s", bind.Quote(name), j.from()), 1.0
	if j.profile.Rows > memberRows {
		rows += fmt.Sprintf(" USING SAMPLE reservoir(%d ROWS) REPEATABLE (1)", memberRows)
		share = memberRows / float64(j.profile.Rows)
	}
	sql := fmt.Sprintf("SELECT CAST(k AS BIGINT), v, count(*) FROM (SELECT unnest([%s], recursive := true) FROM (%s)) WHERE v IS NOT NULL GROUP BY k, v ORDER BY k, v",
		strings.Join(items, ", "), rows)
	columns := make([]depend.Column, len(paths))
	err := j.rows(ctx, sql, func(row []any) error {
		c := &columns[row[0].(int64)]
		c.Values = append(c.Values, row[1].(string))
		c.Distinct++
		for range row[2].(int64) {
			c.Codes = append(c.Codes, uint32(c.Distinct))
		}
		return nil
	})
	if err != nil {
		return err
	}
	told := &j.profile.Columns[column].Disguised
	for k, c := range columns {
		for _, d := range cells.Disguises(cells.Column{Name: name, Column: c}) {
			if d.Score < cells.Likely {
				continue
			}
			count := Exact(float64(d.Count))
			if share < 1 {
				count = estimate(d.Count, share)
			}
			*told = append(*told, Disguised{Member: paths[k], Value: d.Value, Count: count, Score: d.Score, Why: d.Why})
		}
	}
	return nil
}
