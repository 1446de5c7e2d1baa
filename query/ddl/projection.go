package ddl

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/javatime"
	"github.com/tarnlake/tarn/datasets/schema"
)

// enabled reports whether a table projects its partitions.
func enabled(t *catalog.Table) bool {
	return len(t.Partitions) > 0 && strings.EqualFold(strings.TrimSpace(t.Parameters["projection.enabled"]), "true")
}

// maxProjected is how many partitions one scan may have, as in Athena.
const maxProjected = 1_000_000

// Project returns the partitions that the parameters of a table say there are, in
// the order of their values. Wanted are the only values that matter, by column;
// of a column of the type injected there have to be some. Location turns a place
// such as s3://LAKE/a/ into a folder of the lake; partitions may lie where no
// folder is.
func Project(t *catalog.Table, now time.Time, wanted map[string][]string, location func(string) (string, error)) ([]catalog.Partition, error) {
	p, err := newProjection(t)
	if err != nil {
		return nil, err
	}
	var choices [][]projected
	count := 1
	for i, c := range p.columns {
		only, limited := wanted[t.Partitions[i].Name]
		list, err := c.values(now, only, limited)
		if err != nil {
			return nil, invalid(t, "%v", err)
		}
		count *= len(list)
		if count > maxProjected {
			return nil, invalid(t, "more than %d partitions; the query has to name values of partition columns", maxProjected)
		}
		choices = append(choices, list)
	}
	partitions := make([]catalog.Partition, 0, count)
	row := make([]projected, len(choices))
	var each func(int) error
	each = func(i int) error {
		if i < len(choices) {
			for _, row[i] = range choices[i] {
				if err := each(i + 1); err != nil {
					return err
				}
			}
			return nil
		}
		one := catalog.Partition{}
		for _, v := range row {
			one.Values = append(one.Values, v.value)
		}
		var err error
		one.Location, err = p.location(row, location)
		partitions = append(partitions, one)
		return err
	}
	return partitions, each(0)
}

func invalid(t *catalog.Table, format string, args ...any) error {
	return &Error{Message: fmt.Sprintf("HIVE_METASTORE_ERROR: Table %s: ", t.Name) + fmt.Sprintf(format, args...), Category: 2, Type: 1101}
}

// A projection is how a table projects its partitions.
type projection struct {
	table    *catalog.Table
	columns  []projectedColumn
	template string
}

// A projectedColumn makes the values of one column. If limited, only those in
// only count.
type projectedColumn interface {
	values(now time.Time, only []string, limited bool) ([]projected, error)
}

// A projected is a value: as the column has it, and as it stands in the location.
type projected struct{ value, text string }

// newProjection reads the parameters of a table.
func newProjection(t *catalog.Table) (*projection, error) {
	p := &projection{table: t, template: strings.TrimSpace(t.Parameters["storage.location.template"])}
	var absent []string
	for _, c := range t.Partitions {
		option := func(name string) string { return t.Parameters["projection."+c.Name+"."+name] }
		var column projectedColumn
		var err error
		switch kind := strings.ToLower(strings.TrimSpace(option("type"))); kind {
		case "":
			absent = append(absent, c.Name)
		case "enum":
			column = enumeration{c, strings.Split(option("values"), ",")}
			if option("values") == "" {
				err = fmt.Errorf("projection.%s.values is missing", c.Name)
			}
		case "integer":
			column, err = newIntegers(c, option)
		case "date":
			column, err = newDates(c, option)
		case "injected":
			column = injected{c}
		default:
			err = fmt.Errorf("projection.%s.type has the invalid value %s", c.Name, kind)
		}
		if err != nil {
			return nil, invalid(t, "%v", err)
		}
		if p.template != "" && !strings.Contains(p.template, "${"+c.Name+"}") {
			return nil, invalid(t, "storage.location.template has no ${%s}", c.Name)
		}
		p.columns = append(p.columns, column)
	}
	if len(absent) > 0 {
		return nil, &Error{Message: fmt.Sprintf("HIVE_METASTORE_ERROR: Table %s is configured for partition projection, but the following partition columns "+
			"are missing projection configuration: [%s]", t.Name, strings.Join(absent, ", ")), Category: 2, Type: 1101}
	}
	return p, nil
}

