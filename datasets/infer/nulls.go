package infer

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

// nullText reports whether text, without the spaces around it, often stands for
// a missing value.
func nullText(text []byte) bool {
	switch string(text) {
	case "NA", "N/A", "na", "n/a", "N/a", "Na", "n.a.", "N.A.", "n.a", "#N/A", "#NA", "<NA>", "N.a.",
		"NULL", "null", "Null", `\N`, "(null)", "<null>", "[NULL]", "(NULL)", "<NULL>",
		"None", "none", "NONE", "nil", "Nil", "NIL", "NaT",
		"-", "--", "---", "----", "–", "—", "?", "??", ".", "..", "...", "*", "**", "_",
		"missing", "Missing", "MISSING", "unknown", "Unknown", "UNKNOWN", "undefined",
		"not available", "Not available", "Not Available", "not applicable", "Not applicable", "Not Applicable",
		"ND", "N.D.", "n.d.", "nd", "n/d", "N/D", "NR", "TBD", "TBA", "tbd", "tba",
		"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!",
		"0000-00-00", "0000-00-00 00:00:00":
		return true
	}
	return false
}

// alwaysNull is null among text too.
const alwaysNull = `\N`

// A nullCount is how often a null text occurs.
type nullCount struct {
	text  string
	count int64
}

// sawNull counts a null text.
func (c *Column) sawNull(text string) { c.countNull(text, 1) }

func (c *Column) countNull(text string, n int64) {
	for i := range c.nullTexts {
		if c.nullTexts[i].text == text {
			c.nullTexts[i].count += n
			return
		}
	}
	c.nullTexts = append(c.nullTexts, nullCount{text, n})
}

// toldNull counts a value that the options say is null.
func (c *Column) toldNull(value []byte) bool {
	for _, text := range c.Options.NullTexts {
		if string(value) == text {
			c.nulls++
			c.countNull(text, 1)
			return true
		}
	}
	return false
}
