package infer

import "strings"

// Which texts are nulls
//
// Nothing at all is null, and so is \N: Hive's mark for null, which Athena reads
// as such in every column and nobody writes as data. The word NULL is another
// matter: Athena reads it as four letters, and there are people of that name.
//
// The other texts in this file stand for a missing value only if they cannot be
// data: if all other values of the column are numbers, or dates, or booleans,
// they are null. Among text they stay what was written. NaN is one of them
// beside whole numbers, dates and booleans, which know no NaN; beside other
// numbers it is a number. A column that has nothing but such texts has an
// unknown type: the other files of its table may know it. No number is ever
// taken for a null, were it 9999.

// nullTexts are the texts that often stand for a missing value.
var nullTexts = func() map[string]bool {
	m := map[string]bool{
		alwaysNull: true, "n/a": true, "–": true, "—": true,
		"0000-00-00": true, "0000-00-00 00:00:00": true, // MySQL's
	}
	for text := range strings.FieldsSeq(`
		NA N/A na N/a Na n.a. N.A. n.a N.a. #N/A #NA <NA>
		(null) (NULL) <null> <NULL> [NULL] nil Nil NIL None none NONE NaT undefined
		- -- --- ---- ? ?? . .. ... * ** _
		missing Missing MISSING unknown Unknown UNKNOWN
		ND N.D. n.d. nd n/d N/D NR TBD TBA tbd tba
		#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM!`) {
		m[text] = true
	}
	for _, text := range [...]string{"not available", "not applicable"} {
		m[text] = true
		m["N"+text[1:]] = true
		m["N"+text[1:4]+"A"+text[5:]] = true
	}
	for letters := range 1 << len("null") { // people write it in all ways: MySQL's NULL, .NET's Null, and NuLL
		text := []byte("null")
		for i := range text {
			if letters>>i&1 == 1 {
				text[i] -= 'a' - 'A'
			}
		}
		m[string(text)] = true
	}
	return m
}()

// alwaysNull is null among text too.
const alwaysNull = `\N`

// A nullCount is how often a null text occurs.
type nullCount struct {
	text  string
	count int64
}

// countNull counts n more values that are a null text.
func (c *Column) countNull(text []byte, n int64) {
	for i := range c.nullTexts {
		if c.nullTexts[i].text == string(text) {
			c.nullTexts[i].count += n
			return
		}
	}
	c.nullTexts = append(c.nullTexts, nullCount{string(text), n})
}

// toldNull counts a value that the options say is null.
func (c *Column) toldNull(value []byte) bool {
	for _, text := range c.Options.NullTexts {
		if string(value) == text {
			c.nulls++
			c.countNull(value, 1)
			return true
		}
	}
	return false
}
