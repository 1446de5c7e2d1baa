package crawl

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Similar is how much alike the columns of two files have to be, from 0 to 1,
// for the files to make one table: above it they are. It is Glue's "partition
// threshold".
const Similar = 0.7

// cluster puts together the files of a folder that make one table: those of
// one format with like columns, directly or by way of others between them. The
// clusters come in the order of their first files.
func cluster(files []*file) [][]*file {
	kinds := distinct(files)
	parent := make([]int, len(kinds))
	for i := range parent {
		parent[i] = i
	}
	var find func(i int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	for i := range kinds {
		for j := range i {
			if a, b := find(i), find(j); a != b && similar(kinds[i], kinds[j]) {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	var clusters [][]*file
	at := make(map[int]int)
	for i, kind := range kinds {
		top := find(i)
		if _, ok := at[top]; !ok {
			at[top] = len(clusters)
			clusters = append(clusters, nil)
		}
		clusters[at[top]] = append(clusters[at[top]], kind...)
	}
	return clusters
}

// distinct puts together the files that have the very same columns and names
// of one pattern, so that the comparison of each with each stays small.
func distinct(files []*file) [][]*file {
	at := make(map[string]int)
	var kinds [][]*file
	for _, f := range files {
		key := f.scan.Format + "\x00" + strings.Join(columnSet(f), "\x00")
		if positional(f) {
			for _, c := range f.scan.Columns {
				key += "\x00" + c.Type.Kind.String()
			}
		}
		if len(f.scan.Columns) < 2 {
			key += "\x00" + stemOf(f.Path)
		}
		i, ok := at[key]
		if !ok {
			i = len(kinds)
			at[key] = i
			kinds = append(kinds, nil)
		}
		kinds[i] = append(kinds[i], f)
	}
	return kinds
}

// similar reports whether files of two kinds make one table. Files whose names
// differ in digits alone, such as those of twelve months, do so even when one
// of them lacks some columns of the other.
func similar(a, b []*file) bool {
	if a[0].scan.Format != b[0].scan.Format {
		return false
	}
	x, y := a[0], b[0]
	if similarity(x, y) > Similar {
		return true
	}
	sameName := slices.ContainsFunc(a, func(f *file) bool { return stemOf(f.Path) == stemOf(y.Path) })
	return sameName && stemOf(y.Path) != "" && overlap(x, y) > Similar
}

func groupSimilarity(a, b *group) float64 { return similarity(a.files[0], b.files[0]) }

// similarity compares the columns of two files: twice the number of columns
// that both have, over the number of columns of the two (the Sørensen–Dice
// coefficient). Columns go by name; in files without names they go by place,
// and count when one type holds both without turning into text.
func similarity(a, b *file) float64 {
	common, m, n := commonColumns(a, b)
	if m+n == 0 {
		return 1
	}
	return 2 * float64(common) / float64(m+n)
}

// overlap is the share of the columns of the file that has fewer that the
// other has too.
func overlap(a, b *file) float64 {
	common, m, n := commonColumns(a, b)
	return float64(common) / float64(max(1, min(m, n)))
}

func commonColumns(a, b *file) (common, m, n int) {
	m, n = len(a.scan.Columns), len(b.scan.Columns)
	if positional(a) || positional(b) {
		for i := range min(m, n) {
			if compatible(a.scan.Columns[i].Type, b.scan.Columns[i].Type) {
				common++
			}
		}
		return common, m, n
	}
	names := columnSet(b)
	for _, name := range columnSet(a) {
		if _, found := slices.BinarySearch(names, name); found {
			common++
		}
	}
	return common, len(columnSet(a)), len(names)
}

// compatible reports whether one type holds the values of both, other than as text.
func compatible(a, b schema.Type) bool {
	if a.Kind == schema.Unknown || b.Kind == schema.Unknown {
		return true
	}
	return a.Kind.Text() && b.Kind.Text() || !schema.Merge(a, b).Kind.Text()
}

// positional reports whether the columns of a file have no names.
func positional(f *file) bool {
	return f.scan.Format == "csv" && f.scan.Options["header"] == "false"
}

// columnSet returns the sorted names of the columns of a file, as in the catalog.
func columnSet(f *file) []string {
	if f.columns == nil {
		f.columns = columnNames(f)
		slices.Sort(f.columns)
	}
	return f.columns
}

// columnNames returns the names that the columns of a file have in the catalog.
func columnNames(f *file) []string {
	sources := make([]string, len(f.scan.Columns))
	for i, c := range f.scan.Columns {
		sources[i] = c.Source
	}
	return catalog.ColumnNames(sources)
}

// extensions are what file names end in that says how they are stored.
var extensions = regexp.MustCompile(`(?i)\.(csv|tsv|psv|txt|tab|dat|data|json|jsonl|ndjson|parquet|pq|parq|gz|gzip|zst|zstd|bz2|snappy|zip|log)$`)

// baseOf returns the name of a file without folders and extensions.
func baseOf(name string) string {
	name = path.Base(name)
	for {
		shorter := extensions.ReplaceAllString(name, "")
		if shorter == name || shorter == "" {
			return name
		}
		name = shorter
	}
}

// numbered is what differs between the names of files of one table: numbers,
// with what joins them to the rest, and ids made by writers such as Spark.
var numbered = regexp.MustCompile(`(?i)[-_. ]*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[-_. ]*(c[0-9]+)?|(19|20)\d\d[-_. ]?q[1-4]|q[1-4][-_. ]?(19|20)\d\d|[0-9]+)`)

// stemOf returns the name of a file without what numbers it: of
// "sales_2024-01.csv.gz" that is "sales". It is the whole name if nothing is left.
func stemOf(name string) string {
	base := baseOf(name)
	s := strings.Trim(numbered.ReplaceAllString(base, "_"), "-_. ")
	if s == "" {
		return base
	}
	return s
}

// stem returns the name that files have in common, or "".
func stem(files []*file) string {
	common := baseOf(files[0].Path)
	if len(files) > 1 {
		common = stemOf(files[0].Path)
	}
	for _, f := range files[1:] {
		other := stemOf(f.Path)
		n := 0
		for n < min(len(common), len(other)) && common[n] == other[n] {
			n++
		}
		common = common[:n]
	}
	common = strings.Trim(common, "-_. ")
	if len(common) < 3 {
		return ""
	}
	return common
}
