package depend

// A sampler chooses which pairs of rows to compare: those that lie a distance
// apart in a group of some column. It widens the distance of the column whose
// last pass brought the most news for its comparisons.
type sampler struct {
	windows []window
	least   float64 // news for a comparison below which sampling is not worth it
}

type window struct {
	distance int
	yield    float64 // news for each comparison of the last pass
	spent    bool    // no group is wider than the distance
}

func newSampler(columns int) sampler {
	return sampler{windows: make([]window, columns), least: 0.02}
}

// sample compares rows while it brings news. Each call is content with less
// than the one before.
func (s *search) sample() {
	s.sampler.least /= 2
	if len(s.sampler.windows) > 0 && s.sampler.windows[0].distance == 0 {
		for column := range s.sampler.windows {
			s.pass(column)
		}
	}
	for first := true; !s.over && len(s.known) < s.limits.Candidates; first = false {
		best := s.sampler.best()
		if best < 0 || !first && s.sampler.windows[best].yield < s.sampler.least {
			return
		}
		s.pass(best)
	}
}

// best returns the column to go on with, or -1.
func (s *sampler) best() int {
	best := -1
	for i, w := range s.windows {
		if !w.spent && (best < 0 || w.yield > s.windows[best].yield) {
			best = i
		}
	}
	return best
}

// pass compares the rows of each group of a column that lie one further apart
// than at the last pass.
func (s *search) pass(column int) {
	w := &s.sampler.windows[column]
	w.distance++
	news, tried := 0, 0
	for group := range s.table.parts[column].groups {
		for i := w.distance; i < len(group); i++ {
			if s.note(s.table.agree(group[i-w.distance], group[i])) {
				news++
			}
			tried++
		}
	}
	w.spent = tried == 0
	w.yield = float64(news) / float64(max(1, tried))
	s.spend(int64(tried * s.table.width))
}
