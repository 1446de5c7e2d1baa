package duck

import (
	"context"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// A Conn is one session. It runs one statement at a time, and only one
// goroutine may use it at a time.
type Conn struct {
	db     *DB
	conn   mapping.Connection
	rows   *Rows // open rows, if any
	closed bool
}

// Close ends the session, and open rows with it. What it created with TEMP is gone.
func (c *Conn) Close() error {
	if c.closed {
		return nil
	}
	if c.rows != nil {
		c.rows.Close()
	}
	c.closed = true
	mapping.Disconnect(&c.conn)
	return nil
}

// Exec runs statements of the program, of any kind, one after the other. It
// returns the number of rows that the last of them wrote.
func (c *Conn) Exec(ctx context.Context, sql string) (int64, error) {
	stop, err := c.begin(ctx, sql)
	if err != nil {
		return 0, err
	}
	defer stop()
	var written int64
	err = c.each(ctx, sql, func(p mapping.PreparedStatement, last bool) error {
		var err error
		written, err = c.run(ctx, p)
		return err
	})
	return written, c.fail(ctx, err)
}

// Query runs one statement that reads: SELECT and its kin, or an EXPLAIN of
// one. Other statements are refused with an Error of KindPermission, and so are
// the few functions that change the session or hide SQL in a string.
//
// The rows must be closed before the next statement.
func (c *Conn) Query(ctx context.Context, sql string, args ...any) (*Rows, error) {
	if err := c.check(ctx, sql); err != nil {
		return nil, err
	}
	return c.query(ctx, sql, args)
}

// check refuses a statement that is not one that reads.
func (c *Conn) check(ctx context.Context, sql string) error {
	if err := readOnly(sql); err != nil {
		stop, unready := c.begin(ctx, sql)
		if unready != nil {
			return unready
		}
		defer stop()
		var e *Error // a statement that is none at all is worse than one that is not allowed
		if unparsed := c.each(ctx, sql, nil); errors.As(unparsed, &e) {
			return e
		}
		return err
	}
	inner, ok := explained(sql)
	if !ok {
		return nil
	}
	// EXPLAIN ANALYZE runs what it explains, be it COPY.
	err := readOnly(inner)
	if err == nil {
		err = c.prepares(ctx, inner)
	}
	if e, ok := err.(*Error); ok && e.Position >= 0 {
		e.Position += len(sql) - len(inner)
	}
	return err
}

// prepares reports whether DuckDB takes a statement for one that reads, without
// running it.
func (c *Conn) prepares(ctx context.Context, sql string) error {
	stop, err := c.begin(ctx, sql)
	if err != nil {
		return err
	}
	defer stop()
	err = c.each(ctx, sql, func(p mapping.PreparedStatement, last bool) error {
		err := reads(p, last)
		if err == nil && !last {
			_, err = c.run(ctx, p)
		}
		return err
	})
	return c.fail(ctx, err)
}

// reads refuses a statement that does more than read. DuckDB makes two of a
// PIVOT: a type for the values it finds, and the query.
func reads(p mapping.PreparedStatement, last bool) error {
	switch t := mapping.PreparedStatementType(p); {
	case last && (t == mapping.StatementTypeSelect || t == mapping.StatementTypeExplain):
		return nil
	case !last && t == mapping.StatementTypeCreate:
		return nil
	}
	return &Error{Kind: KindPermission, Message: "only statements that read are allowed here", Position: -1}
}

func (c *Conn) query(ctx context.Context, sql string, args []any) (*Rows, error) {
	stop, err := c.begin(ctx, sql)
	if err != nil {
		return nil, err
	}
	var rows *Rows
	var again string
	err = c.each(ctx, sql, func(p mapping.PreparedStatement, last bool) error {
		if err := reads(p, last); err != nil {
			return err
		}
		if !last {
			_, err := c.run(ctx, p)
			return err
		}
		if again = withoutVariant(p, sql); again != "" {
			return nil
		}
		if err := bind(p, args); err != nil {
			return err
		}
		res, err := c.stream(p)
		if err != nil {
			return err
		}
		rows, err = newRows(ctx, c, res, stop)
		return err
	})
	if err != nil {
		stop()
		return nil, c.fail(ctx, err)
	}
	if again != "" {
		stop()
		return c.query(ctx, again, args)
	}
	c.rows = rows
	return rows, nil
}

// begin checks that a statement can be run now, and has it interrupted when ctx
// ends. The caller calls the function it returns when the statement is over.
func (c *Conn) begin(ctx context.Context, sql string) (stop func(), err error) {
	switch {
	case c.closed:
		return nil, errClosed
	case c.rows != nil:
		return nil, errBusy
	case c.db.invalid.Load():
		return nil, ErrInvalidated
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !utf8.ValidString(sql) || strings.ContainsRune(sql, 0):
		return nil, &Error{Kind: KindParser, Message: "the statement is not valid UTF-8 text", Position: -1}
	}
	return c.watch(ctx), nil
}

// watch interrupts the session when ctx ends, again and again until the
// returned function is called: DuckDB forgets an interrupt that comes between
// two of its steps.
func (c *Conn) watch(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	over, left := make(chan struct{}), make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(left)
		for {
			mapping.Interrupt(c.conn)
			select {
			case <-over:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	return func() {
		close(over)
		if !cancel() {
			<-left
		}
	}
}

// each prepares the statements of a text one after the other and hands them to
// f. Without f it only parses them.
func (c *Conn) each(ctx context.Context, sql string, f func(p mapping.PreparedStatement, last bool) error) error {
	var statements mapping.ExtractedStatements
	n := mapping.ExtractStatements(c.conn, sql, &statements)
	defer mapping.DestroyExtracted(&statements)
	if n == 0 {
		if message := mapping.ExtractStatementsError(statements); message != "" {
			return newError(message)
		}
		return &Error{Kind: KindParser, Message: "there is no statement", Position: -1}
	}
	for i := mapping.IdxT(0); i < n && f != nil; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		var p mapping.PreparedStatement
		state := mapping.PrepareExtractedStatement(c.conn, statements, i, &p)
		var err error
		if state == mapping.StateError {
			err = newError(mapping.PrepareError(p))
		} else {
			err = f(p, i == n-1)
		}
		mapping.DestroyPrepare(&p)
		if err != nil {
			return err
		}
	}
	return nil
}

// run executes a statement to its end and returns how many rows it wrote.
func (c *Conn) run(ctx context.Context, p mapping.PreparedStatement) (int64, error) {
	res, err := c.stream(p)
	if err != nil {
		return 0, err
	}
	defer mapping.DestroyResult(res)
	var written int64
	for {
		chunk, err := fetch(res)
		if err != nil || chunk.Ptr == nil {
			return written, err
		}
		if mapping.ResultReturnType(*res) == mapping.ResultTypeChangedRows {
			vector := mapping.DataChunkGetVector(chunk, 0)
			written = *(*int64)(mapping.VectorGetData(vector))
		}
		mapping.DestroyDataChunk(&chunk)
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
}

// stream starts a statement. Its rows are computed as they are fetched.
func (c *Conn) stream(p mapping.PreparedStatement) (*mapping.Result, error) {
	var pending mapping.PendingResult
	defer mapping.DestroyPending(&pending)
	// Named deprecated for years, without a successor that streams.
	if bindings.PendingPreparedStreaming(p, &pending) == mapping.StateError {
		return nil, newError(mapping.PendingError(pending))
	}
	res := new(mapping.Result)
	if mapping.ExecutePending(pending, res) == mapping.StateError {
		err := newError(mapping.ResultError(res))
		mapping.DestroyResult(res)
		return nil, err
	}
	return res, nil
}

// fetch returns the next rows of a result; a chunk without a pointer is the end.
func fetch(res *mapping.Result) (mapping.DataChunk, error) {
	chunk := mapping.FetchChunk(*res)
	if chunk.Ptr == nil {
		if message := mapping.ResultError(res); message != "" {
			return chunk, newError(message)
		}
	} else if mapping.DataChunkGetSize(chunk) == 0 {
		mapping.DestroyDataChunk(&chunk)
	}
	return chunk, nil
}

// fail makes the error of a statement the caller's: that of the context if it
// has ended, and it notes when the instance is lost.
func (c *Conn) fail(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok && e.fatal() {
		c.db.invalid.Store(true)
		return e
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// bind sets the parameters of a statement.
func bind(p mapping.PreparedStatement, args []any) error {
	if n := int(mapping.NParams(p)); n != len(args) {
		return &Error{Kind: KindInvalidInput, Position: -1,
			Message: "the statement has " + strconv.Itoa(n) + " parameters and was given " + strconv.Itoa(len(args))}
	}
	for i, arg := range args {
		v, ok := value(arg)
		if !ok {
			return &Error{Kind: KindInvalidInput, Position: -1, Message: "parameter " + strconv.Itoa(i+1) + " is of a type that DuckDB cannot be given"}
		}
		state := mapping.BindValue(p, mapping.IdxT(i+1), v)
		mapping.DestroyValue(&v)
		if state == mapping.StateError {
			return newError(mapping.PrepareError(p))
		}
	}
	return nil
}

// value returns an argument as a value of DuckDB.
func value(arg any) (mapping.Value, bool) {
	switch a := arg.(type) {
	case nil:
		return mapping.CreateNullValue(), true
	case bool:
		return mapping.CreateBool(a), true
	case int:
		return mapping.CreateInt64(int64(a)), true
	case int64:
		return mapping.CreateInt64(a), true
	case uint64:
		return mapping.CreateUInt64(a), true
	case float64:
		return mapping.CreateDouble(a), true
	case string:
		if !utf8.ValidString(a) {
			return mapping.Value{}, false
		}
		return mapping.CreateVarcharLength(a, mapping.IdxT(len(a))), true
	case []byte:
		return mapping.CreateBlob(a), true
	case time.Time:
		return mapping.CreateTimestamp(mapping.NewTimestamp(a.UnixMicro())), true
	case *big.Int:
		if a == nil || a.BitLen() > 127 {
			return mapping.Value{}, false
		}
		low := new(big.Int).And(a, new(big.Int).SetUint64(1<<64-1)) // And works in two's complement
		return mapping.CreateHugeInt(mapping.NewHugeInt(low.Uint64(), new(big.Int).Rsh(a, 64).Int64())), true
	}
	return mapping.Value{}, false
}
