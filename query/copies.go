package query

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/formats"
	"github.com/tarnlake/tarn/query/bind"
)

// copies keeps clean copies of files that the engine cannot read as they lie:
// those in odd encodings, with rows of different lengths, compressed with
// bzip2, and so on. A copy is made when a query first needs it, and again when
// the file or its layout has changed. It lies under the path of its file, with
// a fingerprint for a name, so that older copies of the file can be found and
// removed.
type copies struct {
	dir string

	mu     sync.Mutex
	making map[string]*sync.Mutex // by path of the copy
}

// path returns where the copy of a file lies.
func (c *copies) path(f datasets.File, l *datasets.Layout) (string, error) {
	layout, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(layout, "\x00%d\x00%d", f.Size, f.ModTime.UnixNano()))
	name := hex.EncodeToString(sum[:10]) + "." + l.Format
	return filepath.Join(c.dir, filepath.FromSlash(sayable(f.Path)), name), nil
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
	path, err := c.path(f, l)
	if err != nil {
		return "", err
	}
	lock := c.lock(path)
	lock.Lock()
	defer lock.Unlock()
	if _, err := os.Stat(path); err == nil {
		return path, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := c.make(ctx, f, l, path); err != nil {
		return "", fmt.Errorf("%s: copy for the engine: %w", f.Path, err)
	}
	return path, nil
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
func (c *copies) make(ctx context.Context, f datasets.File, l *datasets.Layout, path string) error {
	format, ok := formats.ByName(l.Format)
	if !ok {
		return fmt.Errorf("no format named %q", l.Format)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(folder, ".copy-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	w := bufio.NewWriterSize(temp, 1<<20)
	err = format.Clean(ctx, f, l, w)
	err = errors.Join(err, w.Flush(), temp.Close())
	if err == nil {
		err = f.Unchanged()
	}
	if err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	removeOthers(path)
	return nil
}

// removeOthers removes older copies of the file. One that another query still
// reads stays readable to it; where it cannot be removed it does no harm.
func removeOthers(path string) {
	folder := filepath.Dir(path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != filepath.Base(path) && e.Name()[0] != '.' {
			os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}
