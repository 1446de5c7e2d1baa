package generate

import (
	"bytes"
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/parquet-go/parquet-go"
)

var (
	firstDay = day(2024, time.January, 1)
	lastDay  = day(2025, time.February, 28)
)

// How many orders come in, compared with the usual.
var (
	ordersByMonth   = [12]float64{0.85, 0.78, 0.90, 0.95, 1.00, 0.95, 0.86, 0.84, 0.98, 1.08, 1.45, 1.80}
	ordersByWeekday = [7]float64{1.24, 1.12, 1.00, 0.98, 0.97, 0.88, 0.81} // from Sunday
	ordersByHour    = [24]float64{1.2, .6, .3, .2, .2, .4, 1, 2, 3, 3.6, 4.2, 4.6, 5.4, 5, 4.4, 4.2, 4.3, 4.8, 5.6, 7, 8.2, 7.6, 5.2, 2.8}
)

const ordersPerDay = 34.0 // on a usual day of the first month

type order struct {
	row
	id       int
	customer *customer
	placed   time.Time
	items    []*item
	percent  int // of discount
	channel  string
	invoice  bool // paid for after delivery
	delay    int  // days later than is usual
	record   leakyOrder
}

// An orderRecord is an order as it is written.
type orderRecord struct {
	ID       int64   `parquet:"order_id,delta"`
	Customer int64   `parquet:"customer_id"`
	Placed   int64   `parquet:"placed_at,delta,timestamp(microsecond:local)"`
	Status   string  `parquet:"status,dict"`
	Channel  string  `parquet:"channel,dict"`
	Payment  string  `parquet:"payment_method,dict"`
	Coupon   *string `parquet:"coupon,optional,dict"`
	Discount float64 `parquet:"discount,dict"`
	Total    int64   `parquet:"total,decimal(2:10)"`
	Shipping *int32  `parquet:"shipping_days,optional,dict"`
	Returned bool    `parquet:"returned"`
}

// A leakyOrder has the column that gives the game away.
type leakyOrder struct {
	orderRecord
	Refund *string `parquet:"refund_reference,optional"`
}

// makeOrders makes the orders day by day, with their items.
func (s *shop) makeOrders() {
	r := s.random(orderStream)
	hour := newWeights(24, func(i int) float64 { return ordersByHour[i] })
	activity := newWeights(len(s.customers), func(i int) float64 { return s.customers[i].activity })
	shelf := newShelf(s.products)
	id := 500_000
	for d := firstDay; !d.After(lastDay); d = d.AddDate(0, 0, 1) {
		// Those who had signed up by the day before.
		known := sort.Search(len(s.customers), func(i int) bool { return !s.customers[i].signup.Before(d) })
		var times []time.Duration
		for range r.poisson(ordersPerDay * demand(d)) {
			seconds := hour.draw(r)*3600 + r.IntN(3600)
			times = append(times, time.Duration(seconds)*time.Second)
		}
		sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
		for _, t := range times {
			id += r.between(1, 4)
			o := &order{id: id, customer: s.customers[activity[:known].draw(r)], placed: d.Add(t)}
			o.fillIn(r)
			s.items = append(s.items, o.fill(r, shelf)...)
			s.orders = append(s.orders, o)
		}
	}
}

// demand says how many orders come in on a day, compared with the usual.
func demand(d time.Time) float64 {
	years := d.Sub(firstDay).Hours() / 24 / 365
	n := ordersByMonth[d.Month()-1] * ordersByWeekday[d.Weekday()] * (1 + 0.18*years)
	switch {
	case during(d, day(2024, time.November, 28), day(2024, time.December, 2)): // Black Friday
		n *= 2.4
	case during(d, day(2024, time.December, 21), day(2024, time.December, 27)):
		n *= 0.35
	}
	return n
}

func during(d, first, last time.Time) bool { return !d.Before(first) && !d.After(last) }

// fillIn makes up all of an order but its items.
func (o *order) fillIn(r random) {
	c := o.customer
	o.channel = channel(r, c)
	pay := newWeights(len(payments), func(i int) float64 { return c.country.payment[i] }).draw(r)
	o.invoice = payments[pay] == "invoice"
	coupon, percent := coupon(r, o.placed, c.orders == 0 && o.placed.Sub(c.signup) < 180*24*time.Hour)
	o.percent = percent
	c.orders++

	usual := c.country.shipping
	days := max(1, usual-1+r.poisson(1.1))
	if o.placed.Month() == time.December {
		days += r.poisson(1.2)
	}
	if r.chance(0.05) {
		days += r.between(4, 11)
	}
	o.delay = days - usual

	status := "delivered"
	switch {
	case r.chance(0.035):
		status = "cancelled"
	case r.chance(0.006):
		status = "lost"
	}
	o.record.orderRecord = orderRecord{
		ID: int64(o.id), Customer: int64(c.id), Placed: o.placed.UnixMicro(),
		Status: status, Channel: o.channel, Payment: payments[pay], Discount: float64(percent) / 100,
	}
	if coupon != "" {
		o.record.Coupon = &coupon
	}
	if status == "delivered" {
		shipping := int32(days)
		o.record.Shipping = &shipping
	}
}

// channel returns where the order came from: the young prefer the app.
func channel(r random, c *customer) string {
	app := 0.55 - 0.008*float64(c.age-18)
	switch x := r.Float64(); {
	case x < app:
		return "app"
	case x < app+0.09:
		return "marketplace"
	case x < app+0.09+0.0012*float64(c.age):
		return "phone"
	}
	return "web"
}

