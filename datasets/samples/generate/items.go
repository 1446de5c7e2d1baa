package generate

import (
	"fmt"
	"math"
	"sort"
	"time"
)

var itemHeader = []string{"order_id", "line_no", "sku", "quantity", "unit_price", "weight"}

// The columns of order_items that faults touch.
const (
	itemOrder  = 0
	itemWeight = 5
)

type item struct {
	record
	order    *order
	product  *product
	quantity int
	returned bool
}

// A shelf is the products by category, the most popular first.
type shelf struct {
	products [][]*product
	popular  []weights
}

func newShelf(products []*product) *shelf {
	s := &shelf{products: make([][]*product, len(categories))}
	for i := range categories {
		for _, p := range products {
			if p.category == &categories[i] {
				s.products[i] = append(s.products[i], p)
			}
		}
		sort.Slice(s.products[i], func(a, b int) bool { return s.products[i][a].rank < s.products[i][b].rank })
		s.popular = append(s.popular, zipf(len(s.products[i]), 0.85))
	}
	return s
}

// pick returns a product of those that sell in a month.
func (s *shelf) pick(r random, month time.Month) *product {
	c := newWeights(len(categories), func(i int) float64 {
		return categories[i].share * categories[i].season[month-1]
	}).draw(r)
	return s.products[c][s.popular[c].draw(r)]
}

// fill puts goods into an order, and the sum of their prices on its bill. It
// settles which of them will come back.
func (o *order) fill(r random, shelf *shelf) []*item {
	n := min(7, 1+r.poisson(0.75))
	taken := map[*product]bool{}
	sum := money(0)
	for len(o.items) < n {
		p := shelf.pick(r, o.placed.Month())
		if taken[p] {
			continue
		}
		taken[p] = true
		i := &item{order: o, product: p, quantity: quantity(r, o.customer, p)}
		o.items = append(o.items, i)
		i.cells = []string{
			fmt.Sprint(o.id), fmt.Sprint(len(o.items)), p.record.SKU, fmt.Sprint(i.quantity), p.price.String(), p.weight.String(),
		}
		sum += p.price * money(i.quantity)
		odds := p.category.regret + o.regret() + 0.35*math.Log(float64(p.price)/100/p.category.price)
		i.returned = r.chance(logistic(odds)) && o.record.Status == "delivered"
		o.record.Returned = o.record.Returned || i.returned
	}
	o.record.Total = int64(sum.less(o.percent))
	return o.items
}

func quantity(r random, c *customer, p *product) int {
	mean := 0.12
	if p.price < 2000 {
		mean = 0.35
	}
	if c.segment == "business" {
		mean *= 4
	}
	return 1 + r.poisson(mean)
}

// plantItems plants the faults of order_items.
func (s *shop) plantItems() {
	r := s.random(plantStream + 2)
	f := s.fault(MixedUnits, "order_items", "weight", "in grams, though all others are in kilograms: "+
		"for two weeks one of two scales was set wrong")
	first, last := day(2024, time.August, 12), day(2024, time.August, 25)
	weighed := func(i *item) bool {
		return during(i.order.placed.Truncate(24*time.Hour), first, last)
	}
	for _, i := range sound(r, s.items, 180, weighed) {
		i.put(f, itemWeight, fmt.Sprint(int(i.product.weight)))
	}

	f = s.fault(DuplicateRow, "order_items", "", "the same line of an order twice")
	for _, i := range sound(r, s.items, 36, nil) {
		twin := *i
		twin.repeats(f, &i.row)
		s.items = after(s.items, i, &twin)
	}

	f = s.fault(OrphanedKey, "order_items", "order_id", "there is no such order: its row was lost on the way")
	for _, i := range sound(r, s.items, 28, nil) {
		stray := *i
		stray.cells = append([]string(nil), i.cells...)
		stray.cells[itemOrder] = fmt.Sprint(r.between(880_000, 899_999))
		stray.mark(f, stray.cells[itemOrder], "")
		s.items = after(s.items, i, &stray)
	}
}

// writeItems writes a compressed file for each quarter.
func (s *shop) writeItems() error {
	var quarter string
	var records []*record
	flush := func() error {
		if len(records) == 0 {
			return nil
		}
		err := s.writeText("order_items/"+quarter+".csv.gz", dialect{delimiter: ',', header: itemHeader}, records)
		records = nil
		return err
	}
	for _, i := range s.items {
		placed := i.order.placed
		q := fmt.Sprintf("%d-q%d", placed.Year(), (placed.Month()+2)/3)
		if q != quarter {
			if err := flush(); err != nil {
				return err
			}
			quarter = q
		}
		records = append(records, &i.record)
	}
	return flush()
}
