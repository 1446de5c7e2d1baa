package profile

import (
	"context"
	"math"

	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/measure"
)

// features says of each column what it is to a model.
func (j *job) features(context.Context) error {
	for i := range j.profile.Columns {
		c := &j.profile.Columns[i]
		c.Feature, c.FeatureConfidence = feature.Of(j.featureColumn(i))
	}
	return nil
}

// featureSamples is how many values of a column are shown to package feature.
const featureSamples = 100

// featureColumn returns what is known of column i, for package feature.
func (j *job) featureColumn(i int) feature.Column {
	c := &j.profile.Columns[i]
	f := feature.Column{
		Name: c.Name, Type: c.Type, Rows: j.profile.Rows, Nulls: j.profile.Rows - c.Count, Distinct: c.Distinct.Value,
		Samples: someValues(&j.seen.Sample.Columns[i], textOf(j.columns[i].Type), featureSamples),
		Mean:    math.NaN(), Std: math.NaN(), Min: math.NaN(), Max: math.NaN(),
	}
	if n := c.Numbers; n != nil && n.Mean != nil {
		f.Mean, f.Min, f.Max = *n.Mean, *n.Min, *n.Max
		if n.Std != nil {
			f.Std = *n.Std
		}
	}
	return f
}

// someValues returns up to n different values of a sample as text, in the order of
// the rows.
func someValues(s *measure.SampleColumn, text func(measure.Value) string, n int) (some []string) {
	seen := make(map[uint64]bool)
	for row, null := range s.Null {
		if null || seen[s.Hashes[row]] {
			continue
		}
		seen[s.Hashes[row]] = true
		var v measure.Value
		if s.Kind == measure.Text {
			v.Text = s.Texts[row]
		} else {
			v.Bits = s.Bits[row]
		}
		if some = append(some, text(v)); len(some) == n {
			break
		}
	}
	return some
}
