package jsonfile

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/datasets"
)

// result makes a scan of what the readers found.
func (s *scan) result(all *reader, src *source) (*datasets.Scan, error) {
	all.problems.merge(&src.problems)
	if all.nodes > maxNodes && s.depth > 1 && countNodes(all.root) > maxNodes {
		return nil, s.learn(tooManyPlaces)
	}
	if all.problems[invalidUTF8].Count > 0 && all.Beyond == 0 && s.shape.encoding == utf8Encoding && s.options.Fixed["encoding"] == "" {
		s.shape.encoding = windows1252 // whoever writes no UTF-8 at all writes that
		s.foreign = &all.problems[invalidUTF8].Places[0]
		return nil, errAgain
	}
	if s.misjudged(all) {
		return nil, errAgain
	}
	rows := all.root.counts[isNull] + all.root.total()
	if err := s.refusal(all, src, rows); err != nil {
		return nil, err
	}
	if s.crowded != "" {
		all.problems.add(crowded, datasets.Place{Line: 1}, s.crowded)
	}
	result := &datasets.Scan{Rows: rows, Bytes: src.size}
	result.Format, result.Compression = Format{}.Name(), s.compression
	keys, respelt := s.columns(all, result, rows)
	s.besides(all, src, result)
	result.Options = s.shape.options()
	result.Reasons = s.reasons(all, src)
	result.Problems = append(all.problems.list(), result.Problems...) // those of the columns come last
	result.Copy = s.whyCopy(&all.problems, keys, respelt)
	if size := all.engineSize(result.Copy != ""); size > 0 {
		result.Options["maxObject"] = strconv.Itoa(size)
	}
	return result, nil
}

// misjudged decides anew whether rows are objects or values of any kind: they
// are what most records are.
func (s *scan) misjudged(all *reader) bool {
	if s.kept {
		return false
	}
	found := all.root.counts[isObject]
	others := all.strange + all.root.total() - found
	s.kept = true
	if s.shape.records == inMember && !s.told() && 2*others > found {
		return s.learn(noEnvelope) == errAgain
	}
	if values := others > found; values != s.shape.values && others+found > 0 {
		s.shape.values = values
		return true
	}
	return false
}

// refusal returns an error if the file is not JSON: if no record of it is
// sound. In an array of anything but objects all have to be.
func (s *scan) refusal(all *reader, src *source, rows int64) error {
	faults := all.problems[malformedLine].Count + all.problems[malformedRecord].Count + all.problems[truncated].Count
	unclosed := s.shape.bracketed() && !src.closed
	if all.root.members != nil && all.root.members.list == nil {
		rows = 0 // {} alone is not worth keeping
	}
	switch strict := s.shape.values && s.shape.records != inLines; {
	case src.failure != nil && (rows == 0 || s.compression == ""):
		return src.failure
	case all.problems[tooLong].Count > 0 && rows == 0:
		p := all.problems[tooLong].Places[0]
		return &SyntaxError{Line: p.Line, Column: 1, Cause: fmt.Sprintf("a record of more than %d MB", maxRecord>>20)}
	case faults > 0 && all.first != nil && (rows == 0 || strict):
		return all.first
	case (rows == 0 || strict) && all.problems[trailing].Count > 0:
		return &SyntaxError{Line: all.problems[trailing].Places[0].Line, Column: 1, Cause: "text after the end"}
	case unclosed && (rows == 0 || strict), all.root.total() == 0 && all.root.counts[isNull] == 0 && !s.shape.bracketed():
		return &SyntaxError{Line: src.line, Column: 1, Cause: "the text ends too early"}
	}
	if unclosed && all.problems[truncated].Count == 0 || src.failure != nil {
		cause := ""
		if src.failure != nil {
			cause = src.failure.Error()
		}
		all.problems.add(truncated, datasets.Place{Line: src.line, Byte: src.at}, cause)
	}
	return nil
}

