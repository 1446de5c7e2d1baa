package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// historyTables are those of executions, work groups and saved statements. What
// is not looked for is JSON, in data.
const historyTables = `
CREATE TABLE execution (
	number     INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of submission
	id         TEXT NOT NULL UNIQUE,
	work_group TEXT NOT NULL,
	submitted  INTEGER NOT NULL,
	state      TEXT NOT NULL,
	owner      TEXT NOT NULL, -- the process that runs it
	likeness   BLOB,          -- what executions with the same answer have in common; NULL for one that cannot be used again
	data       TEXT NOT NULL
) STRICT;

CREATE INDEX execution_work_group ON execution (work_group, number);
CREATE INDEX execution_submitted ON execution (submitted);
CREATE INDEX execution_open ON execution (owner) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX execution_likeness ON execution (likeness, number) WHERE likeness IS NOT NULL;

CREATE TABLE work_group (
	name TEXT PRIMARY KEY,
	data TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved (
	kind       TEXT NOT NULL, -- "query" or "prepared"
	work_group TEXT NOT NULL,
	key        TEXT NOT NULL, -- the id of a query, the name of what is prepared
	data       TEXT NOT NULL,
	PRIMARY KEY (kind, work_group, key)
) STRICT, WITHOUT ROWID;
`

// A State is how far an execution has come.
type State string

// The states of an execution, as Athena names them.
const (
	Queued    State = "QUEUED"
	Running   State = "RUNNING"
	Succeeded State = "SUCCEEDED"
	Failed    State = "FAILED"
	Cancelled State = "CANCELLED"
)

// Done reports whether an execution in that state has ended.
func (s State) Done() bool { return s != Queued && s != Running }

// An Execution is a statement that was asked to be run, and what came of it:
// Athena's QueryExecution.
type Execution struct {
	ID           string        `json:"id"` // a UUID
	SQL          string        `json:"sql"`
	Database     string        `json:"database,omitempty"` // as it was given
	Catalog      string        `json:"catalog,omitempty"`
	WorkGroup    string        `json:"workGroup"`
	Parameters   []string      `json:"parameters,omitempty"`
	Type         string        `json:"statementType,omitempty"` // "DDL", "DML" or "UTILITY"; "" of what Athena does not have
	Substatement string        `json:"substatementType,omitempty"`
	State        State         `json:"state"`
	Reason       string        `json:"stateChangeReason,omitempty"`
	Failure      *Failure      `json:"error,omitempty"` // what is wrong with the statement; nil also of one that was cancelled
	Submitted    time.Time     `json:"submitted"`
	Completed    time.Time     `json:"completed,omitzero"`
	Timing       Timing        `json:"timing"`
	Scanned      int64         `json:"bytesScanned"`
	Rows         int64         `json:"rows"`
	Location     string        `json:"outputLocation,omitempty"` // that of the folder, as it was asked for or as the work group has it; "" is the lake's own
	Output       string        `json:"output,omitempty"`         // file of the result, relative to the folder
	Columns      []ColumnInfo  `json:"columns,omitempty"`        // of the result
	Updated      int64         `json:"updated,omitempty"`        // rows that the statement wrote
	Manifest     []string      `json:"manifest,omitempty"`       // files that the statement wrote, relative to the lake
	Reuse        bool          `json:"reuse,omitempty"`          // an earlier answer would do
	MaxAge       time.Duration `json:"maxAge,omitempty"`         // that it may have
	Reused       string        `json:"reused,omitempty"`         // the execution whose answer it is
	Sources      []Source      `json:"sources,omitempty"`        // that the answer was read from; kept of what may be used again
	Engine       string        `json:"engine,omitempty"`
}

// A Timing says how long the parts of an execution took.
type Timing struct {
	Queued     time.Duration `json:"queued"`
	Planning   time.Duration `json:"planning"` // within Engine
	Engine     time.Duration `json:"engine"`
	Processing time.Duration `json:"processing"` // of the result, after the engine
	Total      time.Duration `json:"total"`
}

// A Failure is what Athena calls an AthenaError.
type Failure struct {
	Category  int    `json:"category"` // 1 the system, 2 the user, 3 other
	Type      int    `json:"type"`
	Name      string `json:"name,omitempty"` // such as COLUMN_NOT_FOUND
	Message   string `json:"message"`
	Hint      string `json:"hint,omitempty"`
	Retryable bool   `json:"retryable,omitempty"`
}

// A Source is a table or view as an execution read it.
type Source struct {
	Table   Name   `json:"table"`
	Version int    `json:"version"`
	Files   int    `json:"files"`
	Print   string `json:"print,omitempty"` // fingerprint of the paths, sizes and times of the files
}