// location returns the folder of a partition.
func (p *projection) location(row []projected, resolve func(string) (string, error)) (string, error) {
	if p.template == "" {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = v.text
		}
		return strings.TrimPrefix(p.table.Location+"/"+PartitionName(p.table.Partitions, texts), "/"), nil
	}
	place := p.template
	for i, v := range row {
		place = strings.ReplaceAll(place, "${"+p.table.Partitions[i].Name+"}", v.text)
	}
	return resolve(place)
}

// An enumeration is a column of the type enum. Spaces in its values count.
type enumeration struct {
	schema.Field
	list []string
}

func (e enumeration) values(_ time.Time, only []string, limited bool) ([]projected, error) {
	var list []projected
	for _, text := range e.list {
		if !limited || slices.Contains(only, text) {
			list = append(list, projected{text, text})
		}
	}
	return list, nil
}

// injected is a column whose values only the query knows.
type injected struct{ schema.Field }

func (c injected) values(_ time.Time, only []string, limited bool) ([]projected, error) {
	if !limited || len(only) == 0 {
		return nil, fmt.Errorf("CONSTRAINT_VIOLATION: For the injected projected partition column %s, the WHERE clause must contain only static equality conditions, and at least one such condition must be present", c.Name)
	}
	var list []projected
	for _, text := range slices.Compact(slices.Sorted(slices.Values(only))) {
		list = append(list, projected{text, text})
	}
	return list, nil
}

// integers is a column of the type integer.
type integers struct {
	least, most, step int64
	digits            int
}

func newIntegers(c schema.Field, option func(string) string) (projectedColumn, error) {
	low, high, ok := strings.Cut(option("range"), ",")
	var n integers
	var errs [4]error
	n.least, errs[0] = strconv.ParseInt(strings.TrimSpace(low), 10, 64)
	n.most, errs[1] = strconv.ParseInt(strings.TrimSpace(high), 10, 64)
	n.step = 1
	if text := option("interval"); text != "" {
		n.step, errs[2] = strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	}
	if text := option("digits"); text != "" {
		n.digits, errs[3] = strconv.Atoi(strings.TrimSpace(text))
	}
	for _, err := range errs {
		ok = ok && err == nil
	}
	if !ok || n.step < 1 || n.most < n.least || n.digits < 0 {
		return nil, fmt.Errorf("projection.%s: range %q, interval %q and digits %q are not of integers", c.Name, option("range"), option("interval"), option("digits"))
	}
	return n, nil
}

func (n integers) values(_ time.Time, only []string, limited bool) ([]projected, error) {
	write := func(i int64) projected {
		text := strconv.FormatInt(i, 10)
		if n.digits > 0 {
			text = fmt.Sprintf("%0*d", n.digits, i)
		}
		return projected{text, text}
	}
	var list []projected
	if limited {
		var wanted []int64
		for _, text := range only {
			i, err := strconv.ParseInt(text, 10, 64)
			if err == nil && n.least <= i && i <= n.most && (i-n.least)%n.step == 0 {
				wanted = append(wanted, i)
			}
		}
		slices.Sort(wanted)
		for _, i := range slices.Compact(wanted) {
			list = append(list, write(i))
		}
		return list, nil
	}
	if uint64(n.most-n.least)/uint64(n.step) >= maxProjected {
		return nil, fmt.Errorf("more than %d partitions; the query has to name values of partition columns", maxProjected)
	}
	for i := n.least; ; i += n.step {
		list = append(list, write(i))
		if i > n.most-n.step {
			return list, nil
		}
	}
}

// dates is a column of the type date.
type dates struct {
	schema.Field
	format      javatime.Pattern
	least, most string
	step        int
	unit        string
}

