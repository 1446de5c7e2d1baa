package crawl

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A Round is one crawl of [Crawler.Watch].
type Round struct {
	At       time.Time        // when it was done
	Findings *Findings        // nil if it ended with an error
	Changes  []catalog.Change // of the catalog
	Err      error
	Polling  string // why the lake is looked through time and again; "" if its system tells of changes
}

// How long a watch waits.
const (
	quiet     = 150 * time.Millisecond // without a change, until a crawl begins
	restless  = 450 * time.Millisecond // at most, where changes do not end
	pollEvery = 500 * time.Millisecond // between two looks where the system does not tell of changes
	checkEach = 2 * time.Second        // between two looks where it does, as far as is known
)

// Watch brings the catalog up to date, and again whenever something changes in
// the lake, until ctx ends, and returns its error. It calls report after each
// crawl. A crawl that fails is reported, and the next change leads to another.
//
// The system tells which folders change. Where it does not, or has no room for so
// many folders, the lake is looked through time and again for files that are new,
// gone, or have another size or time; it is now and then all the same, since some
// file systems, such as those of other machines, say nothing of what they miss.
func (c *Crawler) Watch(ctx context.Context, lake *datasets.Lake, to *catalog.Catalog, report func(Round)) error {
	once := *c
	w := &watch{Crawler: &once, lake: lake, dirty: make(chan struct{}, 1), seed: maphash.MakeSeed()}
	w.listen(ctx)
	defer w.deafen("")
	for ctx.Err() == nil {
		w.seen = w.signature(ctx)
		start := time.Now()
		f, changes, err := w.Update(ctx, lake, to, false)
		if ctx.Err() != nil {
			break
		}
		w.Full = w.Full && err != nil // once is enough
		report(Round{At: time.Now(), Findings: f, Changes: changes, Err: err, Polling: w.polling})
		w.rest(ctx, time.Since(start))
		w.wait(ctx)
	}
	return ctx.Err()
}

// A watch notices that something in a lake changes.
type watch struct {
	*Crawler
	lake    *datasets.Lake
	notify  *fsnotify.Watcher // nil while polling
	dirty   chan struct{}     // holds something once the system told of a change
	failed  chan string       // why the system cannot tell of changes any more
	polling string            // see [Round.Polling]
	seed    maphash.Seed
	seen    uint64        // the signature that the last crawl began with
	look    time.Duration // which the last signature took
}

// listen asks the system to tell of changes.
func (w *watch) listen(ctx context.Context) {
	notify, err := newNotify()
	if err != nil {
		w.deafen(deafness(err))
		return
	}
	w.notify = notify
	w.failed = make(chan string, 1)
	if err := w.add(ctx, notify, "."); err != nil {
		w.deafen(deafness(err))
		return
	}
	go w.hear(ctx, notify, w.failed)
}

var newNotify = fsnotify.NewWatcher // tests let it fail

// deafen ends listening.
func (w *watch) deafen(why string) {
	w.polling = why
	if w.notify != nil {
		w.notify.Close()
		w.notify = nil
	}
}

// add watches the folders in and below one.
func (w *watch) add(ctx context.Context, notify *fsnotify.Watcher, folder string) error {
	for name := range w.lake.FoldersIn(ctx, folder, w.walked()) {
		err := notify.Add(filepath.Join(w.lake.Dir(), filepath.FromSlash(name)))
		switch {
		case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		default:
			return err
		}
	}
	return nil
}

// walked says which files count. What a person excluded in the lake's tarn.yaml
// is known to the crawls alone: a change in it leads to one that finds nothing.
func (w *watch) walked() datasets.Walk { return datasets.Walk{Exclude: w.Exclude, Skip: w.Skip} }

