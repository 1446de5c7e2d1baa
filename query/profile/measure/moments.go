package measure

import "math"

// Moments are the sums from which mean, variance, skewness and kurtosis come.
// They are kept about the mean, so that large numbers with small differences do
// not lose their digits (Pébay: Formulas for robust, one-pass parallel
// computation of covariances and arbitrary-order statistical moments, Sandia
// report SAND2008-6212).
type Moments struct {
	Count      int64
	Min, Max   float64
	Mean       float64
	M2, M3, M4 float64 // sums of the powers of the differences from the mean
	Sum        float64
	lost       float64 // what the sum has lost to rounding (Neumaier)
}

// add adds finite numbers: the moments of the new ones, and then those of both.
func (m *Moments) add(numbers []float64) {
	if len(numbers) == 0 {
		return
	}
	part := Moments{Count: int64(len(numbers)), Min: numbers[0], Max: numbers[0]}
	for _, x := range numbers {
		part.Min, part.Max = min(part.Min, x), max(part.Max, x)
		part.plus(x)
	}
	part.Mean = (part.Sum + part.lost) / float64(len(numbers))
	for _, x := range numbers {
		d := x - part.Mean
		d2 := d * d
		part.M2 += d2
		part.M3 += d2 * d
		part.M4 += d2 * d2
	}
	m.merge(part)
}

func (m *Moments) plus(x float64) {
	sum := m.Sum + x
	if math.Abs(m.Sum) >= math.Abs(x) {
		m.lost += m.Sum - sum + x
	} else {
		m.lost += x - sum + m.Sum
	}
	m.Sum = sum
}

// Total returns the sum of the numbers.
func (m *Moments) Total() float64 { return m.Sum + m.lost }

func (m *Moments) merge(b Moments) {
	if b.Count == 0 {
		return
	}
	if m.Count == 0 {
		*m = b
		return
	}
	na, nb := float64(m.Count), float64(b.Count)
	n := na + nb
	d := b.Mean - m.Mean
	d2 := d * d
	m4 := m.M4 + b.M4 + d2*d2*na*nb*(na*na-na*nb+nb*nb)/(n*n*n) +
		6*d2*(na*na*b.M2+nb*nb*m.M2)/(n*n) + 4*d*(na*b.M3-nb*m.M3)/n
	m3 := m.M3 + b.M3 + d2*d*na*nb*(na-nb)/(n*n) + 3*d*(na*b.M2-nb*m.M2)/n
	m.M2 += b.M2 + d2*na*nb/n
	m.M3, m.M4 = m3, m4
	m.Mean += d * nb / n
	m.Count += b.Count
	m.Min, m.Max = min(m.Min, b.Min), max(m.Max, b.Max)
	m.plus(b.Sum)
	m.lost += b.lost
}

// Variance returns the variance of the sample, with n-1 below the line; NaN for
// fewer than two numbers.
func (m *Moments) Variance() float64 {
	if m.Count < 2 {
		return math.NaN()
	}
	return m.M2 / float64(m.Count-1)
}

// StandardDeviation returns the root of the variance.
func (m *Moments) StandardDeviation() float64 { return math.Sqrt(m.Variance()) }

// Skewness returns the third moment over the cube of the standard deviation, of
// the population: g1, which is 0 for what is symmetric. It is NaN for constants.
func (m *Moments) Skewness() float64 {
	if m.M2 <= 0 {
		return math.NaN()
	}
	return math.Sqrt(float64(m.Count)) * m.M3 / math.Pow(m.M2, 1.5)
}

// Kurtosis returns the excess kurtosis of the population: g2, which is 0 for the
// normal distribution and -1.2 for the uniform one. It is NaN for constants.
func (m *Moments) Kurtosis() float64 {
	if m.M2 <= 0 {
		return math.NaN()
	}
	return float64(m.Count)*m.M4/(m.M2*m.M2) - 3
}
