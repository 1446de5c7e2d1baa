package jsonfile

import (
	"cmp"
	"math"
	"slices"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/infer"
)

// A kind is what a single value is, judged by itself.
type kind uint8

const (
	isNull kind = iota
	isBoolean
	isBigint
	isDouble  // a number that a double holds and a bigint does not
	isDecimal // a number that neither of them holds
	isDate
	isTimestamp
	isOtherDate // in a column, a date that is not written as the engine expects it
	isOtherTimestamp
	isText
	isObject
	isArray
	kinds // how many there are
)

// A node is a place in the records, such as "items[].sku", and what is known
// of all values that stand there. Nodes only ever gather; types are made of
// them at the end.
type node struct {
	counts    [kinds]int64
	places    []place // of the first values of each kind
	respelled int64   // numbers and nested values that the engine, reading them as text, changes
	deep      bool    // nested values here are not looked into

	whole, scale int  // most digits before and after the point
	wide         bool // there are whole numbers that a double does not hold

	column  *column  // more about the values, for a column
	members *members // of the objects here
	elem    *node    // of the arrays here
}

// A place is one of the first values of its kind.
type place struct {
	kind kind
	at   int64
	line int64
	text string
}

// A column is what is known of the values of a column beyond their types.
type column struct {
	minInt, maxInt       int64
	minFloat, maxFloat   float64
	minText, maxText     []byte
	minTime, maxTime     int64  // microseconds since 1970, of dates and timestamps as the engine expects them
	minNumber, maxNumber string // of the numbers that are decimals
	zoneless             int64  // of those timestamps, the ones without a zone
	secondless           int64  // and those with a zone, but without seconds
	longest              int

	others *infer.Column // dates and timestamps written otherwise
	dates  *dates        // how to read those, once it is settled
}

func newColumn() *column {
	return &column{
		minInt: math.MaxInt64, maxInt: math.MinInt64,
		minFloat: math.Inf(1), maxFloat: math.Inf(-1),
		minTime: math.MaxInt64, maxTime: math.MinInt64,
	}
}

// keeps returns how many places of each kind n keeps.
func (n *node) keeps() int64 {
	if n.column != nil {
		return datasets.MaxPlaces
	}
	return 1
}

// Members are the members of the objects at one place.
type members struct {
	limit int // more different keys than that make a map
	list  []*member
	index map[string]*member
	first *member // the one that the last object began with
	visit uint64  // counts the objects
	keys  int64   // counts the keys of all of them

	elem *node // of all values, once there were too many different keys; list is empty then
}

// A member is one key of the objects at one place.
type member struct {
	key    string
	quoted string // as it was written first
	at     int64  // where it was written first
	node   node
	count  int64  // objects that have it
	visit  uint64 // the last of them
	null   bool   // its value there is null
	next   *member
}

// maxMembers is how many different keys the objects of one place have at most.
// If there are more, the keys are data and the objects are maps.
const maxMembers = 1000

// find returns the member with that key, or nil.
func (m *members) find(key []byte) *member {
	if m.index == nil {
		for _, have := range m.list {
			if have.key == string(key) {
				return have
			}
		}
		return nil
	}
	return m.index[string(key)]
}

// add adds a member.
func (m *members) add(new *member) {
	m.list = append(m.list, new)
	if m.index == nil && len(m.list) > 8 {
		m.index = make(map[string]*member, 2*len(m.list))
		for _, have := range m.list {
			m.index[have.key] = have
		}
	}
	if m.index != nil {
		m.index[new.key] = new
	}
}

// collapse makes a map of the objects.
func (m *members) collapse() {
	m.elem = &node{}
	for _, have := range m.list {
		m.elem.merge(&have.node)
	}
	m.list, m.index, m.first = nil, nil, nil
}

// merge adds what is known of the same place from other records.
func (n *node) merge(o *node) {
	keep := n.keeps()
	if len(o.places) > 0 {
		n.places = append(n.places, o.places...)
		slices.SortFunc(n.places, func(a, b place) int {
			return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.at, b.at))
		})
		var kept [kinds]int64
		n.places = slices.DeleteFunc(n.places, func(p place) bool {
			kept[p.kind]++
			return kept[p.kind] > keep
		})
	}
	for k, count := range o.counts {
		n.counts[k] += count
	}
	n.respelled += o.respelled
	n.deep = n.deep || o.deep
	n.whole = max(n.whole, o.whole)
	n.scale = max(n.scale, o.scale)
	n.wide = n.wide || o.wide
	if n.column != nil && o.column != nil {
		n.column.merge(o.column)
	}
	switch {
	case o.elem == nil:
	case n.elem == nil:
		n.elem = o.elem
	default:
		n.elem.merge(o.elem)
	}
	switch {
	case o.members == nil:
	case n.members == nil:
		n.members = o.members
	default:
		n.members.merge(o.members)
	}
}

func (m *members) merge(o *members) {
	m.visit += o.visit
	m.keys += o.keys
	if o.elem != nil && m.elem == nil {
		m.collapse()
	}
	if o.elem != nil {
		m.elem.merge(o.elem)
		return
	}
	for _, theirs := range o.list {
		if m.elem != nil {
			m.elem.merge(&theirs.node)
			continue
		}
		ours := m.find([]byte(theirs.key))
		if ours == nil {
			m.add(theirs)
			continue
		}
		if theirs.at < ours.at {
			ours.at, ours.quoted = theirs.at, theirs.quoted
		}
		ours.count += theirs.count
		ours.node.merge(&theirs.node)
	}
	if len(m.list) > m.limit {
		m.collapse()
	}
}

func (c *column) merge(d *column) {
	c.minInt, c.maxInt = min(c.minInt, d.minInt), max(c.maxInt, d.maxInt)
	c.minFloat, c.maxFloat = min(c.minFloat, d.minFloat), max(c.maxFloat, d.maxFloat)
	c.minTime, c.maxTime = min(c.minTime, d.minTime), max(c.maxTime, d.maxTime)
	c.zoneless += d.zoneless
	c.secondless += d.secondless
	c.longest = max(c.longest, d.longest)
	switch {
	case c.others == nil:
		c.others = d.others
	case d.others != nil:
		c.others.Merge(d.others)
	}
	if d.minText != nil {
		c.addText(d.minText)
		c.addText(d.maxText)
	}
	if d.minNumber != "" {
		c.addNumber(d.minNumber)
		c.addNumber(d.maxNumber)
	}
}
