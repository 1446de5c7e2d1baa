package parquetfile

import (
	"errors"
	"fmt"
)

// The ways in which a file can fail to be a table. Each [*Error] wraps one.
var (
	ErrNotParquet  = errors.New("not a Parquet file")
	ErrTruncated   = errors.New("truncated Parquet file")
	ErrEncrypted   = errors.New("encrypted Parquet file")
	ErrDamaged     = errors.New("damaged Parquet file")
	ErrUnsupported = errors.New("unsupported Parquet file")
)

var hints = map[error]string{
	ErrTruncated:   "it may still be written: crawl again later, or have it written anew",
	ErrEncrypted:   "tarn has no keys: decrypt the file, or leave it out with --exclude",
	ErrDamaged:     "have the file written anew",
	ErrUnsupported: "have the file written anew by another program, without what is named here",
}

// An Error says why a file is no table.
type Error struct {
	Kind   error  // one of the kinds above
	Reason string // what is the matter in this file
}

func (e *Error) Error() string { return fmt.Sprintf("%v: %s", e.Kind, e.Reason) }

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

// Hint says what to do about it.
func (e *Error) Hint() string { return hints[e.Kind] }

// fail ends the decoding of a footer; scanFooter returns the error.
func fail(kind error, format string, args ...any) {
	panic(&Error{kind, fmt.Sprintf(format, args...)})
}
