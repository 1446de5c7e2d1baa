package crawl

import (
	"bytes"
	"context"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/datasets"
)

const settledHeader = "header settled by other files"

// settleHeaders has those CSV files read again whose first row turns out, beside
// the other files of their folder, to be a header though it was not taken for
// one, or to be none though it was:
//
//   - A first line that is the header of another file is a header.
//   - So is one that several files have, if the types of columns say nothing.
//   - In doubt, a file has no header if files of like columns, which leave no
//     doubt, have none.
//   - Nor has it if three files or more are named alike, all of text, and each
//     begins with other names.
func (r *run) settleHeaders(ctx context.Context) error {
	for _, files := range r.comparable() {
		h := headers{run: r, files: files, lines: make(map[*file]string)}
		if err := h.settle(ctx); err != nil {
			return err
		}
		for _, f := range files {
			if told, ok := h.told[f]; ok {
				r.forget(f)
				f.note().header = told
			}
		}
	}
	return r.scanFiles(ctx)
}

// forget makes a file one that is to be scanned again.
func (r *run) forget(f *file) {
	if f.known {
		r.findings.Reused--
	} else {
		r.findings.Scanned--
		r.findings.Bytes -= f.Size
	}
	f.reset()
}

// comparable returns the CSV files that lie in one folder and have as many
// columns, where one of them is new and their headers are not all the same.
func (r *run) comparable() [][]*file {
	type place struct {
		folder string
		width  int
	}
	var places []place
	beside := make(map[place][]*file)
	for _, f := range r.files {
		if f.scan.Format != "csv" {
			continue
		}
		at := place{path.Dir(f.Path), len(f.kind.layout.Columns)}
		if beside[at] == nil {
			places = append(places, at)
		}
		beside[at] = append(beside[at], f)
	}
	var sets [][]*file
	for _, at := range places {
		files := beside[at]
		isNew := func(f *file) bool { return !f.known && f.has().header == "" }
		if len(files) > 1 && slices.ContainsFunc(files, isNew) && !agreed(files) {
			sets = append(sets, files)
		}
	}
	return sets
}

// agreed reports whether nothing speaks for another header of any of the files.
func agreed(files []*file) bool {
	first, doubt := files[0].kind, slices.ContainsFunc(files, (*file).open)
	for _, f := range files {
		none := f.kind.shape.positional
		if none != first.shape.positional || doubt && (none || !slices.Equal(f.kind.names, first.names)) {
			return false
		}
	}
	return true
}

// How many votes, from 0 to 1, make sure that a file has a header, or that it has
// none. Of real files without a header that are all text, some have votes of 0.54
// for one; of those with one, nearly all have more.
const (
	sure     = 0.15
	sureText = 0.6
)

// doubtful reports whether the votes of a file do not tell if it has a header.
func (f *file) doubtful() bool {
	if f.kind.layout.Fixed[headerKey] != "" {
		return false
	}
	votes := math.Abs(f.scan.HeaderVotes)
	if f.textOnly() {
		return votes < sureText
	}
	return votes < sure && votes > 0 // they are 0 where somebody said it, or the other files
}

// textOnly reports whether the types of a file's columns say nothing about a header.
func (f *file) textOnly() bool {
	return !slices.ContainsFunc(f.kind.layout.Columns, func(c datasets.Column) bool { return !c.Type.Kind.Text() })
}

// open reports whether other files may tell more about the header of a file
// than the file does.
func (f *file) open() bool {
	return f.kind.layout.Fixed[headerKey] == "" && (f.textOnly() || f.doubtful())
}

// headers decides about the headers of files of one folder.
type headers struct {
	files []*file
	lines map[*file]string // the first lines
	told  map[*file]string // "true" or "false", where that is not as it was found
	run   *run
}

// recall loads the votes of a file that is known.
func (h *headers) recall(ctx context.Context, f *file) error {
	if !f.known {
		return nil
	}
	scan, err := h.run.details(ctx, f)
	if scan.HeaderVotes != f.scan.HeaderVotes {
		f.ownScan()
		f.scan.HeaderVotes = scan.HeaderVotes
	}
	return err
}

