package render

import (
	"slices"
	"sort"
)

// A shape says how the columns of a table share its width.
type shape struct {
	widths []int // of each column, without the spaces around it
	first  int   // how many columns are shown on the left
	last   int   // how many on the right, after a gap
}

// gap reports whether columns are left out between the first and the last.
func (s shape) gap() bool { return s.first+s.last < len(s.widths) }

// shown reports whether the column is shown.
func (s shape) shown(i int) bool { return i < s.first || i >= len(s.widths)-s.last }

// around is how many characters each column takes besides its values: a line
// and two spaces.
const around = 3

// fit returns the shape of a table whose columns would like to have these
// widths and cannot do with less than those; available is 0 for any width.
// Wide columns give way first. If the columns do not fit even so, those in the
// middle are left out.
func fit(natural, least []int, available int) shape {
	all := shape{widths: slices.Clone(natural), first: len(natural)}
	if available <= 0 || total(natural)+1 <= available {
		return all
	}
	if total(least)+1 <= available {
		all.widths = share(natural, least, available-1-around*len(natural))
		return all
	}
	return leaveOut(natural, least, available)
}

// total returns how wide columns of these widths are, but for the last line.
func total(widths []int) int {
	return sum(widths) + around*len(widths)
}

// share returns widths that sum up to available: the widest columns are lowered
// to one level, none below its least width.
func share(natural, least []int, available int) []int {
	widths := make([]int, len(natural))
	lower := func(level int) (sum int) {
		for i := range natural {
			widths[i] = max(least[i], min(natural[i], level))
			sum += widths[i]
		}
		return sum
	}
	level := sort.Search(slices.Max(natural), func(level int) bool { return lower(level+1) > available })
	left := available - lower(level)
	for i := range widths {
		if left > 0 && widths[i] < natural[i] && widths[i] == level {
			widths[i]++
			left--
		}
	}
	return widths
}

// leaveOut returns the shape of a table of which not all columns fit: it takes
// columns from the left and from the right in turn, at least one.
func leaveOut(natural, least []int, available int) shape {
	s := shape{widths: slices.Clone(least), first: 1}
	left := available - 1 - (1 + around) - (least[0] + around) // of which the gap takes its part
	for fromRight := true; s.gap(); fromRight = !fromRight {
		next := s.first
		if fromRight {
			next = len(least) - 1 - s.last
		}
		if left -= least[next] + around; left < 0 {
			break
		}
		if fromRight {
			s.last++
		} else {
			s.first++
		}
	}
	s.widen(natural, available)
	return s
}

// widen gives the columns that are shown what room there is.
func (s *shape) widen(natural []int, available int) {
	var shown, wish, least []int
	for i := range natural {
		if s.shown(i) {
			shown, wish, least = append(shown, i), append(wish, natural[i]), append(least, s.widths[i])
		}
	}
	room := available - 1 - (1 + around) - around*len(shown)
	if sum(least) > room {
		return
	}
	for i, width := range share(wish, least, room) {
		s.widths[shown[i]] = width
	}
}

func sum(widths []int) (n int) {
	for _, w := range widths {
		n += w
	}
	return n
}
