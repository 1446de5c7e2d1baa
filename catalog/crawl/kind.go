package crawl

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"sync"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// A kind is a way in which files are laid out. Files share it, so that what
// follows from it is worked out once, and so that many small files of one kind
// take little memory.
type kind struct {
	layout datasets.Layout // the columns have no names of the catalog
	names  []string        // which they have by themselves, in the order of the file
	shape  *shape
}

// A shape is what counts when the columns of files are compared.
type shape struct {
	format     string
	positional bool     // the columns have no names
	names      []string // sorted
	empty      []bool   // for each name, whether no value of the column was seen
	empties    int      // how many are
	places     int      // how many columns there are, if they have no names
}

// An interner finds the kinds of scans. It may be used by several goroutines.
type interner struct {
	mu     sync.Mutex
	kinds  map[[sha256.Size]byte]*kind
	shapes map[[sha256.Size]byte]*shape
	shared map[*datasets.Column]*kind // of layouts that the catalog shares
	scans  map[scanKey]*datasets.Scan
	key    []byte
}

// A scanKey is what two scans without evidence and problems may differ in.
type scanKey struct {
	kind        *kind
	rows, bytes int64
	votes       float64
}

func newInterner() *interner {
	return &interner{
		kinds:  make(map[[sha256.Size]byte]*kind),
		shapes: make(map[[sha256.Size]byte]*shape),
		shared: make(map[*datasets.Column]*kind),
		scans:  make(map[scanKey]*datasets.Scan),
	}
}

func keyOf(s *datasets.Scan, k *kind) scanKey { return scanKey{k, s.Rows, s.Bytes, s.HeaderVotes} }

// shares reports whether other files may have that very scan.
func (in *interner) shares(s *datasets.Scan, k *kind) bool { return in.scans[keyOf(s, k)] == s }

// maxScans is how many scans are looked for: small files are mostly alike, and
// of large ones there are not so many.
const maxScans = 50_000

// scan returns a scan without evidence that is the same, of a file of that
// kind: files share it, so that very many small files take little memory.
func (in *interner) scan(s *datasets.Scan, k *kind) *datasets.Scan {
	if len(s.Problems) > 0 {
		return s
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	key := keyOf(s, k)
	if same := in.scans[key]; same != nil {
		return same
	}
	if len(in.scans) < maxScans {
		in.scans[key] = s
	}
	return s
}

// intern returns the kind of a scan, and makes the scan share its layout.
func (in *interner) intern(s *datasets.Scan) *kind {
	in.mu.Lock()
	defer in.mu.Unlock()
	k := in.kind(&s.Layout)
	s.Layout = k.layout
	return k
}

// internShared does so for a layout that many scans share and nobody changes.
func (in *interner) internShared(s *datasets.Scan) *kind {
	if len(s.Columns) == 0 {
		return in.intern(s)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	first := &s.Columns[0]
	k, ok := in.shared[first]
	if !ok {
		layout := s.Layout
		layout.Columns = slices.Clone(layout.Columns)
		for i := range layout.Columns {
			layout.Columns[i].Name = ""
		}
		k = in.kind(&layout)
		in.shared[first] = k
	}
	s.Layout = k.layout
	return k
}

func (in *interner) kind(l *datasets.Layout) *kind {
	in.key = in.key[:0]
	for _, text := range []string{l.Format, l.Compression, l.Copy} {
		in.add(text)
	}
	in.addMap(l.Options)
	in.addMap(l.Fixed)
	for i := range l.Columns {
		c := &l.Columns[i]
		in.add(c.Source)
		in.add(c.Type.String())
		in.add(c.Format)
		in.addNumber(len(c.Nulls))
		for _, text := range c.Nulls {
			in.add(text)
		}
	}
	sum := sha256.Sum256(in.key)
	k := in.kinds[sum]
	if k == nil {
		k = &kind{layout: *l, names: columnNames(l.Columns)}
		k.shape = in.shape(k)
		in.kinds[sum] = k
	}
	return k
}

// columnNames returns the names that columns have in the catalog.
func columnNames(columns []datasets.Column) []string {
	sources := make([]string, len(columns))
	for i, c := range columns {
		sources[i] = c.Source
	}
	return catalog.ColumnNames(sources)
}

func (in *interner) shape(k *kind) *shape {
	s := &shape{format: k.layout.Format, positional: positional(&k.layout)}
	in.key = in.key[:0]
	in.add(s.format)
	if s.positional {
		s.places = len(k.layout.Columns)
		in.add("by place")
		for _, c := range k.layout.Columns {
			in.add(c.Type.String())
		}
	} else {
		s.sortNames(k)
		for i, name := range s.names {
			in.add(name)
			in.addNumber(map[bool]int{true: 1}[s.empty[i]])
		}
	}
	sum := sha256.Sum256(in.key)
	if old := in.shapes[sum]; old != nil {
		return old
	}
	in.shapes[sum] = s
	return s
}

func (s *shape) sortNames(k *kind) {
	empty := make(map[string]bool, len(k.names))
	for i, name := range k.names {
		empty[name] = k.layout.Columns[i].Type.Kind == schema.Unknown
	}
	s.names = slices.Sorted(maps.Keys(empty))
	s.empty = make([]bool, len(s.names))
	for i, name := range s.names {
		if s.empty[i] = empty[name]; s.empty[i] {
			s.empties++
		}
	}
}

// positional reports whether the columns of a file have no names.
func positional(l *datasets.Layout) bool {
	return l.Format == "csv" && l.Options["header"] == "false"
}

func (in *interner) add(text string) {
	in.addNumber(len(text))
	in.key = append(in.key, text...)
}

func (in *interner) addNumber(n int) { in.key = binary.AppendUvarint(in.key, uint64(n)) }

func (in *interner) addMap(m map[string]string) {
	in.addNumber(len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		in.add(key)
		in.add(m[key])
	}
}
