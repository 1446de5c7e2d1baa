package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Lake is a folder of data files. Nothing outside it is ever read, symbolic
// links included.
type Lake struct {
	dir  string
	root *os.Root
}

// A File is one file of a lake, as it was when it was listed.
type File struct {
	Path    string    // relative to the lake, with slashes
	Size    int64     // bytes, as stored
	ModTime time.Time // when it was last written

	lake *Lake
}

// Open opens the lake in the folder dir.
func Open(dir string) (*Lake, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	abs, err = filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, err
	}
	return &Lake{dir: abs, root: root}, nil
}

// Close releases the folder.
func (l *Lake) Close() error { return l.root.Close() }

// Dir returns the absolute path of the lake's folder, without symbolic links.
func (l *Lake) Dir() string { return l.dir }

// File returns the file at that path of the lake, as it is now.
func (l *Lake) File(name string) (File, error) {
	info, err := l.root.Stat(filepath.FromSlash(name))
	if err != nil {
		return File{}, err
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("%s: not a regular file", name)
	}
	return File{Path: name, Size: info.Size(), ModTime: info.ModTime(), lake: l}, nil
}

// At returns the file described by its path, size and time, without looking at it.
func (l *Lake) At(name string, size int64, modTime time.Time) File {
	return File{Path: name, Size: size, ModTime: modTime, lake: l}
}

// Open opens the file for reading.
func (f File) Open() (*os.File, error) { return f.lake.root.Open(filepath.FromSlash(f.Path)) }

// Again returns the file as it is now.
func (f File) Again() (File, error) { return f.lake.File(f.Path) }

// Abs returns the absolute path of the file.
func (f File) Abs() string { return filepath.Join(f.lake.dir, filepath.FromSlash(f.Path)) }

// ErrChanged reports that a file is no longer as it was when it was listed.
var ErrChanged = errors.New("the file changed while it was read")

// Unchanged returns nil if the file is still as it was when it was listed, and
// otherwise [ErrChanged] or the reason why it cannot be looked at.
func (f File) Unchanged() error {
	now, err := f.Again()
	switch {
	case err != nil:
		return err
	case now.Size != f.Size || !now.ModTime.Equal(f.ModTime):
		return ErrChanged
	}
	return nil
}

// Walk says which files of a lake to list.
type Walk struct {
	Exclude []*Glob  // files to leave out, and folders with all that is in them
	Skip    []string // absolute paths of folders not to enter, such as the lake's state

	// Passed, if not nil, is told of what is not listed because of what it is: files
	// without a byte, and files and folders with hidden names.
	Passed func(path string, empty bool)
}

// Files lists the files of the lake, sorted by path. It leaves out files
// without a byte, and files and folders whose names begin with a dot or an
// underscore, as Hive does. What cannot be listed, and a link that leads out
// of the lake, is yielded as an error with the path in File; the rest follows.
// After ctx ends, its error is the last thing yielded.
func (l *Lake) Files(ctx context.Context, w Walk) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		walker := walker{lake: l, Walk: w, ctx: ctx, yield: yield}
		walker.folder(".", nil)
	}
}

// Folders lists the folders that [Lake.Files] lists files of, the lake's own "."
// first, each before it is read: whoever watches a folder from then on misses
// nothing that is not listed. What cannot be listed is left out.
func (l *Lake) Folders(ctx context.Context, w Walk) iter.Seq[string] {
	return l.FoldersIn(ctx, ".", w)
}

// FoldersIn lists those of them that lie in the folder of that path, and itself.
func (l *Lake) FoldersIn(ctx context.Context, name string, w Walk) iter.Seq[string] {
	return func(yield func(string) bool) {
		walker := walker{lake: l, Walk: w, ctx: ctx, yield: func(File, error) bool { return true }, enter: yield}
		if !walker.excluded(name) {
			walker.folder(name, nil)
		}
	}
}

type walker struct {
	Walk
	lake  *Lake
	ctx   context.Context
	yield func(File, error) bool
	enter func(folder string) bool // if not nil, folders are asked for, and no files
}

