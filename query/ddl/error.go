package ddl

import (
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// An Error is an error as Athena tells it.
type Error struct {
	Message  string
	Category int    // of AthenaError: 1 system, 2 user, 3 other
	Type     int    // of AthenaError
	Code     string // AthenaErrorCode, if the statement is refused before it starts, such as "MALFORMED_QUERY"
	Advice   string // for people; may be empty
	Err      error  // may be nil
}

func (e *Error) Error() string { return e.Message }

// Hint says what to do about it.
func (e *Error) Hint() string {
	var advisor interface{ Hint() string }
	if e.Advice == "" && errors.As(e.Err, &advisor) {
		return advisor.Hint()
	}
	return e.Advice
}

func (e *Error) Unwrap() error { return e.Err }

// malformed is an error of a statement that does not start.
func malformed(err error) *Error {
	return &Error{Message: err.Error(), Code: "MALFORMED_QUERY", Category: 2, Type: 1006, Err: err}
}

// refused is malformed with a text.
func refused(message, advice string) *Error {
	return &Error{Message: message, Code: "MALFORMED_QUERY", Category: 2, Type: 1006, Advice: advice}
}

// unsupported is an error about what Athena has and tarn has not.
func unsupported(what, advice string) *Error {
	return &Error{Message: "NOT_SUPPORTED: " + what + " is not supported", Category: 2, Type: 1200, Advice: advice}
}

// semantic is an error of Hive about what a statement means.
func semantic(number int, format string, args ...any) *Error {
	message := fmt.Sprintf(format, args...)
	if number > 0 {
		message = fmt.Sprintf("[Error %d]: %s", number, message)
	}
	return &Error{Message: "FAILED: SemanticException " + message, Category: 2, Type: 1006}
}

// failed is an error of Hive while it runs a statement.
func failed(kind int, format string, args ...any) *Error {
	e := &Error{Message: "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. " + fmt.Sprintf(format, args...), Category: 2, Type: kind}
	if kind == 1003 {
		e.Category = 1
	}
	return e
}

// missing makes of an error that a table or a database is not there the one that
// Athena tells when the statement has started.
func missing(name catalog.Name, err error) error {
	var e *catalog.NameError
	switch {
	case !errors.As(err, &e) || e.Err != catalog.ErrNotFound:
		return err
	case e.Kind == "database":
		told := semantic(10072, "Database does not exist: %s", name.Database)
		told.Type, told.Err = 1301, err
		return told
	}
	told := semantic(10001, "Table not found %s", name)
	told.Err = err
	return told
}

// entityMissing is the same before the statement starts.
func entityMissing(err error) error {
	var e *catalog.NameError
	if !errors.As(err, &e) || e.Err != catalog.ErrNotFound {
		return err
	}
	return &Error{Message: "Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: " + requestID() + "; Proxy: null)",
		Category: 2, Type: 1301, Code: "INVALID_INPUT", Err: err}
}

func requestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// comment returns the error of Hive about a comment between /* and */, which it
// does not know: statements about tables that exist are handed to it as they
// stand. Athena runs the others by itself.
func comment(text string, s hive.Statement) error {
	switch s.(type) {
	case *hive.ShowProperties, *hive.ShowTables, *hive.ShowDatabases, *hive.ShowColumns, *hive.ShowViews, *hive.ShowCreateView, *hive.ShowPartitions, *hive.ShowFunctions:
		return nil
	}
	message := hive.CommentError(text)
	if message == "" {
		return nil
	}
	e := &Error{Message: message, Category: 1, Type: 1003, Advice: "Athena takes no comment between /* and */ in this statement; -- begins one"}
	if a, ok := s.(*hive.AlterTable); ok {
		switch action := a.Action.(type) {
		case *hive.SetColumns:
			if action.Replace {
				e.Category, e.Type = 2, 1006
			}
		case *hive.ChangeColumn, *hive.IcebergAction:
			e.Category, e.Type = 2, 1006
		case *hive.AddPartitions, *hive.DropPartitions, *hive.SetLocation, *hive.SetProperties, *hive.RenamePartition:
			return nil // measured: these run
		}
	}
	return e
}
