package jsonfile

import "time"

// isoTime reads a date or a timestamp in ISO 8601, in the ways in which the
// engine reads it right: 2024-02-29, 2024-02-29T10:00, 2024-02-29 10:00:00.5,
// with Z or +00:00 or nothing at the end. It returns the microseconds since
// 1970, and isText if it is neither.
func isoTime(text []byte) (int64, kind) {
	if len(text) > len("2006-01-02T15:04:05.999999+00:00") || text[4] != '-' || text[7] != '-' {
		return 0, isText
	}
	year := two(text, 0)*100 + two(text, 2)
	month, day := two(text, 5), two(text, 8)
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || two(text, 0) < 0 || two(text, 2) < 0 {
		return 0, isText
	}
	micros := daysSince1970(year, month, day) * 86_400_000_000
	if len(text) == 10 {
		return micros, isDate
	}
	if text[10] != 'T' && text[10] != ' ' {
		return 0, isText
	}
	clock, ok := isoClock(text[11:])
	if !ok {
		return 0, isText
	}
	return micros + clock, isTimestamp
}

// isoClock reads a time of day.
func isoClock(text []byte) (int64, bool) {
	switch n := len(text); {
	case n > 1 && text[n-1] == 'Z':
		text = text[:n-1]
	case n > 6 && string(text[n-6:]) == "+00:00":
		text = text[:n-6]
	}
	if len(text) < 5 || text[2] != ':' {
		return 0, false
	}
	hour, minute, second := two(text, 0), two(text, 3), 0
	if len(text) > 5 {
		if len(text) < 8 || text[5] != ':' {
			return 0, false
		}
		second = two(text, 6)
	}
	if uint(hour) > 23 || uint(minute) > 59 || uint(second) > 59 {
		return 0, false
	}
	micros := int64(hour*3600+minute*60+second) * 1_000_000
	if len(text) > 8 {
		fraction := text[9:]
		if text[8] != '.' || len(fraction) == 0 || len(fraction) > 6 {
			return 0, false
		}
		unit := int64(100_000)
		for _, c := range fraction {
			if c < '0' || c > '9' {
				return 0, false
			}
			micros += int64(c-'0') * unit
			unit /= 10
		}
	}
	return micros, true
}

// two returns the number that two digits make, or one far below zero.
func two(text []byte, i int) int {
	a, b := text[i]-'0', text[i+1]-'0'
	if a > 9 || b > 9 {
		return -10_000
	}
	return int(a)*10 + int(b)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysSince1970 counts days of the Gregorian calendar. It counts years from
// March, so that the leap day is the last of its year.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	inYear := (153*(month-3)+2)/5 + day - 1
	return int64(365*year+year/4-year/100+year/400+inYear) - 719_468
}

// writeTime returns the text of a date or a timestamp.
func writeTime(micros int64, k kind) string {
	t := time.UnixMicro(micros).UTC()
	if k == isDate {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04:05.999999")
}
