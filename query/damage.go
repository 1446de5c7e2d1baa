package query

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/duck"
)

// damaged takes apart what DuckDB says of a Parquet file in which it finds, once
// it reads the pages, something that cannot be.
func damaged(message string) (path, why string, ok bool) {
	if rest, ok := strings.CutPrefix(message, failedToRead); ok {
		return strings.Cut(rest, `": `)
	}
	if rest, ok := strings.CutPrefix(message, `Invalid string encoding found in Parquet file "`); ok {
		path, why, ok = strings.Cut(rest, `": `)
		return path, "a text is not valid: " + why, ok
	}
	return "", "", false
}

const failedToRead = `Failed to read file "`

// headless reports whether DuckDB found the header of a page to be none, of which
// it says neither the file nor the place.
func headless(fault *duck.Error) bool {
	return strings.HasPrefix(fault.Message, "don't know what type:") || strings.Contains(fault.Message, "TProtocolException")
}

// blame gives an error about the header of a page the name of the file, which it
// finds by reading those of the statement one after the other.
func (e *Engine) blame(ctx context.Context, err error, files []catalog.FileRef) error {
	var fault *duck.Error
	if !errors.As(err, &fault) || !headless(fault) {
		return err
	}
	conn, connErr := e.connect(ctx)
	if connErr != nil {
		return err
	}
	defer conn.Close()
	for _, f := range files {
		path := e.abs(f.Path)
		if !isParquet(path) {
			continue
		}
		answer, failure := conn.Query(ctx, "SELECT * FROM read_parquet("+bind.Literal(path)+")")
		if failure == nil {
			answer.Skip()
			failure = errors.Join(answer.Err(), answer.Close())
		}
		var own *duck.Error
		if errors.As(failure, &own) && headless(own) {
			named := *fault
			named.Message = failedToRead + path + `": the header of a page is none`
			return &named
		}
	}
	return err
}

func isParquet(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var magic [4]byte
	_, err = io.ReadFull(f, magic[:])
	return err == nil && string(magic[:]) == "PAR1"
}

// relative returns a path as the lake has it.
func (e *Engine) relative(path string) string {
	if rel, err := filepath.Rel(e.options.Lake.Dir(), path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}
