package generate

import (
	"fmt"
	"strings"
	"time"
)

const customerCount = 2400

var (
	firstSignup = day(2019, time.January, 7)
	lastSignup  = day(2025, time.February, 20)
)

// The columns of customers, in order.
const (
	customerID = iota
	customerName
	customerEmail
	customerStreet
	customerPostcode
	customerCity
	customerCountry
	customerBirth
	customerSignup
	customerSegment
	customerNewsletter
	customerCredit
)

var customerHeader = []string{
	"customer_id", "name", "email", "street", "postcode", "city", "country",
	"birth_date", "signup_date", "segment", "newsletter", "credit_limit",
}

type customer struct {
	record
	id       int
	country  *country
	signup   time.Time
	age      int
	segment  string
	activity float64 // how often the customer orders, compared with others
	regret   float64 // how readily the customer sends things back
	orders   int
}

// makeCustomers makes the customers in the order in which they signed up, more
// of them each year.
func (s *shop) makeCustomers() {
	r := s.random(customerStream)
	where := newWeights(len(countries), func(i int) float64 { return countries[i].share })
	taken := map[string]bool{}
	span := lastSignup.Sub(firstSignup).Hours() / 24
	for i := range customerCount {
		c := &customer{id: 10001 + i, country: &countries[where.draw(r)]}
		// The i-th of n on a line that rises: the inverse of x*(0.4+0.6x).
		x := (float64(i) + r.Float64()) / customerCount
		c.signup = firstSignup.AddDate(0, 0, int(span*rising(x)))
		c.describe(r, taken)
		s.customers = append(s.customers, c)
	}
}

