package infer

import (
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"testing/quick"
	"time"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// vocabulary holds values of all kinds, those that are hard to tell apart among them.
var vocabulary = strings.Split(`|0|1|-7|42|123456|007|00|+5|+14155550100|-0|9223372036854775807|9223372036854775808|-9223372036854775809`+
	`|9007199254740993|1234567890123456789012|12345678901234567890123456789012345678|123456789012345678901234567890123456789`+
	`|1.5|-2.25|.5|5.|0.10|40.641525000000001|40.641525000000008|40.64152500000001|0.12345678901234567000|0.1234567890123456700|0.1234567890123456789|-0.00|0.00000000000000000000|1e5|1E-3|1e999|inf|-Infinity|NaN|nan`+
	`|NA|NA	|N/A|-|?|\N|NULL|none| |  |true|true |FALSE|yes|No|Y|n|t|F|20240229|20230229`+
	`|2024-02-29|2023-02-29|2024-2-9|2024-02-29 10:00:00|2024-02-29 24:00:00|2024-02-29T10:00:00Z|2024-02-29T10:00:00.250Z|2024-02-29T10:00:00+02:00|2024-02-29 10:00:00.123456789|2024-02-29T10:00:00.123456000|2024-02-29 10:00`+
	`|2010-11|2012-13|2024-02|2024-Q1|01/02/2024|13/02/2024|02/13/2024|05/05/2024|01/02/24|13/02/24|31.12.2024|24.12.23|5 Jan 2024|5 January 2024|May 5, 2024`+
	`|29/02/2024 10:00|1/5/2024 1:02:03 PM| 12 | 1.5|	2024-02-29|some text|zebra|Ünïcödé|ünïcödé text that is longer`+
	`|`+strings.Repeat("long ", 40)+`|`+strings.Repeat("long ", 40)+`er|`+strings.Repeat("é", 100), "|")

// A pile is some values: mostly of few kinds, so that the rarer types come up.
type pile []string

func (pile) Generate(r *rand.Rand, size int) reflect.Value {
	some := make([]string, 1+r.Intn(6))
	near := r.Intn(len(vocabulary))
	for i := range some {
		some[i] = vocabulary[r.Intn(len(vocabulary))]
		if r.Intn(3) > 0 { // much like the others
			some[i] = vocabulary[(near+r.Intn(8))%len(vocabulary)]
		}
	}
	p := make(pile, r.Intn(20))
	for i := range p {
		p[i] = some[r.Intn(len(some))]
		if p[i] != "" && r.Intn(4) == 0 {
			p[i] = mutant(r, p[i])
		}
	}
	return reflect.ValueOf(p)
}

// mutant returns value with a byte changed, left out or put in; mostly a digit.
func mutant(r *rand.Rand, value string) string {
	const bytes = "0123456789012345678901234567890123456789 .,-+/:TZeE\x00\xE9"
	b := bytes[r.Intn(len(bytes)):][:1]
	at := r.Intn(len(value))
	for range 8 { // digits, if there are any, so that it stays what it is
		if value[at] < '0' || value[at] > '9' {
			at = r.Intn(len(value))
		}
	}
	switch r.Intn(8) {
	case 0:
		return value[:at] + value[at+1:]
	case 1:
		return value[:at] + b + value[at:]
	}
	return value[:at] + b + value[at+1:]
}

// optionSets are the options under which the laws must hold.
var optionSets = []Options{
	{},
	{CompactDates: true, ZeroOne: true, MonthFirst: true},
	{EpochTimes: true, TrueFalse: true},
	{NullTexts: []string{"NA", "some text"}},
	{NullTexts: []string{}},
	{Decimal: ',', Thousands: '.'},
}

// add adds values from the place at on, one on each line, and returns the place
// after them.
func (p pile) add(c *Column, at Pos) Pos {
	for _, value := range p {
		if value == "" {
			c.AddNull()
		} else {
			c.Add([]byte(value), at)
		}
		at.Line++
		at.Byte += int64(len(value)) + 1
	}
	return at
}

// How a file is cut into chunks must not show in the result.
func TestMergeLaw(t *testing.T) {
	for _, o := range optionSets {
		law := func(a, b, d pile) bool {
			whole := Column{Options: o}
			d.add(&whole, b.add(&whole, a.add(&whole, Pos{Line: 1})))

			var parts [3]Column
			var ends [3]Pos
			for i, p := range [3]pile{a, b, d} {
				parts[i].Options = o
				ends[i] = p.add(&parts[i], Pos{Line: 1})
			}
			parts[2].Shift(ends[1].Line-1, ends[1].Byte)
			parts[1].Merge(&parts[2])
			parts[1].Shift(ends[0].Line-1, ends[0].Byte)
			parts[0].Merge(&parts[1])

			got, want := parts[0].Result(), whole.Result()
			same := reflect.DeepEqual(got, want)
			if !same {
				t.Logf("%q %q %q\nin parts %+v\nas one   %+v", a, b, d, got, want)
			}
			return same
		}
		if err := quick.Check(law, &quick.Config{MaxCount: 10000}); err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
	}
}

// The least, the greatest and the longest text are found among all values,
// whatever else these are.
func TestTextExtremes(t *testing.T) {
	law := func(p pile) bool {
		p = append(p, "text")
		var c Column
		p.add(&c, Pos{})
		least, most, longest := "", "", 0
		for _, value := range p {
			if value == "" || value == alwaysNull {
				continue
			}
			clipped := string(clip([]byte(value)))
			if least == "" || clipped < least {
				least = clipped
			}
			most = max(most, clipped)
			if utf8.ValidString(value) {
				longest = max(longest, utf8.RuneCountInString(value))
			}
		}
		e := c.Result().Evidence
		ok := e.Min == datasets.Clip(least) && e.Max == datasets.Clip(most) && e.Longest >= longest
		if !ok {
			t.Logf("%q: got %q to %q, %d; want %q to %q, %d", p, e.Min, e.Max, e.Longest, least, most, longest)
		}
		return ok
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 20000}); err != nil {
		t.Error(err)
	}
}

