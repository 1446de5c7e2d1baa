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

// nameless are the beginnings of what DuckDB says of damaged pages without the
// name of the file, and what it means where that is not plain.
var nameless = []struct{ begin, meaning string }{
	{"don't know what type:", "the header of a page is none"},
	{"TProtocolException", "the header of a page is none"},
	{"Out of buffer", "a page is shorter than it says"},
	{"Page size mismatch", "a page is not as long as it says"},
	{"Data corruption detected", "a page is shorter than it says"},
}

// ofNameless returns what an error means that names no file, or "".
func ofNameless(err error) string {
	var fault *duck.Error
	if errors.As(err, &fault) {
		for _, n := range nameless {
			if strings.HasPrefix(fault.Message, n.begin) {
				return n.meaning
			}
		}
	}
	return ""
}

// blame gives an error about a damaged page the name of the file, which it finds by
// reading those of the statement one after the other.
func (e *Engine) blame(ctx context.Context, err error, files []catalog.FileRef) error {
	var fault *duck.Error
	if !errors.As(err, &fault) || ofNameless(err) == "" {
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
		if why := ofNameless(failure); why != "" {
			named := *fault
			named.Message = failedToRead + path + `": ` + why
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
