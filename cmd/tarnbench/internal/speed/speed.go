// Package speed measures how fast a crawl reads every value of data that is made
// for it, beside DuckDB on the same data in the same run.
//
// The two sides take turns, each time in a process of its own, whose time is
// that of the work alone and whose memory is its greatest. The data is read once
// before, so that it is in the memory of the machine.
package speed

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// A Run is one run of one side.
type Run struct {
	Seconds float64 `json:"seconds"`
	Rows    int64   `json:"rows"` // read, or described
	Peak    float64 `json:"peak"` // bytes of memory at the most; 0 if the system does not tell
}

// Times are the least and the median of the seconds of several runs.
type Times struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
}

// A Result is what came of one kind of data.
type Result struct {
	Kind       string  `json:"kind"`
	Data       string  `json:"data"` // in a few words
	Rows       int64   `json:"rows"`
	Tarn       Times   `json:"tarn"`
	DuckDB     Times   `json:"duckdb"`
	Ratio      float64 `json:"ratio"` // of the least times, which others disturb least
	Goal       float64 `json:"goal"`  // the ratio is to be at most that; 0 if nothing was set
	TarnPeak   float64 `json:"tarnPeak"`
	DuckDBPeak float64 `json:"duckdbPeak"`
}

// Met reports whether the goal is reached.
func (r *Result) Met() bool { return r.Goal == 0 || r.Ratio <= r.Goal }

// Options say what to measure.
type Options struct {
	Names    []string // of the kinds; all if there are none
	Size     int64    // bytes of data; 0 for what each kind is to have
	Runs     int
	Temp     string
	Progress func(string)
	Start    func(side, kind, dir string) (Run, error) // runs [Once] in another process
}

// Measure makes the data and measures.
func Measure(ctx context.Context, o Options) ([]Result, error) {
	var results []Result
	for _, k := range kinds {
		if len(o.Names) > 0 && !slices.Contains(o.Names, k.name) {
			continue
		}
		r, err := k.measure(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		results = append(results, *r)
	}
	return results, nil
}

func (k *kind) measure(ctx context.Context, o Options) (*Result, error) {
	dir, err := os.MkdirTemp(o.Temp, "tarnbench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	o.Progress("making data: " + k.name)
	size := cmp.Or(o.Size, k.size)
	if err := k.generate(ctx, dir, size); err != nil {
		return nil, err
	}
	files, bytes, err := warm(dir)
	if err != nil {
		return nil, err
	}
	r := &Result{Kind: k.name, Data: fmt.Sprintf("%s: %d files, %.0f MB", k.what, files, float64(bytes)/1e6), Goal: k.goal}
	if files == 1 {
		r.Data = fmt.Sprintf("%s: %.0f MB", k.what, float64(bytes)/1e6)
	}
	var seconds [2][]float64
	peaks := [2]*float64{&r.TarnPeak, &r.DuckDBPeak}
	for run := range o.Runs {
		for i, side := range []string{"tarn", "duckdb"} {
			o.Progress(fmt.Sprintf("%s: %s, run %d of %d", k.name, side, run+1, o.Runs))
			once, err := o.Start(side, k.name, dir)
			if err != nil {
				return nil, err
			}
			if r.Rows = cmp.Or(r.Rows, once.Rows); r.Rows != once.Rows {
				return nil, fmt.Errorf("%s found %d, and another run %d", side, once.Rows, r.Rows)
			}
			seconds[i] = append(seconds[i], once.Seconds)
			*peaks[i] = max(*peaks[i], once.Peak)
		}
	}
	r.Tarn, r.DuckDB = timesOf(seconds[0]), timesOf(seconds[1])
	r.Ratio = r.Tarn.Min / r.DuckDB.Min
	return r, nil
}

func timesOf(seconds []float64) Times {
	slices.Sort(seconds)
	return Times{Min: seconds[0], Median: seconds[len(seconds)/2]}
}

// warm reads all files of a folder, so that they are in memory.
func warm(dir string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		n, err := io.Copy(io.Discard, f)
		files++
		bytes += n
		return err
	})
	return files, bytes, err
}