// rising returns the share of the time that has gone by when a share x of the
// customers has signed up.
func rising(x float64) float64 {
	low, high := 0.0, 1.0
	for range 30 {
		middle := (low + high) / 2
		if middle*(0.4+0.6*middle) < x {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// describe makes up the person and the cells of the row.
func (c *customer) describe(r random, taken map[string]bool) {
	first, last := one(r, c.country.first), c.country.last[zipf(len(c.country.last), 0.5).draw(r)]
	town := c.country.cities[zipf(len(c.country.cities), 0.9).draw(r)]
	c.age = max(18+2024-c.signup.Year(), min(88, int(r.lognormal(39, 0.33))))
	birth := day(2024-c.age, time.January, 1).AddDate(0, 0, r.IntN(365))
	c.segment = segment(r, c.age)
	c.activity = r.lognormal(1, 0.85)
	if c.segment == "business" {
		c.activity *= 2.2
	}
	c.regret = r.normal(0, 0.45)

	c.cells = []string{
		fmt.Sprint(c.id), first + " " + last, email(r, first, last, c.country.domains, taken),
		strings.Replace(one(r, c.country.streets), "%", fmt.Sprint(houseNumber(r, c.country)), 1),
		r.fill(town.postcode), town.name, c.country.name,
		iso(birth), iso(c.signup), c.segment, fmt.Sprint(r.chance(0.46)), credit(r, c.segment),
	}
	if r.chance(0.05) {
		c.cells[customerBirth] = "" // nobody has to tell
	}
}

func houseNumber(r random, c *country) int {
	if c.name == "United States" {
		return r.between(10, 4900)
	}
	return 1 + int(r.lognormal(20, 0.9))
}

func segment(r random, age int) string {
	switch {
	case age < 28 && r.chance(0.55):
		return "student"
	case r.chance(0.11):
		return "business"
	case age >= 30 && age < 52 && r.chance(0.5):
		return "family"
	}
	return "single"
}

// credit returns a limit in steps of 50, or nothing: students have none.
func credit(r random, segment string) string {
	medians := map[string]float64{"business": 4200, "family": 1500, "single": 1100}
	if segment == "student" {
		return ""
	}
	limit := min(9500, int(r.lognormal(medians[segment], 0.5)))
	return money(limit/50*5000 + 5000).String()
}

var ascii = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i",
	"ï", "i", "ç", "c", "á", "a", "í", "i", "ó", "o", "ò", "o", "ô", "o", "ú", "u", "ñ", "n", "ı", "i", " ", "", "'", "")

// email returns an address that nobody has yet.
func email(r random, first, last string, domains []string, taken map[string]bool) string {
	first, last = ascii.Replace(strings.ToLower(first)), ascii.Replace(strings.ToLower(last))
	forms := []string{first + "." + last, first[:1] + "." + last, first + last, first + "_" + last, last + "." + first}
	name, domain := one(r, forms), one(r, domains)
	if r.chance(0.25) {
		name += fmt.Sprint(r.between(60, 99))
	}
	address := name + "@" + domain
	for n := 2; taken[address]; n++ {
		address = fmt.Sprintf("%s%d@%s", name, n, domain)
	}
	taken[address] = true
	return address
}

// plantCustomers plants the faults of customers.
func (s *shop) plantCustomers() {
	r := s.random(plantStream)
	s.disguise(r, customerPostcode, "N/A", 24, "N/A stands where no postcode is known")
	s.disguise(r, customerCity, "-", 15, "a dash stands where no city is known")
	s.disguise(r, customerSegment, "unknown", 31, "unknown is not a segment but the lack of one")
	s.disguise(r, customerCredit, "9999", 40, "9999 stands for a limit that was never set")
	s.disguise(r, customerBirth, "1900-01-01", 52, "the form's default stands where no birthday was given")

	for _, v := range []struct {
		city, as string
		n        int
	}{{"Berlin", "berlin ", 9}, {"Berlin", "BERLIN", 7}, {"New York", "new york", 6}, {"London", "LONDON", 5}, {"Paris", "paris", 4}} {
		f := s.fault(CaseVariant, "customers", "city", fmt.Sprintf("%s, written %q", v.city, v.as))
		is := func(c *customer) bool { return c.cells[customerCity] == v.city }
		for _, c := range sound(r, s.customers, v.n, is) {
			c.put(f, customerCity, v.as)
		}
	}
	s.plantCustomerDates(r)
	s.plantCustomerRows(r)
}

// put replaces a cell by a faulty one.
func (r *record) put(f *Fault, column int, value string) {
	r.mark(f, value, r.cells[column])
	r.cells[column] = value
}

// disguise replaces the cells of a few customers by a text that stands for nothing.
func (s *shop) disguise(r random, column int, token string, n int, note string) {
	f := s.fault(DisguisedNull, "customers", customerHeader[column], note)
	known := func(c *customer) bool { return c.cells[column] != "" }
	for _, c := range sound(r, s.customers, n, known) {
		c.put(f, column, token)
	}
}

func (s *shop) plantCustomerDates(r random) {
	never := []string{"2023-02-30", "2022-02-29", "2021-04-31", "2023-02-30", "2020-11-31"}
	f := s.fault(ImpossibleDay, "customers", "signup_date", "no calendar has this day")
	for i, c := range sound(r, s.customers, len(never), func(c *customer) bool { return c.signup.Year() < 2024 }) {
		c.put(f, customerSignup, never[i])
	}

	f = s.fault(FutureDate, "customers", "birth_date", "born in 19xx, but the year was kept with two digits and read as 20xx")
	old := func(c *customer) bool {
		birth := c.cells[customerBirth]
		return birth > "1940" && birth < "1970"
	}
	for _, c := range sound(r, s.customers, 8, old) {
		c.put(f, customerBirth, "20"+c.cells[customerBirth][2:])
	}
}

// plantCustomerRows plants rows that are there twice, and ragged ones.
func (s *shop) plantCustomerRows(r random) {
	f := s.fault(RaggedRow, "customers", "", "a row that lacks its last two fields, or has one more than the header; "+
		"the value is the number of fields")
	american := func(c *customer) bool { return c.country.name == "United States" }
	for i, c := range sound(r, s.customers, 4, american) {
		was := fmt.Sprint(len(c.cells))
		if i%2 == 0 {
			c.cells = c.cells[:customerNewsletter]
		} else {
			c.cells = append(c.cells, "VIP")
		}
		c.mark(f, fmt.Sprint(len(c.cells)), was)
	}

	f = s.fault(DuplicateRow, "customers", "", "the same customer twice, in one file")
	for _, c := range sound(r, s.customers, 12, nil) {
		twin := *c
		twin.repeats(f, &c.row)
		s.customers = after(s.customers, c, &twin)
	}
}

func (s *shop) writeCustomers() error {
	for i := range countries {
		var records []*record
		for _, c := range s.customers {
			if c.country == &countries[i] {
				records = append(records, &c.record)
			}
		}
		d := countries[i].dialect
		d.header = customerHeader
		if err := s.writeText("customers/"+countries[i].file, d, records); err != nil {
			return err
		}
	}
	return nil
}
