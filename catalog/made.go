package catalog

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
)

// Made is what a statement said of a table beyond what a crawl can find out.
type Made struct {
	SerDe   *SerDe `json:"serde,omitempty"`   // how the rows are read; nil if as a crawl reads them
	View    *View  `json:"view,omitempty"`    // nil of tables
	Buckets int    `json:"buckets,omitempty"` // of CLUSTERED BY

	Clustered []string `json:"clustered,omitempty"` // the columns of CLUSTERED BY
}

// A SerDe names the classes by which Hive reads the rows of a table.
type SerDe struct {
	Library    string            `json:"library"`
	Parameters map[string]string `json:"parameters,omitempty"`
	Input      string            `json:"input"`
	Output     string            `json:"output"`
}

// A View is a query that stands for a table. The names and the types of its
// columns are those of the table, as far as the catalog has such types.
type View struct {
	Text     string   `json:"text"`     // the query, in Athena's SQL
	Database string   `json:"database"` // of tables that it names without one
	Types    []string `json:"types"`    // of the columns, as SELECT names them
}

func sameMade(a, b *Made) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Buckets == b.Buckets && slices.Equal(a.Clustered, b.Clustered) && sameSerDe(a.SerDe, b.SerDe) && sameView(a.View, b.View)
}

func sameSerDe(a, b *SerDe) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Library == b.Library && a.Input == b.Input && a.Output == b.Output && maps.Equal(a.Parameters, b.Parameters)
}

func sameView(a, b *View) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Text == b.Text && a.Database == b.Database && slices.Equal(a.Types, b.Types)
}

// IsView reports whether the table is a view.
func (t *Table) IsView() bool { return t.Made != nil && t.Made.View != nil }

// ByHand reports whether a person made the table, so that crawls leave it as it is.
func (t *Table) ByHand() bool { return t.Parameters[CreatedBy] != "" }

// A Partition is a partition of a table that a person made. Those of tables that
// a crawl found are in the partition values of their files alone.
type Partition struct {
	Values   []string // texts of the partition columns; [NullPartition] for null
	Location string   // folder, relative to the lake
}

// Partitions returns the partitions of a table that a person made, in the order
// in which they were added.
func (c *Catalog) Partitions(ctx context.Context, name Name) (partitions []Partition, err error) {
	err = c.read(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		return t.each("SELECT \"values\", location FROM partition WHERE table_id = ? ORDER BY id", []any{row.id}, func(rows *sql.Rows) error {
			var p Partition
			var text sql.NullString
			if err := rows.Scan(&text, &p.Location); err != nil {
				return err
			}
			var values partitionValues
			if p.Values, err = values.decode(text); err != nil {
				return err
			}
			partitions = append(partitions, p)
			return nil
		})
	})
	return partitions, err
}

// A PartitionError is [ErrNotFound] or [ErrExists], of a partition.
type PartitionError struct {
	Values []string
	Err    error
}

func (e *PartitionError) Error() string {
	return "partition " + strings.Join(e.Values, "/") + ": " + e.Err.Error()
}

func (e *PartitionError) Unwrap() error { return e.Err }

// PartitionChanges say what becomes of the partitions of a table: those of
// Removed go, those of Moved get another location or other values, and then
// those of Added come.
type PartitionChanges struct {
	Removed [][]string
	Moved   []PartitionMove
	Added   []Partition
}

// A PartitionMove makes one partition another.
type PartitionMove struct {
	From []string
	To   Partition
}

// AlterPartitions makes the changes true, all or none. To remove or to move one
// that is not there is a [*PartitionError] with [ErrNotFound], to add or to move
// to one that is there one with [ErrExists].
func (c *Catalog) AlterPartitions(ctx context.Context, name Name, changes PartitionChanges) error {
	return c.write(ctx, func(t *tx) error {
		row, err := t.tableRow(name)
		if err != nil {
			return err
		}
		for _, values := range changes.Removed {
			if err := t.onPartition(values, "DELETE FROM partition WHERE table_id = ? AND \"values\" = ? RETURNING id", row.id, encodePartitions(values)); err != nil {
				return err
			}
		}
		for _, m := range changes.Moved {
			if !slices.Equal(m.From, m.To.Values) {
				if err := t.noPartition(row.id, m.To.Values); err != nil {
					return err
				}
			}
			err := t.onPartition(m.From, "UPDATE partition SET \"values\" = ?3, location = ?4 WHERE table_id = ?1 AND \"values\" = ?2 RETURNING id",
				row.id, encodePartitions(m.From), encodePartitions(m.To.Values), m.To.Location)
			if err != nil {
				return err
			}
		}
		for _, p := range changes.Added {
			if err := t.noPartition(row.id, p.Values); err != nil {
				return err
			}
			err := t.exec("INSERT INTO partition (table_id, \"values\", location) VALUES (?, ?, ?)", row.id, encodePartitions(p.Values), p.Location)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// onPartition runs a statement that returns a row if the partition is there.
func (t *tx) onPartition(values []string, statement string, args ...any) error {
	var id int64
	err := t.one(statement, args, &id)
	if errors.Is(err, sql.ErrNoRows) {
		err = &PartitionError{values, ErrNotFound}
	}
	return err
}

// noPartition returns an error if the partition is there.
func (t *tx) noPartition(table int64, values []string) error {
	var there bool
	err := t.one("SELECT EXISTS (SELECT 1 FROM partition WHERE table_id = ? AND \"values\" = ?)", []any{table, encodePartitions(values)}, &there)
	if err == nil && there {
		err = &PartitionError{values, ErrExists}
	}
	return err
}
