// Package inference measures how well a crawl decides what is in files, on sets
// of public data whose truth is known, and how well DuckDB's own detection
// does on the same files.
//
// Both are judged by the same code. Of tarn, what counts is what a crawl of the
// folder decides, and what the readers make of the files by that decision. Of
// DuckDB, it is sniff_csv, and read_csv, read_json and read_parquet told
// nothing but the name of a file.
package inference

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/query/duck"
)

// A Figure is one thing that was measured. Figures are shares, scores, or, if
// Of says of how many, counts; more is better.
type Figure struct {
	Set     string
	Measure string
	Of      int // how many there are to count; 0 if it is no count
	Tarn    float64
	DuckDB  float64  // NaN if DuckDB has nothing alike
	Goal    float64  // what tarn is to reach; NaN if nothing was set
	Misses  []string // what tarn got wrong, a line each
}

// Met reports whether the goal is reached.
func (f *Figure) Met() bool { return !(f.Tarn < f.Goal) }

var none = math.NaN()

// A set is some data and what is measured on it.
type set struct {
	name    string
	measure func(*bench) ([]Figure, error)
}

var sets = []set{
	{"csv/spectrum", (*bench).spectrum},
	{"csv/test-data", (*bench).testData},
	{"csv/dialect", (*bench).dialect},
	{"csv/pollock", (*bench).pollock},
	{"types/ptype", (*bench).ptype},
	{"types/datahub", (*bench).datahub},
	{"json/test-suite", (*bench).testSuite},
	{"parquet/testing-data", (*bench).parquet},
	{"lakes/nyc-taxi", (*bench).taxi},
	{"agreement", (*bench).agreement},
}

// Sets returns the names of the sets.
func Sets() []string {
	var names []string
	for _, s := range sets {
		names = append(names, s.name)
	}
	return names
}

// A NoDataError reports that a set is not in the folder of the data.
type NoDataError struct{ Folder string }

func (e *NoDataError) Error() string { return e.Folder + ": there is no such folder of data" }

// Hint says where the data may be.
func (e *NoDataError) Hint() string {
	return "--data DIR names the folder that has csv, json, ... in it"
}

// Measure measures the sets of these names, all if there are none, in the data
// folder. It calls progress with the name of each set before it begins.
func Measure(ctx context.Context, data string, names []string, progress func(string)) ([]Figure, error) {
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return nil, &NoDataError{data}
	}
	temp, err := os.MkdirTemp("", "tarnbench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	b := &bench{ctx: ctx, data: data, temp: temp}
	if err := b.open(); err != nil {
		return nil, err
	}
	defer func() { b.db.Close() }()
	var figures []Figure
	for _, s := range sets {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		progress(s.name)
		found, err := s.measure(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		figures = append(figures, found...)
	}
	return figures, nil
}

// A bench is one run: the data and a DuckDB to compare with.
type bench struct {
	ctx        context.Context
	data, temp string
	db         *duck.DB
}

func (b *bench) open() (err error) {
	b.db, err = duck.Open(b.ctx, duck.Config{Directories: []string{b.data, b.temp}})
	return err
}

// folder returns the path of a folder of the data.
func (b *bench) folder(name string) (string, error) {
	dir := filepath.Join(b.data, filepath.FromSlash(name))
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", &NoDataError{dir}
	}
	return filepath.EvalSymlinks(dir)
}

// rows runs a query of DuckDB and returns all its rows. After an error within
// DuckDB that makes the instance useless, the next query has another one.
func (b *bench) rows(sql string) ([][]any, error) {
	all, err := b.collect(sql)
	if errors.Is(err, duck.ErrInvalidated) {
		b.db.Close()
		if err := b.open(); err != nil {
			return nil, err
		}
	}
	return all, err
}

func (b *bench) collect(sql string) ([][]any, error) {
	conn, err := b.db.Conn(b.ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	rows, err := conn.Query(b.ctx, sql)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]any
	for row, err := range rows.All() {
		if err != nil {
			return nil, err
		}
		all = append(all, slices.Clone(row))
	}
	return all, nil
}

// number runs a query whose answer is one number.
func (b *bench) number(sql string) (int64, error) {
	rows, err := b.rows(sql)
	if err != nil {
		return 0, err
	}
	return rows[0][0].(int64), nil
}

// everyValue counts the rows of a query, and looks at all their values.
const everyValue = "SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM (%s)) AS t WHERE t IS NOT NULL"

// A tally counts what each of the two gets right.
type tally struct {
	all, tarn, duckdb int
	misses            []string
}

// add counts one case; miss says what tarn got wrong, if it did.
func (t *tally) add(tarn, duckdb bool, miss string, args ...any) {
	t.all++
	if tarn {
		t.tarn++
	} else {
		t.misses = append(t.misses, fmt.Sprintf(miss, args...))
	}
	if duckdb {
		t.duckdb++
	}
}

// count makes a figure of the tally whose goal is all, and share one of the
// shares.
func (t *tally) count(set, measure string) Figure {
	return Figure{Set: set, Measure: measure, Of: t.all, Tarn: float64(t.tarn), DuckDB: float64(t.duckdb),
		Goal: float64(t.all), Misses: t.misses}
}

func (t *tally) share(set, measure string, goal float64) Figure {
	all := float64(t.all)
	return Figure{Set: set, Measure: measure, Tarn: float64(t.tarn) / all, DuckDB: float64(t.duckdb) / all,
		Goal: goal, Misses: t.misses}
}

// firstLine returns what an error says in short.
func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}
