package catalog

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
)

// Statistics returns what [Catalog.KeepStatistics] has kept of parts of a table,
// by the keys of the parts. Keys of which nothing is kept are not in the result.
func (c *Catalog) Statistics(ctx context.Context, name Name, keys []string) (map[string][]byte, error) {
	kept := make(map[string][]byte)
	err := c.read(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(keys, 500) {
			args := []any{row.id}
			for _, key := range part {
				args = append(args, key)
			}
			query := "SELECT key, state FROM statistics WHERE table_id = ? AND key IN (" + marks(len(part)) + ")"
			err := t.each(query, args, func(rows *sql.Rows) error {
				var key string
				var state []byte
				if err := rows.Scan(&key, &state); err != nil {
					return err
				}
				kept[key] = state
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

// KeepStatistics keeps statistics of parts of a table: a state for each key. A
// key says all that the state depends on, such as the sizes and times of files.
// States of keys that are neither among these nor among others are dropped: they
// are of files that are gone.
func (c *Catalog) KeepStatistics(ctx context.Context, name Name, states map[string][]byte, others []string) error {
	return c.write(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		if err := t.dropStatistics(row.id, others); err != nil {
			return err
		}
		for _, key := range slices.Sorted(maps.Keys(states)) {
			if err := t.exec("INSERT OR REPLACE INTO statistics (table_id, key, state) VALUES (?, ?, ?)", row.id, key, states[key]); err != nil {
				return err
			}
		}
		return nil
	})
}

// dropStatistics drops what is kept of a table, but for some keys.
func (t *tx) dropStatistics(table int64, but []string) error {
	var all []string
	err := t.each("SELECT key FROM statistics WHERE table_id = ?", []any{table}, func(rows *sql.Rows) error {
		var key string
		err := rows.Scan(&key)
		all = append(all, key)
		return err
	})
	if err != nil {
		return err
	}
	for _, key := range all {
		if slices.Contains(but, key) {
			continue
		}
		if err := t.exec("DELETE FROM statistics WHERE table_id = ? AND key = ?", table, key); err != nil {
			return err
		}
	}
	return nil
}

// marks returns the places of n arguments: ?, ?, ?.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
