package sorted

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"unsafe"
)

// A Place is a folder for numbers that memory does not hold. Its files are gone
// when it is closed, or when the program ends however it does, where the system
// lets a file be removed that is open.
type Place struct {
	Dir string

	mu    sync.Mutex
	files []*os.File
}

// file makes a file.
func (p *Place) file() (*os.File, error) {
	f, err := os.CreateTemp(p.Dir, "sorted-*.tmp")
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" {
		os.Remove(f.Name())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, f)
	return f, nil
}

// Close removes all files. Where there is no place, there are none.
func (p *Place) Close() error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, f := range p.files {
		errs = append(errs, discard(f))
	}
	p.files = nil
	return errors.Join(errs...)
}

func discard(f *os.File) error {
	err := f.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// A run is sorted numbers in a file.
type run struct {
	from, n int64    // in numbers
	every   []uint64 // the first number of each page
}

// pageLen is how many numbers make a page of a run: what is read to find one.
const pageLen = 512

// runs are those in one file, one after the other.
type runs struct {
	file *os.File
	end  int64 // in numbers
	all  []run
	page [pageLen]uint64 // scratch
}

// write writes sorted numbers as another run.
func (r *runs) write(p *Place, sorted []uint64) (err error) {
	if r.file == nil {
		if r.file, err = p.file(); err != nil {
			return err
		}
	}
	if _, err := r.file.WriteAt(bytesOf(sorted), 8*r.end); err != nil {
		return err
	}
	one := run{from: r.end, n: int64(len(sorted))}
	for i := 0; i < len(sorted); i += pageLen {
		one.every = append(one.every, sorted[i])
	}
	r.all, r.end = append(r.all, one), r.end+one.n
	return nil
}

// rank is as [Numbers.Rank].
func (r *runs) rank(before func(x uint64) bool) (rank int64, err error) {
	for _, one := range r.all {
		page := first(one.every, before) - 1 // the last page that begins with such a number
		if page < 0 {
			continue
		}
		from := int64(page) * pageLen
		numbers := r.page[:min(pageLen, one.n-from)]
		if err := readAt(r.file, numbers, one.from+from); err != nil {
			return 0, err
		}
		rank += from + int64(first(numbers, before))
	}
	return rank, nil
}

// readAt reads numbers, from the one with that place in the file on.
func readAt(f *os.File, numbers []uint64, from int64) error {
	_, err := f.ReadAt(bytesOf(numbers), 8*from)
	return err
}

// bytesOf returns numbers as they lie in memory: what is written is read by the
// same program.
func bytesOf(numbers []uint64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), 8*len(numbers))
}
