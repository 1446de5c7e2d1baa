package infer

import (
	"bytes"
	"reflect"
	"testing"
)

// FuzzAdd checks that no values and no options make a column panic, that a
// result counts every value, and that neither haste nor chunks show in it.
func FuzzAdd(f *testing.F) {
	for i, o := range optionSets {
		f.Add([]byte("1|2.5|NA|2024-02-29|29/02/2024 10:00|1e5|true|text"), byte(i), byte(o.Decimal))
	}
	for _, value := range vocabulary {
		f.Add([]byte(value+"|"+value), byte(0), byte(1))
	}
	f.Fuzz(func(t *testing.T, values []byte, options, cut byte) {
		if len(values) > 1<<16 {
			return
		}
		o := optionSets[int(options)%len(optionSets)]
		parts := bytes.Split(values, []byte{'|'})
		split := int(cut) % (len(parts) + 1)

		var whole, slow, head, tail Column
		for _, c := range [...]*Column{&whole, &slow, &head, &tail} {
			c.Options = o
		}
		var at, start Pos
		for i, value := range parts {
			if i == split {
				start = at
			}
			whole.Add(value, at)
			slow.add(bytes.Clone(value), at)
			if i < split {
				head.Add(value, at)
			} else {
				tail.Add(value, Pos{at.Line - start.Line, at.Byte - start.Byte})
			}
			at.Line++
			at.Byte += int64(len(value)) + 1
		}
		tail.Shift(start.Line, start.Byte)
		head.Merge(&tail)

		want := slow.Result()
		if got := whole.Result(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\nquick %+v\nslow  %+v", values, got, want)
		}
		if got := head.Result(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q cut at %d\nin parts %+v\nas one   %+v", values, split, got, want)
		}
		counted := want.Evidence.Nulls
		for _, n := range want.Evidence.Kinds {
			counted += n
		}
		if counted != int64(len(parts)) || whole.Values() != counted {
			t.Errorf("%q: %d values, %d counted, %d in evidence", values, len(parts), whole.Values(), counted)
		}
	})
}
