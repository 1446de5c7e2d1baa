// Command write writes the sample lake that package samples embeds, the list
// of its faults and its README into the current folder.
package main

import (
	"fmt"
	"os"

	"github.com/tarnlake/tarn/datasets/samples/generate"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

func write() error {
	lake, err := generate.Build(generate.Options{Faults: true})
	if err != nil {
		return err
	}
	list, err := lake.FaultList()
	if err != nil {
		return err
	}
	if err := os.RemoveAll("shop"); err != nil {
		return err
	}
	if err := lake.Write("shop"); err != nil {
		return err
	}
	if err := os.WriteFile("shop-faults.json", list, 0o644); err != nil {
		return err
	}
	return os.WriteFile("README.md", lake.Readme(), 0o644)
}
