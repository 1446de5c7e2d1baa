package learn

import (
	"cmp"
	"math"
	"slices"
)

// Scores says how good predictions are, by the names and definitions of
// scikit-learn. Of classes: accuracy, balancedAccuracy, f1 (the mean over the
// classes, "macro") and auc (one class against the rest, the mean over the
// classes; it is left out if a class does not occur). Of numbers: r2, mse, rmse
// and mae; r2 is left out if all numbers are the same.
func Scores(target Target, predicted [][]float64) map[string]float64 {
	if len(target.Values) == 0 {
		return map[string]float64{}
	}
	if target.Classes == 0 {
		return numberScores(target.Values, predicted)
	}
	scores := map[string]float64{}
	hits, recall, f1, present, told := 0.0, 0.0, 0.0, 0.0, 0.0
	t := tally(target, predicted)
	for k := range target.Classes {
		hits += t.hit[k]
		if t.is[k] > 0 {
			present++
			recall += t.hit[k] / t.is[k]
		}
		if t.is[k]+t.said[k] > 0 {
			told++
			f1 += 2 * t.hit[k] / (t.is[k] + t.said[k])
		}
	}
	scores["accuracy"] = hits / float64(len(target.Values))
	scores["balancedAccuracy"] = recall / present
	scores["f1"] = f1 / told
	if auc := meanAUC(target, predicted); !math.IsNaN(auc) {
		scores["auc"] = auc
	}
	return scores
}

// counts are, by class, of rows that are of it, of rows that are said to be, and
// of those that are both.
type counts struct{ is, said, hit []float64 }

func tally(target Target, predicted [][]float64) counts {
	c := counts{make([]float64, target.Classes), make([]float64, target.Classes), make([]float64, target.Classes)}
	for i, p := range predicted {
		is, said := int(target.Values[i]), Best(p)
		c.is[is]++
		c.said[said]++
		if is == said {
			c.hit[is]++
		}
	}
	return c
}

// Best returns the class of the greatest probability.
func Best(probabilities []float64) int {
	best := 0
	for k, p := range probabilities {
		if p > probabilities[best] {
			best = k
		}
	}
	return best
}

// meanAUC is the mean, over the classes, of the area under the ROC curve.
func meanAUC(target Target, predicted [][]float64) float64 {
	total := 0.0
	for k := range target.Classes {
		scores, is := make([]float64, len(predicted)), make([]bool, len(predicted))
		for i, p := range predicted {
			scores[i], is[i] = p[k], int(target.Values[i]) == k
		}
		total += AUC(scores, is)
	}
	return total / float64(target.Classes)
}

// AUC returns the probability that a row that is has a greater score than one
// that is not; half if the scores are the same. It is NaN if there are not both.
func AUC(scores []float64, is []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var wins, positives, negatives float64
	for i := 0; i < len(order); {
		p, n, j := 0.0, 0.0, i
		for ; j < len(order) && scores[order[j]] == scores[order[i]]; j++ {
			if is[order[j]] {
				p++
			} else {
				n++
			}
		}
		wins += p * (negatives + n/2)
		positives += p
		negatives += n
		i = j
	}
	return wins / (positives * negatives)
}

func numberScores(want []float64, predicted [][]float64) map[string]float64 {
	n, mean := float64(len(want)), 0.0
	for _, y := range want {
		mean += y / n
	}
	square, absolute, total := 0.0, 0.0, 0.0
	for i, y := range want {
		d := y - predicted[i][0]
		square += d * d
		absolute += math.Abs(d)
		total += (y - mean) * (y - mean)
	}
	scores := map[string]float64{"mse": square / n, "rmse": math.Sqrt(square / n), "mae": absolute / n}
	if total > 0 {
		scores["r2"] = 1 - square/total
	}
	return scores
}
