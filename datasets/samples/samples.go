// Package samples holds the sample lakes on which the tests, the tour and the
// pages run. So far there is one, "shop": customers, orders, order items,
// events, products and returns of a small shop, in every format that tarn
// reads, with faults planted in places that [Faults] lists and README.md shows.
//
// The lake is embedded. [Copy] writes it into a folder, where it can be crawled.
// Its files are written by package generate, which also makes the same lake
// without the faults:
//
//	go generate ./datasets/samples
package samples

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tarnlake/tarn/datasets/samples/generate"
)

//go:generate go run ./internal/write

//go:embed all:shop
var lakes embed.FS

//go:embed shop-faults.json
var faults []byte

// A Fault is something wrong with the lake "shop" that was planted there.
type Fault = generate.Fault

// A Place is where a fault is.
type Place = generate.Place

// Names returns the names of the sample lakes.
func Names() []string { return []string{"shop"} }

// FS returns the files of a sample lake.
func FS(name string) (fs.FS, error) {
	for _, known := range Names() {
		if name == known {
			return fs.Sub(lakes, name)
		}
	}
	return nil, fmt.Errorf("no sample lake is called %q; there is %s", name, strings.Join(Names(), ", "))
}

// Copy writes a fresh copy of a sample lake into dir, which is made if need be
// and must be empty.
func Copy(name, dir string) error {
	lake, err := FS(name)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("copy of sample lake %s: folder %s is not empty", name, dir)
	}
	return os.CopyFS(dir, lake)
}

// Faults returns what is wrong with the lake "shop": every planted fault with
// all its places.
func Faults() ([]Fault, error) {
	var list []Fault
	d := json.NewDecoder(bytes.NewReader(faults))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("shop-faults.json: %w", err)
	}
	return list, nil
}
