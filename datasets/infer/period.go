package infer

// Periods for which Athena has no type: their columns are strings or whole
// numbers, but those who read them want to know.
const (
	Years    = "year"    // 2024
	Spans    = "years"   // 2023-24, 2023-2024
	Months   = "month"   // 2024-02
	Quarters = "quarter" // 2024-Q1, 2024Q1
)

// The years that a whole number may be if all numbers of its column are such.
const (
	firstYear = 1800
	lastYear  = 2100
)

// periods counts the texts that name a period. Some name a month and a span of
// years, such as 2010-11.
type periods struct{ spans, months, quarters int64 }

// countPeriod counts a text if it names a period.
func (c *Column) countPeriod(text []byte) {
	if len(text) < len("2024Q1") || len(text) > len("2023-2024") || text[4]-'0' <= 9 {
		return
	}
	year, ok := plainNumber(text[:4])
	if !ok || year < firstYear || year > lastYear {
		return
	}
	rest := text[4:]
	if rest[0] == '-' || rest[0] == '/' {
		rest = rest[1:]
	}
	if len(rest) == 2 && rest[0]|0x20 == 'q' {
		if '1' <= rest[1] && rest[1] <= '4' {
			c.periods.quarters++
		}
		return
	}
	n, ok := plainNumber(rest)
	if !ok || len(rest) == len(text)-4 {
		return
	}
	if len(rest) == 2 && n >= 1 && n <= 12 {
		c.periods.months++
	}
	if len(rest) == 2 && n == (year+1)%100 || len(rest) == 4 && n == year+1 {
		c.periods.spans++
	}
}

// plainNumber reads digits.
func plainNumber(digits []byte) (n int, ok bool) {
	for _, b := range digits {
		if !isDigit(b) {
			return 0, false
		}
		n = n*10 + int(b-'0')
	}
	return n, true
}

// period returns the period that every value names, if there is one. Of whole
// numbers it is a guess.
func (c *Column) period() string {
	numbers, booleans, dates := c.groups()
	texts := c.counts[isText]
	switch {
	case texts == 0 && numbers > 0 && numbers == c.counts[isInt]+c.counts[isCompact] && booleans+dates == 0:
		if c.minInt >= firstYear && c.maxInt <= lastYear {
			return Years
		}
	case texts == 0 || numbers+booleans+dates > 0:
	case c.periods.spans == texts:
		return Spans
	case c.periods.months == texts:
		return Months
	case c.periods.quarters == texts:
		return Quarters
	}
	return ""
}
