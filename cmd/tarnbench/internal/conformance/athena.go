package conformance

import (
	"context"
	"regexp"
	"strings"

	"github.com/tarnlake/tarn/query/statement"
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

// Start runs a statement. Parameters are not bound, and all catalogs are one.
func (b *Bench) Start(ctx context.Context, s Submission) Execution {
	var e Execution
	if list := statement.Split(s.SQL); len(list) == 1 {
		class := list[0].Class()
		e.StatementType, e.Substatement = class.Type, class.Substatement
	}
	if len(s.Parameters) > 0 {
		e.State, e.Error = Failed, "parameters are not supported"
		return e
	}
	a, err := b.run(ctx, s.Database, s.SQL)
	if err != nil {
		e.State, e.Error = Failed, err.Error()
		return e
	}
	e.State = Succeeded
	for _, c := range a.columns {
		e.Columns = append(e.Columns, column(c))
	}
	for _, row := range a.rows {
		e.Rows = append(e.Rows, athenaTexts(row, a.columns))
	}
	return e
}

// A fault is the parts of an error's text: COLUMN_NOT_FOUND: line 1:8: Column ...
type fault struct{ name, place, message string }

var faultText = regexp.MustCompile(`(?s)^(?:([A-Z][A-Z_]+[A-Z]): ?)?(?:line (\d+:\d+): ?)?(.*)$`)

func newFault(text string) fault {
	m := faultText.FindStringSubmatch(text)
	return fault{m[1], m[2], m[3]}
}
