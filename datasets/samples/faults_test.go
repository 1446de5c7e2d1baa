package samples_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/tarnlake/tarn/datasets/samples"
	"github.com/tarnlake/tarn/datasets/samples/generate"
)

// Each fault is where the list says: the file, at that line, holds that value,
// and the value is wrong in the way its kind says.
func TestFaultsAreThere(t *testing.T) {
	list, err := samples.Faults()
	if err != nil {
		t.Fatal(err)
	}
	lake := newLake(t, files(t))
	kinds := map[generate.Kind]int{}
	for _, f := range list {
		kinds[f.Kind]++
		if f.Kind == generate.Leak {
			lake.checkLeak(t, f)
			continue
		}
		if f.Count != len(f.Places) || f.Count == 0 {
			t.Errorf("%s %s %s: %d places for %d rows", f.Table, f.Column, f.Kind, len(f.Places), f.Count)
		}
		for _, p := range f.Places {
			if err := lake.check(f, p); err != nil {
				t.Errorf("%s %s %s: %s:%d: %v", f.Table, f.Column, f.Kind, p.File, p.Line, err)
			}
		}
	}
	for _, kind := range []generate.Kind{
		generate.CaseVariant, generate.DisguisedNull, generate.DuplicateRow, generate.FutureDate, generate.ImpossibleDay,
		generate.LateField, generate.Leak, generate.MixedUnits, generate.OrphanedKey, generate.Outlier, generate.RaggedRow,
		generate.TypeChange,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no fault of the kind %s", kind)
		}
	}
}

