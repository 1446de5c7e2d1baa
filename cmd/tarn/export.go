package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/tarnlake/tarn/query"
	"github.com/tarnlake/tarn/query/statement"
)

// export writes the rows of a statement to the file of the flag -o.
func (s *session) export(ctx context.Context, engine *query.Engine, st statement.Statement, o queryOptions) (err error) {
	start := time.Now()
	var rows int64
	if o.format == "parquet" {
		rows, err = s.exportParquet(ctx, engine, st, o)
	} else {
		err = replace(o.output, func(w *os.File) (err error) {
			rows, err = s.writeRows(ctx, engine, st, w, o)
			return err
		})
	}
	if err == nil && isTerminal(s.stderr) {
		fmt.Fprintf(s.stderr, "tarn: %s to %s in %s\n", count(rows, "row"), printable(o.output), seconds(time.Since(start).Seconds()))
	}
	return err
}

// exportParquet writes the rows of a statement to the file at path.
func (s *session) exportParquet(ctx context.Context, engine *query.Engine, st statement.Statement, o queryOptions) (int64, error) {
	path, plain, err := target(o.output)
	if err != nil {
		return 0, err
	}
	if !plain {
		return 0, &usageError{o.output + ": Parquet takes a plain file", ""}
	}
	r := s.record(ctx, st, o)
	rows, err := engine.Export(ctx, r.Request(s.request(st, o)), path)
	r.Count(rows)
	err = moved(err, st.Start)
	s.recorded(ctx, r, err)
	return rows, err
}

// guard refuses to write over what is known of the lake, or over a file of a table.
// The path is that of a flag.
func (p *place) guard(ctx context.Context, flag, path string) error {
	to, plain, err := target(path)
	if err != nil || !plain {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(to))
	if err != nil {
		return nil // writing will say it better
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	state, err := filepath.EvalSymlinks(p.state)
	if err != nil {
		return err
	}
	if _, in := inside(state, folder); in {
		return &usageError{flag + " " + path + ": lies in " + p.state + ", where tarn keeps what it knows of the lake", "another folder will do"}
	}
	name, in := inside(p.lake.Dir(), filepath.Join(folder, filepath.Base(to)))
	if _, err := os.Lstat(to); !in || err != nil {
		return nil
	}
	databases, err := p.catalog.Databases(ctx)
	if err != nil {
		return err
	}
	for _, d := range databases {
		known, err := p.catalog.Known(ctx, d.Name)
		if err != nil {
			return err
		}
		if f, recorded := known.Record(name); recorded {
			return &usageError{flag + " " + path + ": is a file of the table " + f.Table.String(), "the data of the lake is not changed; another name will do"}
		}
	}
	return nil
}

// inside returns the path below folder of what lies in it, with slashes.
func inside(folder, path string) (string, bool) {
	below, err := filepath.Rel(folder, path)
	return filepath.ToSlash(below), err == nil && filepath.IsLocal(below)
}

// target returns where a file at path is to be written, and whether it is or
// will be a plain file, rather than a pipe or a device.
func target(path string) (string, bool, error) {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, true, nil
	case err == nil && info.IsDir():
		err = &fs.PathError{Op: "write", Path: path, Err: errors.New("is a folder")}
	}
	return path, err == nil && info.Mode().IsRegular(), err
}

// replace writes the file at path: to another beside it, which takes its place
// once it is complete. A pipe or a device is written as it is.
func replace(path string, write func(*os.File) error) error {
	path, plain, err := target(path)
	if err != nil {
		return err
	}
	if !plain {
		return writeTo(path, os.O_WRONLY, 0, write)
	}
	mode := fs.FileMode(0o666)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	temporary := filepath.Join(filepath.Dir(path), temporaryName(filepath.Base(path)))
	if err := writeTo(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode, write); err != nil {
		os.Remove(temporary)
		var open *fs.PathError
		if errors.As(err, &open) && open.Path == temporary {
			open.Path = path
		}
		return err
	}
	return os.Rename(temporary, path)
}

func writeTo(path string, flag int, mode fs.FileMode, write func(*os.File) error) error {
	f, err := os.OpenFile(path, flag, mode)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// temporaryName returns a name for a file that becomes another. It begins with
// a dot, so that a crawl does not take it for data.
func temporaryName(name string) string { return fmt.Sprintf(".%s.%08x.tmp", name, rand.Uint32()) }
