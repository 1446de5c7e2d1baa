package feature

import (
	"hash/fnv"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// nameBuckets and textBuckets are how many numbers stand for the parts of the
// name, and of the values.
const (
	nameBuckets = 400
	textBuckets = 200
)

// mostSamples is how many values are looked at: the model was trained with five.
const mostSamples = 5

// Vector returns what the model sees of a column, as numbers; NaN is unknown.
func Vector(c Column) []float64 {
	v := append(ofFigures(c), told(c)...)
	v = append(v, ofSamples(c.samples())...)
	v = append(v, ofName(c.Name)...)
	v = append(v, hashed(nameParts(c.Name), nameBuckets)...)
	return append(v, hashed(textParts(c.samples()), textBuckets)...)
}

// told returns how many distinct values there are besides texts that say that
// there is none, and whether those that are seen are all the same.
func told(c Column) []float64 {
	some := c.samples()
	nothing := map[string]bool{}
	for _, s := range c.Samples {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(some, s) {
			nothing[s] = true
		}
	}
	distinct := c.Distinct - float64(len(nothing))
	return []float64{distinct, truth(distinct <= 1), truth(len(some) > 0 && !slices.ContainsFunc(some, func(s string) bool { return s != some[0] }))}
}

// samples returns the values that the model looks at, without those that say
// that there is none.
func (c Column) samples() []string {
	var some []string
	for _, s := range c.Samples {
		switch s = strings.TrimSpace(s); strings.ToLower(s) {
		case "", "nan", "null", "#null!":
		default:
			if some = append(some, s); len(some) == mostSamples {
				return some
			}
		}
	}
	return some
}

// ofFigures returns how much there is of the column, and where it lies.
func ofFigures(c Column) []float64 {
	rows, count := max(float64(c.Rows), 1), max(float64(c.Rows-c.Nulls), 1)
	spread := c.Max - c.Min
	return []float64{
		math.Log1p(rows), float64(c.Nulls) / rows, c.Distinct, c.Distinct / rows, c.Distinct / count,
		c.Mean, c.Std, c.Min, c.Max, spread, c.Distinct / (spread + 1),
	}
}

var (
	date = regexp.MustCompile(`(?i)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}|^\d{8}$|` +
		`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ,.-]+\d|\d[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`)
	embedded = regexp.MustCompile(`^[^\d]{0,4}\d[\d,.]*[^\d]{0,6}$`)
	link     = regexp.MustCompile(`(?i)^(https?:|ftp:|www\.)`)
	whole    = regexp.MustCompile(`^-?\d+$`)
	padded   = regexp.MustCompile(`^0\d+$`)
	enclosed = regexp.MustCompile(`(?s)^(\[.*\]|\{.*\}|\(.*,.*\))$`)
	parted   = regexp.MustCompile(`^[^,;|]+([,;|][^,;|]+){2,}$`)
)

// marks are characters that tell something by being there.
const marks = `,;|/-_.:%$[({" #@`

// ofSamples returns figures of the values: what share of them is of a form, how
// long they are, and how they follow each other.
func ofSamples(samples []string) []float64 {
	share := func(is func(string) float64) float64 {
		sum := 0.0
		for _, s := range samples {
			sum += is(s)
		}
		return sum / float64(max(len(samples), 1))
	}
	matches := func(r *regexp.Regexp) float64 {
		return share(func(s string) float64 { return truth(r.MatchString(s)) })
	}
	characters := func(is func(rune) bool) float64 {
		return share(func(s string) float64 { return float64(count(s, is)) / float64(len([]rune(s))) })
	}
	different := map[string]bool{}
	var numbers, lengths, words []float64
	for _, s := range samples {
		different[s] = true
		lengths = append(lengths, float64(len([]rune(s))))
		words = append(words, float64(len(strings.Fields(s))))
		if x, err := strconv.ParseFloat(s, 64); err == nil {
			numbers = append(numbers, x)
		}
	}
	v := []float64{
		float64(len(samples)), float64(len(different)) / float64(max(len(samples), 1)),
		float64(len(numbers)) / float64(max(len(samples), 1)),
		matches(whole), matches(padded), matches(date), matches(link), matches(embedded), matches(enclosed), matches(parted),
		characters(unicode.IsDigit), characters(unicode.IsLetter), characters(unicode.IsUpper),
	}
	v = append(v, spread(lengths)...)
	v = append(v, spread(words)...)
	for _, mark := range marks {
		v = append(v, share(func(s string) float64 { return float64(strings.Count(s, string(mark))) }))
	}
	v = append(v, spread(numbers)...)
	return append(v, follow(numbers)...)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func count(s string, is func(rune) bool) (n int) {
	for _, r := range s {
		if is(r) {
			n++
		}
	}
	return n
}

// spread returns the mean, the standard deviation, the least and the greatest.
func spread(x []float64) []float64 {
	if len(x) == 0 {
		return []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	}
	mean, square, low, high := 0.0, 0.0, x[0], x[0]
	for _, y := range x {
		mean += y / float64(len(x))
		low, high = min(low, y), max(high, y)
	}
	for _, y := range x {
		square += (y - mean) * (y - mean) / float64(len(x))
	}
	return []float64{mean, math.Sqrt(square), low, high}
}

// follow returns how often a number is one more, and more, than that before it.
func follow(x []float64) []float64 {
	if len(x) < 2 {
		return []float64{math.NaN(), math.NaN()}
	}
	next, more := 0.0, 0.0
	for i := 1; i < len(x); i++ {
		next += truth(x[i] == x[i-1]+1)
		more += truth(x[i] > x[i-1])
	}
	return []float64{next / float64(len(x)-1), more / float64(len(x)-1)}
}

func ofName(name string) []float64 {
	return []float64{
		float64(len(name)), float64(count(name, unicode.IsDigit)), float64(count(name, unicode.IsUpper)),
		float64(count(name, func(r rune) bool { return strings.ContainsRune(" _.-", r) })),
	}
}

// nameParts returns the words of a name, and each two and three characters that
// stand side by side in it; digits are all the same.
func nameParts(name string) (parts []string) {
	words := splitName(name)
	all := []rune("^" + strings.Join(words, " ") + "$")
	for n := 2; n <= 3; n++ {
		for i := range max(0, len(all)-n+1) {
			parts = append(parts, string(all[i:i+n]))
		}
	}
	for _, w := range words {
		parts = append(parts, "word "+w)
	}
	return parts
}

// splitName returns the words of a name such as customerId or CUSTOMER_ID.
func splitName(name string) []string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		switch {
		case unicode.IsDigit(r):
			r = '0'
		case !unicode.IsLetter(r):
			r = ' '
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

// textParts returns the first words of the values, and each two characters that
// stand side by side in them; digits are all the same.
func textParts(samples []string) (parts []string) {
	for _, s := range samples {
		text := []rune(strings.ToLower(s))
		text = text[:min(len(text), 60)]
		for i, r := range text {
			if unicode.IsDigit(r) {
				text[i] = '0'
			}
		}
		for i := range max(0, len(text)-1) {
			parts = append(parts, string(text[i:i+2]))
		}
		words := strings.FieldsFunc(string(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, w := range words[:min(len(words), 4)] {
			parts = append(parts, "word "+w)
		}
	}
	return parts
}

// hashed counts the parts by their hash.
func hashed(parts []string, buckets int) []float64 {
	counts := make([]float64, buckets)
	for _, p := range parts {
		h := fnv.New32a()
		h.Write([]byte(p))
		counts[h.Sum32()%uint32(buckets)]++
	}
	return counts
}
