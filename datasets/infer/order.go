package infer

import "bytes"

// extremes are the least and the greatest of some texts, byte by byte, as far
// as clip keeps them.
type extremes struct {
	any         bool
	least, most []byte
}

func (e *extremes) add(value []byte) {
	value = clip(value)
	if !e.any {
		e.any = true
		e.least = append(e.least, value...)
		e.most = append(e.most, value...)
		return
	}
	if bytes.Compare(value, e.least) < 0 {
		e.least = append(e.least[:0], value...)
	} else if bytes.Compare(value, e.most) > 0 {
		e.most = append(e.most[:0], value...)
	}
}

func (e *extremes) merge(f *extremes) {
	if f.any {
		e.add(f.least)
		e.add(f.most)
	}
}
