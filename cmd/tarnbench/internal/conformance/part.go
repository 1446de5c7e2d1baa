package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"time"
)

// A Selection says which cases are run, and how.
type Selection struct {
	Data   string   // folder of the data
	Sets   []string // names; nil is all
	Group  string   // pattern of the set and group of cases, such as "trino-cases/timezone"; "" is any
	Run    string   // pattern of their ids; "" is any
	Native bool     // statements go to DuckDB as they stand
	Sample int      // at most about so many of each set, evenly; 0 is all
}

// Cases loads the cases that are selected.
func (s Selection) Cases() ([]Case, error) {
	group, err := regexp.Compile(s.Group)
	if err != nil {
		return nil, err
	}
	run, err := regexp.Compile(s.Run)
	if err != nil {
		return nil, err
	}
	all, err := Load(s.Data, s.Sets)
	if err != nil {
		return nil, err
	}
	sizes := map[string]int{}
	for _, c := range all {
		sizes[c.Set]++
	}
	seen := map[string]int{}
	var cases []Case
	for _, c := range all {
		i, every := seen[c.Set], 1
		seen[c.Set]++
		if s.Sample > 0 {
			every = 1 + (sizes[c.Set]-1)/s.Sample
		}
		name := (Result{Set: c.Set, Group: c.Group}).Name()
		if i%every == 0 && group.MatchString(name) && run.MatchString(c.ID) {
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// A Part is a run of the cases of a selection from one on, in a process of its own.
type Part struct {
	Selection
	From int
}

// patience is how long one case may take, with all of its statements, before
// the process that it runs in is ended. A lake is made within it, too.
const patience = 90 * time.Second

// Do runs the part, and writes the results of each case as a line of JSON.
func (p Part) Do(ctx context.Context, w io.Writer) error {
	cases, err := p.Cases()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := Open(ctx, dir, p.Data)
	if err != nil {
		return err
	}
	defer b.Close()
	b.Native = p.Native
	lines := json.NewEncoder(w)
	for _, c := range cases[p.From:] {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := lines.Encode(b.Judge(ctx, c)); err != nil {
			return err
		}
	}
	return nil
}

// Measure runs the cases of a selection in processes that start makes, each of which
// [Part.Do]es a part. If one of them ends or hangs, its case is lost, and another
// goes on with the next.
func Measure(ctx context.Context, s Selection, start func(context.Context, Part) *exec.Cmd, progress func(string)) ([]Result, error) {
	cases, err := s.Cases()
	if err != nil {
		return nil, err
	}
	var all []Result
	for done := 0; done < len(cases); {
		first := done
		why, err := follow(ctx, Part{s, done}, start, func(results []Result) {
			all = append(all, results...)
			done++
			progress(fmt.Sprintf("%d of %d cases", done, len(cases)))
		})
		if err != nil {
			return nil, err
		}
		if done < len(cases) {
			if done == first && first == 0 {
				return nil, fmt.Errorf("the first case is not reached: %s", why)
			}
			all = append(all, cases[done].Lost(why))
			done++
		}
	}
	return all, nil
}

// follow reads the results of a process until it ends, and returns how it did.
func follow(ctx context.Context, p Part, start func(context.Context, Part) *exec.Cmd, each func([]Result)) (why string, err error) {
	own, cancel := context.WithCancel(ctx)
	defer cancel()
	command := start(own, p)
	out, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := command.Start(); err != nil {
		return "", err
	}
	timer := time.AfterFunc(patience, cancel)
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<28)
	for lines.Scan() {
		timer.Reset(patience)
		var results []Result
		if err := json.Unmarshal(lines.Bytes(), &results); err != nil {
			cancel()
			command.Wait()
			return "", err
		}
		each(results)
	}
	ended := command.Wait()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	return fmt.Sprintf("the process ended: %v", ended), nil
}
