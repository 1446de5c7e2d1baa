package profile

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
)

// Bounds of the search for namesakes. Those that are found by names and types
// alone cost nothing.
const (
	mostNamesakes = 200         // that are told
	mostMedians   = 100         // columns of one other table whose median is taken
	mostMedianOf  = 500_000_000 // values of which medians are taken, in all other tables
)

// namesakes tells which columns of other tables have the name of a column and
// are something else: of another type, or in another unit. Two columns of numbers
// are probably in different units if the median of one is many times that of the
// other: grams and kilograms, cents and euros, seconds and milliseconds are
// further apart than tables of one lake are otherwise.
func (j *job) namesakes(ctx context.Context) error {
	tables, err := j.others(ctx)
	if err != nil {
		return err
	}
	values := int64(mostMedianOf)
	for i, t := range tables {
		if len(j.profile.Namesakes) > mostNamesakes {
			j.profile.Namesakes = j.profile.Namesakes[:mostNamesakes]
			j.stopped("names in other tables: only the first %d namesakes are told, and %d of %d tables were looked at", mostNamesakes, i, len(tables))
			break
		}
		if err := j.namesakesIn(ctx, t, &values); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return nil
}

// namesakesIn looks at one other table, of which it may read so many values.
func (j *job) namesakesIn(ctx context.Context, t catalog.Table, values *int64) error {
	s := statement{from: tableSQL(t.Name)}
	var same []Namesake
	var medians []float64
	left := 0
	for i, f := range j.columns {
		for _, g := range slices.Concat(t.Columns, t.Partitions) {
			n := Namesake{Column: f.Name, Type: f.Type.String(), Other: j.told(endpoint{table: t.Name, column: g}), OtherType: g.Type.String()}
			units, ok := sameName(f.Name, g.Name)
			switch {
			case !ok:
			case units != "":
				n.Why = units
				j.profile.Namesakes = append(j.profile.Namesakes, n)
			case unlike(f.Type) != unlike(g.Type):
				n.Why = "types"
				j.profile.Namesakes = append(j.profile.Namesakes, n)
			case !j.measured(i) || !g.Type.Kind.Numeric():
			case len(same) == mostMedians || t.Stats.Rows > *values:
				left++
			default:
				*values -= t.Stats.Rows
				s.branch("SELECT %d, quantile_cont(%s::DOUBLE, 0.5) FROM t", len(same), s.value(bind.Quote(g.Name)))
				same, medians = append(same, n), append(medians, j.profile.Columns[i].Numbers.Median.Value)
			}
		}
	}
	if left > 0 {
		j.stopped("names in other tables: the units of %d columns of %s were not compared", left, t.Name)
	}
	least := math.Log(j.thresholds().Namesakes)
	return j.ask(ctx, s, func(row []any) error {
		i := row[0].(int64)
		median, ok := row[1].(float64)
		if ratio := median / medians[i]; ok && ratio > 0 && math.Abs(math.Log(ratio)) >= least {
			n := same[i]
			n.Ratio, n.Why = &ratio, "units"
			j.profile.Namesakes = append(j.profile.Namesakes, n)
		}
		return nil
	})
}

// measured reports whether a column has numbers whose median says something.
func (j *job) measured(i int) bool {
	n := j.profile.Columns[i].Numbers
	return n != nil && n.Median != nil && n.Median.Value != 0 && !j.nearlyUnique(i)
}

// unlike returns a name of what types are alike: those whose values compare with
// each other.
func unlike(t schema.Type) string {
	switch {
	case t.Kind.Numeric():
		return "number"
	case t.Kind.Text():
		return "text"
	case t.Kind.Temporal():
		return "time"
	}
	return t.Kind.String()
}

// unitNames are the ends of names that say in what something is measured, by what it
// is.
var unitNames = []string{
	" mg g kg t lb lbs oz ",
	" mm cm m km in inch ft yd mi miles ",
	" ns us ms s sec seconds min minutes h hours d days weeks months years ",
	" eur usd gbp chf jpy cents ",
	" b kb mb gb tb bytes ",
	" c f k celsius fahrenheit kelvin ",
	" pct percent share ratio ",
}

// sameName reports whether two names are the same but for a unit at their ends,
// and the two units if these are of one kind, such as "kg and g". A name may lack
// the unit that the other has: then its numbers have to tell.
func sameName(a, b string) (units string, ok bool) {
	base, unit, kind := cutUnit(a)
	otherBase, otherUnit, otherKind := cutUnit(b)
	switch {
	case a == b:
		return "", true
	case base != otherBase:
		return "", false
	case unit == "" || otherUnit == "":
		return "", true
	}
	return unit + " and " + otherUnit, kind == otherKind // a vitamin_c is no vitamin_d
}

// cutUnit returns a name without the unit at its end, the unit, and which of the
// unitNames it is among.
func cutUnit(name string) (base, unit string, kind int) {
	at := strings.LastIndexByte(name, '_')
	if at <= 0 {
		return name, "", -1
	}
	end := strings.ToLower(name[at+1:])
	for kind, list := range unitNames {
		if strings.Contains(list, " "+end+" ") {
			return name[:at], end, kind
		}
	}
	return name, "", -1
}

// sameFiles tells which files of the lake have the content of a file of the table.
// Files of one size are the same if their checksums are, which a crawl keeps when
// asked, and probably so if their first and last bytes are.
func (j *job) sameFiles(ctx context.Context) error {
	tables, err := j.others(ctx)
	if err != nil {
		return err
	}
	type content struct {
		size        int64
		fingerprint string
	}
	files := make(map[content][]sameFile)
	var order []content
	seen := int64(0)
	for i, t := range append([]catalog.Table{j.table}, tables...) {
		if seen += t.Stats.Files; seen > mostFilesSeen {
			j.stopped("duplicate files: more than %d files were not compared", mostFilesSeen)
			break
		}
		for f, err := range j.catalog.EachFile(ctx, t.Name) {
			if err != nil {
				return err
			}
			of := content{f.Size, f.Fingerprint}
			if f.Size == 0 || f.Fingerprint == "" || i > 0 && files[of] == nil {
				continue
			}
			if files[of] == nil {
				order = append(order, of)
			}
			files[of] = append(files[of], sameFile{f.Path, f.Checksum, i == 0})
		}
	}
	for _, of := range order {
		j.sameContent(of.size, files[of])
	}
	return nil
}

// A sameFile is a file that may have the content of another one.
type sameFile struct {
	path, checksum string
	own            bool // it is of the table
}

// sameContent tells of files of one size with the same beginnings and ends, of
// which the first is of the table.
func (j *job) sameContent(size int64, files []sameFile) {
	same := SameFiles{Bytes: size, Certain: files[0].checksum != ""}
	for _, f := range files {
		switch {
		case f.checksum == "" || files[0].checksum == "":
			same.Certain = false
		case f.checksum != files[0].checksum:
			continue
		}
		same.Files = append(same.Files, f.path)
		same.Own += btoi(f.own)
	}
	if len(same.Files) > 1 {
		slices.Sort(same.Files)
		j.profile.SameFiles = append(j.profile.SameFiles, same)
	}
}
