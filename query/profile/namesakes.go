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

// otherUnit is from how many times the median on two columns of one name are
// probably in different units: grams and kilograms, cents and euros, seconds and
// milliseconds are further apart than tables of one lake are otherwise.
const otherUnit = 50

// namesakes tells which columns of other tables have the name of a column and
// are something else: of another type, or in another unit.
func (j *job) namesakes(ctx context.Context) error {
	tables, err := j.others(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := j.namesakesIn(ctx, t); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return nil
}

func (j *job) namesakesIn(ctx context.Context, t catalog.Table) error {
	s := statement{from: tableSQL(t.Name)}
	var same []Namesake
	var medians []float64
	for i, f := range j.columns {
		for _, g := range slices.Concat(t.Columns, t.Partitions) {
			base, unit := cutUnit(f.Name)
			otherBase, otherUnit := cutUnit(g.Name)
			n := Namesake{Column: f.Name, Type: f.Type.String(), Other: j.told(endpoint{table: t.Name, column: g}), OtherType: g.Type.String()}
			switch numbers := j.profile.Columns[i].Numbers; {
			case base != otherBase:
			case unit != otherUnit:
				n.Why = fmt.Sprintf("%s and %s", unit, otherUnit)
				j.profile.Namesakes = append(j.profile.Namesakes, n)
			case unlike(f.Type) != unlike(g.Type):
				n.Why = "types"
				j.profile.Namesakes = append(j.profile.Namesakes, n)
			case numbers != nil && numbers.Median != nil && numbers.Median.Value != 0 && g.Type.Kind.Numeric() && !j.nearlyUnique(i) && t.Stats.Rows <= mostCompared:
				s.branch("SELECT %d, quantile_cont(%s::DOUBLE, 0.5) FROM t", len(same), s.value(bind.Quote(g.Name)))
				same, medians = append(same, n), append(medians, numbers.Median.Value)
			}
		}
	}
	return j.ask(ctx, s, func(row []any) error {
		i := row[0].(int64)
		median, ok := row[1].(float64)
		if ratio := median / medians[i]; ok && ratio > 0 && math.Abs(math.Log(ratio)) >= math.Log(otherUnit) {
			n := same[i]
			n.Ratio, n.Why = &ratio, "units"
			j.profile.Namesakes = append(j.profile.Namesakes, n)
		}
		return nil
	})
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

// cutUnit returns a name without the unit at its end, and the unit.
func cutUnit(name string) (base, unit string) {
	at := strings.LastIndexByte(name, '_')
	if at <= 0 {
		return name, ""
	}
	end := strings.ToLower(name[at+1:])
	for _, list := range unitNames {
		if strings.Contains(list, " "+end+" ") {
			return name[:at], end
		}
	}
	return name, ""
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
	files := make(map[content][]catalog.File)
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
			files[of] = append(files[of], catalog.File{Path: f.Path, Checksum: f.Checksum})
		}
	}
	for _, of := range order {
		j.sameContent(of.size, files[of])
	}
	return nil
}

// sameContent tells of files of one size with the same beginnings and ends, of
// which the first is of the table.
func (j *job) sameContent(size int64, files []catalog.File) {
	same := SameFiles{Bytes: size, Certain: files[0].Checksum != ""}
	for _, f := range files {
		switch {
		case f.Checksum == "" || files[0].Checksum == "":
			same.Certain = false
		case f.Checksum != files[0].Checksum:
			continue
		}
		same.Files = append(same.Files, f.Path)
	}
	if len(same.Files) > 1 {
		slices.Sort(same.Files)
		j.profile.SameFiles = append(j.profile.SameFiles, same)
	}
}
