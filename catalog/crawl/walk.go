package crawl

import (
	"context"
	"hash/maphash"
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
	packed      spot // the evidence of a file that was scanned
	known       bool // the scan is that of an earlier crawl
	fingerprint fingerprint
	rare        *rare // nil if there is nothing

	values []string // of the partition columns
}

// A rare is what few files have: there may be a million of them.
type rare struct {
	header   string           // "true" or "false" if the other files of the folder decide it; see settleHeaders
	doubts   map[int][]string // the ways to read the dates of columns that can be read in several
	from     string           // see [catalog.File.From]
	checksum string
}

// has returns what few files have.
func (f *file) has() rare {
	if f.rare == nil {
		return rare{}
	}
	return *f.rare
}

// note returns what few files have, to be set.
func (f *file) note() *rare {
	if f.rare == nil {
		f.rare = new(rare)
	}
	return f.rare
}

// reset makes a file one that is not scanned.
func (f *file) reset() {
	header := f.has().header
	*f = file{File: f.File, fixed: f.fixed}
	if header != "" {
		f.note().header = header
	}
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
	copy(f.fingerprint[:], k.Fingerprint)
	if k.Checksum != "" || f.has().checksum != "" {
		f.note().checksum = k.Checksum
	}
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
	r.keep(f)
}

// keep adds a file.
func (r *run) keep(f *file) {
	if r.files = append(r.files, f); len(r.files) == manyFiles {
		r.spared = spare(manyFiles)
	}
}

// recall takes what is known of a file, if that still holds.
func (r *run) recall(f *file) {
	k, known := r.known.Record(f.Path)
	switch {
	case !known, k.Size != f.Size, !maps.Equal(k.Scan.Fixed, f.fixed), r.Checksum:
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
	r.keep(f)
}

func (r *run) leaveOut(f datasets.File, err error) {
	r.findings.LeftOut = append(r.findings.LeftOut, leftOut(f, err))
}

// A stamp is what a file keeps when it gets another name.
type stamp struct {
	size int64
	time time.Time
}

// moved returns the known files by their stamps, those that have one of a file
// that is new.
func (r *run) moved() map[stamp][]catalog.KnownFile {
	if r.Full || r.known.Len() == 0 {
		return nil
	}
	var wanted []uint64 // hashes take little memory
	seed := maphash.MakeSeed()
	hash := func(size int64, at time.Time) uint64 {
		return maphash.Comparable(seed, stamp{size, at.UTC()})
	}
	for _, f := range r.files {
		if f.scan == nil && !r.known.Recorded(f.Path) {
			wanted = append(wanted, hash(f.Size, f.ModTime))
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	slices.Sort(wanted)
	stamps := make(map[stamp][]catalog.KnownFile)
	for k := range r.known.Files() {
		if _, found := slices.BinarySearch(wanted, hash(k.Size, k.ModTime)); found && k.Fingerprint != "" {
			s := stamp{k.Size, k.ModTime.UTC()}
			stamps[s] = append(stamps[s], k)
		}
	}
	return stamps
}
