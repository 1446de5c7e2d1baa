package infer

import (
	"reflect"
	"strings"
	"testing"
	"testing/quick"
)

// The quick ways must say what the slow one says.
func TestQuickLaw(t *testing.T) {
	for _, o := range optionSets {
		testQuickLaw(t, o)
	}
}

func testQuickLaw(t *testing.T, o Options) {
	seen := pile(strings.Split("a|b|c|d|e|1|2.5|true|N|2024-02-29|2024-02-29 10:00:00", "|"))
	law := func(p pile, warm bool) bool {
		if warm { // the quick ways know only kinds that have been seen
			p = append(seen, p...)
		}
		fast, slow := Column{Options: o}, Column{Options: o}
		var at Pos
		buffer := []byte(strings.Join(p, "|") + strings.Repeat("9", wordSize))
		for _, value := range p {
			start := int(at.Byte)
			fast.Add(buffer[start:start+len(value)], at)
			slow.add([]byte(value), at)
			at.Line++
			at.Byte += int64(len(value)) + 1
		}
		got, want := fast.Result(), slow.Result()
		same := reflect.DeepEqual(got, want)
		if !same {
			t.Logf("%q\nquick %+v\nslow  %+v", p, got, want)
		}
		return same
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 10000}); err != nil {
		t.Errorf("%+v: %v", o, err)
	}
}
