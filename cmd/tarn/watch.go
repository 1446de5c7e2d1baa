package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
)

// watch crawls the lake, and again whenever something in it changes, until it is
// interrupted. It prints each change of the catalog with the time of day; or, as
// JSON, one object on a line for each crawl that has something to tell.
func (s *session) watch(ctx context.Context, crawler crawl.Crawler, p *place, o crawlOptions) error {
	if o.plan || o.explain {
		return &usageError{"--watch goes with neither --plan nor --explain", "without --watch, they tell of the lake as it is now"}
	}
	crawler.Progress = nil
	w := watching{session: s, place: p, json: o.format == "json"}
	fmt.Fprintf(s.stderr, "tarn: watching %s; Ctrl-C ends it\n", printable(p.lake.Dir()))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err := crawler.Watch(ctx, p.lake, p.catalog, func(r crawl.Round) {
		if err := w.tell(r); err != nil {
			cancel(err) // nobody reads what is printed
		}
	})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// A watching tells of the crawls of a watch.
type watching struct {
	*session
	*place
	json    bool
	told    map[string]string // files that are left out, with the reason, as of the last crawl
	problem string            // with which it ended, if it did
	polling string
}

// A roundReport is what came of one crawl of a watch.
type roundReport struct {
	At      time.Time         `json:"at"`
	Changes []catalog.Change  `json:"changes"`
	LeftOut []catalog.LeftOut `json:"leftOut"` // those that were not left out by the crawl before
	Error   string            `json:"error,omitempty"`
}

// tell prints what came of a crawl.
func (w *watching) tell(r crawl.Round) error {
	if r.Polling != w.polling {
		w.polling = r.Polling
		fmt.Fprintf(w.stderr, "tarn: looking through the lake time and again: %s\n", printable(r.Polling))
	}
	report := roundReport{At: r.At.Round(time.Millisecond), Changes: append([]catalog.Change{}, r.Changes...), LeftOut: w.news(r)}
	if r.Err != nil {
		report.Error = message(r.Err)
	}
	again := report.Error == w.problem
	w.problem = report.Error
	if len(report.Changes) == 0 && len(report.LeftOut) == 0 && (report.Error == "" || again) {
		return nil
	}
	if w.json {
		return json.NewEncoder(w.stdout).Encode(report)
	}
	return w.print(report, again)
}

// news returns the files that are left out now, and were not, or for another reason.
func (w *watching) news(r crawl.Round) []catalog.LeftOut {
	news := []catalog.LeftOut{}
	if r.Findings == nil {
		return news
	}
	told := make(map[string]string)
	for _, l := range r.Findings.LeftOut {
		if told[l.Path] = l.Reason; w.told[l.Path] != l.Reason {
			news = append(news, l)
		}
	}
	w.told = told
	return news
}

func (w *watching) print(r roundReport, again bool) error {
	at := r.At.Format(time.TimeOnly)
	for _, change := range r.Changes {
		if _, err := fmt.Fprintf(w.stdout, "%s %s\n", at, printable(change.String())); err != nil {
			return err
		}
	}
	for _, l := range r.LeftOut {
		fmt.Fprintf(w.stderr, "tarn: %s left out %s: %s\n", at, printable(l.Path), printable(l.Reason))
	}
	if r.Error != "" && !again {
		fmt.Fprintf(w.stderr, "tarn: %s %s\n", at, printable(r.Error))
	}
	return nil
}
