package catalog

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
)

// A Change is one step from the catalog as it is to the catalog as it should
// be: an [AddTable], an [AlterTable] or a [DropTable]. As JSON it is an object
// whose "change" is "add", "alter" or "drop".
type Change interface {
	// String is one line for people, such as
	//
	//	+ default.orders  parquet  12 files  48,211 rows  9 columns  partitions year, month  1.9 MB
	String() string

	// Of returns the name of the table that changes.
	Of() Name

	// record writes what the catalog is to hold, and erase takes away what it is
	// not to hold any more. All changes are recorded before one erases, so that
	// a file can go from one table to another with all that is known of it.
	record(*tx) error
	erase(*tx) error
}

// An AddTable adds a table with its files.
type AddTable struct {
	Table Table
	Files []File
	Cause string // why, for the table's history, such as "crawl"

	each iter.Seq[File] // in place of Files, if not nil: see [TableFiles.Each]
}

// all yields the files.
func (c *AddTable) all() iter.Seq[File] {
	if c.each != nil {
		return c.each
	}
	return slices.Values(c.Files)
}

// An AlterTable changes a table, its files or both. It makes a new version of
// the table if more than the files changes.
type AlterTable struct {
	From, To Table
	Files    FileChanges
	Cause    string

	// If Problems is not nil, it is what is wrong with the table as such, in place
	// of what is recorded.
	Problems []FileProblem
	LeftOut  []LeftOut // files that could not be read for the table

	was []File // of the files that changed or went, as they were: see [comparison]
}

// A DropTable drops a table. Its versions are kept.
type DropTable struct {
	Table Table
	Cause string
}

// FileChanges say what became of the files of a table.
type FileChanges struct {
	Added   []File
	Changed []File   // their content is not what it was
	Reread  []File   // they are as they were, and are understood in another way
	Removed []string // their paths
}

// Of returns the name of the new table.
func (c AddTable) Of() Name { return c.Table.Name }

// Of returns the name of the table.
func (c AlterTable) Of() Name { return c.To.Name }

// Of returns the name of the table that goes.
func (c DropTable) Of() Name { return c.Table.Name }

func (c AddTable) String() string {
	t := c.Table
	parts := []string{
		"+ " + t.Name.String(), t.Format, plural(t.Stats.Files, "file"), plural(t.Stats.Rows, "row"),
		plural(int64(len(t.Columns)), "column"),
	}
	if len(t.Partitions) > 0 {
		parts = append(parts, "partitions "+fieldNames(t.Partitions))
	}
	return strings.Join(append(parts, byteCount(t.Stats.Bytes)), "  ")
}

func (c AlterTable) String() string {
	parts := []string{"~ " + c.To.Name.String()}
	for _, part := range []struct {
		sign  string
		count int
	}{
		{"+", len(c.Files.Added)}, {"~", len(c.Files.Changed)}, {"-", len(c.Files.Removed)},
	} {
		if part.count > 0 {
			parts = append(parts, part.sign+plural(int64(part.count), "file"))
		}
	}
	if n := len(c.Files.Reread); n > 0 {
		parts = append(parts, plural(int64(n), "file")+" read otherwise")
	}
	if n := c.To.Stats.Rows - c.From.Stats.Rows; n > 0 {
		parts = append(parts, "+"+plural(n, "row"))
	} else if n < 0 {
		parts = append(parts, "-"+plural(-n, "row"))
	}
	for _, d := range c.Differences() {
		parts = append(parts, d.String())
	}
	return strings.Join(parts, "  ")
}

func (c DropTable) String() string {
	return fmt.Sprintf("- %s  %s  %s", c.Table.Name, c.Table.Format, plural(c.Table.Stats.Files, "file"))
}

// MarshalJSON describes the new table.
func (c AddTable) MarshalJSON() ([]byte, error) {
	t := c.Table
	return json.Marshal(struct {
		Change     string       `json:"change"`
		Table      string       `json:"table"`
		Location   string       `json:"location"`
		Format     string       `json:"format"`
		Files      int64        `json:"files"`
		Rows       int64        `json:"rows"`
		Bytes      int64        `json:"bytes"`
		Columns    []jsonColumn `json:"columns"`
		Partitions []jsonColumn `json:"partitions,omitempty"`
		Version    int          `json:"version"`
	}{
		"add", t.Name.String(), t.Location, t.Format, t.Stats.Files, t.Stats.Rows, t.Stats.Bytes,
		jsonColumns(t.Columns), jsonColumns(t.Partitions), t.Version,
	})
}

// MarshalJSON describes what changes, by counts and differences.
func (c AlterTable) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Change      string       `json:"change"`
		Table       string       `json:"table"`
		Version     int          `json:"version"`
		Added       int          `json:"filesAdded"`
		Changed     int          `json:"filesChanged"`
		Reread      int          `json:"filesReread"`
		Removed     int          `json:"filesRemoved"`
		Rows        int64        `json:"rows"` // how many more
		Differences []Difference `json:"differences,omitempty"`
	}{
		"alter", c.To.Name.String(), c.To.Version,
		len(c.Files.Added), len(c.Files.Changed), len(c.Files.Reread), len(c.Files.Removed),
		c.To.Stats.Rows - c.From.Stats.Rows, c.Differences(),
	})
}

// MarshalJSON describes the table that goes.
func (c DropTable) MarshalJSON() ([]byte, error) {
	t := c.Table
	return json.Marshal(struct {
		Change string `json:"change"`
		Table  string `json:"table"`
		Format string `json:"format"`
		Files  int64  `json:"files"`
		Rows   int64  `json:"rows"`
		Bytes  int64  `json:"bytes"`
	}{"drop", t.Name.String(), t.Format, t.Stats.Files, t.Stats.Rows, t.Stats.Bytes})
}

type jsonColumn struct {
	Name    string      `json:"name"`
	Type    schema.Type `json:"type"`
	Comment string      `json:"comment,omitempty"`
}

func jsonColumns(fields []schema.Field) []jsonColumn {
	columns := make([]jsonColumn, len(fields))
	for i, f := range fields {
		columns[i] = jsonColumn(f)
	}
	return columns
}

func fieldNames(fields []schema.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// plural writes a count and what is counted, such as "4,021 rows".
func plural(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + one + "s"
}

// grouped writes a number with commas between thousands.
func grouped(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// byteCount writes a number of bytes, such as "1.9 MB".
func byteCount(n int64) string {
	if n < 1000 {
		return plural(n, "byte")
	}
	size := float64(n)
	for _, unit := range []string{"kB", "MB", "GB", "TB"} {
		if size /= 1000; size < 999.95 {
			return fmt.Sprintf("%.1f %s", size, unit)
		}
	}
	return fmt.Sprintf("%.1f PB", size/1000)
}

// sums returns the sums over files.
func sums(files iter.Seq[File]) (s Stats) {
	for f := range files {
		s.Files++
		s.Bytes += f.Size
		s.Rows += scanOf(&f).Rows
	}
	return s
}
