package generate

import (
	"fmt"
	"sort"
	"time"
)

// The columns of returns, which has no header.
const (
	returnOrder = iota
	returnSKU
	returnDate
	returnReason
	returnAmount
)

// returnColumns are the names by which faults call the columns of returns.
var returnColumns = []string{"order_id", "sku", "date", "reason", "amount"}

// A returned item came back.
type returned struct {
	record
	item *item
	date time.Time
}

// makeReturns makes a row for each item that came back, in order of the date.
func (s *shop) makeReturns() {
	r := s.random(returnStream)
	for _, i := range s.items {
		if !i.returned {
			continue
		}
		o := i.order
		kept := 1 + int(r.lognormal(8, 0.6))
		date := o.placed.AddDate(0, 0, int(*o.record.Shipping)+min(kept, 45)).Truncate(24 * time.Hour)
		amount := (i.product.price * money(i.quantity)).less(o.percent)
		reason := one(r, i.product.category.reasons)
		if o.delay >= 4 && r.chance(0.5) {
			reason = late
		}
		back := &returned{item: i, date: date}
		back.cells = []string{fmt.Sprint(o.id), i.product.record.SKU, iso(date), reason, amount.String()}
		s.returns = append(s.returns, back)
	}
	sort.SliceStable(s.returns, func(i, j int) bool { return s.returns[i].date.Before(s.returns[j].date) })
}

// plantReturns plants the faults of returns.
func (s *shop) plantReturns() {
	r := s.random(plantStream + 5)
	for _, v := range []struct {
		column int
		token  string
		n      int
		note   string
	}{
		{returnReason, "-", 21, "a dash stands where no reason was given"},
		{returnReason, "unknown", 17, "unknown is not a reason but the lack of one"},
		{returnAmount, "N/A", 7, "N/A stands where the amount was not settled"},
	} {
		f := s.fault(DisguisedNull, "returns", returnColumns[v.column], v.note)
		for _, b := range sound(r, s.returns, v.n, nil) {
			b.put(f, v.column, v.token)
		}
	}

	f := s.fault(DuplicateRow, "returns", "", "the same return twice, one right after the other")
	for _, b := range sound(r, s.returns, 8, nil) {
		twin := *b
		twin.repeats(f, &b.row)
		s.returns = after(s.returns, b, &twin)
	}

	f = s.fault(OrphanedKey, "returns", "order_id", "there is no such order")
	for _, b := range sound(r, s.returns, 12, nil) {
		stray := *b
		stray.cells = append([]string(nil), b.cells...)
		stray.cells[returnOrder] = fmt.Sprint(r.between(900_000, 919_999))
		stray.mark(f, stray.cells[returnOrder], "")
		s.returns = after(s.returns, b, &stray)
	}
}

func (s *shop) writeReturns() error {
	records := make([]*record, len(s.returns))
	for i, b := range s.returns {
		records[i] = &b.record
	}
	return s.writeText("returns/returns.tsv", dialect{delimiter: '\t'}, records)
}
