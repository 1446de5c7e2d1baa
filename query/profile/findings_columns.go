package profile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/profile/feature"
)

// Each of these looks for one kind of finding in one column.

func constant(f *finder, c *Column) {
	switch {
	case f.Rows < 2 || f.partition(c):
	case c.Count == 0:
		f.values(c, Exact(float64(f.Rows)), "no value at all")
	case c.Distinct.Value == 1 && !c.Distinct.Approximate() && len(c.Most) > 0 && c.Missing == 0:
		f.values(c, Exact(float64(c.Count)), "always %s", quoted(c, c.Most[0].Value))
	}
}

func nearConstant(f *finder, c *Column) {
	if c.Count == 0 || len(c.Most) == 0 || f.partition(c) {
		return
	}
	most := c.Most[0]
	if c.Distinct.Value == 1 {
		return
	}
	if share := most.Count.Value / float64(c.Count); share >= f.limits.NearConstant {
		f.values(c, most.Count, "%s in %s of the values", quoted(c, most.Value), percent(share))
	}
}

func unique(f *finder, c *Column) {
	t := f.typeOf(c)
	countable := t.Kind.Integer() || t.Kind.Text()
	if f.Rows >= 20 && countable && c.Missing == 0 && !c.Distinct.Approximate() && c.Distinct.Value == float64(c.Count) && c.Feature != feature.Text {
		f.values(c, Exact(float64(c.Count)), "%s of %s", plural(c.Distinct.Value, "value"), plural(float64(f.Rows), "row"))
	}
}

func repeatedKeys(f *finder, c *Column) {
	if c.Feature != feature.Identifier || c.Count == 0 || c.Distinct.Approximate() {
		return
	}
	distinct := c.Distinct.Value / float64(c.Count)
	extra := float64(c.Count) - c.Distinct.Value
	if distinct <= f.limits.KeyRepeats || extra <= f.Repeats.Rows.Value {
		return
	}
	name := bind.Quote(c.Name)
	f.column(c, Exact(extra), fmt.Sprintf("%s IN (SELECT %s FROM %s GROUP BY %s HAVING count(*) > 1)", name, name, f.from, name),
		"%s for %s", plural(c.Distinct.Value, "value"), plural(float64(c.Count), "row"))
}

// category reports whether the values of a column are classes.
func category(c *Column) bool {
	switch c.Feature {
	case feature.Categorical, feature.Binary, feature.Boolean, feature.Ordinal:
		return true
	}
	return false
}

// quantity reports whether the values of a column are numbers that one computes with.
func (f *finder) quantity(c *Column) bool {
	return c.Numbers != nil && !f.partition(c) && c.Feature != feature.Identifier && !category(c) && c.Distinct.Value > 2
}

func highCardinality(f *finder, c *Column) {
	if category(c) && c.Text != nil && c.Distinct.Value > f.limits.HighCardinality && c.Distinct.Value < float64(c.Count) {
		f.values(c, Exact(float64(c.Count)), "%s", figure(c.Distinct))
	}
}

func imbalance(f *finder, c *Column) {
	if !category(c) || c.Distinct.Value < 2 || c.Distinct.Value > f.limits.HighCardinality || len(c.Most) == 0 {
		return
	}
	if most := math.Log(c.Distinct.Value); 1-c.Entropy.Value/most > f.limits.Imbalance {
		f.values(c, c.Most[0].Count, "%s is %s of %s", quoted(c, c.Most[0].Value), percent(c.Most[0].Count.Value/float64(c.Count)), plural(c.Distinct.Value, "class"))
	}
}

// mostClasses is how many values a category has at most whose rare classes are told.
const mostClasses = 20

