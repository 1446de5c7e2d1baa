// Package generate makes the sample lakes: a few small tables of a shop, in
// every format, with faults planted in known places.
//
// The shop is made in memory, clean and whole: customers who signed up before
// they ordered, orders whose totals are the sums of their items, returns that
// depend on what was bought, how late it came and how it was paid. Then, if
// [Options.Faults] says so, the faults are planted, each one entered in a list
// with the file, the line and the value it has there. Last, the files are
// written. So the lake with faults and the one without are the same but for
// the places in that list.
//
// The same options give the same bytes. Each table draws from its own stream
// of random numbers, so that a change to one table leaves the others alone.
package generate

import (
	"fmt"
	"os"
	"path/filepath"
)

// DefaultSeed is the seed of the lake that is embedded in package samples.
const DefaultSeed = 1729

// Options say which shop to make.
type Options struct {
	Seed   uint64 // 0 stands for DefaultSeed
	Faults bool   // plant the faults
}

// A Lake is a generated lake in memory.
type Lake struct {
	Files  []File  // table by table, as README lists them
	Faults []Fault // empty if the lake is clean
}

// A File is one file of a lake.
type File struct {
	Path string // relative to the lake, with slashes
	Rows int    // rows of data, without a header
	Data []byte
}

// Shop writes the lake of the shop into dir, which is made if need be.
func Shop(dir string, o Options) error {
	lake, err := Build(o)
	if err != nil {
		return err
	}
	return lake.Write(dir)
}

// Build makes the lake of the shop in memory.
func Build(o Options) (*Lake, error) {
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	s := &shop{seed: o.Seed}
	s.makeProducts()
	s.makeCustomers()
	s.makeOrders()
	s.makeReturns()
	s.makeEvents()
	if o.Faults {
		s.plantCustomers()
		s.plantOrders()
		s.plantItems()
		s.plantEvents()
		s.plantProducts()
		s.plantReturns()
	}
	for _, write := range []func() error{
		s.writeCustomers, s.writeOrders, s.writeItems, s.writeEvents, s.writeProducts, s.writeReturns,
	} {
		if err := write(); err != nil {
			return nil, err
		}
	}
	return s.lake()
}

// Write writes the files of the lake into dir, which is made if need be.
func (l *Lake) Write(dir string) error {
	for _, f := range l.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// A shop is the data from which the files are written.
type shop struct {
	seed      uint64
	products  []*product
	customers []*customer // by day of signup, and so by id
	orders    []*order    // by time, and so by id
	items     []*item     // by order
	returns   []*returned // by date
	events    []*event    // by time

	leak   bool // orders have the column that tells who will return them
	faults []*Fault
	files  []File
}

// lake returns what was written.
func (s *shop) lake() (*Lake, error) {
	l := &Lake{Files: s.files}
	for _, f := range s.faults {
		if f.Count == 0 {
			return nil, fmt.Errorf("seed %d leaves no place for the fault %s in %s.%s", s.seed, f.Kind, f.Table, f.Column)
		}
		l.Faults = append(l.Faults, *f)
	}
	return l, nil
}

// random returns the stream of random numbers of one step.
func (s *shop) random(stream uint64) random { return newRandom(s.seed, stream) }

// The streams of random numbers.
const (
	productStream uint64 = iota + 1
	customerStream
	orderStream
	returnStream
	eventStream

	plantStream uint64 = 100 // and those after it: faults
)
