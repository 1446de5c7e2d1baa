package crawl

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/tarnlake/tarn/datasets"
)

// A watched is a scene that is watched.
type watched struct {
	*scene
	rounds chan Round
	end    func() error
}

func (p *scene) watch(c Crawler) *watched {
	ctx, cancel := context.WithCancel(p.Context())
	w := &watched{scene: p, rounds: make(chan Round, 100)}
	done := make(chan error, 1)
	go func() { done <- c.Watch(ctx, p.lake, p.catalog, func(r Round) { w.rounds <- r }) }()
	w.end = func() error { cancel(); return <-done }
	p.Cleanup(func() { cancel() })
	return w
}

// expect waits for a crawl with a change that holds the text.
func (w *watched) expect(want string) Round {
	w.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case r := <-w.rounds:
			var text strings.Builder
			for _, change := range r.Changes {
				text.WriteString(change.String() + "\n")
			}
			if r.Err != nil {
				text.WriteString(r.Err.Error())
			}
			if strings.Contains(text.String(), want) {
				return r
			}
		case <-late:
			w.Fatalf("no crawl found %q", want)
		}
	}
}

func TestWatch(t *testing.T) {
	for _, test := range []struct {
		name string
		poll bool
	}{{"told", false}, {"polling", true}} {
		t.Run(test.name, func(t *testing.T) {
			if test.poll {
				t.Cleanup(func() { newNotify = fsnotify.NewWatcher })
				newNotify = func() (*fsnotify.Watcher, error) { return nil, errors.New("no room") }
			}
			p := newScene(t, map[string]string{"orders/1.csv": "id,total\n1,10\n2,20\n"})
			w := p.watch(Crawler{})
			r := w.expect("+ default.orders  csv  1 file")
			if told := r.Polling == ""; told == test.poll {
				t.Errorf("polling: %q", r.Polling)
			}
			p.write("orders/2.csv", "id,total\n3,30\n")
			w.expect("~ default.orders  +1 file")
			p.write("stock/2024/1.csv", "sku,left\na,1\n") // in new folders, which are watched from then on
			w.expect("+ default.stock")
			p.write("stock/2024/2.csv", "sku,left\nb,1\n")
			w.expect("~ default.stock  +1 file")
			p.move("stock/2024/2.csv", "stock/2025/2.csv")
			w.expect("default.stock")
			p.remove("orders/2.csv")
			w.expect("~ default.orders  -1 file")
			p.write("tarn.yaml", "no such key: 1\n")
			w.expect("no such key")
			p.remove("tarn.yaml") // the error did not end it
			p.write("orders/3.csv", "id,total\n3,30\n")
			w.expect("~ default.orders  +1 file")
			if err := w.end(); !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// A file that is written on and on is in the catalog as it was last.
func TestWatchWriting(t *testing.T) {
	p := newScene(t, map[string]string{"log.csv": "id,total\n"})
	w := p.watch(Crawler{})
	out, err := os.OpenFile(filepath.Join(p.dir, "log.csv"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for range 2000 {
		if _, err := out.WriteString("1,10\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond / 2)
	}
	late := time.After(time.Minute)
	for rows := int64(0); rows != 2000; {
		select {
		case <-w.rounds:
			tables, err := p.catalog.Tables(t.Context(), DefaultDatabase)
			if err != nil {
				t.Fatal(err)
			}
			if len(tables) == 1 {
				rows = tables[0].Stats.Rows
			}
		case <-late:
			t.Fatalf("%d rows", rows)
		}
	}
}

// What a crawl does not look at leads to none.
func TestWatchConcerns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths are written with slashes here")
	}
	p := newScene(t, nil)
	w := &watch{Crawler: &Crawler{Exclude: globs(t, "old/**", "*.log"), Skip: []string{p.lake.Dir() + "/state"}}, lake: p.lake}
	for name, want := range map[string]bool{
		"a.csv": true, "a/b.csv": true, "tarn.yaml": true, "oldest": true,
		".tarn": false, "a/_SUCCESS": false, "x.log": false, "old/a.csv": false, "state": false,
	} {
		if got := w.concerns(p.lake.Dir() + "/" + name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func globs(t *testing.T, patterns ...string) (globs []*datasets.Glob) {
	t.Helper()
	for _, text := range patterns {
		g, err := datasets.ParseGlob(text)
		if err != nil {
			t.Fatal(err)
		}
		globs = append(globs, g)
	}
	return globs
}
