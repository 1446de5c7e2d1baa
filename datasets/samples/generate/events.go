package generate

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"time"
)

var (
	firstEventDay = day(2025, time.February, 15)
	lastEventDay  = day(2025, time.February, 28)
)

type event struct {
	row
	time    time.Time
	android string // the version of Android it came from, if it did
	record  eventRecord
}

// An eventRecord is an event as it is written.
type eventRecord struct {
	ID         string      `json:"event_id"`
	Time       string      `json:"ts"`
	Type       string      `json:"type"`
	Session    string      `json:"session"`
	User       user        `json:"user"`
	Page       string      `json:"page"`
	Referrer   string      `json:"referrer,omitempty"`
	Query      string      `json:"query,omitempty"`
	Items      []eventItem `json:"items"`
	CartValue  any         `json:"cart_value,omitempty"` // money, or text where a fault is
	Order      int         `json:"order_id,omitempty"`
	Experiment *experiment `json:"experiment,omitempty"`
}

type user struct {
	ID     int    `json:"id,omitempty"` // a customer, or nobody known
	Device device `json:"device"`
}

type device struct {
	OS      string `json:"os"`
	Version string `json:"version"`
}

type eventItem struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"qty"`
	Price    money  `json:"price"`
}

type experiment struct {
	Name    string `json:"name"`
	Variant string `json:"variant"`
}

// A session is one visit to the shop.
type session struct {
	random
	id       string
	user     user
	referrer string
	now      time.Time
	events   []*event
}

// makeEvents makes the visits of two weeks: those that led to an order, of
// whoever let the shop watch, and three times as many that led to none.
func (s *shop) makeEvents() {
	r := s.random(eventStream)
	shelf := newShelf(s.products)
	for _, o := range s.orders {
		online := o.channel == "web" || o.channel == "app"
		if !online || !during(o.placed, firstEventDay, lastEventDay.AddDate(0, 0, 1)) || !r.chance(0.45) {
			continue
		}
		v := newSession(r, o.channel, o.customer.id)
		s.events = append(s.events, v.buy(o)...)
		for range 3 {
			id := 0
			if r.chance(0.5) {
				id = s.customers[r.IntN(len(s.customers)*9/10)].id
			}
			v := newSession(r, []string{"web", "web", "app"}[r.IntN(3)], id)
			s.events = append(s.events, v.browse(shelf, o.placed.Truncate(24*time.Hour))...)
		}
	}
	sort.SliceStable(s.events, func(i, j int) bool { return s.events[i].time.Before(s.events[j].time) })
	for _, e := range s.events {
		e.record.ID = fmt.Sprintf("%016x", r.Uint64())
		e.record.Time = e.time.Format("2006-01-02T15:04:05.000Z")
	}
}

func newSession(r random, channel string, customer int) *session {
	versions := map[string][]string{
		"iOS": {"17.6", "18.1", "18.2", "18.3"}, "Android": {"12", "13", "14", "15"},
		"Windows": {"10", "11", "11"}, "macOS": {"13.7", "14.6", "15.3"}, "Linux": {"6.8", "6.11"},
	}
	systems := []string{"iOS", "iOS", "Android"}
	if channel == "web" {
		systems = []string{"Windows", "Windows", "Windows", "macOS", "macOS", "Linux", "iOS", "Android", "Android"}
	}
	v := &session{random: r, id: fmt.Sprintf("s%08x", r.Uint32())}
	os := one(r, systems)
	v.user = user{ID: customer, Device: device{OS: os, Version: one(r, versions[os])}}
	v.referrer = one(r, []string{"", "", "google", "google", "newsletter", "instagram", "partner"})
	return v
}

// add adds an event, a while after the one before.
func (v *session) add(kind, page string) *event {
	v.now = v.now.Add(time.Duration(3000+v.IntN(95_000)) * time.Millisecond)
	e := &event{time: v.now}
	if v.user.Device.OS == "Android" {
		e.android = v.user.Device.Version
	}
	e.record = eventRecord{
		Type: kind, Session: v.id, User: v.user, Page: page, Items: []eventItem{},
	}
	if len(v.events) == 0 {
		e.record.Referrer = v.referrer
	}
	v.events = append(v.events, e)
	return e
}

func (v *session) view(p *product) {
	e := v.add("view", "/p/"+p.record.SKU)
	e.record.Items = append(e.record.Items, eventItem{p.record.SKU, 1, p.price})
}

// buy returns the events of the visit that led to the order.
func (v *session) buy(o *order) []*event {
	v.now = o.placed
	v.add("home", "/")
	var cart []eventItem
	value := money(0)
	for _, i := range o.items {
		v.view(i.product)
		cart = append(cart, eventItem{i.product.record.SKU, i.quantity, i.product.price})
		value += i.product.price * money(i.quantity)
		e := v.add("cart", "/cart")
		e.record.Items, e.record.CartValue = cart[:len(cart):len(cart)], value
	}
	e := v.add("checkout", "/checkout")
	e.record.Items, e.record.CartValue = cart, value
	e = v.add("purchase", "/thanks")
	e.record.Items, e.record.CartValue, e.record.Order = cart, value, o.id
	early := v.now.Sub(o.placed)
	for _, e := range v.events {
		e.time = e.time.Add(-early) // so that the purchase is when the order was placed
	}
	return v.within(o.placed)
}

// browse returns the events of a visit that led to nothing.
func (v *session) browse(shelf *shelf, midnight time.Time) []*event {
	hour := newWeights(24, func(i int) float64 { return ordersByHour[i] }).draw(v.random)
	v.now = midnight.Add(time.Duration(hour*3600+v.IntN(3000)) * time.Second)
	if v.chance(0.35) {
		p := shelf.pick(v.random, midnight.Month())
		e := v.add("search", "/search")
		e.record.Query = one(v.random, p.category.nouns)
	} else {
		v.add("home", "/")
	}
	for range v.poisson(1.3) {
		p := shelf.pick(v.random, midnight.Month())
		v.view(p)
		if v.chance(0.22) {
			e := v.add("cart", "/cart")
			e.record.Items = append(e.record.Items, eventItem{p.record.SKU, 1, p.price})
			e.record.CartValue = p.price
		}
	}
	return v.within(midnight)
}

// within returns the events that fall on the same day as t.
func (v *session) within(t time.Time) []*event {
	return slices.DeleteFunc(v.events, func(e *event) bool { return e.time.YearDay() != t.YearDay() })
}

// plantEvents plants the faults of events.
func (s *shop) plantEvents() {
	r := s.random(plantStream + 3)
	f := s.fault(TypeChange, "events", "cart_value", "text, though it is a number elsewhere: the app for Android 15 sends it so")
	for _, e := range s.events {
		if value, is := e.record.CartValue.(money); is && e.android == "15" {
			e.record.CartValue = value.String()
			e.mark(f, value.String(), value.String())
		}
	}

	f = s.fault(LateField, "events", "experiment", "a member that no event has before the last two days; the value is its variant")
	start := lastEventDay.AddDate(0, 0, -1).Add(15 * time.Hour)
	for _, e := range s.events {
		if e.time.Before(start) || e.record.Type == "search" || len(e.marks) > 0 {
			continue
		}
		variant := string("AB"[e.record.Session[8]&1])
		e.record.Experiment = &experiment{"free-shipping-bar", variant}
		e.mark(f, variant, "")
	}

	f = s.fault(DuplicateRow, "events", "", "an event that was delivered twice")
	for _, e := range sound(r, s.events, 24, nil) {
		twin := *e
		twin.repeats(f, &e.row)
		s.events = after(s.events, e, &twin)
	}
}

// writeEvents writes a file for each day, with an event on each line.
func (s *shop) writeEvents() error {
	for d := firstEventDay; !d.After(lastEventDay); d = d.AddDate(0, 0, 1) {
		path := fmt.Sprintf("events/%s.json", iso(d))
		var out bytes.Buffer
		rows := 0
		for _, e := range s.events {
			if !e.time.Truncate(24 * time.Hour).Equal(d) {
				continue
			}
			line, err := oneLine(e.record)
			if err != nil {
				return err
			}
			out.Write(line)
			out.WriteByte('\n')
			rows++
			e.written(path, rows)
		}
		s.files = append(s.files, File{Path: path, Rows: rows, Data: out.Bytes()})
	}
	return nil
}
