package query

import (
	"context"
	"errors"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/duck"
	"github.com/tarnlake/tarn/query/syntax"
)

// failureTypes are the types that Athena gives to errors by name, where they are
// not 1000. All of them are the user's.
var failureTypes = map[string]int{
	"DIVISION_BY_ZERO": 1001,
	"TYPE_MISMATCH":    1002,
	"COLUMN_NOT_FOUND": 1006, "SYNTAX_ERROR": 1006, "CATALOG_NOT_FOUND": 1006,
	"INVALID_CAST_ARGUMENT": 1100, "NUMERIC_VALUE_OUT_OF_RANGE": 1100, "INVALID_PARAMETER_USAGE": 1100, "MISSING_COLUMN_NAME": 1100,
	"INVALID_FUNCTION_ARGUMENT": 1106,
	"TABLE_ALREADY_EXISTS":      1110,
	"NOT_SUPPORTED":             1200,
	"NOT_FOUND":                 1300,
	"TABLE_NOT_FOUND":           1301, "SCHEMA_NOT_FOUND": 1301,
	"FUNCTION_NOT_FOUND": 1303,
}

// Categories of errors.
const (
	systemError = 1
	userError   = 2
	otherError  = 3
)

// refusal returns the error by which the statement is not begun, or nil.
func (x *execution) refusal() error {
	var hive *ddl.Error
	var parsed *syntax.Error
	var at *StatementError
	var verb *RefusedError
	switch {
	case x.err == nil:
		return nil
	case errors.As(x.err, &hive) && hive.Code != "":
		return &StartError{hive.Code, x.err}
	case errors.As(x.err, &at) && at.Name == "INVALID_PARAMETER_USAGE":
		return &StartError{at.Name, x.err}
	case errors.As(x.err, &parsed), errors.As(x.err, &verb):
		return &StartError{codeMalformed, x.err}
	}
	return nil
}

// fail records why the execution did not succeed, with what Athena adds for
// statements that may have written files.
func (x *execution) fail() {
	e := &x.is
	fail(e, x.err)
	if e.State != catalog.Failed || e.Failure == nil || x.statement.Verb() == "OPTIMIZE" { // which Athena calls a CREATE TABLE AS
		return
	}
	var at *StatementError
	var missing *catalog.NameError
	if errors.As(x.err, &at) && at.Name == "SCHEMA_NOT_FOUND" && errors.As(x.err, &missing) && at.Position == beginning(x.statement) { // that of the new table
		e.Reason, e.Failure.Name = "Database "+missing.Name+" not found. Please check your query", ""
	}
	advice := ""
	switch {
	case e.Substatement == "CREATE_TABLE_AS_SELECT":
		advice = ". You may need to manually clean the data at location '" + e.Location + "tables/" + e.ID + "' before retrying. Athena will not delete data in your account."
	case e.Substatement == "INSERT" && e.Failure.Message != "TYPE_MISMATCH: Insert query has mismatched column types":
		advice = ". If a data manifest file was generated at '" + e.Location + e.ID + "-manifest.csv', you may need to manually clean the data from locations specified in the manifest. Athena will not delete data in your account."
	default:
		return
	}
	e.Reason = strings.TrimSuffix(e.Reason, ".") + advice
	e.Failure.Message = e.Reason
}

// fail makes an execution one that ended with an error.
func fail(e *catalog.Execution, err error) {
	switch {
	case errors.Is(err, errCutoff):
		e.State, e.Reason = catalog.Cancelled, errCutoff.Error()
		return
	case errors.Is(err, errStopped), errors.Is(err, context.Canceled):
		e.State, e.Reason = catalog.Cancelled, errStopped.Error()
		return
	}
	e.State, e.Reason = catalog.Failed, err.Error()
	f := &catalog.Failure{Category: userError, Type: 1000, Message: e.Reason}
	var at *StatementError
	var hive *ddl.Error
	var fault *duck.Error
	switch {
	case errors.As(err, &hive):
		f.Category, f.Type = hive.Category, hive.Type
	case errors.As(err, &at) && at.Name != "":
		f.Name = at.Name
		if number, ok := failureTypes[at.Name]; ok {
			f.Type = number
		}
	case errors.Is(err, catalog.ErrNotFound):
		f.Type = 1301
	case errors.As(err, &fault) && fault.Kind == duck.KindOutOfMemory:
		f.Category, f.Type, f.Retryable = systemError, 8, true
	case errors.Is(err, errKilled), errors.Is(err, errClosed), !errors.As(err, &fault):
		f.Category, f.Type = systemError, 200
	}
	if f.Category == 0 {
		f.Category = otherError
	}
	f.Hint = hintOf(err)
	e.Failure = f
}
