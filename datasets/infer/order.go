package infer

import "bytes"

// extremes are the least and the greatest of some texts, byte by byte, as far
// as clip keeps them.
type extremes struct {
	leastHead, mostHead uint64 // heads of the two; both 0 before the first
	least, most         []byte
	any                 bool
}

// covers reports whether a text that has that head surely lies between the two.
func (e *extremes) covers(head uint64) bool { return e.leastHead < head && head < e.mostHead }

// note adds a text that has that head.
func (e *extremes) note(value []byte, head uint64) {
	if !e.covers(head) {
		e.edge(value, head)
	}
}

// edge adds a text that may be the least or the greatest, and often is: there
// are columns of few different values.
func (e *extremes) edge(value []byte, head uint64) {
	if head == e.leastHead && bytes.Equal(value, e.least) || head == e.mostHead && bytes.Equal(value, e.most) {
		return
	}
	e.add(value)
}

func (e *extremes) add(value []byte) {
	value = clip(value)
	if !e.any || bytes.Compare(value, e.least) < 0 {
		e.least = append(e.least[:0], value...)
		e.leastHead = head(value)
	}
	if !e.any || bytes.Compare(value, e.most) > 0 {
		e.most = append(e.most[:0], value...)
		e.mostHead = head(value)
	}
	e.any = true
}

func (e *extremes) merge(f *extremes) {
	if f.any {
		e.add(f.least)
		e.add(f.most)
	}
}

// addFixed adds the texts of a way, if it is fixed.
func (e *extremes) addFixed(w *wayCount) {
	if w.fixed {
		e.add([]byte(w.way.text(w.least[0])))
		e.add([]byte(w.way.text(w.most[0])))
	}
}
