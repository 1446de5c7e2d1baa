package infer

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"
)

// The quick ways must say what the slow one says. A value that has no room
// behind it, or whose options are not plain, is judged slowly.
func TestQuickLaw(t *testing.T) {
	law := func(p pile) bool {
		var fast, slow Column
		var at Pos
		buffer := []byte(strings.Join(p, "|") + strings.Repeat("9", wordSize))
		for _, value := range p {
			start := int(at.Byte)
			fast.Add(buffer[start:start+len(value)], at)
			slow.add([]byte(value), at)
			at.Line++
			at.Byte += int64(len(value)) + 1
		}
		got, want := fmt.Sprintf("%+v", fast.Result()), fmt.Sprintf("%+v", slow.Result())
		if got != want {
			t.Logf("%q\nquick %s\nslow  %s", p, got, want)
		}
		return got == want
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 50000}); err != nil {
		t.Error(err)
	}
}
