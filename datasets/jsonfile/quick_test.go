package jsonfile

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"

	"github.com/tarnlake/tarn/datasets/jsonfile/internal/lex"
)

// The quick ways to read a number agree with the general one.
func TestNumeral(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 200_000 {
		text := fmt.Sprintf("%.*f", r.Intn(9), (r.Float64()-0.5)*[]float64{1e-4, 1, 100, 1e9}[r.Intn(4)])
		if r.Intn(2) == 0 {
			text = fmt.Sprint(r.Int63n(1 << r.Intn(62)))
		}
		read := func(by func(*walker, *node) int) (*node, int, lex.Marks) {
			w := newWalker(true, 1)
			w.enter(&chunk{text: padded([]byte(text)), end: len(text)})
			end := by(w, w.root)
			return w.root, end, w.Marks
		}
		quick, quickEnd, quickMarks := read(func(w *walker, n *node) int { return w.numeral(n, 0) })
		slow, slowEnd, slowMarks := read(func(w *walker, n *node) int { return w.longNumeral(n, 0) })
		if !reflect.DeepEqual(quick, slow) || quickEnd != slowEnd || quickMarks != slowMarks {
			t.Fatalf("%s:\nquick %+v %+v %d %d\nslow  %+v %+v %d %d", text, quick, quick.column, quickEnd, quickMarks,
				slow, slow.column, slowEnd, slowMarks)
		}
	}
}