func rareClasses(f *finder, c *Column) {
	target := f.Target != nil && f.Target.Column == c.Name && f.Target.Task == "classification"
	classes := slices.Concat(c.Most, c.Least)
	if target && len(f.Target.Classes) > 0 {
		classes = f.Target.Classes
	} else if !category(c) || c.Distinct.Value > mostClasses || c.Distinct.Value < 3 || float64(c.Count) < 10*f.limits.RareClass || c.Numbers != nil {
		return
	}
	seen := make(map[string]bool)
	var names, literals []string
	var rows float64
	for _, v := range classes {
		if v.Value == nil || seen[*v.Value] || v.Count.Value >= f.limits.RareClass {
			continue
		}
		seen[*v.Value] = true
		rows += v.Count.Value
		names = append(names, fmt.Sprintf("%s in %s", quoted(c, v.Value), rowsOf(v.Count)))
		literals = append(literals, literal(c, *v.Value))
	}
	if len(names) == 0 {
		return
	}
	d := f.column(c, Exact(rows), fmt.Sprintf("%s IN (%s)", bind.Quote(c.Name), strings.Join(literals, ", ")), "%s", few(names))
	if target {
		d.Severity = Medium
	}
}

// few joins at most three texts, and says how many more there are.
func few(texts []string) string {
	if len(texts) > 3 {
		return strings.Join(texts[:3], ", ") + fmt.Sprintf(", and %d more", len(texts)-3)
	}
	return strings.Join(texts, ", ")
}

func missing(f *finder, c *Column) {
	if f.Rows == 0 || c.Count == 0 {
		return
	}
	if share := float64(c.Missing) / float64(f.Rows); share > f.limits.Missing {
		f.column(c, Exact(float64(c.Missing)), emptiness(c), "%s of the rows", percent(share))
	}
}

// emptiness is the condition under which a value is missing.
func emptiness(c *Column) string {
	name := bind.Quote(c.Name)
	switch {
	case c.Text != nil && c.Text.Empty+c.Text.Blank > 0:
		return fmt.Sprintf(`(%s IS NULL OR trim(%s) = '')`, name, name)
	case c.Numbers != nil && c.Numbers.NaN > 0:
		return fmt.Sprintf(`(%s IS NULL OR is_nan(CAST(%s AS DOUBLE)))`, name, name)
	}
	return name + " IS NULL"
}

func disguisedMissing(f *finder, c *Column) {
	var names, literals []string
	var rows float64
	for _, d := range c.Disguised {
		switch {
		case d.Score < f.limits.Disguised:
		case d.Member != nil:
			f.column(c, d.Count, fmt.Sprintf("CAST(%s AS VARCHAR) = %s", memberSQL(c.Name, d.Member), bind.Literal(d.Value)),
				"%q as %s in %s", d.Value, strings.Join(d.Member, "."), rowsOf(d.Count))
		case !f.readsAsNull(c, d.Value):
			rows += d.Count.Value
			names = append(names, fmt.Sprintf("%s in %s", quoted(c, &d.Value), rowsOf(d.Count)))
			literals = append(literals, literal(c, d.Value))
		}
	}
	if len(names) > 0 {
		f.column(c, Exact(rows), fmt.Sprintf("%s IN (%s)", bind.Quote(c.Name), strings.Join(literals, ", ")), "%s", few(names))
	}
	f.readAsNull(c)
}

// readsAsNull reports whether the crawl has taken a text for a missing value.
func (f *finder) readsAsNull(c *Column, text string) bool {
	e := f.crawl.columns[c.Name]
	return e != nil && e.nullTexts[text] > 0
}

// readAsNull tells of texts that the crawl has taken for missing values.
func (f *finder) readAsNull(c *Column) {
	e := f.crawl.columns[c.Name]
	if e == nil || f.Where != "" {
		return
	}
	var names []string
	var rows int64
	for _, text := range sortedKeys(e.nullTexts) {
		if strings.TrimSpace(text) != "" {
			names = append(names, fmt.Sprintf("%q in %s", text, plural(float64(e.nullTexts[text]), "row")))
			rows += e.nullTexts[text]
		}
	}
	if rows > 0 && rows <= c.Null {
		d := f.column(c, Exact(float64(rows)), bind.Quote(c.Name)+" IS NULL", "%s, read as null", few(names))
		d.Severity = Low
	}
}

func zeros(f *finder, c *Column) {
	if !f.quantity(c) || c.Count == 0 {
		return
	}
	if share := float64(c.Numbers.Zeros) / float64(c.Count); share > f.limits.Zeros {
		f.column(c, Exact(float64(c.Numbers.Zeros)), bind.Quote(c.Name)+" = 0", "%s of the numbers", percent(share))
	}
}