func (h *headers) settle(ctx context.Context) error {
	for _, f := range h.files {
		if err := h.recall(ctx, f); err != nil {
			return err
		}
		line, err := firstLine(ctx, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && line != "" { // else it is gone or broken, which is found out elsewhere
			h.lines[f] = line
		}
	}
	h.told = make(map[*file]string)
	common := h.common()
	for _, f := range h.files {
		_, readable := h.lines[f]
		if !readable || f.kind.layout.Fixed[headerKey] != "" {
			continue
		}
		has := !f.kind.shape.positional
		switch is := common[h.lines[f]]; {
		case is && !has:
			h.told[f] = "true"
		case !is && has && (f.doubtful() && h.likeHeaderless(f) || f.open() && h.amongUnlike(f)):
			h.told[f] = "false"
		}
	}
	return nil
}

// common returns the first lines that are headers because of other files: those
// that are the header of a file, for certain or of a second one as well. A copy of
// a file says nothing new.
func (h *headers) common() map[string]bool {
	copies := make(map[string]map[fingerprint]bool) // the files by line, as their fingerprints
	common := make(map[string]bool)
	for f, line := range h.lines {
		if copies[line] == nil {
			copies[line] = make(map[fingerprint]bool)
		}
		copies[line][f.fingerprint] = true
		if !f.kind.shape.positional && !f.doubtful() {
			common[line] = true
		}
	}
	for f, line := range h.lines {
		if len(copies[line]) > 1 && f.open() {
			common[line] = true
		}
	}
	return common
}

// likeHeaderless reports whether files that have no header for certain have
// columns like those of the file, and none has a header for certain.
func (h *headers) likeHeaderless(f *file) bool {
	like := false
	for _, other := range h.files {
		if other.doubtful() {
			continue
		}
		if !other.kind.shape.positional {
			return false
		}
		l := compareByPlace(other.kind, f.kind)
		like = like || l.score > Similar && !l.weak
	}
	return like
}

// amongUnlike reports whether a file is one of three or more that have names
// alike, text alone, and nothing in common in their first lines.
func (h *headers) amongUnlike(f *file) bool {
	pattern, n := patternOf(f.Path), 0
	for _, other := range h.files {
		if patternOf(other.Path) != pattern {
			continue
		}
		if !other.open() {
			return false
		}
		n++
		if other == f || other.kind.shape.positional {
			continue
		}
		for _, name := range f.kind.names {
			if slices.Contains(other.kind.names, name) {
				return false
			}
		}
	}
	return n >= 3
}

// firstLine returns the line of a file that is its header, or would be, as it is
// stored.
func firstLine(ctx context.Context, f *file) (string, error) {
	head, err := f.Head(ctx)
	if err != nil {
		return "", err
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	skip, _ := strconv.Atoi(f.kind.layout.Options["skip"])
	for range skip {
		_, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
	}
	line := head
	if i := bytes.IndexAny(head, "\r\n"); i >= 0 {
		line = head[:i]
	}
	return string(bytes.TrimSpace(line)), nil
}

// told returns what is decided about how a file is scanned: by a person, and
// else by the other files of its folder.
func (f *file) told() map[string]string {
	told := maps.Clone(f.fixed)
	delete(told, formatKey)
	if header := f.has().header; header != "" && told[headerKey] == "" {
		if told == nil {
			told = make(map[string]string)
		}
		told[headerKey] = header
	}
	return told
}

// tellHeader says of a file that its header is as the other files have it.
func (f *file) tellHeader(scan *datasets.Scan) {
	header := f.has().header
	if header == "" || f.fixed[headerKey] != "" || scan.Format != "csv" {
		return
	}
	cause := "The first row is a header, as in the other files of the folder."
	if header == "false" {
		cause = "The first row is no header, as in the other files of the folder."
	}
	scan.Problems = append(slices.Clip(scan.Problems), datasets.Problem{Kind: settledHeader, Cause: cause, Count: 1})
	scan.Reasons = settledReasons(scan.Reasons, header)
}
