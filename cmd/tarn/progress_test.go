package main

import (
	"strings"
	"testing"

	"github.com/tarnlake/tarn/catalog/crawl"
)

func TestProgressLine(t *testing.T) {
	c := crawl.Progress{Files: 3, FilesTotal: 12, Bytes: 1_000_000, BytesTotal: 4_000_000, Path: "a\nb/" + strings.Repeat("日", 50)}
	if got, want := progressLine(c, 60), ` 25 %  1.0 MB of 4.0 MB  3 of 12 files  a\nb/日日日日日日…`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := progressLine(crawl.Progress{}, 0); !strings.HasPrefix(got, "  0 %") {
		t.Errorf("got %q", got)
	}
}
