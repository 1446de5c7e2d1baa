// Package depend finds what the columns of a table say about each other:
// functional dependencies (two rows that agree on the left side agree on the
// right column), keys (no two rows agree on all of the columns), dependencies
// that all but a few rows obey with the rows that do not, columns that say the
// same twice, and columns whose values lie in another column.
//
// A table is a slice of [Column], dictionary-encoded; [Encode] makes one from
// text. Columns and rows are named by their index, from 0.
//
// # NULL
//
// For [Discover], NULL is one more value: NULL equals NULL, and nothing else.
// For [Nearly] and [Violations], which judge data that is dirty, a NULL says
// nothing: it neither supports nor breaks a rule, though a cell may be reported
// for being NULL where its group knows the value.
//
// # Bounds
//
// The number of minimal dependencies can double with each column. Every search
// therefore counts its work in [Limits], the same on every machine, stops when
// it is used up, and says what stopped it and up to which size of left side its
// answer is complete.
//
// Package depend imports only the standard library and knows nothing of files,
// types or SQL.
package depend

import (
	"errors"
	"fmt"
	"time"
)

// A Column holds a value of each row as a code: 0 is NULL, and equal values
// have equal codes from 1 to Distinct.
type Column struct {
	Codes    []uint32
	Distinct int      // values other than NULL
	Values   []string // text of each code, from code 1 on; only [Duplicates] and [Inclusions] need it
}

// Text returns the text of a code; for NULL, or without Values, nothing.
func (c Column) Text(code uint32) string {
	if code == 0 || int(code) > len(c.Values) {
		return ""
	}
	return c.Values[code-1]
}

// Encode returns a column of texts. Those that isNull accepts become NULL;
// without isNull, none does.
func Encode(texts []string, isNull func(string) bool) Column {
	c := Column{Codes: make([]uint32, len(texts))}
	codes := map[string]uint32{}
	for row, text := range texts {
		if isNull != nil && isNull(text) {
			continue
		}
		code, ok := codes[text]
		if !ok {
			c.Values = append(c.Values, text)
			code = uint32(len(c.Values))
			codes[text] = code
		}
		c.Codes[row] = code
	}
	c.Distinct = len(c.Values)
	return c
}

// Limits say when a search stops. A zero is the default.
type Limits struct {
	Left       int           // columns of a left side or key; default no limit
	Columns    int           // further columns are not looked at; default and at most 63
	Cells      int           // rows times columns, eight bytes each; default 1<<27 (1 GB)
	Candidates int           // left sides under consideration, about 100 bytes each; default 1<<20
	Work       int64         // values compared and steps in the tree; default 1<<31, about half a minute
	Time       time.Duration // last resort, because it is not the same twice; default none
}

func (l Limits) withDefaults() Limits {
	if l.Columns <= 0 || l.Columns > maxColumns {
		l.Columns = maxColumns
	}
	if l.Left <= 0 || l.Left > l.Columns {
		l.Left = l.Columns
	}
	if l.Cells <= 0 {
		l.Cells = 1 << 27
	}
	if l.Candidates <= 0 {
		l.Candidates = 1 << 20
	}
	if l.Work <= 0 {
		l.Work = 1 << 31
	}
	return l
}

// A Stop says what ended a search before it was complete.
type Stop string

// The stops.
const (
	StopNone       Stop = ""
	StopColumns    Stop = "columns"    // the table has more than Limits.Columns; the first were looked at
	StopCells      Stop = "cells"      // the table has more than Limits.Cells; nothing was looked at
	StopCandidates Stop = "candidates" // longer left sides than Result.Complete were given up
	StopWork       Stop = "work"
	StopTime       Stop = "time"
)

// A Dependency says that rows that agree on Left agree on Right.
type Dependency struct {
	Left  []int // ascending, not empty
	Right int
}

// String writes a dependency as "0,2 -> 5".
func (d Dependency) String() string {
	text := ""
	for i, column := range d.Left {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprint(column)
	}
	return fmt.Sprintf("%s -> %d", text, d.Right)
}

// ErrShape is wrapped by errors about columns that make no table.
var ErrShape = errors.New("columns do not make a table")

// check returns the number of rows of a table.
func check(columns []Column) (rows int, err error) {
	for i, c := range columns {
		if i == 0 {
			rows = len(c.Codes)
		}
		if len(c.Codes) != rows {
			return 0, fmt.Errorf("%w: column %d has %d rows, column 0 has %d", ErrShape, i, len(c.Codes), rows)
		}
		if c.Distinct > rows {
			return 0, fmt.Errorf("%w: column %d has %d values in %d rows", ErrShape, i, c.Distinct, rows)
		}
		for row, code := range c.Codes {
			if int(code) > c.Distinct {
				return 0, fmt.Errorf("%w: column %d, row %d: code %d of %d values", ErrShape, i, row, code, c.Distinct)
			}
		}
	}
	return rows, nil
}
