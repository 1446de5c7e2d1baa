package catalog

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A tx is a transaction. What it reads is the state of one moment.
type tx struct {
	ctx  context.Context // that of the caller, looked at before each statement
	conn *sql.Conn
	now  time.Time

	layouts  map[int64]*layoutRow // read so far
	interned []*layoutRow         // layouts used last by writes
	recorded map[string][]int64   // ids of the files at some paths, for Sync
	encoder  blobEncoder
	decoder  blobDecoder
	relaid   bool // a layout may no longer be in use
}

// write runs do in a transaction that nobody else's changes come between. It
// waits for other writers, and undoes everything if do fails.
func (c *Catalog) write(ctx context.Context, do func(*tx) error) error {
	if err := c.Writable(); err != nil {
		return err
	}
	return c.transact(ctx, "BEGIN IMMEDIATE", do)
}

// read runs do in a transaction that only reads.
func (c *Catalog) read(ctx context.Context, do func(*tx) error) error {
	return c.transact(ctx, "BEGIN", do)
}

func (c *Catalog) transact(ctx context.Context, begin string, do func(*tx) error) (err error) {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return storeError(c.path, err)
	}
	defer conn.Close()
	t := &tx{ctx: ctx, conn: conn, now: c.Now(), layouts: make(map[int64]*layoutRow)}
	if err := t.begin(begin); err != nil {
		return storeError(c.path, err)
	}
	end := "ROLLBACK"
	defer func() {
		// Not t.exec: a transaction ends even if its context has.
		_, endErr := conn.ExecContext(context.WithoutCancel(ctx), end)
		if end == "COMMIT" && endErr != nil {
			conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = endErr
		}
		err = c.named(err)
	}()
	if err := do(t); err != nil {
		return err
	}
	if err := t.sweepLayouts(); err != nil {
		return err
	}
	end = "COMMIT"
	return nil
}

// begin starts the transaction. While it waits for other writers it sleeps in
// Go rather than in SQLite, where the end of the context would not wake it.
func (t *tx) begin(statement string) error {
	if statement == "BEGIN" {
		return t.exec(statement)
	}
	if err := t.exec("PRAGMA busy_timeout = 0"); err != nil {
		return err
	}
	err := retry(t.ctx, func() error { return t.exec(statement) })
	if _, resetErr := t.conn.ExecContext(context.WithoutCancel(t.ctx), "PRAGMA busy_timeout = 60000"); err == nil {
		err = resetErr
	}
	return err
}

// named makes err name the catalog's file if the fault lies there.
func (c *Catalog) named(err error) error {
	err = storeError(c.path, err)
	var store *StoreError
	if errors.As(err, &store) && store.Path == "" {
		store.Path = c.path
	}
	return err
}

// exec runs a statement. Its context has no end: with one, the driver starts a
// goroutine for each statement.
func (t *tx) exec(statement string, args ...any) error {
	_, err := t.insert(statement, args...)
	return err
}

// insert runs a statement and returns the id of the row that it inserted last.
func (t *tx) insert(statement string, args ...any) (int64, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	result, err := t.conn.ExecContext(context.WithoutCancel(t.ctx), statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// one reads the only row of a query. It returns sql.ErrNoRows if there is none.
func (t *tx) one(query string, args []any, into ...any) error {
	return t.conn.QueryRowContext(t.ctx, query, args...).Scan(into...)
}

// each calls do at each row of a query.
func (t *tx) each(query string, args []any, do func(*sql.Rows) error) error {
	rows, err := t.conn.QueryContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// nanos is a time as it is stored: NULL for none.
func nanos(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}

func fromNanos(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(0, n.Int64).UTC()
}
