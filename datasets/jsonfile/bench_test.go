package jsonfile

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets"
)

// benchFiles are files of some megabytes: events with nested parts, flat rows,
// the same events as one array written over many lines, and one file of two rows.
func benchFiles() map[string]string {
	r := rand.New(rand.NewSource(1))
	var events, flat, pretty strings.Builder
	pretty.WriteString("[\n")
	for i := range 40_000 {
		fmt.Fprintf(&flat, `{"id": %d, "name": "customer %d", "balance": %.2f, "since": "20%02d-0%d-1%d", "active": %t}`+"\n",
			i, r.Intn(1e6), r.Float64()*1e4, r.Intn(24), 1+r.Intn(9), r.Intn(9), i%2 == 0)
		event := fmt.Sprintf(`{"id":%d,"ts":"2025-02-1%dT0%d:09:51.%03dZ","type":"view","session":"s%x",`+
			`"user":{"id":%d,"device":{"os":"Android","version":"%d"}},"page":"/p/%d","items":[{"sku":"CLO-%d","qty":%d,"price":%.2f}]}`,
			i, r.Intn(9), r.Intn(9), r.Intn(1000), r.Int31(), r.Intn(1e6), r.Intn(20), r.Intn(1e4), r.Intn(1e3), r.Intn(9), r.Float64()*100)
		events.WriteString(event + "\n")
		if i > 0 {
			pretty.WriteString(",\n")
		}
		var value any
		json.Unmarshal([]byte(event), &value)
		text, _ := json.MarshalIndent(value, "  ", "  ")
		pretty.WriteString("  " + string(text))
	}
	pretty.WriteString("\n]\n")
	return map[string]string{"small": "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n", "events": events.String(), "flat": flat.String(), "pretty": pretty.String()}
}

func BenchmarkScan(b *testing.B) {
	for name, text := range benchFiles() {
		f := fileOf(b, text)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := (Format{}).Scan(b.Context(), f, datasets.ScanOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkClean(b *testing.B) {
	for name, text := range benchFiles() {
		f := fileOf(b, text)
		scan, err := Format{}.Scan(b.Context(), f, datasets.ScanOptions{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if err := (Format{}).Clean(b.Context(), f, &scan.Layout, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
