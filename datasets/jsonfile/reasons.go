package jsonfile

import (
	"fmt"

	"github.com/tarnlake/tarn/datasets"
)

// reasons are why the file is read as it is, where it is not plain objects in
// UTF-8, one on each line.
func (s *scan) reasons(all *reader, src *source) []datasets.Reason {
	var list []datasets.Reason
	add := func(what, choice, why string, at *datasets.Place) {
		if s.options.Fixed[what] == "" {
			list = append(list, datasets.Reason{What: what, Choice: choice, Why: why, Place: at})
		}
	}
	switch {
	case s.shape.encoding == windows1252:
		add("encoding", windows1252, "nothing beyond ASCII is UTF-8", s.foreign)
	case s.shape.encoding != utf8Encoding:
		add("encoding", s.shape.encoding, "every other byte at the beginning is zero, or there is a byte order mark", nil)
	}
	if !s.told() {
		switch s.shape.records {
		case inArray:
			add("records", inArray, "the text begins with a bracket, and the records stand within", nil)
		case inSequence:
			add("records", inSequence, "objects follow each other, but not each on a line of its own", nil)
		case inMember:
			add("member", s.shape.member, s.whyMember(src), nil)
		}
	}
	if s.shape.values {
		why := fmt.Sprintf("%d of %d records are objects", all.root.counts[isObject], all.root.total())
		if s.crowded != "" {
			why += "; " + s.crowded
		}
		add("rows", "values", why, nil)
	}
	return list
}

// whyMember says why the records are those in a member.
func (s *scan) whyMember(src *source) string {
	why := "the file is one object, and this member alone is an array of objects"
	switch n := len(src.envelope); n {
	case 0:
		return why + "; there is no other"
	case 1:
		return why + fmt.Sprintf("; beside it is %q", datasets.Clip(src.envelope[0].key))
	default:
		return why + fmt.Sprintf("; beside it are %q and %d more", datasets.Clip(src.envelope[0].key), n-1)
	}
}
