package crawl

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Three years of taxi rides are one table, though a column is empty in the first.
func TestTaxi(t *testing.T) {
	p := sharedLake(t, "nyc-taxi")
	f := p.crawl(Crawler{})
	rides := f.table(t, "taxi_yellow_tripdata_samples")
	if got := fmt.Sprintf("%d files %d rows %d columns %d partitions", len(rides.Files), rides.Table.Stats.Rows, len(rides.Table.Columns), len(rides.Table.Partitions)); got != "36 files 360000 rows 18 columns 0 partitions" {
		t.Errorf("got %s", got)
	}
	last := rides.Table.Columns[17]
	if last.Name != "congestion_surcharge" || last.Type.String() != "double" {
		t.Errorf("got %s %s", last.Name, last.Type)
	}
	checkAll(t, p, f, 3)
}

func TestLakes(t *testing.T) {
	for _, test := range []struct {
		lake   string
		tables int
		want   []string // some of them: name, location, partitions, files
	}{
		{"seaborn", 34, []string{"tips tips.csv [] 1", "raw_titanic raw/titanic.csv [] 1", "taxi_zones raw/taxi_zones.csv [] 1"}},
		{"kaggle", 4, []string{"citytable WorldDBTables/CityTable.csv [] 1", "titanic titanic.csv [] 1"}},
		{"../types/datahub/football-datasets/datasets/worldcup", 36, []string{"goals goals.csv [] 1", "squads squads.csv [] 1"}}, // a table for each file
		{"aws-logs", 0, nil},
		{"datacontract", 0, []string{
			"data_inventory tests/fixtures/s3-json/data/inventory [year month day hour] 7",
			"cities_version tests/fixtures/schema-evolution [] 3",
			"cities_version_parquet tests/fixtures/schema-evolution [] 2",
			"data_orders tests/fixtures/local-delta/data/orders [] 1",
		}},
	} {
		t.Run(test.lake, func(t *testing.T) {
			p := sharedLake(t, test.lake)
			f := p.crawl(Crawler{})
			checkAll(t, p, f, test.tables)
			var got []string
			for _, g := range f.Groups {
				got = append(got, fmt.Sprintf("%s %s %v %d", g.Name, g.Location, g.Levels, g.Files))
			}
			for _, want := range test.want {
				if !slices.Contains(got, want) {
					t.Errorf("no table %s among\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

// checkAll checks that each file is in one table or left out with a reason, and
// that there are so many tables, unless that is 0.
func checkAll(t *testing.T, p *scene, f *Findings, tables int) {
	t.Helper()
	seen := make(map[string]int)
	names := make(map[string]bool)
	for _, table := range f.Tables {
		name := table.Table.Name.Table
		if names[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			t.Errorf("the name %s", name)
		}
		names[name] = true
		for file := range table.All() {
			seen[file.Path]++
			if len(file.Partitions) != len(table.Table.Partitions) {
				t.Errorf("%s has the partitions %v", file.Path, file.Partitions)
			}
		}
	}
	if tables > 0 && len(f.Tables) != tables {
		t.Errorf("got %d tables, want %d\n%s", len(f.Tables), tables, describe(f))
	}
	for _, l := range f.LeftOut {
		seen[l.Path]++
		if l.Reason == "" {
			t.Errorf("%s is left out without a reason", l.Path)
		}
	}
	err := filepath.WalkDir(p.lake.Dir(), func(at string, d fs.DirEntry, err error) error {
		if err != nil || at == p.lake.Dir() {
			return err
		}
		if d.Name()[0] == '.' || d.Name()[0] == '_' {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil || d.IsDir() || info.Size() == 0 {
			return err
		}
		name, err := filepath.Rel(p.lake.Dir(), at)
		if seen[name] != 1 {
			t.Errorf("%s was seen %d times", name, seen[name])
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