// folder lists one folder; above holds the folders it lies in, to see loops.
// It returns false when the listing is to end.
func (w *walker) folder(name string, above []os.FileInfo) bool {
	if err := w.ctx.Err(); err != nil {
		w.yield(File{}, err)
		return false
	}
	if w.skips(name) {
		return true
	}
	if w.enter != nil && !w.enter(name) {
		return false
	}
	entries, err := fs.ReadDir(w.lake.root.FS(), name)
	if err != nil && !w.problem(name, err) {
		return false
	}
	self, err := w.lake.root.Stat(name)
	if err == nil {
		above = append(slices.Clip(above), self)
	}
	for _, e := range w.sorted(name, entries) {
		if err := w.ctx.Err(); err != nil {
			w.yield(File{}, err)
			return false
		}
		if !w.entry(e, above) {
			return false
		}
	}
	return true
}

// An entry is what a folder holds under a name.
type entry struct {
	fs.DirEntry
	path string
	info os.FileInfo // of what a link leads to, or nil
	err  error       // why a link leads nowhere
}

// sorted returns the entries of a folder that are not hidden, in the order of
// the paths under them: "a-b" comes before "a/c".
func (w *walker) sorted(folder string, found []fs.DirEntry) []entry {
	entries := make([]entry, 0, len(found))
	for _, f := range found {
		e := entry{DirEntry: f, path: path.Join(folder, f.Name())}
		if hidden(f.Name()) {
			w.pass(e.path, false)
			continue
		}
		if f.Type()&fs.ModeSymlink != 0 {
			if e.info, e.err = w.lake.root.Stat(e.path); e.err != nil {
				e.err = w.linkError(e.path, e.err)
			}
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key(), b.key()) })
	return entries
}

func (e *entry) key() string {
	if e.IsDir() || e.info != nil && e.info.IsDir() {
		return e.path + "/"
	}
	return e.path
}

func hidden(name string) bool { return name[0] == '.' || name[0] == '_' }

func (w *walker) entry(e entry, above []os.FileInfo) bool {
	switch {
	case w.excluded(e.path):
		return true
	case e.err != nil:
		return w.problem(e.path, e.err)
	case !utf8.ValidString(e.path):
		return w.problem(e.path, errors.New("its name is not UTF-8"))
	case e.IsDir():
		return w.folder(e.path, above)
	case w.enter != nil && e.info == nil:
		return true // a file
	}
	info, err := e.info, error(nil)
	if info == nil {
		info, err = e.Info()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true // gone since the folder was read
	case err != nil:
		return w.problem(e.path, err)
	case info.IsDir():
		if slices.ContainsFunc(above, func(up os.FileInfo) bool { return os.SameFile(up, info) }) {
			return w.problem(e.path, errors.New("a symbolic link to a folder that it lies in"))
		}
		return w.folder(e.path, above)
	case !info.Mode().IsRegular():
		return w.problem(e.path, errors.New("not a regular file"))
	case info.Size() == 0:
		w.pass(e.path, true)
		return true
	}
	return w.yield(File{Path: e.path, Size: info.Size(), ModTime: info.ModTime(), lake: w.lake}, nil)
}

// pass tells of what is not listed, unless nobody expects it to be.
func (w *walker) pass(name string, empty bool) {
	if w.Passed != nil && !w.excluded(name) && !w.skips(name) {
		w.Passed(name, empty)
	}
}

// linkError says in plain words why a symbolic link is not followed.
func (w *walker) linkError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("a symbolic link to nothing")
	}
	if !strings.Contains(err.Error(), "escapes") {
		return err
	}
	if target, err := w.lake.root.Readlink(name); err == nil && filepath.IsAbs(target) && w.lake.holds(target) {
		return errors.New("a symbolic link with an absolute path; make it relative")
	}
	return errors.New("a symbolic link that leads out of the lake")
}

// holds reports whether what lies at an absolute path lies in the lake.
func (l *Lake) holds(target string) bool {
	real, err := filepath.EvalSymlinks(target)
	if err != nil {
		return false
	}
	inside, err := filepath.Rel(l.dir, real)
	return err == nil && filepath.IsLocal(inside)
}

func (w *walker) problem(name string, err error) bool {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return w.yield(File{Path: name, lake: w.lake}, err)
}

func (w *walker) excluded(name string) bool {
	return slices.ContainsFunc(w.Exclude, func(g *Glob) bool { return g.Match(name) })
}

func (w *walker) skips(name string) bool {
	return slices.Contains(w.Skip, filepath.Join(w.lake.dir, filepath.FromSlash(name)))
}
