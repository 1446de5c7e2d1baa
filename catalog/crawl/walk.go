package crawl

import (
	"context"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
)

// A file is a file of the lake and what is in it.
type file struct {
	datasets.File
	scan    *datasets.Scan
	known   bool     // the scan is that of an earlier crawl, and has no evidence
	columns []string // see columnSet
}

// A listing is what a walk through the lake found.
type listing struct {
	fresh   []datasets.File // to be scanned
	known   []*file         // as the catalog has them
	leftOut []catalog.LeftOut
	bytes   int64 // of the fresh files
}

// walk lists the files of the lake.
func (c *Crawler) walk(ctx context.Context, lake *datasets.Lake, known *catalog.Known) (*listing, error) {
	l := &listing{}
	for f, err := range lake.Files(ctx, datasets.Walk{Exclude: c.Exclude, Skip: c.Skip}) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			l.leftOut = append(l.leftOut, leftOut(f, err))
			continue
		}
		if known != nil && !c.Full {
			if k, same := known.File(f.Path, f.Size, f.ModTime); same {
				l.known = append(l.known, &file{File: f, scan: k.Scan, known: true})
				continue
			}
		}
		l.fresh = append(l.fresh, f)
		l.bytes += f.Size
	}
	return l, nil
}
