package infer

import (
	"strings"
	"testing"
)

// columnOf makes a column of values separated by |; nothing between two bars is
// a null. Each value stands on a line of its own.
func columnOf(values string, o Options) *Column {
	c := &Column{Options: o}
	var at Pos
	for value := range strings.SplitSeq(values, "|") {
		at.Line++
		if value == "" {
			c.AddNull()
		} else {
			c.Add([]byte(value), at)
		}
		at.Byte += int64(len(value)) + 1
	}
	return c
}

func TestType(t *testing.T) {
	tests := []struct {
		values string // separated by |; nothing between two bars is a null
		want   string // the type, and the format if there is one
	}{
		{"", "unknown"},
		{"||", "unknown"},
		{"1|2|3", "bigint"},
		{"1||3", "bigint"},
		{"-5|+5|0|-0", "bigint"},
		{"9223372036854775807|-9223372036854775808", "bigint"},
		{"1|2.5", "double"},
		{".5|5.|-.5|+.5|0.5", "double"},
		{"some|text", "string"},
		{"1|2|x", "string"},

		// Numbers that a bigint or a double would spoil.
		{"9223372036854775808", "decimal(19,0)"},
		{"-9223372036854775809|1", "decimal(19,0)"},
		{"12345678901234567890|1", "decimal(20,0)"},
		{"99999999999999999999999999999999999999", "decimal(38,0)"},
		{"100000000000000000000000000000000000000", "string"}, // 39 digits
		{"12345678901234567.89|1.5", "decimal(19,2)"},
		{"9007199254740993|1.5", "decimal(17,1)"}, // 2^53 + 1
		{"9007199254740992|1.5", "double"},
		{"0.1000000000000000055511151231257827", "double"}, // a double, printed with all its digits
		{"40.641525000000001|-73.9", "double"},             // a double, printed with 17 digits
		{"0.1234567890123456789", "decimal(19,19)"},
		{"1.5|12345678901234567890123456789012345678", "double"}, // no decimal holds both
		{"1234567890123456789012345678901234567.89", "string"},   // 39 digits

		// Exponents, infinities, and what is no number.
		{"1e5|2", "double"},
		{"1E-3|+1.5e+3", "double"},
		{"inf|-Infinity|1", "double"},
		{"NaN|1.5", "double"},
		{"NaN", "double"},
		{"NaN|1|2", "bigint"}, // whole numbers know no NaN
		{"1e999", "string"},
		{"1e|2", "string"},
		{"e5|1", "string"},
		{"0x1F|1", "string"},
		{"1_000|1", "string"},
		{"1,000|1", "string"},
		{"- 5", "string"},
		{"--5", "string"},
		{"+-5", "string"},
		{"+", "string"},
		{"$5", "string"},
		{"62%", "string"},

		// Codes, not quantities.
		{"007", "string"},
		{"1|00", "string"},
		{"-05", "string"},
		{"00.5", "string"},
		{"0", "bigint"},
		{"1|+1 555 0100", "string"},
		{"+14155550100|+442071838750", "string"},
		{"+14155550100|2071838750", "string"}, // the plus is lost in a number
		{"+1234567|+7654321", "string"},
		{"+1234567|-7654321", "bigint"}, // gains and losses
		{"+123456|+1234567890123456", "bigint"},
		{"+1234567.5|2", "double"},
		{"+1234567|2.5", "double"},
		{"(555) 010-0100|555-0100", "string"},
		{"555 010 0100", "string"},
		{"07700 900123", "string"},
		{"DEADBEEF|12345678", "string"},
		{"1234567E|12345678", "string"},
		{"#FF8800|0XFF", "string"},
		{"550e8400-e29b-41d4-a716-446655440000", "string"},
		{"192.168.0.1", "string"},
		{"1.2.3", "string"},

		// Booleans.
		{"true|FALSE|True", "boolean"},
		{"false", "boolean"},
		{"true|1", "string"},
		{"yes|No|YES", "boolean"},
		{"no", "boolean"},
		{"yes|n", "string"},
		{"true|yes", "string"},
		{"Y|n", "boolean"},
		{"t|f", "boolean"},
		{"N|N", "string"}, // letters
		{"N|S|Y", "string"},
		{"0|1", "bigint"},

		// Nulls in disguise.
		{"NA|1|2", "bigint"},
		{"-|1.5|?|N/A|NULL", "double"},
		{"-|x", "string"},
		{"NA|NA", "unknown"},
		{`\N|a`, "string"},
		{`\N|2024-02-29`, "date"},
		{"nan|true", "boolean"},
		{" |1", "bigint"},
		{"0000-00-00|2024-02-29", "date"},
		{"9999|1", "bigint"},

		// Spaces.
		{" 12 |3", "bigint"},
		{"\t1.5", "double"},
		{" 2024-02-29", "date"},
		{"1 2", "string"},

		// Dates.
		{"2024-02-29", "date"},
		{"2023-02-29", "string"}, // no such day
		{"1900-02-29", "string"},
		{"2000-02-29|2024-2-9", "date"},
		{"0000-01-01", "string"},
		{"2024-13-01", "string"},
		{"2024-00-10|2024-01-00", "string"},
		{"2024-02", "string"},
		{"20240229", "bigint"},
		{"2024/02/29", "date %Y/%m/%d"},
		{"2024.02.29", "date %Y.%m.%d"},
		{"2024-02/29", "string"},
		{"29/02/2024|01/02/2024", "date %d/%m/%Y"},
		{"01/02/2024|02/29/2024", "date %m/%d/%Y"},
		{"1/2/2024|1/25/2024", "date %m/%d/%Y"},
		{"25/12/2024|12/25/2024", "string"}, // mixed
		{"25-12-2024|1-2-2024", "date %d-%m-%Y"},
		{"05.06.2024|7.8.2024", "date %d.%m.%Y"},
		{"25/12/24", "date %d/%m/%y"},
		{"12/25/24", "date %m/%d/%y"},
		{"95/12/25|12/12/12", "date %y/%m/%d"},
		{"25.12.24", "date %d.%m.%y"},
		{"1.2.24", "string"}, // a version
		{"30/30/2024", "string"},
		{"2024-02-29|29/02/2024", "string"}, // mixed
		{"5 Jan 2024|15 FEB 2023", "date %d %b %Y"},
		{"5 January 2024|5 May 2024", "date %d %B %Y"},
		{"5 Jan 2024|5 February 2024", "string"}, // mixed
		{"05-JAN-24", "date %d-%b-%y"},
		{"Jan 5, 2024", "date %b %d, %Y"},
		{"January 5, 2024|May 12, 2023", "date %B %d, %Y"},
		{"Jan 5 2024", "date %b %d %Y"},
		{"Mar-05-2024", "date %b-%d-%Y"},
		{"2024-Jan-05", "date %Y-%b-%d"},
		{"30 Feb 2024", "string"},
		{"Friday, January 5, 2024", "date %A, %B %d, %Y"},
		{"Fri 5 Jan 2024", "date %a %d %b %Y"},
		{"May", "string"},
		{"Mar 5", "string"},
		{"5 Sept 2024", "string"}, // no reader knows this one

		// Timestamps.
		{"2024-02-29 10:00:00", "timestamp"},
		{"2024-02-29T10:00|2024-02-29 10:00:00.123456789", "timestamp"},
		{"2024-02-29|2024-03-01 10:00:00", "timestamp"},
		{"2024-02-29T10:00:00Z", "timestamp"},
		{"2024-02-29 10:00:00 UTC", "timestamp"},
		{"2024-02-29T10:00Z", "timestamp %Y-%m-%dT%H:%MZ"},
		{"2024-02-29T10:00:00+02:00", "timestamp %Y-%m-%dT%H:%M:%S%z"},
		{"2024-02-29T10:00:00+02:00|2024-02-29 10:00:00.5-0800", "timestamp %z"},
		{"2024-02-29 10:00:00 +0200", "timestamp %Y-%m-%d %H:%M:%S %z"},
		{"2024-02-29 10:00:00,5", "timestamp %Y-%m-%d %H:%M:%S,%f"},
		{"2024-02-29 24:00:00", "timestamp"},
		{"2024-02-29 24:00:01", "string"},
		{"2024-02-29 23:60:00", "string"},
		{"2024-02-29 10:00:60", "string"},
		{"2024-02-29 10", "string"},
		{"2024-02-29 10:00:00 tomorrow", "string"},
		{"2024-02-29T10:00:00+16:00", "string"}, // no such zone
		{"29/02/2024 10:00:00.1234567", "timestamp %d/%m/%Y %H:%M:%S.%n"},
		{"29/02/1600 10:00:00.1234567", "string"}, // before the first nanosecond of a clock of 64 bits
		{"29/02/2400 10:00:00.1234567", "string"}, // after the last
		{"20240229T101112", "timestamp %Y%m%dT%H%M%S"},
		{"29/02/2024 10:00", "timestamp %d/%m/%Y %H:%M"},
		{"1/5/2024 1:02:03 PM|1/25/2024 12:00:00 am", "timestamp %m/%d/%Y %I:%M:%S %p"},
		{"1/25/2024 1:02PM", "timestamp %m/%d/%Y %I:%M%p"},
		{"1/25/2024 13:02 PM", "string"},
		{"29/02/2024|29/02/2024 10:00", "string"}, // mixed
		{"10/Oct/2000:13:55:36 -0700", "timestamp %d/%b/%Y:%H:%M:%S %z"},
		{"Mon, 05 Feb 2024 10:00:00 GMT", "timestamp %a, %d %b %Y %H:%M:%S GMT"},
		{"Mon Feb  5 10:00:00 2024", "timestamp %a %b %d %H:%M:%S %Y"},
		{"10:00:00", "string"},

		// Kinds that do not go together.
		{"1|true", "string"},
		{"2024|2024-02-29", "string"},
		{"yes|2024-02-29", "string"},
	}
	for _, test := range tests {
		r := columnOf(test.values, Options{}).Result()
		if got := strings.TrimSpace(r.Type.String() + " " + r.Format); got != test.want {
			t.Errorf("%q: got %s, want %s", test.values, got, test.want)
		}
	}
}

