package query

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/statement/hive"
	"github.com/tarnlake/tarn/query/syntax"
)

// A History runs statements as Athena does and keeps what became of them: their
// executions in the catalog, their results as files in a folder of the state.
// Its methods may be called from several goroutines, and several processes may
// have the history of one lake open.
type History struct {
	// Now is the clock that dates executions.
	Now func() time.Time

	engine  *Engine
	catalog *catalog.Catalog
	dir     string // of the results
	owner   *owner
	slots   *semaphore.Weighted

	mu      sync.Mutex
	running map[string]*execution
}

const (
	// slots are how many executions run at once; the others are queued.
	slots = 4

	// kept is for how long executions are kept, as in Athena.
	kept = 45 * 24 * time.Hour
)

// A Submission is a statement to be run, and how.
type Submission struct {
	SQL        string
	Database   string   // of tables that are named without one; "" is "default"
	Catalog    string   // as it was sent
	WorkGroup  string   // "" is "primary"
	Parameters []string // see [Request]
	Location   string   // s3://... of the folder of the result; "" is that of the work group, or the lake's own

	Reuse  bool          // the answer of an earlier execution will do
	MaxAge time.Duration // if it is no older; 0 is [DefaultMaxAge]

	Stale   Stale
	Warn    func(error)
	Session Session
}

// DefaultMaxAge is how old a result may be that is used again.
const DefaultMaxAge = time.Hour

// A StartError says why a statement was not begun. There is no execution then.
type StartError struct {
	Code string // Athena's, such as MALFORMED_QUERY
	Err  error
}

func (e *StartError) Error() string { return e.Err.Error() }

func (e *StartError) Unwrap() error { return e.Err }

// Codes of errors at the start.
const (
	codeMalformed = "MALFORMED_QUERY"
	codeInvalid   = "INVALID_INPUT"
)

// OpenHistory opens the history of an engine's lake. Executions of processes that
// were killed are marked as failed. A catalog that cannot be written has none:
// the error is [catalog.ErrReadOnly] then.
func OpenHistory(ctx context.Context, e *Engine) (*History, error) {
	h := &History{
		Now: time.Now, engine: e, catalog: e.options.Catalog, dir: filepath.Join(e.options.State, resultsName),
		slots: semaphore.NewWeighted(slots), running: make(map[string]*execution),
	}
	if err := h.catalog.Writable(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	if h.owner, err = newOwner(filepath.Join(e.options.State, "owners")); err != nil {
		return nil, err
	}
	if err := errors.Join(h.bury(ctx), h.forget(ctx)); err != nil {
		h.owner.close()
		return nil, err
	}
	return h, nil
}

var (
	errStopped error = said("Query cancelled by user")
	errClosed        = errors.New("the program ended before the statement did")
	errKilled        = errors.New("the program was ended from outside while the statement ran")
	errCutoff  error = said("Bytes scanned limit was exceeded")
)

// said is an error in Athena's words.
type said string

func (s said) Error() string { return string(s) }

// bury marks as failed what processes that are gone have left running.
func (h *History) bury(ctx context.Context) error {
	open, err := h.catalog.OpenExecutions(ctx)
	if err != nil {
		return err
	}
	for owner, list := range open {
		if owner == h.owner.name || h.owner.alive(owner) {
			continue
		}
		for _, e := range list {
			e.Completed = h.Now().UTC()
			e.Timing.Total = e.Completed.Sub(e.Submitted)
			fail(&e, errKilled)
			if _, err := h.catalog.UpdateExecution(ctx, e); err != nil {
				return err
			}
			os.Remove(h.unfinished(e.ID))
		}
	}
	return nil
}

// forget drops executions that are too old, and their results.
func (h *History) forget(ctx context.Context) error {
	ids, err := h.catalog.DropExecutions(ctx, h.Now().Add(-kept))
	for _, id := range ids {
		for _, suffix := range []string{".csv", ".txt"} {
			os.Remove(filepath.Join(h.dir, id+suffix))
		}
	}
	return err
}

// Close ends what is still running, as failed.
func (h *History) Close() error {
	h.mu.Lock()
	var open []*execution
	for _, x := range h.running {
		open = append(open, x)
		x.cancel(errClosed)
	}
	h.mu.Unlock()
	for _, x := range open {
		<-x.done
	}
	return h.owner.close()
}

// Start begins a statement and returns the id of its execution. A statement that
// Athena would not begin is a [*StartError].
func (h *History) Start(ctx context.Context, s Submission) (string, error) {
	x, err := h.submit(ctx, s)
	if err != nil {
		return "", err
	}
	if old, ok := h.reusable(ctx, x); ok {
		x.reuse(old)
		err := h.catalog.AddExecution(ctx, x.is, h.owner.name, nil)
		x.cancel(nil)
		return x.is.ID, err
	}
	if x.doubtful() {
		x.ask()
		if refusal := x.refusal(); refusal != nil {
			x.cancel(nil)
			return "", refusal
		}
	}
	if err := h.begin(ctx, x); err != nil {
		x.close()
		return "", err
	}
	go x.run()
	return x.is.ID, nil
}

// submit makes an execution of a submission.
func (h *History) submit(ctx context.Context, s Submission) (*execution, error) {
	name := s.WorkGroup
	if name == "" {
		name = catalog.PrimaryWorkGroup
	}
	group, err := h.catalog.WorkGroup(ctx, name)
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		return nil, &StartError{codeInvalid, fmt.Errorf("WorkGroup %s is not found", name)}
	case err != nil:
		return nil, err
	case group.Disabled:
		return nil, &StartError{codeInvalid, fmt.Errorf("WorkGroup %s is disabled", name)}
	}
	if group.Enforce || s.Location == "" {
		s.Location = group.Location
	}
	if s.Location != "" && !strings.HasPrefix(s.Location, "s3://") {
		return nil, &StartError{codeInvalid, said("outputLocation is not a valid S3 path.")}
	}
	if s.MaxAge == 0 {
		s.MaxAge = DefaultMaxAge
	}
	one, err := statement.One(s.SQL)
	if err != nil {
		return nil, &StartError{codeMalformed, err}
	}
	class := one.Class()
	x := &execution{history: h, submission: s, statement: one, group: group, done: make(chan struct{})}
	x.is = catalog.Execution{
		ID: newID(), SQL: s.SQL, Database: s.Database, Catalog: strings.ToLower(s.Catalog), WorkGroup: name, Parameters: s.Parameters,
		Type: class.Type, Substatement: class.Substatement, State: catalog.Queued, Submitted: h.Now().UTC(),
		Location: h.location(s.Location), Reuse: s.Reuse, Engine: group.Engine,
	}
	if s.Reuse {
		x.is.MaxAge = s.MaxAge
	}
	x.is.Output = outputName(x.is.ID, class)
	x.ctx, x.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	return x, nil
}

