package generate_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/tarnlake/tarn/datasets/samples/generate"
)

// Two builds give the same bytes, and another seed gives others.
func TestDeterministic(t *testing.T) {
	a, b, c := build(t, generate.Options{Faults: true}), build(t, generate.Options{Faults: true}), build(t, generate.Options{Seed: 2, Faults: true})
	if len(a.Files) != len(b.Files) || len(a.Faults) == 0 {
		t.Fatalf("%d files, then %d; %d faults", len(a.Files), len(b.Files), len(a.Faults))
	}
	for i := range a.Files {
		if !bytes.Equal(a.Files[i].Data, b.Files[i].Data) {
			t.Errorf("%s differs from one build to the next", a.Files[i].Path)
		}
		if bytes.Equal(a.Files[i].Data, c.Files[i].Data) {
			t.Errorf("%s does not depend on the seed", a.Files[i].Path)
		}
	}
}

func TestShop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	if err := generate.Shop(dir, generate.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range build(t, generate.Options{}).Files {
		if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path))); err != nil || !bytes.Equal(got, f.Data) {
			t.Errorf("%s: not as built (%v)", f.Path, err)
		}
	}
}

// Whatever the seed, the clean shop is whole, and there is room for all faults.
func TestCleanShop(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			lake := build(t, generate.Options{Seed: seed})
			if len(lake.Faults) > 0 {
				t.Errorf("the clean lake has %d faults", len(lake.Faults))
			}
			s := read(t, lake)
			s.checkCustomers(t)
			s.checkOrders(t)
			s.checkReturns(t)
			s.checkEvents(t)
			build(t, generate.Options{Seed: seed, Faults: true})
		})
	}
}

// The stories that the README promises and the tour tells.
func TestStories(t *testing.T) {
	s := read(t, build(t, generate.Options{}))
	revenue := map[time.Month]int64{}
	for _, o := range s.orders {
		if o.placed().Year() == 2024 {
			revenue[o.placed().Month()] += o.Cents
		}
	}
	if revenue[time.December] < 2*revenue[time.February] || revenue[time.November] < 3*revenue[time.August]/2 {
		t.Errorf("the season is flat: %v", revenue)
	}

	shoes, books := s.returnRate(func(l line) bool { return l.sku[:3] == "SHO" }), s.returnRate(func(l line) bool { return l.sku[:3] == "BOO" })
	if shoes < 0.28 || shoes > 0.42 || books > 0.06 {
		t.Errorf("%.0f %% of shoes and %.0f %% of books come back", 100*shoes, 100*books)
	}
	// What an order alone tells of its return; a model has something to learn.
	for _, cause := range []struct {
		name string
		is   func(order) bool
	}{
		{"discount", func(o order) bool { return o.Discount >= 0.2 }},
		{"delay", func(o order) bool { return o.Shipping != nil && *o.Shipping >= 9 }},
		{"invoice", func(o order) bool { return o.Payment == "invoice" }},
	} {
		with := s.returnRate(func(l line) bool { return cause.is(s.byID[l.order]) })
		without := s.returnRate(func(l line) bool { return !cause.is(s.byID[l.order]) })
		if with < 1.3*without {
			t.Errorf("%s: %.3f come back, %.3f without", cause.name, with, without)
		}
	}
}

func build(t *testing.T, o generate.Options) *generate.Lake {
	t.Helper()
	lake, err := generate.Build(o)
	if err != nil {
		t.Fatal(err)
	}
	return lake
}

// shop is a lake as it reads.
type shop struct {
	customers map[string][]string // by id
	orders    []order
	byID      map[string]order
	lines     []line
	products  map[string]product
	returns   [][]string
	returned  map[[2]string]bool // order and sku
	events    []event
}

type order struct {
	ID       int64   `parquet:"order_id"`
	Customer int64   `parquet:"customer_id"`
	Placed   int64   `parquet:"placed_at"`
	Status   string  `parquet:"status"`
	Payment  string  `parquet:"payment_method"`
	Discount float64 `parquet:"discount"`
	Cents    int64   `parquet:"total"`
	Shipping *int32  `parquet:"shipping_days,optional"`
	Returned bool    `parquet:"returned"`
}

func (o order) placed() time.Time { return time.UnixMicro(o.Placed).UTC() }

type line struct {
	order, number, sku, price, weight string
	quantity                          int
}

type product struct {
	SKU    string      `json:"sku"`
	Price  json.Number `json:"price"`
	Weight json.Number `json:"weight_kg"`
}