func infinite(f *finder, c *Column) {
	if c.Numbers == nil || c.Numbers.Infinite+c.Numbers.NaN == 0 {
		return
	}
	n := c.Numbers.Infinite + c.Numbers.NaN
	f.column(c, Exact(float64(n)), fmt.Sprintf("NOT is_finite(CAST(%s AS DOUBLE))", bind.Quote(c.Name)), "%s", plural(float64(n), "row"))
}

func skewed(f *finder, c *Column) {
	if !f.quantity(c) || f.apart(c) || c.Numbers.Skewness == nil || math.Abs(*c.Numbers.Skewness) <= f.limits.Skewed {
		return
	}
	n := c.Numbers
	where := fmt.Sprintf("%s >= %s", bind.Quote(c.Name), double(n.Percentiles["99"].Value))
	if *n.Skewness < 0 {
		where = fmt.Sprintf("%s <= %s", bind.Quote(c.Name), double(n.Percentiles["1"].Value))
	}
	d := f.column(c, Figure{}, where, "skewness %.1f, median %s, from %s to %s", *n.Skewness, figure(*n.Median), number(*n.Min), number(*n.Max))
	d.Rows, d.Share = nil, float64(c.Count)/float64(f.Rows)
}

// figure writes a figure in a message.
func figure(x Figure) string {
	if x.Approximate() {
		return "≈" + number(x.Value)
	}
	return number(x.Value)
}

// fewestForTest is how many rows a test of evenness takes.
const fewestForTest = 100

func uniform(f *finder, c *Column) {
	var counts []float64
	switch {
	case c.Count < fewestForTest || f.partition(c):
		return
	case category(c) && c.Distinct.Value == float64(len(c.Most)) && len(c.Most) > 2:
		for _, v := range c.Most {
			counts = append(counts, v.Count.Value)
		}
	case f.quantity(c) && len(c.Histogram) > 2:
		for _, b := range c.Histogram {
			counts = append(counts, b.Count.Value)
		}
	default:
		return
	}
	if p := evenness(counts); p > f.limits.Uniform {
		f.values(c, Exact(float64(c.Count)), "p = %.4f over %s", p, plural(float64(len(counts)), "bar"))
	}
}

// evenness returns the p-value of a chi-squared test of the counts against even
// ones; below one half it is 0. The incomplete gamma function is its series,
// Abramowitz and Stegun 6.5.29.
func evenness(counts []float64) float64 {
	var n, chi float64
	for _, x := range counts {
		n += x
	}
	mean := n / float64(len(counts))
	for _, x := range counts {
		chi += (x - mean) * (x - mean) / mean
	}
	a, x := float64(len(counts)-1)/2, chi/2
	if x > a {
		return 0
	}
	if x == 0 {
		return 1
	}
	logGamma, _ := math.Lgamma(a + 1)
	term, sum := 1.0, 1.0
	for k := 1.0; term > 1e-12; k++ {
		term *= x / (a + k)
		sum += term
	}
	return 1 - math.Exp(a*math.Log(x)-x-logGamma)*sum
}

func outlying(f *finder, c *Column) {
	if !f.quantity(c) || c.Count == 0 || f.apart(c) {
		return
	}
	o := c.Numbers.Robust
	if share := o.Count.Value / float64(c.Count); share > f.limits.Outliers && o.Below != nil {
		f.column(c, o.Count, beyond(c, *o.Below, *o.Above), "%s under %s or over %s", rowsOf(o.Count), number(*o.Below), number(*o.Above))
	}
}

func beyond(c *Column, below, above float64) string {
	name := bind.Quote(c.Name)
	return fmt.Sprintf("(%s < %s OR %s > %s)", name, double(below), name, double(above))
}

// A remote group is numbers at an end of a column that lie apart from all others.
type remote struct {
	numbers []float64 // from the nearest on
	next    float64   // the one that is nearest to them
}

