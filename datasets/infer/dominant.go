package infer

// dominant finds the narrower type that most values of a string column are of.
func (c *Column) dominant() decision {
	numbers, booleans, dates := c.groups()
	all := c.counts[isText] + numbers + booleans + dates
	if c.telephone() {
		numbers = 0
	}
	var best decision
	for _, group := range [...]struct {
		count  int64
		decide func() decision
	}{
		{numbers, c.decideNumbers},
		{booleans, c.decideBooleans},
		{dates, c.decideTimes},
	} {
		if share := float64(group.count) / float64(max(all, 1)); group.count > 0 && share > best.share {
			best = group.decide()
			best.share = share
		}
	}
	return best
}
