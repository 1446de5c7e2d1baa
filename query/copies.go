package query

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/query/bind"
)

// copies keeps clean copies of files that the engine cannot read as they lie:
// those in odd encodings, with rows of different lengths, compressed with
// bzip2, and so on. A copy is made when a query first needs it, and again when
// the file or its layout has changed, or the copy has lost a part. It lies under
// the path of its file, in the name of its fingerprint and its size:
//
//	cache/orders/a.csv/0a1b2c3d4e5f60718293-4711.csv
//
// Copies that are being made lie in cache/.new.
type copies struct {
	dir string

	mu     sync.Mutex
	making map[string]*sync.Mutex // by folder
}

// name returns where the copies of a file lie, and how the name of the copy
// begins by that layout.
func (c *copies) name(f datasets.File, l *datasets.Layout) (folder, prefix string, err error) {
	layout, err := json.Marshal(l)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256(fmt.Appendf(layout, "\x00%d\x00%d", f.Size, f.ModTime.UnixNano()))
	return filepath.Join(c.dir, filepath.FromSlash(sayable(f.Path))), hex.EncodeToString(sum[:10]) + "-", nil
}

// sayable returns a path that the engine can be told: that path itself, or one
// in which the bytes that stand in the way are percent-encoded.
func sayable(path string) string {
	if bind.Plain(path) {
		return path
	}
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c < 0x80 && !strings.ContainsRune("%*?[", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// ensure makes the copy of a file if it is not there, and returns its path.
func (c *copies) ensure(ctx context.Context, f datasets.File, l *datasets.Layout) (string, error) {
	folder, prefix, err := c.name(f, l)
	if err != nil {
		return "", err
	}
	lock := c.lock(folder)
	lock.Lock()
	defer lock.Unlock()
	path, err := find(folder, prefix)
	if err == nil && path == "" {
		path, err = c.make(ctx, f, l, folder, prefix)
	}
	if err != nil && ctx.Err() == nil {
		err = &CopyError{Path: f.Path, Dir: c.dir, Err: err}
	}
	return path, err
}

// A CopyError reports a file that the engine cannot read as it lies, and of
// which no copy could be made that it can.
type CopyError struct {
	Path string
	Dir  string // of the copies
	Err  error
}

func (e *CopyError) Error() string { return fmt.Sprintf("%s: copy for the engine: %v", e.Path, e.Err) }

func (e *CopyError) Unwrap() error { return e.Err }

// Hint says what to do if it is a matter of the disk.
func (e *CopyError) Hint() string {
	switch {
	case errors.Is(e.Err, syscall.ENOSPC):
		return "this file can only be read from a copy; make room for it in " + e.Dir + ", or say --state DIR for another place"
	case errors.Is(e.Err, fs.ErrPermission), errors.Is(e.Err, syscall.EROFS):
		return "this file can only be read from a copy, in " + e.Dir + "; --state DIR says another place"
	}
	return ""
}

// find returns the path of a copy that is there and whole, or "".
func find(folder, prefix string) (string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for _, entry := range entries {
		rest, ok := strings.CutPrefix(entry.Name(), prefix)
		if !ok {
			continue
		}
		size, _, _ := strings.Cut(rest, ".")
		info, err := entry.Info()
		if err != nil || strconv.FormatInt(info.Size(), 10) != size {
			continue // it is being replaced, or has lost a part
		}
		path := filepath.Join(folder, entry.Name())
		inUse(path, info)
		return path, nil
	}
	return "", err
}

// A copy that was asked for within inUseFor is not removed: a query may be about
// to open it.
const inUseFor = 10 * time.Minute

// inUse marks a copy as one that is used now, by its time.
func inUse(path string, info fs.FileInfo) {
	if now := time.Now(); now.Sub(info.ModTime()) > inUseFor/10 {
		os.Chtimes(path, now, now) // in a folder that cannot be written, nobody removes it either
	}
}

// ensureAll makes the copies of files that are not there, several at once, and
// returns their paths.
func (c *copies) ensureAll(ctx context.Context, files []datasets.File, l *datasets.Layout) ([]string, error) {
	paths := make([]string, len(files))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		group.Go(func() (err error) {
			paths[i], err = c.ensure(ctx, f, l)
			return err
		})
	}
	return paths, group.Wait()
}

func (c *copies) lock(path string) *sync.Mutex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making == nil {
		c.making = make(map[string]*sync.Mutex)
	}
	if c.making[path] == nil {
		c.making[path] = new(sync.Mutex)
	}
	return c.making[path]
}

// make writes the copy under another name and then renames it, so that no
// other process ever sees a part of it.
func (c *copies) make(ctx context.Context, f datasets.File, l *datasets.Layout, folder, prefix string) (string, error) {
	format, ok := formats.ByName(l.Format)
	if !ok {
		return "", fmt.Errorf("no format named %q", l.Format)
	}
	for _, dir := range []string{folder, c.unfinished()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
	}
	temp, err := os.CreateTemp(c.unfinished(), "copy-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(temp.Name())
	w := bufio.NewWriterSize(temp, 1<<20)
	if err = format.Clean(ctx, f, l, w); err == nil {
		err = w.Flush()
	}
	size, seekErr := temp.Seek(0, io.SeekEnd)
	err = errors.Join(err, seekErr, temp.Close())
	if err == nil {
		err = f.Unchanged()
	}
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s%d.%s", prefix, size, l.Format)
	path := filepath.Join(folder, name)
	if err := os.Rename(temp.Name(), path); err != nil {
		return "", err
	}
	removeUnused(folder, name)
	return path, nil
}

// unfinished returns the folder of the copies that are being made.
func (c *copies) unfinished() string { return filepath.Join(c.dir, ".new") }

// sweep removes what processes that were killed have left half made.
func (c *copies) sweep() { removeUnused(c.unfinished(), "") }

// removeUnused removes the files of a folder that nobody has used or written for
// a while, but for one. Where one cannot be removed it does no harm.
func removeUnused(folder, but string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && e.Name() != but && time.Since(info.ModTime()) > inUseFor {
			os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}
