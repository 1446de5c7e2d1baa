package crawl

import (
	"path"
	"regexp"
	"strings"
)

// extensions are what file names end in that says how they are stored.
var extensions = regexp.MustCompile(`(?i)\.(csv|tsv|psv|ssv|txt|tab|tbl|dat|data|json|jsonl|ndjson|geojson|parquet|pq|parq|gz|gzip|zst|zstd|bz2|snappy|zip|log)$`)

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
var numbered = regexp.MustCompile(`(?i)[-_. +]*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[-_. ]*(c[0-9]+)?|(19|20)\d\d[-_. ]?q[1-4]|q[1-4][-_. ]?(19|20)\d\d|[0-9]+)`)

// monthly are names of months and weekdays that stand by themselves.
var monthly = regexp.MustCompile(`(?i)(?P<before>^|[^a-z])(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?|(mon|tues?|wed(nes)?|thu(rs)?|fri|satur|sat|sun)(day)?)(?P<after>[^a-z]|$)`)

// patternOf returns the name of a file with a mark for what numbers it: two
// files of one pattern, such as those of two months, differ in nothing else.
func patternOf(name string) string {
	pattern := monthly.ReplaceAllString(path.Base(name), "${before}#${after}")
	return strings.ToLower(numbered.ReplaceAllString(pattern, "#"))
}

// stemOf returns the name of a file without what numbers it: of
// "sales_2024-01.csv.gz" that is "sales". It is "" if nothing telling is left.
func stemOf(name string) string {
	s := strings.Trim(numbered.ReplaceAllString(baseOf(name), "_"), "-_. +")
	if len(s) < 3 || meaningless[strings.ToLower(s)] {
		return ""
	}
	return s
}

// meaningless are names of files that do not say what is in them, and names of
// folders that do not say it of one file alone.
var meaningless = map[string]bool{
	"part": true, "data": true, "file": true, "files": true, "dataset": true, "datasets": true, "chunk": true,
	"csv": true, "tsv": true, "json": true, "jsonl": true, "parquet": true, "input": true, "output": true,
	"export": true, "exports": true, "import": true, "imports": true, "dump": true, "table": true, "new": true,
}

// commonStem returns the name that files have in common, or "".
func commonStem(files []*file) string {
	if len(files) == 0 {
		return ""
	}
	common := stemOf(files[0].Path)
	for _, f := range files[1:] {
		if common == "" {
			break
		}
		common = commonPrefix(common, stemOf(f.Path))
	}
	return telling(common)
}

// commonPrefix returns the whole words that two names begin with.
func commonPrefix(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	if ends(a, n) && ends(b, n) {
		return a[:n]
	}
	return a[:strings.LastIndexAny(a[:n], "-_. +")+1]
}

// ends reports whether no word goes on at place n of a name.
func ends(name string, n int) bool {
	return n == len(name) || strings.IndexByte("-_. +", name[n]) >= 0
}

// telling returns a name without what joins it to a number, or "" if it says nothing.
func telling(name string) string {
	name = strings.Trim(name, "-_. +")
	if len(name) < 3 || meaningless[strings.ToLower(name)] {
		return ""
	}
	return name
}