// coupon returns the coupon of an order and its percentage.
func coupon(r random, t time.Time, isNew bool) (string, int) {
	year := t.Year() % 100
	for _, c := range []struct {
		name        string
		percent     int
		share       float64
		month       time.Month
		first, last int
	}{
		{"SALE20", 20, 0.35, time.January, 2, 20},
		{"SPRING10", 10, 0.20, time.April, 5, 25},
		{"SUMMER15", 15, 0.35, time.July, 1, 21},
		{"BLACK30", 30, 0.60, time.November, 25, 30},
		{"BLACK30", 30, 0.55, time.December, 1, 2},
		{"XMAS10", 10, 0.25, time.December, 3, 20},
	} {
		if t.Month() == c.month && t.Day() >= c.first && t.Day() <= c.last && r.chance(c.share) {
			return fmt.Sprintf("%s-%d", c.name, year), c.percent
		}
	}
	switch {
	case isNew && r.chance(0.55):
		return "WELCOME10", 10
	case r.chance(0.05):
		return "FRIEND5", 5
	}
	return "", 0
}

// regret returns the log-odds that an item of the order comes back, on top of
// those of its category.
func (o *order) regret() float64 {
	x := 4.2*float64(o.percent)/100 + 0.22*math.Max(-1, float64(o.delay)) + o.customer.regret
	if o.invoice {
		x += 0.75
	}
	switch o.channel {
	case "app":
		x += 0.3
	case "phone":
		x -= 0.5
	}
	return x
}

// plantOrders plants the faults of orders.
func (s *shop) plantOrders() {
	r := s.random(plantStream + 1)
	f := s.fault(Outlier, "orders", "total", "a hundred times too high: a lost decimal point")
	for _, o := range sound(r, s.orders, 11, func(o *order) bool { return o.record.Total > 9_000 && o.record.Total < 60_000 }) {
		was := money(o.record.Total)
		o.record.Total *= 100
		o.mark(f, money(o.record.Total).String(), was.String())
	}
	f = s.fault(DisguisedNull, "orders", "shipping_days", "9999 stands for a parcel that was not tracked")
	for _, o := range sound(r, s.orders, 17, func(o *order) bool { return o.record.Shipping != nil }) {
		days := int32(9999)
		o.mark(f, "9999", fmt.Sprint(*o.record.Shipping))
		o.record.Shipping = &days
	}
	f = s.fault(OrphanedKey, "orders", "customer_id", "there is no such customer")
	for _, o := range sound(r, s.orders, 14, nil) {
		was := o.record.Customer
		o.record.Customer = int64(r.between(90_000, 99_999))
		o.mark(f, fmt.Sprint(o.record.Customer), fmt.Sprint(was))
	}
	for _, v := range []struct {
		as string
		n  int
	}{{"PayPal", 13}, {"PAYPAL", 9}} {
		f = s.fault(CaseVariant, "orders", "payment_method", fmt.Sprintf("paypal, written %q", v.as))
		for _, o := range sound(r, s.orders, v.n, func(o *order) bool { return o.record.Payment == "paypal" }) {
			o.mark(f, v.as, o.record.Payment)
			o.record.Payment = v.as
		}
	}
	f = s.fault(DuplicateRow, "orders", "", "the same order twice, one right after the other")
	for _, o := range sound(r, s.orders, 10, nil) {
		twin := *o
		twin.repeats(f, &o.row)
		s.orders = after(s.orders, o, &twin)
	}
	s.plantLeak()
}

// plantLeak adds the column that tells who returned an order.
func (s *shop) plantLeak() {
	s.leak = true
	f := s.fault(Leak, "orders", "refund_reference", "set for the orders that were returned, and for no other: "+
		"whoever predicts returned from it predicts the past; the clean lake has no such column")
	for _, o := range s.orders {
		if o.record.Returned {
			ref := fmt.Sprintf("RF%s-%d", o.placed.Format("0601"), o.id%100_000*7)
			o.record.Refund = &ref
			f.Count++
		}
	}
}

// writeOrders writes a Parquet file for each month.
func (s *shop) writeOrders() error {
	for from := 0; from < len(s.orders); {
		month := s.orders[from].placed.Format("2006-01")
		to := from
		for to < len(s.orders) && s.orders[to].placed.Format("2006-01") == month {
			to++
		}
		path := fmt.Sprintf("orders/year=%s/month=%s/part-0.parquet", month[:4], month[5:])
		data, err := s.packOrders(s.orders[from:to])
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for i, o := range s.orders[from:to] {
			o.written(path, i+1)
		}
		s.files = append(s.files, File{Path: path, Rows: to - from, Data: data})
		from = to
	}
	return nil
}

func (s *shop) packOrders(orders []*order) ([]byte, error) {
	if s.leak {
		return packParquet(orders, func(o *order) leakyOrder { return o.record })
	}
	return packParquet(orders, func(o *order) orderRecord { return o.record.orderRecord })
}

// packParquet returns a Parquet file of one row group. Its bytes are the same
// each time on one platform; elsewhere parquet-go may cut runs in another way.
func packParquet[T any](orders []*order, record func(*order) T) ([]byte, error) {
	rows := make([]T, len(orders))
	for i, o := range orders {
		rows[i] = record(o)
	}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out, parquet.NewSchema("order", parquet.SchemaOf(new(T))),
		parquet.Compression(&parquet.Zstd), parquet.CreatedBy("tarn", "samples", "1"))
	if _, err := w.Write(rows); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
