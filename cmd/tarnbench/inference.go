package main

import (
	"flag"
	"fmt"
	"math"

	"github.com/tarnlake/tarn/cmd/tarnbench/internal/inference"
)

// inference measures how often a crawl is right.
func (s *session) inference(args []string) error {
	flags := flag.NewFlagSet("inference", flag.ContinueOnError)
	var f form
	f.flags(flags)
	data := flags.String("data", "../shared/data", "the sets lie in the folder `DIR`")
	misses := flags.Bool("misses", false, "list on the error stream what tarn gets wrong")
	names, err := s.parse(flags, args, "set", inference.Sets())
	if err == nil {
		err = f.validate()
	}
	if err != nil {
		return err
	}
	figures, err := inference.Measure(s.ctx, *data, names, func(set string) { s.progress("measuring " + set) })
	s.progress("")
	if err != nil {
		return err
	}
	if *misses {
		for _, figure := range figures {
			for _, miss := range figure.Misses {
				fmt.Fprintf(s.stderr, "%s: %s\n", figure.Set, miss)
			}
		}
	}
	if err := accuracy(figures).write(s.stdout, f.format); err != nil {
		return err
	}
	var missed []string
	for _, figure := range figures {
		if !figure.Met() {
			missed = append(missed, figure.Set+", "+figure.Measure)
		}
	}
	return f.missed(missed)
}

// accuracy makes a report of figures.
func accuracy(figures []inference.Figure) *report {
	type line struct {
		Set     string   `json:"set"`
		Measure string   `json:"measure"`
		Of      int      `json:"of,omitempty"`
		Tarn    float64  `json:"tarn"`
		DuckDB  *float64 `json:"duckdb,omitempty"`
		Goal    *float64 `json:"goal,omitempty"`
		Met     bool     `json:"met"`
		Misses  []string `json:"misses,omitempty"`
	}
	r := &report{columns: []string{"set", "measure", "tarn", "DuckDB", "goal", ""}}
	var lines []line
	for _, f := range figures {
		text := func(x float64) string {
			switch {
			case math.IsNaN(x):
				return "–"
			case f.Of > 0:
				return fmt.Sprintf("%.0f of %d", x, f.Of)
			}
			return decimal(x)
		}
		verdict := ""
		if !math.IsNaN(f.Goal) {
			verdict = mark(f.Met())
		}
		r.rows = append(r.rows, []string{f.Set, f.Measure, text(f.Tarn), text(f.DuckDB), text(f.Goal), verdict})
		lines = append(lines, line{f.Set, f.Measure, f.Of, f.Tarn, number(f.DuckDB), number(f.Goal), f.Met(), f.Misses})
	}
	r.data = lines
	return r
}

// number returns a number that JSON can write, or nil.
func number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}