// hear takes what the system tells, until notify is closed.
func (w *watch) hear(ctx context.Context, notify *fsnotify.Watcher, failed chan<- string) {
	for {
		folder := ""
		select {
		case event, ok := <-notify.Events:
			if !ok {
				return
			}
			if !w.concerns(event.Name) {
				continue
			}
			if event.Has(fsnotify.Create) && isFolder(event.Name) {
				folder = w.relative(event.Name)
			}
		case err, ok := <-notify.Errors:
			if !ok {
				return
			}
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				failed <- deafness(err)
				return
			}
			folder = "." // folders may be new
		}
		if folder != "" {
			if err := w.add(ctx, notify, folder); err != nil {
				failed <- deafness(err)
				return
			}
		}
		select {
		case w.dirty <- struct{}{}:
		default:
		}
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// relative returns an absolute path as the lake has it.
func (w *watch) relative(name string) string {
	below, err := filepath.Rel(w.lake.Dir(), name)
	if err != nil {
		return "."
	}
	return filepath.ToSlash(below)
}

// concerns reports whether a crawl would look at the file or folder of that
// absolute path.
func (w *watch) concerns(name string) bool {
	if slices.Contains(w.Skip, name) {
		return false
	}
	below := w.relative(name)
	base := path.Base(below)
	return below == "." || !strings.HasPrefix(base, ".") && !strings.HasPrefix(base, "_") &&
		!slices.ContainsFunc(w.Exclude, func(g *datasets.Glob) bool { return g.Match(below) })
}

// deafness says for people why the system does not tell of changes.
func deafness(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the lake has more folders than the system watches for one user"
	case errors.Is(err, syscall.EMFILE):
		return "the system watches for too many programs already"
	}
	return err.Error()
}

// rest leaves as much time to others as a crawl took, where crawls are long.
func (w *watch) rest(ctx context.Context, took time.Duration) {
	if took < time.Second {
		return
	}
	sleep(ctx, min(took, 10*time.Second))
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// wait returns when something changed, and is not changing at the moment.
func (w *watch) wait(ctx context.Context) {
	for ctx.Err() == nil {
		timer := time.NewTimer(w.pause())
		select {
		case <-ctx.Done():
		case why := <-w.failed:
			w.deafen(why)
		case <-w.dirty:
			timer.Stop()
			w.settle(ctx)
			return
		case <-timer.C:
			if w.signature(ctx) != w.seen {
				w.untold(ctx)
				return
			}
		}
		timer.Stop()
	}
}

// pause returns how long to wait until the next look: the longer, the longer a
// look takes.
func (w *watch) pause() time.Duration {
	if w.notify == nil {
		return max(pollEvery, 4*w.look)
	}
	return max(checkEach, 50*w.look)
}

// untold is called when a look found a change. If the system does not tell of
// it in a moment, it is not waited for any more.
func (w *watch) untold(ctx context.Context) {
	if w.notify == nil {
		return
	}
	select {
	case <-ctx.Done():
	case <-w.dirty:
		w.settle(ctx)
	case <-time.After(2 * quiet):
		w.deafen("the file system does not tell of its changes")
	}
}

// settle waits until the system has told of no change for a moment.
func (w *watch) settle(ctx context.Context) {
	end := time.After(restless)
	for {
		select {
		case <-ctx.Done():
			return
		case <-end:
			return
		case <-w.dirty:
		case <-time.After(quiet):
			return
		}
	}
}

// signature returns a number that is another when a file is new, gone, or has
// another size or time.
func (w *watch) signature(ctx context.Context) uint64 {
	start := time.Now()
	var h maphash.Hash
	h.SetSeed(w.seed)
	for f, err := range w.lake.Files(ctx, w.walked()) {
		h.WriteString(f.Path)
		if err != nil {
			h.WriteString(err.Error())
		}
		var numbers [25]byte
		binary.LittleEndian.PutUint64(numbers[1:], uint64(f.Size))
		binary.LittleEndian.PutUint64(numbers[9:], uint64(f.ModTime.Unix()))
		binary.LittleEndian.PutUint64(numbers[17:], uint64(f.ModTime.Nanosecond()))
		h.Write(numbers[:])
	}
	w.look = time.Since(start)
	return h.Sum64()
}
