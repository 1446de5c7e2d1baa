package measure

import (
	"math"

	"github.com/tarnlake/tarn/query/profile/sketch"
)

// Numbers are what is kept of numbers.
type Numbers struct {
	Moments   Moments           // of the finite ones
	Quantiles *sketch.Quantiles // of the finite ones

	Zeros, Negatives             int64
	NaN, Infinite, MinusInfinite int64
	Fractions                    int64 // that are not whole

	Order Order

	Greatest Tail
	Least    Tail // of the numbers with the other sign
}

func newNumbers(l Limits) *Numbers {
	keep := l.tail()
	return &Numbers{Quantiles: sketch.NewQuantiles(l.Rank), Greatest: newTail(keep), Least: newTail(keep)}
}

// add adds numbers. It may change the slice.
func (n *Numbers) add(numbers []float64) {
	finite := numbers[:0]
	for _, x := range numbers {
		switch {
		case x-x == 0:
			finite = append(finite, x)
		case x != x:
			n.NaN++
		case x > 0:
			n.Infinite++
		default:
			n.MinusInfinite++
		}
	}
	for _, x := range finite {
		switch {
		case x == 0:
			n.Zeros++
		case x < 0:
			n.Negatives++
		}
		if x != math.Trunc(x) {
			n.Fractions++
		}
	}
	n.Order.add(finite)
	n.Moments.add(finite)
	n.Quantiles.AddAll(finite)
	n.Greatest.add(finite, 1)
	n.Least.add(finite, -1)
}

func (n *Numbers) merge(from *Numbers) {
	n.Zeros += from.Zeros
	n.Negatives += from.Negatives
	n.NaN += from.NaN
	n.Infinite += from.Infinite
	n.MinusInfinite += from.MinusInfinite
	n.Fractions += from.Fractions
	n.Order.merge(from.Order)
	n.Moments.merge(from.Moments)
	n.Quantiles.Merge(from.Quantiles)
	n.Greatest.merge(&from.Greatest)
	n.Least.merge(&from.Least)
}

// An Order counts how numbers follow each other, NULL left out.
type Order struct {
	Rises, Falls, Repeats int64

	any         bool
	first, last float64
}

func (o *Order) add(numbers []float64) {
	if len(numbers) == 0 {
		return
	}
	if !o.any {
		o.any, o.first, o.last = true, numbers[0], numbers[0]
		numbers = numbers[1:]
	}
	last := o.last
	for _, x := range numbers {
		switch {
		case x > last:
			o.Rises++
		case x < last:
			o.Falls++
		default:
			o.Repeats++
		}
		last = x
	}
	o.last = last
}

func (o *Order) merge(from Order) {
	if !from.any {
		return
	}
	o.add([]float64{from.first})
	o.Rises += from.Rises
	o.Falls += from.Falls
	o.Repeats += from.Repeats
	o.last = from.last
}

// String says how the numbers follow each other: "increasing", "decreasing",
// either with "strictly" behind it, or nothing.
func (o *Order) String() string {
	switch {
	case o.Falls == 0 && o.Rises > 0 && o.Repeats == 0:
		return "increasing strictly"
	case o.Falls == 0 && o.Rises > 0:
		return "increasing"
	case o.Rises == 0 && o.Falls > 0 && o.Repeats == 0:
		return "decreasing strictly"
	case o.Rises == 0 && o.Falls > 0:
		return "decreasing"
	}
	return ""
}