// remotest returns the outliers of a column that are so many times as far from
// the median as the number before them and as the bound for outliers, and no
// more than 1 % of the rows.
func (f *finder) remotest(c *Column) *remote {
	far, ok := f.far[c.Name]
	if !ok || !f.quantity(c) || c.Numbers.Robust.Below == nil {
		return nil
	}
	o, median := c.Numbers.Robust, c.Numbers.Median.Value
	for _, tail := range []struct {
		numbers []float64
		fence   float64
	}{{far.up, *o.Above - median}, {far.down, median - *o.Below}} {
		for i := 1; i < len(tail.numbers); i++ {
			near, x := math.Abs(tail.numbers[i-1]-median), math.Abs(tail.numbers[i]-median)
			if x <= f.limits.FarOutliers*max(near, tail.fence) {
				continue
			}
			if r := (&remote{tail.numbers[i:], tail.numbers[i-1]}); float64(len(r.numbers)) <= 0.01*float64(c.Count) {
				return r
			}
			break
		}
	}
	return nil
}

func (r *remote) where(c *Column) string {
	name := bind.Quote(c.Name)
	if r.numbers[0] > r.next {
		return fmt.Sprintf("%s > %s", name, double(r.next))
	}
	return fmt.Sprintf("%s < %s", name, double(r.next))
}

// apart reports whether it is said already that numbers lie apart from all
// others: skewness and outliers then follow from it.
func (f *finder) apart(c *Column) bool { return f.remotest(c) != nil }

func farOutliers(f *finder, c *Column) {
	r := f.remotest(c)
	if r == nil || f.otherUnit(c.Name) || f.orphaned(c.Name) {
		return
	}
	n := Exact(float64(len(r.numbers)))
	if d := f.disguisedAt(c, r); d == len(r.numbers) {
		return // "disguised missing" says it
	}
	if r.numbers[0] > r.next {
		f.column(c, n, r.where(c), "%s from %s on, the others up to %s", rowsOf(n), number(r.numbers[0]), number(r.next))
	} else {
		f.column(c, n, r.where(c), "%s down from %s, the others from %s on", rowsOf(n), number(r.numbers[0]), number(r.next))
	}
}

// disguisedAt counts the remote numbers that stand for missing ones.
func (f *finder) disguisedAt(c *Column, r *remote) (n int) {
	for _, d := range c.Disguised {
		if x, err := strconv.ParseFloat(d.Value, 64); err == nil && d.Score >= f.limits.Disguised && slices.Contains(r.numbers, x) {
			n += int(d.Count.Value)
		}
	}
	return n
}

func mixedUnits(f *finder, c *Column) {
	for _, u := range f.units {
		if u.column != c.Name {
			continue
		}
		x, by := bind.Quote(c.Name), bind.Quote(u.by)
		d := f.column(c, u.rows, "", "%s are %d times what the %s has elsewhere", figure(u.rows), u.factor, u.by)
		d.SQL = fmt.Sprintf(`SELECT t.* FROM %s t JOIN (SELECT %s AS "key", approx_percentile(%s, 0.5) AS usual FROM %s GROUP BY 1) u ON t.%s = u."key" WHERE t.%s / u.usual BETWEEN %g AND %g`,
			f.from, by, x, f.from, by, x, float64(u.factor)*(1-unitError), float64(u.factor)*(1+unitError))
		return
	}
}

func rareNegatives(f *finder, c *Column) {
	if !f.quantity(c) || c.Numbers.Negatives == 0 {
		return
	}
	n := float64(c.Numbers.Negatives)
	if n > f.limits.RareNegatives*float64(c.Count) {
		return
	}
	f.column(c, Exact(n), bind.Quote(c.Name)+" < 0", "%s, down to %s", plural(n, "row"), number(*c.Numbers.Min))
}

func invalidValues(f *finder, c *Column) {
	if c.Invalid.Count == 0 {
		return
	}
	n := Exact(float64(c.Invalid.Count))
	example := ""
	if len(c.Invalid.Places) > 0 && c.Invalid.Places[0].Text != "" {
		example = fmt.Sprintf(", such as %q", c.Invalid.Places[0].Text)
	}
	d := f.column(c, n, "", "%s that are no %s%s", plural(n.Value, "value"), c.Type, example)
	d.Places = c.Invalid.Places
	if c.Null > 0 {
		d.where = bind.Quote(c.Name) + " IS NULL"
	}
}

