package profile

import (
	"os"
	"runtime/debug"

	"github.com/tarnlake/tarn/query/profile/sorted"
)

// Memory for what is put in order, in bytes, unless the options say otherwise.
const (
	rowMemory  = 128 << 20 // of hashes of rows
	sortMemory = 512 << 20 // of the values of columns

	leastMemory = 128 << 20 // of the program, below which it would do little but collect garbage
)

// rowMemory returns how much memory hashes of rows may take.
func (j *job) rowMemory() int64 {
	if m := j.options.Memory; m > 0 {
		return min(rowMemory, m/8)
	}
	return rowMemory
}

// sortMemory returns how much memory the values of columns may take that are put
// in order.
func (j *job) sortMemory() int64 {
	if m := j.options.Memory; m > 0 {
		return min(sortMemory, m/4)
	}
	return sortMemory
}

// tighten has garbage collected often enough that little of it lies beside what
// is held, and returns what undoes it.
func (j *job) tighten() (undo func()) {
	percent, limit := debug.SetGCPercent(40), int64(-1)
	if m := j.options.Memory; m > 0 {
		limit = debug.SetMemoryLimit(max(m, leastMemory))
	}
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// placeIn returns a place in a folder; nil if there is none, or nothing can be
// written there.
func placeIn(dir string) *sorted.Place {
	if dir == "" {
		return nil
	}
	f, err := os.CreateTemp(dir, "profile-*.tmp")
	if err != nil {
		return nil
	}
	f.Close()
	os.Remove(f.Name())
	return &sorted.Place{Dir: dir}
}