// A ColumnInfo is what Athena tells of a column of a result.
type ColumnInfo struct {
	Name          string `json:"name"`
	Type          string `json:"type"` // without its parameters, such as "decimal"
	Precision     int    `json:"precision"`
	Scale         int    `json:"scale"`
	CaseSensitive bool   `json:"caseSensitive,omitempty"`
}

// AddExecution records a new execution that owner runs.
func (c *Catalog) AddExecution(ctx context.Context, e Execution, owner string, likeness []byte) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return c.write(ctx, func(t *tx) error {
		return t.exec("INSERT INTO execution (id, work_group, submitted, state, owner, likeness, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
			e.ID, e.WorkGroup, e.Submitted.UnixNano(), string(e.State), owner, likeness, string(data))
	})
}

// UpdateExecution records what has become of an execution. One that has ended
// stays as it is: the result says whether it was changed.
func (c *Catalog) UpdateExecution(ctx context.Context, e Execution) (changed bool, err error) {
	data, err := json.Marshal(e)
	if err != nil {
		return false, err
	}
	err = c.write(ctx, func(t *tx) error {
		var id string
		err := t.one("UPDATE execution SET state = ?, data = ? WHERE id = ? AND state IN ('QUEUED', 'RUNNING') RETURNING id",
			[]any{string(e.State), string(data), e.ID}, &id)
		changed = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return changed, err
}

// Execution returns the execution with that id, or a [*NameError].
func (c *Catalog) Execution(ctx context.Context, id string) (e Execution, err error) {
	err = c.read(ctx, func(t *tx) error {
		return t.stored(&e, "execution", id, "SELECT data FROM execution WHERE id = ?", id)
	})
	return e, err
}

// ExecutionsByPrefix returns the executions whose id begins so: two at most.
func (c *Catalog) ExecutionsByPrefix(ctx context.Context, prefix string) (list []Execution, err error) {
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[Execution](t, "execution", "SELECT data FROM execution WHERE substr(id, 1, length(?1)) = ?1 AND ?1 <> '' LIMIT 2", prefix)
		return err
	})
	return list, err
}

// An ExecutionFilter says which executions are asked for.
type ExecutionFilter struct {
	WorkGroup string // "" is all
	State     State  // "" is all
	Before    string // id of an execution: only those that were submitted before it; "" is all
	Limit     int    // 0 is all
}

// Executions returns executions, the newest first.
func (c *Catalog) Executions(ctx context.Context, f ExecutionFilter) (list []Execution, err error) {
	query, args := "SELECT data FROM execution WHERE 1", []any{}
	add := func(condition string, arg any) {
		query, args = query+" AND "+condition, append(args, arg)
	}
	if f.WorkGroup != "" {
		add("work_group = ?", f.WorkGroup)
	}
	if f.State != "" {
		add("state = ?", string(f.State))
	}
	if f.Before != "" {
		add("number < (SELECT number FROM execution WHERE id = ?)", f.Before)
	}
	query += " ORDER BY number DESC"
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[Execution](t, "execution", query, args...)
		return err
	})
	return list, err
}

// LikeExecutions returns the executions that succeeded with that likeness since
// a time, the newest first.
func (c *Catalog) LikeExecutions(ctx context.Context, likeness []byte, since time.Time) (list []Execution, err error) {
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[Execution](t, "execution",
			"SELECT data FROM execution WHERE likeness = ? AND state = 'SUCCEEDED' AND submitted >= ? ORDER BY number DESC LIMIT 100",
			likeness, since.UnixNano())
		return err
	})
	return list, err
}

// OpenExecutions returns the executions that have not ended, by the owner of each.
func (c *Catalog) OpenExecutions(ctx context.Context) (map[string][]Execution, error) {
	open := make(map[string][]Execution)
	err := c.read(ctx, func(t *tx) error {
		return t.each("SELECT owner, data FROM execution WHERE state IN ('QUEUED', 'RUNNING') ORDER BY number", nil, func(rows *sql.Rows) error {
			var owner, data string
			if err := rows.Scan(&owner, &data); err != nil {
				return err
			}
			var e Execution
			if err := json.Unmarshal([]byte(data), &e); err != nil {
				return corrupt("execution", err)
			}
			open[owner] = append(open[owner], e)
			return nil
		})
	})
	return open, err
}

// DropExecution forgets one that has not ended.
func (c *Catalog) DropExecution(ctx context.Context, id string) error {
	return c.write(ctx, func(t *tx) error {
		return t.exec("DELETE FROM execution WHERE id = ? AND state IN ('QUEUED', 'RUNNING')", id)
	})
}

