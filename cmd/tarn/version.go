package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/tarnlake/tarn/query/duck"
)

// version is set by the build of a release.
var version = ""

func newVersion(s *session) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of tarn and of DuckDB",
		Long: `Version shows the versions of tarn, of the DuckDB in it and of Go.

Exit status: 0 done; 1 failed.`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			return s.version(format)
		},
	}
	formatFlag(c, &format, "text", "json")
	return c
}

func (s *session) version(format string) error {
	v := struct {
		Tarn   string `json:"tarn"`
		DuckDB string `json:"duckdb"`
		Go     string `json:"go"`
		System string `json:"system"`
	}{tarnVersion(), duck.Version(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if format == "json" {
		return s.printJSON(v)
	}
	_, err := fmt.Fprintf(s.stdout, "tarn %s\nDuckDB %s\n%s %s\n", v.Tarn, v.DuckDB, v.Go, v.System)
	return err
}

// tarnVersion returns the version of the program: of the release, of the
// module, or of the commit that it was built from.
func tarnVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return "development, " + setting.Value[:min(12, len(setting.Value))]
		}
	}
	return "development"
}
