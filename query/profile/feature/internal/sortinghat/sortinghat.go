// Package sortinghat reads the labelled columns of SortingHat's data_train.csv.
package sortinghat

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/learn"
)

// Data are the labelled columns.
type Data struct {
	Columns []feature.Column
	Target  learn.Target
	Files   []int // the number of the file that a column is from
}

// Load reads the data.
func Load(path string) (*Data, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	d := &Data{Target: learn.Target{Classes: feature.Classes}}
	classes := map[string]float64{}
	for k := range feature.Classes {
		classes[feature.Class(k).String()] = float64(k)
	}
	header := records[0]
	for _, r := range records[1:] {
		field := func(name string) string { return r[slices.Index(header, name)] }
		class, ok := classes[strings.TrimSpace(field("y_act"))]
		if !ok {
			return nil, fmt.Errorf("%s: class %q is not known", path, field("y_act"))
		}
		file, err := strconv.Atoi(field("Record_id"))
		if err != nil {
			return nil, err
		}
		d.Columns = append(d.Columns, column(field))
		d.Target.Values = append(d.Target.Values, class)
		d.Files = append(d.Files, file)
	}
	return d, nil
}

func column(field func(string) string) feature.Column {
	number := func(name string) float64 {
		x, err := strconv.ParseFloat(field(name), 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	c := feature.Column{
		Name: field("Attribute_name"), Rows: int64(number("total_vals")), Nulls: int64(number("num_nans")), Distinct: number("num_of_dist_val"),
		Mean: number("mean"), Std: number("std_dev"), Min: number("min_val"), Max: number("max_val"),
	}
	for _, i := range "12345" {
		c.Samples = append(c.Samples, field("sample_"+string(i)))
	}
	if c.Mean == 0 && c.Std == 0 && c.Min == 0 && c.Max == 0 { // what the data has for texts
		c.Mean, c.Std, c.Min, c.Max = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	return c
}

// Vectors returns the columns as the model sees them.
func (d *Data) Vectors() []learn.Column {
	var columns []learn.Column
	for i, c := range d.Columns {
		v := feature.Vector(c)
		if columns == nil {
			columns = make([]learn.Column, len(v))
		}
		for j, x := range v {
			if i == 0 {
				columns[j].Values = make([]float64, len(d.Columns))
			}
			columns[j].Values[i] = x
		}
	}
	return columns
}