type event struct {
	ID    string `json:"event_id"`
	Time  string `json:"ts"`
	Type  string `json:"type"`
	Cart  any    `json:"cart_value"`
	Order int    `json:"order_id"`
	User  struct {
		ID int `json:"id"`
	} `json:"user"`
	Experiment any `json:"experiment"`
}

func read(t *testing.T, lake *generate.Lake) *shop {
	t.Helper()
	s := &shop{customers: map[string][]string{}, byID: map[string]order{}, products: map[string]product{}, returned: map[[2]string]bool{}}
	for _, f := range lake.Files {
		var err error
		switch table, _, _ := strings.Cut(f.Path, "/"); table {
		case "customers":
			for _, c := range cells(t, f.Path, f.Data)[1:] {
				s.customers[c[0]] = c
			}
		case "orders":
			var rows []order
			rows, err = parquet.Read[order](bytes.NewReader(f.Data), int64(len(f.Data)))
			s.orders = append(s.orders, rows...)
		case "order_items":
			for _, c := range cells(t, f.Path, f.Data)[1:] {
				n, _ := strconv.Atoi(c[3])
				s.lines = append(s.lines, line{c[0], c[1], c[2], c[4], c[5], n})
			}
		case "products":
			var list []product
			err = json.Unmarshal(f.Data, &list)
			for _, p := range list {
				s.products[p.SKU] = p
			}
		case "returns":
			s.returns = cells(t, f.Path, f.Data)
		case "events":
			for d := json.NewDecoder(bytes.NewReader(f.Data)); err == nil && d.More(); {
				var e event
				err = d.Decode(&e)
				if day := strings.TrimSuffix(filepath.Base(f.Path), ".json"); e.Time[:10] != day {
					t.Errorf("%s has an event of %s", f.Path, e.Time)
				}
				s.events = append(s.events, e)
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
	}
	for _, o := range s.orders {
		s.byID[fmt.Sprint(o.ID)] = o
	}
	for _, c := range s.returns {
		s.returned[[2]string{c[0], c[1]}] = true
	}
	return s
}

// cells returns the rows of a text file.
func cells(t *testing.T, path string, data []byte) [][]string {
	t.Helper()
	var in io.Reader = bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))
	if strings.HasSuffix(path, ".gz") {
		var err error
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatal(err)
		}
	}
	if strings.HasSuffix(path, "france.csv") {
		var utf8 strings.Builder
		for _, latin1 := range data {
			utf8.WriteRune(rune(latin1))
		}
		in = strings.NewReader(utf8.String())
	}
	r := csv.NewReader(in)
	switch {
	case strings.HasSuffix(path, "germany.csv"):
		r.Comma = ';'
	case strings.HasSuffix(path, ".tsv"):
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

func (s *shop) returnRate(of func(line) bool) float64 {
	n, back := 0, 0
	for _, l := range s.lines {
		if of(l) {
			n++
			if s.returned[[2]string{l.order, l.sku}] {
				back++
			}
		}
	}
	return float64(back) / math.Max(1, float64(n))
}

var customerForms = []*regexp.Regexp{
	regexp.MustCompile(`^\d{5}$`),                                               // customer_id
	regexp.MustCompile(`^\pL[\pL' -]+$`),                                        // name
	regexp.MustCompile(`^[a-z0-9._-]+@[a-z.]*example[a-z.]*$`),                  // email, of nobody
	regexp.MustCompile(`\d`),                                                    // street
	regexp.MustCompile(`^(\d{5}|\d{4} [A-Z]{2}|[A-Z]{1,2}\d{1,2} \d[A-Z]{2})$`), // postcode
	regexp.MustCompile(`^\p{Lu}[\pL -]+$`),                                      // city
	regexp.MustCompile(`^[A-Z][a-z]+( [A-Z][a-z]+)?$`),                          // country
	regexp.MustCompile(`^((19[2-9]\d|200[0-9])-\d\d-\d\d)?$`),                   // birth_date
	regexp.MustCompile(`^20(19|2[0-5])-\d\d-\d\d$`),                             // signup_date
	regexp.MustCompile(`^(single|family|student|business)$`),                    // segment
	regexp.MustCompile(`^(true|false)$`),                                        // newsletter
	regexp.MustCompile(`^(\d{2,4}\.00)?$`),                                      // credit_limit
}

func (s *shop) checkCustomers(t *testing.T) {
	emails := map[string]bool{}
	for id, c := range s.customers {
		for i, form := range customerForms {
			if !form.MatchString(c[i]) {
				t.Errorf("customer %s: %q is not like %s", id, c[i], form)
			}
		}
		if emails[c[2]] {
			t.Errorf("customer %s: %s is taken", id, c[2])
		}
		emails[c[2]] = true
		birth, signup := c[7], date(t, c[8])
		if birth != "" && date(t, birth).AddDate(17, 0, 0).After(signup) {
			t.Errorf("customer %s: born on %s, signed up on %s", id, birth, c[8])
		}
	}
}

func (s *shop) checkOrders(t *testing.T) {
	sum, numbers := map[string]int64{}, map[[2]string]bool{}
	for _, l := range s.lines {
		p, known := s.products[l.sku]
		if !known || string(p.Price) != l.price || string(p.Weight) != l.weight {
			t.Errorf("order %s, line %s: %s for %s, %s kg; the product is %v", l.order, l.number, l.sku, l.price, l.weight, p)
		}
		if numbers[[2]string{l.order, l.number}] || l.quantity < 1 {
			t.Errorf("order %s, line %s: twice, or %d pieces", l.order, l.number, l.quantity)
		}
		numbers[[2]string{l.order, l.number}] = true
		sum[l.order] += int64(l.quantity) * cents(t, l.price)
	}
	if len(s.orders) < 10_000 || len(s.orders) != len(s.byID) || len(sum) != len(s.byID) {
		t.Errorf("%d orders, %d of them different, %d with items", len(s.orders), len(s.byID), len(sum))
	}
	for _, o := range s.orders {
		c, known := s.customers[fmt.Sprint(o.Customer)]
		if !known || date(t, c[8]).After(o.placed()) {
			t.Errorf("order %d: customer %d, %v, had not signed up", o.ID, o.Customer, c)
		}
		want := math.Round(float64(sum[fmt.Sprint(o.ID)]) * (1 - o.Discount))
		if math.Abs(want-float64(o.Cents)) > 1 || o.Cents <= 0 {
			t.Errorf("order %d: the total is %d cents, the items make %.0f", o.ID, o.Cents, want)
		}
		if (o.Status == "delivered") != (o.Shipping != nil) || o.Shipping != nil && (*o.Shipping < 1 || *o.Shipping > 40) {
			t.Errorf("order %d: %s after %v days", o.ID, o.Status, o.Shipping)
		}
	}
}

func (s *shop) checkReturns(t *testing.T) {
	bought, back := map[[2]string]bool{}, map[string]bool{}
	for _, l := range s.lines {
		bought[[2]string{l.order, l.sku}] = true
	}
	if len(s.returned) != len(s.returns) || len(s.returns) < 1000 {
		t.Errorf("%d returns, %d of them different", len(s.returns), len(s.returned))
	}
	for _, c := range s.returns {
		back[c[0]] = true
		o := s.byID[c[0]]
		if !bought[[2]string{c[0], c[1]}] || o.Status != "delivered" || date(t, c[2]).Before(o.placed()) {
			t.Errorf("return %v: of something that was not delivered", c)
		}
		if a := cents(t, c[4]); a <= 0 || a > o.Cents+1 {
			t.Errorf("return %v: more than the order, which is %d cents", c, o.Cents)
		}
	}
	for id, o := range s.byID {
		if o.Returned != back[id] {
			t.Errorf("order %s: returned is %t", id, o.Returned)
		}
	}
}

func (s *shop) checkEvents(t *testing.T) {
	ids, purchases, last := map[string]bool{}, 0, ""
	for _, e := range s.events {
		if ids[e.ID] || e.Time < last {
			t.Errorf("event %s of %s: there twice, or after %s", e.ID, e.Time, last)
		}
		ids[e.ID], last = true, e.Time
		if _, number := e.Cart.(float64); e.Cart != nil && !number || e.Experiment != nil {
			t.Errorf("event %s: cart_value %v, experiment %v", e.ID, e.Cart, e.Experiment)
		}
		if e.Type == "purchase" {
			purchases++
			o := s.byID[fmt.Sprint(e.Order)]
			if o.Customer != int64(e.User.ID) || o.placed().Format("2006-01-02T15:04:05.000Z") != e.Time {
				t.Errorf("event %s of %s by %d: the order is %+v", e.ID, e.Time, e.User.ID, o)
			}
		}
	}
	if purchases < 50 || len(ids) < 1000 {
		t.Errorf("%d events, %d purchases", len(ids), purchases)
	}
}

func date(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Error(err)
	}
	return d
}

func cents(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	if err != nil || len(text) < 4 || text[len(text)-3] != '.' {
		t.Errorf("%q is not an amount", text)
	}
	return n
}