// DropExecutions forgets those that were submitted before a time and have ended,
// and returns their ids.
func (c *Catalog) DropExecutions(ctx context.Context, before time.Time) (ids []string, err error) {
	err = c.write(ctx, func(t *tx) error {
		return t.each("DELETE FROM execution WHERE submitted < ? AND state NOT IN ('QUEUED', 'RUNNING') RETURNING id", []any{before.UnixNano()}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	return ids, err
}

// PrimaryWorkGroup is the work group that always exists.
const PrimaryWorkGroup = "primary"

// A WorkGroup has settings that executions share.
type WorkGroup struct {
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Disabled    bool      `json:"disabled,omitempty"`
	Location    string    `json:"outputLocation,omitempty"`             // where results go; "" is the lake's own folder
	Enforce     bool      `json:"enforce"`                              // the location holds whatever an execution asks for
	Cutoff      int64     `json:"bytesScannedCutoffPerQuery,omitempty"` // bytes after which an execution is cancelled; 0 is none
	Engine      string    `json:"engineVersion,omitempty"`              // that was chosen; "" is AUTO
	Created     time.Time `json:"created,omitzero"`
}

// WorkGroups returns all, sorted by name.
func (c *Catalog) WorkGroups(ctx context.Context) (list []WorkGroup, err error) {
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[WorkGroup](t, "work group", "SELECT data FROM work_group ORDER BY name")
		return err
	})
	if err == nil && !slices.ContainsFunc(list, func(g WorkGroup) bool { return g.Name == PrimaryWorkGroup }) {
		list = append(list, WorkGroup{Name: PrimaryWorkGroup})
		slices.SortFunc(list, func(a, b WorkGroup) int { return strings.Compare(a.Name, b.Name) })
	}
	return list, err
}

// WorkGroup returns the work group of that name, or a [*NameError].
func (c *Catalog) WorkGroup(ctx context.Context, name string) (g WorkGroup, err error) {
	err = c.read(ctx, func(t *tx) error {
		err := t.stored(&g, "work group", name, "SELECT data FROM work_group WHERE name = ?", name)
		if name == PrimaryWorkGroup && errors.Is(err, ErrNotFound) {
			g, err = WorkGroup{Name: PrimaryWorkGroup}, nil
		}
		return err
	})
	return g, err
}

// AddWorkGroup records a new work group. A name that is there is a [*NameError].
func (c *Catalog) AddWorkGroup(ctx context.Context, g WorkGroup) error {
	if g.Name == PrimaryWorkGroup {
		return &NameError{Kind: "work group", Name: g.Name, Err: ErrExists}
	}
	return c.write(ctx, func(t *tx) error {
		g.Created = t.now.UTC()
		err := t.keep("INSERT INTO work_group (data, name) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING name", g, g.Name)
		if errors.Is(err, sql.ErrNoRows) {
			err = &NameError{Kind: "work group", Name: g.Name, Err: ErrExists}
		}
		return err
	})
}

// UpdateWorkGroup changes a work group, which has to be there.
func (c *Catalog) UpdateWorkGroup(ctx context.Context, name string, change func(*WorkGroup) error) error {
	return c.write(ctx, func(t *tx) error {
		var g WorkGroup
		err := t.stored(&g, "work group", name, "SELECT data FROM work_group WHERE name = ?", name)
		if name == PrimaryWorkGroup && errors.Is(err, ErrNotFound) {
			g, err = WorkGroup{Name: PrimaryWorkGroup, Created: t.now.UTC()}, nil
		}
		if err == nil {
			err = change(&g)
		}
		if err != nil {
			return err
		}
		g.Name = name
		return t.keep("INSERT INTO work_group (data, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data RETURNING name", g, name)
	})
}

// ErrInUse says that a work group still has something in it.
var ErrInUse = errors.New("it has saved statements or executions")

// DropWorkGroup forgets a work group. Unless everything is to go with it, it
// fails with [ErrInUse] if the group has saved statements or executions.
func (c *Catalog) DropWorkGroup(ctx context.Context, name string, everything bool) error {
	if name == PrimaryWorkGroup {
		return fmt.Errorf("work group %s: it always exists", name)
	}
	return c.write(ctx, func(t *tx) error {
		var used bool
		err := t.one("SELECT EXISTS (SELECT 1 FROM saved WHERE work_group = ?1) OR EXISTS (SELECT 1 FROM execution WHERE work_group = ?1)", []any{name}, &used)
		switch {
		case err != nil:
			return err
		case used && !everything:
			return &NameError{Kind: "work group", Name: name, Err: ErrInUse}
		}
		var gone string
		err = t.one("DELETE FROM work_group WHERE name = ? RETURNING name", []any{name}, &gone)
		if errors.Is(err, sql.ErrNoRows) {
			return &NameError{Kind: "work group", Name: name, Err: ErrNotFound}
		}
		if err == nil {
			err = t.exec("DELETE FROM saved WHERE work_group = ?", name)
		}
		return err
	})
}

// A NamedQuery is a query that is kept by a name.
type NamedQuery struct {
	ID          string `json:"id"` // a UUID
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Database    string `json:"database"`
	SQL         string `json:"sql"`
	WorkGroup   string `json:"workGroup"`
}

// PutNamedQuery keeps a query, in place of the one with its id.
func (c *Catalog) PutNamedQuery(ctx context.Context, q NamedQuery) error {
	return c.putSaved(ctx, "query", q.WorkGroup, q.ID, q)
}

// NamedQuery returns the named query with that id, or a [*NameError].
func (c *Catalog) NamedQuery(ctx context.Context, id string) (q NamedQuery, err error) {
	err = c.read(ctx, func(t *tx) error {
		return t.stored(&q, "named query", id, "SELECT data FROM saved WHERE kind = 'query' AND key = ?", id)
	})
	return q, err
}

// NamedQueries returns those of a work group, sorted by name.
func (c *Catalog) NamedQueries(ctx context.Context, workGroup string) (list []NamedQuery, err error) {
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[NamedQuery](t, "named query", "SELECT data FROM saved WHERE kind = 'query' AND work_group = ?", workGroup)
		return err
	})
	slices.SortStableFunc(list, func(a, b NamedQuery) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// DropNamedQuery forgets the named query with that id.
func (c *Catalog) DropNamedQuery(ctx context.Context, id string) error {
	return c.dropSaved(ctx, "named query", id, "DELETE FROM saved WHERE kind = 'query' AND key = ? RETURNING key", id)
}

// A Prepared is a statement that PREPARE or CreatePreparedStatement kept.
type Prepared struct {
	Name        string    `json:"name"`
	WorkGroup   string    `json:"workGroup"`
	SQL         string    `json:"sql"`
	Description string    `json:"description,omitempty"`
	Modified    time.Time `json:"modified"`
}

// PutPrepared keeps a prepared statement, in place of the one with its name.
func (c *Catalog) PutPrepared(ctx context.Context, p Prepared) error {
	p.Modified = c.Now().UTC()
	return c.putSaved(ctx, "prepared", p.WorkGroup, p.Name, p)
}

// Prepared returns a prepared statement of a work group, or a [*NameError].
func (c *Catalog) Prepared(ctx context.Context, workGroup, name string) (p Prepared, err error) {
	err = c.read(ctx, func(t *tx) error {
		return t.stored(&p, "prepared statement", name, "SELECT data FROM saved WHERE kind = 'prepared' AND work_group = ? AND key = ?", workGroup, name)
	})
	return p, err
}

// Prepareds returns those of a work group, sorted by name.
func (c *Catalog) Prepareds(ctx context.Context, workGroup string) (list []Prepared, err error) {
	err = c.read(ctx, func(t *tx) error {
		list, err = storedList[Prepared](t, "prepared statement", "SELECT data FROM saved WHERE kind = 'prepared' AND work_group = ? ORDER BY key", workGroup)
		return err
	})
	return list, err
}

// DeletePrepared forgets a prepared statement of a work group.
func (c *Catalog) DeletePrepared(ctx context.Context, workGroup, name string) error {
	return c.dropSaved(ctx, "prepared statement", name,
		"DELETE FROM saved WHERE kind = 'prepared' AND work_group = ? AND key = ? RETURNING key", workGroup, name)
}

func (c *Catalog) putSaved(ctx context.Context, kind, workGroup, key string, v any) error {
	return c.write(ctx, func(t *tx) error {
		return t.keep("INSERT INTO saved (data, kind, work_group, key) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data RETURNING key",
			v, kind, workGroup, key)
	})
}

func (c *Catalog) dropSaved(ctx context.Context, what, name, statement string, args ...any) error {
	return c.write(ctx, func(t *tx) error {
		var gone string
		err := t.one(statement, args, &gone)
		if errors.Is(err, sql.ErrNoRows) {
			err = &NameError{Kind: what, Name: name, Err: ErrNotFound}
		}
		return err
	})
}

// keep runs a statement whose first argument is v as JSON and which returns the key.
func (t *tx) keep(statement string, v any, args ...any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var key string
	return t.one(statement, append([]any{string(data)}, args...), &key)
}

// stored reads the JSON that a query returns, of what has that name.
func (t *tx) stored(v any, what, name, query string, args ...any) error {
	var data string
	err := t.one(query, args, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return &NameError{Kind: what, Name: name, Err: ErrNotFound}
	}
	if err == nil {
		if err = json.Unmarshal([]byte(data), v); err != nil {
			err = corrupt(what, err)
		}
	}
	return err
}

// storedList reads the JSON in each row of a query.
func storedList[T any](t *tx, what, query string, args ...any) (list []T, err error) {
	err = t.each(query, args, func(rows *sql.Rows) error {
		var data string
		if err := rows.Scan(&data); err != nil {
			return err
		}
		var v T
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			return corrupt(what, err)
		}
		list = append(list, v)
		return nil
	})
	return list, err
}
