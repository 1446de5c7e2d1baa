package crawl

import (
	"context"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A file is a file of the lake and what is in it.
type file struct {
	datasets.File
	fixed map[string]string // what a person decided about how it is read; see [FilePin.Options]

	scan        *datasets.Scan // without evidence; nil until it is scanned; shared by files, see [file.ownScan]
	kind        *kind
	header      string             // "true" or "false" if the other files of the folder decide it; see settleHeaders
	packed      []byte             // the evidence of a file that was scanned
	doubts      map[int][]string   // the ways to read the dates of columns that can be read in several
	recorded    *catalog.KnownFile // what is known of it, if its checksum has to tell whether that still holds
	from        string             // see [catalog.File.From]
	fingerprint string
	checksum    string
	known       bool // the scan is that of an earlier crawl

	values []string // of the partition columns
}

// reset makes a file one that is not scanned.
func (f *file) reset() {
	*f = file{File: f.File, fixed: f.fixed, header: f.header}
}

// reuse takes what is known of a file, and the text of its path, so that it is
// in memory once.
func (f *file) reuse(k *catalog.KnownFile, kinds *interner) {
	if f.Path == k.Path {
		f.Path = k.Path
	}
	scan := *k.Scan
	f.kind = kinds.internShared(&scan)
	f.scan, f.known = kinds.scan(&scan, f.kind), true
	f.fingerprint, f.checksum = k.Fingerprint, k.Checksum
}

// ownScan lets the file have a scan of its own, which may be changed.
func (f *file) ownScan() {
	own := *f.scan
	f.scan = &own
}

// walk lists the files of the lake, and takes what is known of those that have
// not changed.
func (r *run) walk(ctx context.Context) error {
	exclude := append(slices.Clip(r.Exclude), r.pins.Exclude...)
	folders := r.knownFolders()
	for f, err := range r.lake.Files(ctx, datasets.Walk{Exclude: exclude, Skip: r.Skip, Passed: r.pass}) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil:
			r.leaveOut(f, err)
		case f.Path == PinsFile:
		case folders[path.Dir(f.Path)]:
			r.keepFile(f)
		default:
			r.addFile(f)
		}
	}
	return ctx.Err()
}

// pass notes what is not looked at.
func (r *run) pass(name string, empty bool) {
	if empty {
		r.findings.Empty = append(r.findings.Empty, name)
	} else {
		r.findings.Hidden++
	}
}

// addFile adds a file that is to be scanned if it is not known.
func (r *run) addFile(at datasets.File) {
	f := &file{File: at, fixed: r.pins.fixed(at.Path, r.known)}
	if !r.Full {
		if l, same := r.known.LeftOut(f.Path, f.Size, f.ModTime); same && f.fixed == nil && !r.Checksum {
			r.findings.LeftOut = append(r.findings.LeftOut, l)
			return
		}
		r.recall(f)
	}
	r.files = append(r.files, f)
}

// recall takes what is known of a file, if that still holds.
func (r *run) recall(f *file) {
	k, known := r.known.Record(f.Path)
	switch {
	case !known, k.Size != f.Size, !maps.Equal(k.Scan.Fixed, f.fixed):
	case r.Checksum:
		if k.Checksum != "" {
			f.recorded = &k
		}
	case k.ModTime.Equal(f.ModTime):
		f.reuse(&k, r.kinds)
		r.findings.Reused++
	}
}

// knownFolders returns the folders that are not to be looked at.
func (r *run) knownFolders() map[string]bool {
	if !r.NewFolders || r.Full {
		return nil
	}
	folders := make(map[string]bool)
	for k := range r.known.Files() {
		folders[path.Dir(k.Path)] = true
	}
	return folders
}

// keepFile takes what is known of a file in a folder that is not looked at.
func (r *run) keepFile(at datasets.File) {
	k, known := r.known.Record(at.Path)
	if !known {
		if l, same := r.known.LeftOut(at.Path, at.Size, at.ModTime); same {
			r.findings.LeftOut = append(r.findings.LeftOut, l)
			return
		}
		r.findings.Ignored++
		return
	}
	f := &file{File: r.lake.At(k.Path, k.Size, k.ModTime), fixed: k.Scan.Fixed}
	f.reuse(&k, r.kinds)
	r.findings.Reused++
	r.files = append(r.files, f)
}

func (r *run) leaveOut(f datasets.File, err error) {
	r.findings.LeftOut = append(r.findings.LeftOut, leftOut(f, err))
}

// A stamp is what a file keeps when it gets another name.
type stamp struct {
	size int64
	time time.Time
}

// moved returns the known files by their stamps, if some file is new.
func (r *run) moved() map[stamp][]catalog.KnownFile {
	isNew := func(f *file) bool {
		return f.scan == nil && !r.known.Recorded(f.Path)
	}
	if r.Full || !slices.ContainsFunc(r.files, isNew) {
		return nil
	}
	stamps := make(map[stamp][]catalog.KnownFile)
	for _, f := range r.files {
		if isNew(f) {
			stamps[stamp{f.Size, f.ModTime.UTC()}] = nil
		}
	}
	for k := range r.known.Files() {
		s := stamp{k.Size, k.ModTime.UTC()}
		if _, wanted := stamps[s]; wanted && k.Fingerprint != "" {
			stamps[s] = append(stamps[s], k)
		}
	}
	return stamps
}
