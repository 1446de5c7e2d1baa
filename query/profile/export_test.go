package profile

import "github.com/tarnlake/tarn/query/profile/measure"

// Limit bounds what the pass keeps, so that a small table is too large for it.
func (o *Options) Limit(l measure.Limits) { o.limits = l }