// location is where a result is said to be. It lies in the lake's state, wherever that is.
func (h *History) location(asked string) string {
	if asked == "" {
		return "s3://" + filepath.Base(h.engine.options.Lake.Dir()) + "/.tarn/results/"
	}
	return strings.TrimRight(asked, "/") + "/"
}

// begin records an execution, as running if it need not wait.
func (h *History) begin(ctx context.Context, x *execution) error {
	if x.slot = h.slots.TryAcquire(1); x.slot {
		x.is.State = catalog.Running
	}
	if err := h.catalog.AddExecution(ctx, x.is, h.owner.name, x.likeness()); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running[x.is.ID] = x
	return nil
}

// Run starts a statement and waits for its end, which is that of ctx, too.
func (h *History) Run(ctx context.Context, s Submission) (catalog.Execution, error) {
	id, err := h.Start(ctx, s)
	if err != nil {
		return catalog.Execution{}, err
	}
	return h.Wait(ctx, id)
}

// Wait returns an execution once it has ended. It stops it if ctx ends.
func (h *History) Wait(ctx context.Context, id string) (catalog.Execution, error) {
	h.mu.Lock()
	x := h.running[id]
	h.mu.Unlock()
	if x != nil {
		select {
		case <-x.done:
		case <-ctx.Done():
			x.cancel(errStopped)
			<-x.done
		}
		ctx = context.WithoutCancel(ctx)
	}
	for {
		e, err := h.catalog.Execution(ctx, id)
		if err != nil || e.State.Done() {
			return e, err
		}
		select { // another process runs it
		case <-ctx.Done():
			return e, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop cancels an execution. One that has ended stays as it is; one of another
// process counts as cancelled at once, and its result is dropped when it ends.
func (h *History) Stop(ctx context.Context, id string) error {
	h.mu.Lock()
	x := h.running[id]
	h.mu.Unlock()
	if x != nil {
		x.cancel(errStopped)
		<-x.done
		return nil
	}
	e, err := h.catalog.Execution(ctx, id)
	if err != nil || e.State.Done() {
		return err
	}
	e.Completed = h.Now().UTC()
	fail(&e, errStopped)
	_, err = h.catalog.UpdateExecution(ctx, e)
	return err
}

// Execution returns what is known of an execution, or a [*catalog.NameError].
func (h *History) Execution(ctx context.Context, id string) (catalog.Execution, error) {
	return h.catalog.Execution(ctx, id)
}

// Executions returns executions, the newest first.
func (h *History) Executions(ctx context.Context, f catalog.ExecutionFilter) ([]catalog.Execution, error) {
	return h.catalog.Executions(ctx, f)
}

// doubtful reports whether a statement may be refused before it begins: no grammar
// of Athena's has it, or it looks for its table at once.
func (x *execution) doubtful() bool {
	if x.is.Type == statement.Utility || x.is.Type == "" {
		return true
	}
	_, trino := syntax.Parse(x.statement.Text)
	_, hive := hive.Parse(x.statement.Text)
	return trino != nil && hive != nil || len(x.submission.Parameters) > 0
}

// outputName returns the path of the result of a statement in the folder of results.
func outputName(id string, c statement.Class) string {
	switch c.Substatement {
	case "INSERT":
		return id
	case "CREATE_TABLE_AS_SELECT":
		return "tables/" + id
	case "EXPLAIN":
		return id + ".txt"
	case "SHOW_FUNCTIONS":
		return id + ".csv"
	}
	if c.Type == statement.DML || c.Type == "" {
		return id + ".csv"
	}
	return id + ".txt"
}

// newID returns a random UUID.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