func TestOptions(t *testing.T) {
	european := Options{Decimal: ',', Thousands: '.'}
	english := Options{Thousands: ','}
	tests := []struct {
		options Options
		values  string
		want    string
	}{
		{european, "1.234,56|-7|0,5", "double"},
		{european, "1.234|12.345.678", "bigint"},
		{european, "12.34,5", "string"},
		{european, "1.5", "string"},
		{european, "1234.567", "string"},
		{european, "1.23.456", "string"},
		{european, "1.234,", "double"},
		{european, "1,234.5", "string"},
		{european, "1.234,5e3", "double"},
		{european, "31.12.2024", "date %d.%m.%Y"},
		{english, "1,234|-12,345.67|+1,000,000|5", "double"},
		{english, "12,34", "string"},
		{english, "1,2345", "string"},
		{english, ",234", "string"},
		{english, "1.234,567", "string"},
		{Options{Decimal: ','}, "0,5|1,25|3", "double"},
		{Options{Thousands: '\''}, "1'234'567", "bigint"},

		{Options{TrueFalse: true}, "yes|no", "string"},
		{Options{TrueFalse: true}, "true|false", "boolean"},
		{Options{ZeroOne: true}, "0|1", "boolean"},
		{Options{ZeroOne: true}, "0|2", "bigint"},
		{Options{EpochTimes: true}, "1709200800|99999999999", "timestamp epoch"},
		{Options{EpochTimes: true}, "100000000000", "timestamp epoch_ms"},
		{Options{EpochTimes: true}, "1709200800|1709200800000", "bigint"},
		{Options{EpochTimes: true}, "7", "bigint"},
		{Options{CompactDates: true}, "20240229|20240301", "date %Y%m%d"},
		{Options{CompactDates: true}, "20240229|20230229", "bigint"},
		{Options{CompactDates: true}, "20240229|1", "bigint"},
		{Options{MonthFirst: true}, "01/02/2024", "date %m/%d/%Y"},
		{Options{MonthFirst: true}, "13/02/2024", "date %d/%m/%Y"},
		{Options{NullTexts: []string{}}, "NA|1", "string"},
		{Options{NullTexts: []string{"x"}}, "x|1", "bigint"},
		{Options{NullTexts: []string{"0"}}, "0|2024-02-29", "date"},
	}
	for _, test := range tests {
		r := columnOf(test.values, test.options).Result()
		if got := strings.TrimSpace(r.Type.String() + " " + r.Format); got != test.want {
			t.Errorf("%+v: %q: got %s, want %s", test.options, test.values, got, test.want)
		}
	}
}

func TestPeriod(t *testing.T) {
	tests := []struct{ values, want string }{
		{"1800|2100", "year"},
		{"1799|2000", ""},
		{"2000|2101", ""},
		{"2000|x", ""},
		{"2024-01|2023-12", "month"},
		{"2024/01", "month"},
		{"2024-13", ""},
		{"2024-00", ""},
		{"2012-13|2010-11", "years"},
		{"1999-00|1999/2000", "years"},
		{"2012-2014", ""},
		{"2012-13|2012-01", ""},
		{"2024Q1|2024-q4||NA", "quarter"}, // NA is text, but says nothing against it
		{"2024Q1|2024-q4|", "quarter"},
		{"2024Q5", ""},
		{"202413", ""},
		{"1.5", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := columnOf(test.values, Options{}).Result().Evidence.Period; got != test.want {
			t.Errorf("%q: got %q, want %q", test.values, got, test.want)
		}
	}
}
