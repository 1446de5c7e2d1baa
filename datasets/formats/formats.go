// Package formats lists the formats that tarn reads, in the order in which they
// are asked about a file: those that know their files for certain come first.
package formats

import (
	"context"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile"
	"github.com/tarnlake/tarn/datasets/jsonfile"
	"github.com/tarnlake/tarn/datasets/parquetfile"
	"github.com/tarnlake/tarn/datasets/serde"
)

var all = []datasets.Format{parquetfile.Format{}, jsonfile.Format{}, csvfile.Format{}}

// All returns the formats in the order in which they are asked.
func All() []datasets.Format { return all }

// ByName returns the format of that name. That of SerDes, which is asked about no
// file, is one.
func ByName(name string) (datasets.Format, bool) {
	if f := (serde.Format{}); f.Name() == name {
		return f, true
	}
	for _, f := range all {
		if f.Name() == name {
			return f, true
		}
	}
	return nil, false
}

// Detect returns the format that is surest of a file, the first of those that
// are equally sure, and the first bytes of the file after decompression. A file
// that none fits is an [*UnknownError].
func Detect(ctx context.Context, f datasets.File) (datasets.Format, []byte, error) {
	head, err := f.Head(ctx)
	if err != nil {
		return nil, head, unreadable(f, err)
	}
	var best datasets.Format
	surest := datasets.No
	for _, format := range all {
		c := format.Match(f.Path, head)
		if c > surest {
			best, surest = format, c
		}
		if c == datasets.Certain {
			break
		}
	}
	if best == nil {
		return nil, head, &UnknownError{Looks: looks(f.Path, head)}
	}
	return best, head, nil
}