// That dates can be read in two ways shows although neither chunk alone tells.
func TestMergeAmbiguous(t *testing.T) {
	a, b := columnOf("05/05/2024", Options{}), columnOf("01/02/2024", Options{})
	a.Merge(b)
	if r := a.Result(); len(r.Evidence.Formats) != 2 {
		t.Errorf("got %+v", r)
	}
}

// A column whose dates are written in more ways than are kept is still the same
// in whatever chunks it comes.
func TestManyWays(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var values pile
	for _, date := range strings.Split("2006-01-02|2006-1-2|2006/01/02|02/01/2006|2/1/2006|02.01.06|2 Jan 2006|Jan 2, 2006|2006-Jan-02", "|") {
		for _, clock := range strings.Split("| 15:04|T15:04:05| 15:04:05.000|T15:04:05.000000| 15:04:05,000|, 03:04 PM", "|") {
			for _, zone := range strings.Split("|Z|-07:00| -0700| GMT", "|") {
				if clock != "" || zone == "" {
					at := time.Unix(r.Int63n(2e9), 0).UTC()
					values = append(values, at.Format(date+clock+zone))
				}
			}
		}
	}
	values = append(values, values...)
	for range 100 {
		r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		var whole, head, tail Column
		values.add(&whole, Pos{Line: 1})
		cut := r.Intn(len(values))
		end := values[:cut].add(&head, Pos{Line: 1})
		values[cut:].add(&tail, end)
		head.Merge(&tail)
		got, want := head.Result(), whole.Result()
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("in parts %+v\nas one   %+v", got, want)
		}
		if len(whole.times.ways) != maxWays || want.Type.Kind != schema.String || want.Problems[0].Count != int64(len(values)) {
			t.Fatalf("%d ways, %+v", len(whole.times.ways), want)
		}
	}
}