// The lake differs from the clean one in the places of the list and nowhere
// else, so that whatever else is found there was invented.
func TestNothingElseIsWrong(t *testing.T) {
	list, err := samples.Faults()
	if err != nil {
		t.Fatal(err)
	}
	built, err := generate.Build(generate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cleanFiles := map[string][]byte{}
	for _, f := range built.Files {
		cleanFiles[f.Path] = f.Data
	}
	faulty, clean := newLake(t, files(t)), newLake(t, cleanFiles)

	type line struct {
		file string
		line int
	}
	added, changed := map[line]bool{}, map[line]bool{}
	for _, f := range list {
		for _, p := range f.Places {
			if f.Kind == generate.DuplicateRow || f.Kind == generate.OrphanedKey && p.Was == "" {
				added[line{p.File, p.Line}] = true
			} else {
				changed[line{p.File, p.Line}] = true
			}
		}
	}
	for _, file := range slices.Sorted(maps.Keys(faulty.lines)) {
		rest := clean.lines[file]
		for i, text := range faulty.lines[file] {
			at := line{file, i + 1}
			switch {
			case added[at]:
				continue
			case len(rest) == 0:
				t.Errorf("%s:%d: the clean file has no such line", file, i+1)
				continue
			case text == rest[0] && changed[at]:
				t.Errorf("%s:%d: listed as a fault, but as in the clean file: %s", file, i+1, text)
			case text != rest[0] && !changed[at]:
				t.Errorf("%s:%d: not listed as a fault\ngot   %s\nclean %s", file, i+1, text, rest[0])
			}
			rest = rest[1:]
		}
		if len(rest) > 0 {
			t.Errorf("%s: %d lines of the clean file are gone", file, len(rest))
		}
	}
}

// order is a row of orders, as these tests read it.
type order struct {
	ID       int64   `parquet:"order_id" json:"order_id"`
	Customer int64   `parquet:"customer_id" json:"customer_id"`
	Placed   int64   `parquet:"placed_at" json:"placed_at"`
	Status   string  `parquet:"status" json:"status"`
	Channel  string  `parquet:"channel" json:"channel"`
	Payment  string  `parquet:"payment_method" json:"payment_method"`
	Coupon   *string `parquet:"coupon,optional" json:"coupon"`
	Discount float64 `parquet:"discount" json:"discount"`
	Cents    int64   `parquet:"total" json:"cents"`
	Shipping *int32  `parquet:"shipping_days,optional" json:"shipping_days"`
	Returned bool    `parquet:"returned" json:"returned"`
	Refund   *string `parquet:"refund_reference,optional" json:"refund,omitempty"`
}

// lake is a lake as lines of text; a row of a Parquet file is a line of JSON.
type lake struct {
	lines  map[string][]string
	orders []order
	keys   map[string]map[string]bool // the customers and orders that exist
	weight map[string]string          // of products, by sku
}

func newLake(t *testing.T, files map[string][]byte) *lake {
	t.Helper()
	l := &lake{lines: map[string][]string{}, weight: map[string]string{},
		keys: map[string]map[string]bool{"customer_id": {}, "order_id": {}}}
	for name, data := range files {
		if path.Ext(name) == ".parquet" {
			l.readOrders(t, name, data)
			continue
		}
		l.lines[name] = textLines(t, name, data)
		if strings.HasPrefix(name, "customers/") {
			for _, line := range l.lines[name][1:] {
				l.keys["customer_id"][line[:5]] = true
			}
		}
	}
	for _, line := range l.lines["products/products.json"] {
		if v, err := decode(line); err == nil {
			l.weight[v["sku"].(string)] = fmt.Sprint(v["weight_kg"])
		}
	}
	return l
}

func (l *lake) readOrders(t *testing.T, name string, data []byte) {
	t.Helper()
	rows, err := parquet.Read[order](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range rows {
		o.Refund = nil // the leak has its own check, and the clean lake has no such column
		line, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		l.lines[name] = append(l.lines[name], string(line))
		l.keys["order_id"][fmt.Sprint(o.ID)] = true
	}
	l.orders = append(l.orders, rows...)
}

// textLines returns the lines of a text file, in UTF-8.
func textLines(t *testing.T, name string, data []byte) []string {
	t.Helper()
	if path.Ext(name) == ".gz" {
		data = unzip(t, data)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if name == "customers/france.csv" {
		var utf8 strings.Builder
		for _, b := range data {
			utf8.WriteRune(rune(b))
		}
		text = utf8.String()
	}
	if name == "customers/united_kingdom.csv" {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// check says what is not as the place says.
func (l *lake) check(f samples.Fault, p samples.Place) error {
	lines := l.lines[p.File]
	if p.Line < 1 || p.Line > len(lines) || !strings.HasPrefix(p.File, f.Table+"/") {
		return fmt.Errorf("there is no such line")
	}
	line := lines[p.Line-1]
	if f.Kind == generate.DuplicateRow {
		if p.Of >= p.Line || p.Of < 1 || lines[p.Of-1] != line {
			return fmt.Errorf("does not repeat line %d", p.Of)
		}
		return nil
	}
	got, err := l.value(f, p.File, line)
	if err != nil {
		return err
	}
	if got != p.Value {
		return fmt.Errorf("got %q, want %q", got, p.Value)
	}
	return l.wrong(f, p, line)
}

// wrong checks that the value is wrong in the way it is said to be.
func (l *lake) wrong(f samples.Fault, p samples.Place, line string) error {
	bad := false
	switch f.Kind {
	case generate.CaseVariant:
		bad = p.Value != p.Was && strings.EqualFold(strings.TrimSpace(p.Value), p.Was)
	case generate.DisguisedNull:
		bad = slices.Contains([]string{"N/A", "-", "unknown", "9999", "1900-01-01"}, p.Value)
	case generate.FutureDate:
		bad = p.Value > "2030" && p.Value[2:] == p.Was[2:]
	case generate.ImpossibleDay:
		_, err := time.Parse(time.DateOnly, p.Value)
		bad = err != nil
	case generate.LateField:
		bad = p.File >= "events/2025-02-27.json"
	case generate.MixedUnits:
		var kilos, thousandths int
		_, err := fmt.Sscanf(l.weight[strings.Split(line, ",")[2]], "%d.%03d", &kilos, &thousandths)
		bad = err == nil && fmt.Sprint(kilos*1000+thousandths) == p.Value
	case generate.OrphanedKey:
		bad = !l.keys[f.Column][p.Value]
	case generate.Outlier:
		bad = strings.Replace(p.Was, ".", "", 1)+".00" == p.Value
	case generate.RaggedRow:
		bad = p.Value == "10" || p.Value == "13"
	case generate.TypeChange:
		bad = strings.Contains(line, `"cart_value":"`+p.Value+`"`)
	}
	if !bad {
		return fmt.Errorf("%q for %q is not a %s", p.Value, p.Was, f.Kind)
	}
	return nil
}

// value returns what a line holds in the column of the fault.
func (l *lake) value(f samples.Fault, file, line string) (string, error) {
	if ext := path.Ext(file); ext == ".json" || ext == ".parquet" {
		v, err := decode(line)
		if err != nil {
			return "", err
		}
		column := f.Column
		if column == "total" {
			cents, err := v["cents"].(json.Number).Int64()
			return fmt.Sprintf("%d.%02d", cents/100, cents%100), err
		}
		if f.Kind == generate.LateField {
			column += ".variant"
		}
		var at any = v
		for key := range strings.SplitSeq(column, ".") {
			at = at.(map[string]any)[key]
		}
		return fmt.Sprint(at), nil
	}
	cells, err := split(file, line)
	if err != nil {
		return "", err
	}
	if f.Kind == generate.RaggedRow {
		return fmt.Sprint(len(cells)), nil
	}
	header := []string{"order_id", "sku", "date", "reason", "amount"}
	if f.Table != "returns" {
		if header, err = split(file, l.lines[file][0]); err != nil {
			return "", err
		}
	}
	i := slices.Index(header, f.Column)
	if i < 0 || i >= len(cells) {
		return "", fmt.Errorf("no column %s", f.Column)
	}
	return cells[i], nil
}

func split(file, line string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(line))
	switch file {
	case "customers/germany.csv":
		r.Comma = ';'
	case "returns/returns.tsv":
		r.Comma = '\t'
	}
	return r.Read()
}

// decode returns the object in a line of JSON, with numbers as they are written.
func decode(line string) (map[string]any, error) {
	d := json.NewDecoder(strings.NewReader(strings.TrimSuffix(line, ",")))
	d.UseNumber()
	var v map[string]any
	err := d.Decode(&v)
	return v, err
}

// checkLeak checks that the column tells the target, in every row.
func (l *lake) checkLeak(t *testing.T, f samples.Fault) {
	t.Helper()
	set := 0
	for _, o := range l.orders {
		if o.Refund != nil {
			set++
		}
		if (o.Refund != nil) != o.Returned {
			t.Errorf("order %d: returned is %t, and yet it leaks otherwise", o.ID, o.Returned)
		}
	}
	if set != f.Count {
		t.Errorf("%d rows leak, %d are listed", set, f.Count)
	}
}
