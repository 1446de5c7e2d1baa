package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/cmd/tarnbench/internal/speed"
)

// speed measures how fast a crawl is. It starts the program anew for each run,
// so that each has its own memory.
func (s *session) speed(args []string) error {
	flags := flag.NewFlagSet("speed", flag.ContinueOnError)
	var f form
	f.flags(flags)
	size := flags.String("size", "", "make data of `SIZE`, such as 700MB; what there are many files of is fewer in the same measure")
	runs := flags.Int("runs", 5, "run each `N` times")
	temp := flags.String("temp", "", "make the data in the folder `DIR` (default the system's)")
	names, err := s.parse(flags, args, "kind", speed.Names())
	if err == nil {
		err = f.validate()
	}
	var bytes int64
	if err == nil && *size != "" {
		bytes, err = parseSize(*size)
	}
	if err == nil && *runs < 1 {
		err = fmt.Errorf("--runs %d: there has to be one", *runs)
	}
	if err != nil {
		return err
	}
	results, err := speed.Measure(s.ctx, speed.Options{
		Names: names, Size: bytes, Runs: *runs, Temp: *temp, Progress: s.progress, Start: s.start,
	})
	s.progress("")
	if err != nil {
		return err
	}
	if err := pace(results).write(s.stdout, f.format); err != nil {
		return err
	}
	var missed []string
	for _, r := range results {
		if !r.Met() {
			missed = append(missed, r.Kind)
		}
	}
	return f.missed(missed)
}

// start runs one side in a process of its own.
func (s *session) start(side, kind, dir string) (speed.Run, error) {
	var run speed.Run
	self, err := os.Executable()
	if err != nil {
		return run, err
	}
	command := exec.CommandContext(s.ctx, self, "run", side, kind, dir)
	command.Stderr = s.stderr
	out, err := command.Output()
	if err != nil {
		return run, fmt.Errorf("%s, %s: %w", kind, side, err)
	}
	return run, json.Unmarshal(out, &run)
}

// run is one run of one side.
func (s *session) run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("run is what speed starts")
	}
	run, err := speed.Once(s.ctx, args[0], args[1], args[2])
	if err != nil {
		return err
	}
	return json.NewEncoder(s.stdout).Encode(run)
}

// pace makes a report of results.
func pace(results []speed.Result) *report {
	r := &report{
		columns: []string{"data", "tarn min / median", "DuckDB min / median", "ratio", "goal", "", "peak memory"},
		data:    results,
	}
	for _, x := range results {
		goal, verdict := "–", ""
		if x.Goal > 0 {
			goal, verdict = fmt.Sprintf("%.1f", x.Goal), mark(x.Met())
		}
		r.rows = append(r.rows, []string{x.Data, times(x.Tarn), times(x.DuckDB), fmt.Sprintf("%.2f", x.Ratio), goal, verdict,
			fmt.Sprintf("%.0f / %.0f MB", x.TarnPeak/1e6, x.DuckDBPeak/1e6)})
	}
	return r
}

func times(t speed.Times) string { return fmt.Sprintf("%.2f / %.2f s", t.Min, t.Median) }

// parseSize reads a number of bytes such as 700MB.
func parseSize(text string) (int64, error) {
	upper := strings.ToUpper(text)
	for unit, bytes := range map[string]float64{"KB": 1e3, "MB": 1e6, "GB": 1e9} {
		number, ok := strings.CutSuffix(upper, unit)
		if n, err := strconv.ParseFloat(number, 64); ok && err == nil && n > 0 {
			return int64(n * bytes), nil
		}
	}
	return 0, fmt.Errorf("--size %s: write a size as 500KB, 700MB or 2GB", text)
}
