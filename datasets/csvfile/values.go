package csvfile

import (
	"strings"

	"github.com/tarnlake/tarn/datasets/csvfile/internal/guess"
	"github.com/tarnlake/tarn/datasets/infer"
)

// settleValues finds out how values are written, as far as nobody has said it,
// and returns the marks that were found.
func (e *examined) settleValues(c *guess.Candidate, h guess.Heading, fixed map[string]string) guess.Marks {
	o := valueOptions(fixed)
	marks := c.NumberMarks(h)
	o.Decimal, o.Thousands = marks.Decimal, marks.Groups
	if mark, told := fixed["decimal"]; told {
		o.Decimal = firstByte(mark)
	}
	if mark, told := fixed["thousands"]; told {
		o.Thousands = firstByte(mark)
	}
	e.options = o
	return marks
}

// valueOptions returns what a person has said of the values. Texts that are null
// stand with bars between them.
func valueOptions(fixed map[string]string) infer.Options {
	o := infer.Options{
		TrueFalse:    fixed["trueFalse"] == "true",
		ZeroOne:      fixed["zeroOne"] == "true",
		CompactDates: fixed["compactDates"] == "true",
		EpochTimes:   fixed["epochTimes"] == "true",
		MonthFirst:   fixed["monthFirst"] == "true",
	}
	if texts, told := fixed["nulls"]; told {
		o.NullTexts = []string{}
		if texts != "" {
			o.NullTexts = strings.Split(texts, "|")
		}
	}
	return o
}

func firstByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[0]
}