func newDates(c schema.Field, option func(string) string) (projectedColumn, error) {
	d := dates{Field: c, step: 1}
	var err error
	if d.format, err = javatime.Parse(option("format")); err != nil || option("format") == "" {
		return nil, fmt.Errorf("projection.%s.format is %q", c.Name, option("format"))
	}
	var ok bool
	if d.least, d.most, ok = strings.Cut(option("range"), ","); !ok {
		return nil, fmt.Errorf("projection.%s.range is %q, not two dates", c.Name, option("range"))
	}
	if text := strings.TrimSpace(option("interval")); text != "" {
		if d.step, err = strconv.Atoi(text); err != nil || d.step < 1 {
			return nil, fmt.Errorf("projection.%s.interval is %q", c.Name, text)
		}
	}
	finest := d.format.Unit()
	if d.unit = unitOf(option("interval.unit")); d.unit == "" {
		d.unit = finest
		if option("interval.unit") != "" || finest != "DAYS" && finest != "MONTHS" && finest != "YEARS" {
			return nil, fmt.Errorf("projection.%s.interval.unit is %q", c.Name, option("interval.unit"))
		}
	}
	now := time.Now().UTC()
	for _, text := range []string{d.least, d.most} {
		if _, err := d.bound(text, now); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// unitOf returns a unit of time in capitals and in the plural.
func unitOf(text string) string {
	unit := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(text)), "S") + "S"
	if slices.Contains([]string{"YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS"}, unit) {
		return unit
	}
	return ""
}

// relative is a bound that depends on the present, as Athena describes it.
var relative = regexp.MustCompile(`(?i)^\s*NOW\s*(?:([+-])\s*([0-9]+)\s*(YEARS?|MONTHS?|WEEKS?|DAYS?|HOURS?|MINUTES?|SECONDS?)\s*)?$`)

// bound returns the time that a bound is, in UTC.
func (d dates) bound(text string, now time.Time) (time.Time, error) {
	if m := relative.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[2])
		if m[1] == "-" {
			n = -n
		}
		return later(now.UTC(), n, unitOf(m[3])), nil
	}
	t, ok := d.format.Parse(strings.TrimSpace(text))
	if !ok {
		return t, fmt.Errorf("projection.%s.range: %q is neither NOW nor written as %s", d.Name, text, d.format)
	}
	return t, nil
}

// later returns the time n units after t.
func later(t time.Time, n int, unit string) time.Time {
	switch unit {
	case "YEARS":
		return months(t, 12*n)
	case "MONTHS":
		return months(t, n)
	case "WEEKS":
		return t.AddDate(0, 0, 7*n)
	case "DAYS":
		return t.AddDate(0, 0, n)
	case "HOURS":
		return t.Add(time.Duration(n) * time.Hour)
	case "MINUTES":
		return t.Add(time.Duration(n) * time.Minute)
	case "SECONDS":
		return t.Add(time.Duration(n) * time.Second)
	case "MILLISECONDS":
		return t.Add(time.Duration(n) * time.Millisecond)
	}
	return t
}

// months adds months, and keeps to the last day of a month that is too short.
func months(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func (d dates) values(now time.Time, only []string, limited bool) ([]projected, error) {
	least, err := d.bound(d.least, now)
	if err != nil {
		return nil, err
	}
	most, err := d.bound(d.most, now)
	if err != nil {
		return nil, err
	}
	var list []projected
	seen := make(map[string]bool)
	for n := 0; ; n++ {
		at := later(least, n*d.step, d.unit)
		if at.After(most) {
			return list, nil
		}
		if n > maxProjected {
			return nil, fmt.Errorf("projection.%s: more than %d dates", d.Name, maxProjected)
		}
		text := d.format.Format(at)
		v := projected{d.value(at, text), text}
		if seen[text] || limited && !d.wanted(v, only) {
			continue
		}
		seen[text] = true
		list = append(list, v)
	}
}

// value returns the text of the column for a time.
func (d dates) value(at time.Time, text string) string {
	switch d.Type.Kind {
	case schema.Date:
		return at.Format(time.DateOnly)
	case schema.Timestamp:
		return at.Format("2006-01-02 15:04:05")
	}
	return text
}

// wanted reports whether a value is among those that matter.
func (d dates) wanted(v projected, only []string) bool {
	return slices.ContainsFunc(only, func(text string) bool {
		return text == v.value || d.Type.Kind.Integer() && normal(text, d.Type) == normal(v.value, d.Type) ||
			d.Type.Kind == schema.Timestamp && strings.TrimSuffix(text, ".000") == v.value
	})
}