// columns adds the columns of the records to the result. It returns them as
// nodes, and whether the engine would change some of their values.
func (s *scan) columns(all *reader, result *datasets.Scan, rows int64) (keys []string, respelt bool) {
	add := func(key string, n *node, missing int64) {
		n.settle()
		addColumn(result, key, n, missing)
		keys = append(keys, key)
		respelt = respelt || n.respelt()
	}
	switch {
	case s.shape.values:
		add("value", all.root, 0)
	case all.root.members != nil:
		for _, m := range all.root.members.inOrder() {
			add(m.key, &m.node, rows-m.count)
		}
	}
	return keys, respelt
}

// addColumn adds a column that was settled.
func addColumn(result *datasets.Scan, key string, n *node, missing int64) {
	t := n.schemaType()
	c := datasets.Column{Source: key, Type: t}
	if d := n.column.dates; d != nil {
		c.Format = d.format
		result.Problems = append(result.Problems, d.problems...)
	}
	result.Columns = append(result.Columns, c)
	result.Evidence = append(result.Evidence, n.evidence(key, t, missing))
}

// besides adds a column for each member beside the records.
func (s *scan) besides(all *reader, src *source, result *datasets.Scan) {
	s.shape.beside = nil
	for _, m := range src.envelope {
		w := m.walk(s.depth)
		all.problems.merge(&w.problems)
		w.root.settle()
		for k := range w.root.counts {
			w.root.counts[k] *= result.Rows // each row has the value
		}
		addColumn(result, m.key, w.root, 0)
		s.shape.beside = append(s.shape.beside, m.key)
	}
}

// walk returns a walker that has read the value of the member.
func (m *envelopeMember) walk(depth int) *walker {
	w := newWalker(true, depth)
	w.Loose = true
	w.enter(&chunk{text: m.text, end: m.end, at: m.at, line: m.line})
	if w.value(w.root, 0, 1) < 0 && depth > 1 { // too many places
		return m.walk(1)
	}
	return w
}

// whyCopy says why the engine cannot read the file itself, or nothing if it can.
func (s *scan) whyCopy(p *problems, keys []string, respelt bool) string {
	var why []string
	for _, reason := range []struct {
		holds bool
		text  string
	}{
		{s.shape.records == inMember, "the records lie in a member of one object"},
		{s.shape.values, "the rows are not objects"},
		{s.shape.encoding != utf8Encoding, "the text is in " + strings.ToUpper(s.shape.encoding)},
		{s.shape.bom && s.shape.records != inArray, "the text begins with a byte order mark"},
		{s.compression == "bzip2", "the file is compressed with bzip2"},
		{p[malformedLine].Count+p[malformedRecord].Count > 0, "some records are malformed"},
		{p[truncated].Count > 0, "the file is truncated"},
		{p[tooLong].Count > 0, "some records are too long"},
		{p[trailing].Count > 0, "there is text after the last record"},
		{p[notObject].Count > 0, "some records are not objects"},
		{p[duplicateKey].Count > 0, "some objects have a key twice"},
		{p[invalidUTF8].Count > 0, "some text is not UTF-8"},
		{p[loneSurrogate].Count > 0, "some characters are half of a surrogate pair"},
		{respelt, "some numbers or nested values have to be kept as they are written"},
		{unnameable(keys), "some keys are empty or differ only in case"},
	} {
		if reason.holds {
			why = append(why, reason.text)
		}
	}
	return strings.Join(why, "; ")
}

// unnameable reports whether the engine cannot have columns of those names.
func unnameable(keys []string) bool {
	seen := make(map[string]bool, len(keys))
	for _, key := range keys {
		name := strings.ToLower(key)
		if nameless(name) || seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

// engineSize returns how large an object the engine has to expect, rounded so
// that files of one program agree, or 0 if it expects as much anyway.
func (r *reader) engineSize(copied bool) int {
	need := r.longest
	if copied {
		need *= 2 // text within text has its quotes escaped
	}
	if need < engineObject {
		return 0
	}
	return 1 << bits.Len(uint(need))
}

// engineObject is the size of objects that the engine reads without being told, and some less.
const engineObject = 15 << 20

// countNodes returns how many places there are from n on.
func countNodes(n *node) (count int) {
	count = 1
	if n.elem != nil {
		count += countNodes(n.elem)
	}
	if n.members != nil {
		if n.members.elem != nil {
			count += countNodes(n.members.elem)
		}
		for _, m := range n.members.list {
			count += countNodes(&m.node)
		}
	}
	return count
}
