// Package jsonfile reads JSON files: one object on each line, one array of
// objects, objects one after the other (also written over many lines), and one
// object around an array of records, such as CloudTrail's.
//
// [Format.Scan] reads a whole file strictly as RFC 8259 has it and types every
// place in the records. What it finds is laid down in a [datasets.Layout] with
// these options:
//
//	records    lines, array, concatenated, or member: how records are strung together
//	member     the member of the one object whose elements are the records
//	beside     the members beside it, as a JSON array; they are the last columns
//	rows       values: the rows are values of any kind in one column named value
//	encoding   utf-16le, utf-16be or windows-1252; otherwise the text is UTF-8
//	maxObject  bytes of an object that the engine has to expect, if that is many
//
// How types are found is told in resolve.go, how maps are told from structs in
// mapping.go, and how envelopes are told from records in envelope.go. Values
// that no other type holds are strings: a string as the characters it stands
// for, anything else as its JSON text, without the whitespace between its parts.
//
// A malformed record is a problem and gives no row; the others stay. If there is
// no sound record, the file is no JSON, and a [*SyntaxError] says where.
package jsonfile

import (
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// Format is the JSON format.
type Format struct{}

var _ datasets.Format = Format{}

// Name returns "json".
func (Format) Name() string { return "json" }

// Match judges a file by its first bytes. Text that begins as a JSON object does
// is JSON; for other values, and for what is not quite JSON, it is likely if the
// name says so too.
func (Format) Match(name string, head []byte) datasets.Confidence {
	text := textOf(head)
	if len(text) == 0 {
		return datasets.No
	}
	cut := len(head) >= datasets.HeadSize
	named := isNamed(name)
	sound := beginsSound(text, cut)
	switch {
	case sound && text[0] == '{':
		return datasets.Certain
	case sound && text[0] == '[', sound && named, named && (text[0] == '{' || text[0] == '['):
		return datasets.Likely
	case text[0] == '{' && hasSoundLine(text):
		return datasets.Likely
	case named:
		return datasets.Perhaps
	}
	return datasets.No
}

// textOf returns the text of a head in UTF-8, from the first character that is
// no space.
func textOf(head []byte) []byte {
	if encoding := encodingOf(head); encoding != utf8Encoding {
		head, _ = io.ReadAll(decode(bytes.NewReader(head), encoding))
	}
	head = bytes.TrimPrefix(head, []byte(byteOrderMark))
	return bytes.TrimLeft(head, " \t\r\n")
}

// isNamed reports whether a path has the name of a JSON file.
func isNamed(name string) bool {
	name = strings.ToLower(name)
	for _, suffix := range []string{".gz", ".zst", ".bz2", ".gzip", ".zstd"} {
		name = strings.TrimSuffix(name, suffix)
	}
	switch path.Ext(name) {
	case ".json", ".jsonl", ".ndjson", ".geojson", ".jsonlines", ".topojson":
		return true
	}
	return false
}

// beginsSound reports whether text begins with a JSON value, all of it unless
// the text is cut, and what follows may be another one.
func beginsSound(text []byte, cut bool) bool {
	l := lex.Lexer{Text: padded(text), End: len(text), Loose: true}
	end := l.Skip(0)
	if end < 0 {
		return cut && l.Fault.Cut
	}
	next := l.Space(end)
	switch {
	case next == len(text), l.Text[next] == '{':
		return true
	case text[0] == '{':
		return bytes.IndexByte(text[end:next], '\n') >= 0
	}
	return bytes.IndexByte(text[end:next], '\n') >= 0 && (l.Text[next] == '[' || text[0] != '[')
}

// hasSoundLine reports whether one of the first lines is an object.
func hasSoundLine(text []byte) bool {
	for range 100 {
		line, rest, more := bytes.Cut(text, newline)
		if !more {
			return false
		}
		if _, ok := whole(line); ok && line[0] == '{' {
			return true
		}
		text = rest
	}
	return false
}