func nearDuplicates(f *finder, c *Column) {
	if c.Text == nil || 2*c.Distinct.Value > float64(c.Count) {
		return // names and addresses that are alike are those of two people
	}
	var names, literals []string
	var rows float64
	for _, cluster := range c.Text.SameMeanings {
		var ways []string
		for i, v := range cluster.Values {
			ways = append(ways, quoted(c, v.Value))
			literals = append(literals, literal(c, *v.Value))
			if i > 0 {
				rows += v.Count.Value
			}
		}
		names = append(names, strings.Join(ways[:min(len(ways), told)], " = "))
	}
	if len(names) > 0 {
		d := f.values(c, Exact(rows), "%s", few(names))
		d.list = strings.Replace(d.list, " GROUP BY ", fmt.Sprintf(" WHERE %s IN (%s) GROUP BY ", bind.Quote(c.Name), strings.Join(literals[:min(len(literals), 200)], ", ")), 1)
	}
}

func futureDates(f *finder, c *Column) {
	if c.Times == nil || c.Times.Future == 0 || float64(c.Times.Future) > 0.05*float64(c.Count) {
		return
	}
	n := Exact(float64(c.Times.Future))
	f.column(c, n, after(c, f.Time), "%s, up to %s", plural(n.Value, "row"), c.Times.Max.Format(time.DateOnly))
}

func whitespace(f *finder, c *Column) {
	if c.Text == nil || c.Text.Padded+c.Text.Blank == 0 {
		return
	}
	n := Exact(float64(c.Text.Padded + c.Text.Blank))
	f.column(c, n, fmt.Sprintf(`regexp_matches(%s, '^\s|\s$')`, bind.Quote(c.Name)), "%s", plural(n.Value, "row"))
}

// mojibake finds texts in UTF-8 that were read as Latin-1 or Windows-1252, and
// characters that could not be read.
const mojibake = `\x{FFFD}|[ÃÂ][\x{80}-\x{BF}]|â€|Ã[ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]`

func encodingTrouble(f *finder, c *Column) {
	var rows float64
	example := ""
	for _, v := range f.texts[c.Name] {
		if broken(*v.Value) {
			rows += v.Count.Value
			if example == "" || *v.Value < example {
				example = *v.Value
			}
		}
	}
	if rows == 0 {
		return
	}
	f.column(c, Exact(rows), fmt.Sprintf(`regexp_matches(%s, '%s')`, bind.Quote(c.Name), mojibake), "%s, such as %s", plural(rows, "row"), quoted(c, &example))
}

// broken reports whether a text was decoded wrongly.
func broken(text string) bool {
	if !strings.ContainsAny(text, "ÃÂâ\uFFFD") {
		return false
	}
	return mojibakePattern.MatchString(text) || !utf8.ValidString(text)
}

func embeddedNumbers(f *finder, c *Column) {
	if c.Feature == feature.EmbeddedNumber && len(c.Most) > 0 {
		f.values(c, Exact(float64(c.Count)), "such as %s", quoted(c, c.Most[0].Value))
	}
}

func gaps(f *finder, c *Column) {
	if c.Times == nil || len(c.Times.Gaps) == 0 || float64(c.Times.Gaps[0].Days) < f.limits.Gaps {
		return
	}
	var texts, days []string
	for _, g := range c.Times.Gaps {
		texts = append(texts, fmt.Sprintf("%s from %s to %s", plural(float64(g.Days), "day"), g.From, g.To))
		for text, step := range map[string]int{g.From: -1, g.To: 1} {
			if day, err := time.Parse(time.DateOnly, text); err == nil {
				days = append(days, fmt.Sprintf("DATE '%s'", day.AddDate(0, 0, step).Format(time.DateOnly)))
			}
		}
	}
	slices.Sort(days)
	d := f.column(c, Exact(0), fmt.Sprintf("CAST(%s AS DATE) IN (%s)", bind.Quote(c.Name), strings.Join(slices.Compact(days), ", ")), "%s", few(texts))
	d.Rows = nil
	d.Share = float64(c.Times.Gaps[0].Days) / float64(c.Times.Gaps[0].Days+c.Times.Days)
}

func (f *finder) typeOf(c *Column) schema.Type {
	t, _ := schema.Parse(c.Type)
	return t
}

// partition reports whether a column is in the names of folders.
func (f *finder) partition(c *Column) bool { return schema.Lookup(f.table.Partitions, c.Name) >= 0 }
