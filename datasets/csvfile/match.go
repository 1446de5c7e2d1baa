package csvfile

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
)

// tableNames are the suffixes of files that are CSV or its kin.
var tableNames = map[string]bool{".csv": true, ".tsv": true, ".tab": true, ".psv": true, ".ssv": true, ".dsv": true, ".tbl": true}

// otherNames are the suffixes of text that is something else, though its lines
// may have commas in them.
var otherNames = map[string]bool{
	".json": true, ".jsonl": true, ".ndjson": true, ".geojson": true, ".html": true, ".htm": true, ".xml": true,
	".md": true, ".rst": true, ".tex": true, ".yaml": true, ".yml": true, ".toml": true, ".ini": true, ".cfg": true,
	".conf": true, ".lock": true, ".sql": true, ".py": true, ".go": true, ".js": true, ".ts": true, ".css": true,
	".java": true, ".c": true, ".h": true, ".cpp": true, ".rs": true, ".rb": true, ".php": true, ".sh": true,
	".r": true, ".jsonld": true, ".ttl": true, ".haml": true, ".proto": true, ".svg": true, ".ipynb": true, ".eml": true,
}

// suffix returns that of a file's name, compression aside.
func suffix(name string) string {
	name = strings.ToLower(path.Base(name))
	for _, packed := range []string{".gz", ".zst", ".bz2", ".gzip", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	return path.Ext(name)
}

// Match judges a file by its beginning and its path. Text under a name like
// those of CSV files is likely one; any other text is if it makes a table.
func (Format) Match(name string, head []byte) datasets.Confidence {
	encoding := detectEncoding(head)
	if encoding == "" || len(bytes.TrimSpace(head)) == 0 {
		return datasets.No
	}
	text := decodeHead(head, encoding)
	base, _ := planFrom(nil)
	c := guess.FindDialect(text, len(head) < datasets.HeadSize, toldBy(base, nil))
	confidence, _ := judge(name, text, &c)
	return confidence
}

// decodeHead returns the beginning of a file in UTF-8.
func decodeHead(head []byte, encoding string) []byte {
	head = head[markLength(head, encoding):]
	if encoding == "utf-16le" || encoding == "utf-16be" {
		u := newUTF16Reader(bytes.NewReader(head), encoding == "utf-16be", 0)
		var text bytes.Buffer
		text.ReadFrom(u)
		return text.Bytes()
	}
	e, err := encoderFor(encoding)
	if err != nil {
		return nil
	}
	text, _ := e.text(nil, head)
	return text
}

// Least scores of a text that is a table under whatever name.
const (
	tableScore  = 0.6
	tableFit    = 0.9
	spacesScore = 0.55 // of one with spaces or other marks for delimiters
)

// judge tells how sure it is that a text is a table, and if it is none, why.
func judge(name string, text []byte, c *guess.Candidate) (datasets.Confidence, string) {
	ext := suffix(name)
	switch {
	case c.Width == 0:
		return datasets.No, "it has no rows"
	case otherNames[ext]:
		return datasets.No, "its name is that of something else"
	case isMarkup(text):
		return datasets.No, "it is markup"
	case isJSON(text):
		return datasets.No, "it is JSON"
	case tableNames[ext] && c.Width > 1:
		return datasets.Likely, ""
	case tableNames[ext]:
		return datasets.Perhaps, ""
	case c.Width == 1:
		return datasets.No, "its lines have no delimiter in common"
	case c.Tried() < 2 || c.Fit < tableFit || c.Score < tableScore:
		return datasets.No, "its lines do not have the same fields"
	case !strings.Contains(guess.Usual, c.Delimiter) && (c.Tried() < 3 || c.Score < spacesScore || c.Width < 3):
		return datasets.No, "its lines do not have the same fields"
	case c.Delimiter == "," && c.IsProse(text):
		return datasets.No, "it is prose"
	}
	return datasets.Likely, ""
}

// isMarkup tells whether a text is HTML or XML.
func isMarkup(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) < 3 || text[0] != '<' {
		return false
	}
	c := text[1]
	return (c == '!' || c == '?' || c|0x20 >= 'a' && c|0x20 <= 'z') && bytes.IndexByte(text, '>') > 0
}

// isJSON tells whether a text begins with an object or an array of JSON, or
// with as much of one as there is.
func isJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	var first json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	if d.Decode(&first) == nil {
		return text[0] == '{' || bytes.IndexByte(text, '\n') < 0 || !d.More() || bytes.HasPrefix(bytes.TrimSpace(text[d.InputOffset():]), []byte{'['})
	}
	d = json.NewDecoder(bytes.NewReader(text))
	for tokens := 0; ; tokens++ {
		if _, err := d.Token(); err != nil {
			return tokens > 3 && strings.Contains(err.Error(), "EOF")
		}
	}
}
