package conformance

import (
	"context"
	"regexp"
	"strings"

	"github.com/tarnlake/tarn/query"
)

// Athena runs statements as the service does. [Bench] is one, as far as tarn goes.
type Athena interface {
	Start(context.Context, Submission) Execution
}

// A Submission is what StartQueryExecution is given.
type Submission struct {
	SQL               string
	Catalog, Database string
	Parameters        []string // ExecutionParameters
}

// The states of an execution.
const (
	Succeeded = "SUCCEEDED"
	Failed    = "FAILED"
	NotBegun  = "" // StartQueryExecution itself returned the error
)

// An Execution is what GetQueryExecution and GetQueryResults tell of a statement.
type Execution struct {
	State                       string
	StatementType, Substatement string
	Columns                     []Column
	Rows                        [][]*string // texts; nil is null
	Error                       string      // as StateChangeReason has it: name, place and message; "" if there is none
}

// A Column is a column of an execution's rows, as ColumnInfo tells it.
type Column struct {
	Name, Type       string
	Precision, Scale int
}

// CSV returns the text of the file of results.
func (e Execution) CSV() string {
	var b strings.Builder
	header := make([]*string, len(e.Columns))
	for i := range e.Columns {
		header[i] = &e.Columns[i].Name
	}
	for _, row := range append([][]*string{header}, e.Rows...) {
		for i, text := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if text != nil {
				b.WriteString(`"` + strings.ReplaceAll(*text, `"`, `""`) + `"`)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Start runs a statement, within the limit of time. All catalogs are one.
func (b *Bench) Start(ctx context.Context, s Submission) Execution {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	e, err := b.history.Run(ctx, query.Submission{
		SQL: s.SQL, Catalog: s.Catalog, Database: s.Database, Parameters: s.Parameters, Stale: query.StaleWarn, Session: b.session, Location: "s3://lake/output/",
	})
	if err != nil {
		return Execution{State: NotBegun, Error: err.Error()}
	}
	told := Execution{State: string(e.State), StatementType: e.Type, Substatement: e.Substatement, Error: e.Reason}
	for _, c := range e.Columns {
		told.Columns = append(told.Columns, Column{c.Name, c.Type, c.Precision, c.Scale})
	}
	if e.State == Succeeded {
		if told.Rows, err = b.rows(ctx, e.ID); err != nil {
			told.State, told.Error = Failed, err.Error()
		}
	}
	return told
}

// rows returns the rows of a result without that of the names.
func (b *Bench) rows(ctx context.Context, id string) (rows [][]*string, err error) {
	r, err := b.history.Result(ctx, id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	skip := r.Header
	for row, err := range r.Rows() {
		if err != nil {
			return nil, err
		}
		if !skip {
			rows = append(rows, row)
		}
		skip = false
	}
	return rows, nil
}

// A fault is the parts of an error's text: COLUMN_NOT_FOUND: line 1:8: Column ...
type fault struct{ name, place, message string }

var faultText = regexp.MustCompile(`(?s)^(?:([A-Z][A-Z_]+[A-Z]): ?)?(?:line (\d+:\d+): ?)?(.*)$`)

func newFault(text string) fault {
	m := faultText.FindStringSubmatch(text)
	return fault{m[1], m[2], m[3]}
}
