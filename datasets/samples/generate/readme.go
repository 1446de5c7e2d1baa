package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// FaultList returns the faults as JSON, with a place on each line.
func (l *Lake) FaultList() ([]byte, error) {
	var out bytes.Buffer
	for i, f := range l.Faults {
		out.WriteString([]string{"[\n", ",\n"}[min(i, 1)])
		places := f.Places
		f.Places = nil
		head, err := oneLine(f)
		if err != nil {
			return nil, err
		}
		if len(places) == 0 {
			out.Write(head)
			continue
		}
		out.Write(bytes.TrimSuffix(head, []byte("}")))
		out.WriteString(`,"places":[`)
		for j, p := range places {
			line, err := oneLine(p)
			if err != nil {
				return nil, err
			}
			out.WriteString([]string{"\n  ", ",\n  "}[min(j, 1)])
			out.Write(line)
		}
		out.WriteString("]}")
	}
	out.WriteString("\n]\n")
	if !json.Valid(out.Bytes()) {
		return nil, fmt.Errorf("the list of faults is not JSON")
	}
	return out.Bytes(), nil
}

const readmeHead = `<!-- Written by go generate. Do not edit: change generate/readme.go instead. -->

# Sample lakes

` + "`shop/`" + ` is the lake that the tests, the tour and the pages use: fourteen months of a
small shop that sells in seven countries. Everything in it is made up.

## Tables

| table | what | format | files | rows | bytes |
|---|---|---|--:|--:|--:|
%s
How they hang together: ` + "`orders.customer_id`" + ` is a customer, ` + "`order_items.order_id`" + ` and
` + "`returns.order_id`" + ` are orders, ` + "`sku`" + ` is a product wherever it stands. The total of an
order is the sum of its items less the discount, to the cent. An order is ` + "`returned`" + ` if
at least one of its items is in ` + "`returns`" + `. The ` + "`purchase`" + ` events carry the order.

What there is to find: a peak at the end of November, and a December twice as good as
February; gardens in spring, toys before Christmas; returns that depend on the category
(a third of the shoes, hardly a book), the discount, the delay and the payment.

How the files are written, which is no fault:

- ` + "`customers/germany.csv`" + ` uses semicolons, ` + "`france.csv`" + ` is in Latin-1,
  ` + "`united_kingdom.csv`" + ` begins with a byte order mark and ends its lines with CR LF; the
  other four are plain. Some streets hold commas and are quoted.
- Postcodes have leading zeros, some of them letters. Nobody has to tell a birthday, and
  students have no credit limit: these cells are empty.
- ` + "`orders`" + ` is partitioned by ` + "`year=`" + ` and ` + "`month=`" + `, which are not in the files; cancelled and
  lost orders have no ` + "`shipping_days`" + `.
- ` + "`order_items`" + ` is compressed with gzip.
- ` + "`returns.tsv`" + ` has no header. Its columns are order_id, sku, date, reason, amount.
- An event has ` + "`user.id`" + `, ` + "`referrer`" + `, ` + "`query`" + `, ` + "`cart_value`" + ` and ` + "`order_id`" + ` only if there is something to say.

## Planted faults

All of them, with their places. The same list for programs is ` + "`shop-faults.json`" + `
(` + "`samples.Faults`" + `); there each place also has the value that the clean lake holds. Lines
count from 1, a header is line 1, and in Parquet it is rows that count from 1. No row has
two faults, save for the leak. Without its faults the same lake comes from
` + "`generate.Shop(dir, generate.Options{})`" + `.

| table | column | fault | rows |
|---|---|---|--:|
%s`

// tables say what the README says of each table.
var tables = []struct{ name, what, format string }{
	{"customers", "who buys", "CSV, a file for each country"},
	{"orders", "what was ordered, and whether it came back", "Parquet, by year and month"},
	{"order_items", "the lines of each order", "CSV, gzip, a file for each quarter"},
	{"events", "two weeks of visits to the web shop", "JSON, an event on each line, a file for each day"},
	{"products", "what is sold", "JSON, one array"},
	{"returns", "what came back, and why", "TSV without a header"},
}

// Readme returns the description of the lake and its faults, in Markdown.
func (l *Lake) Readme() []byte {
	var overview, summary, details strings.Builder
	for _, t := range tables {
		files, rows, size := 0, 0, 0
		for _, f := range l.Files {
			if strings.HasPrefix(f.Path, t.name+"/") {
				files, rows, size = files+1, rows+f.Rows, size+len(f.Data)
			}
		}
		fmt.Fprintf(&overview, "| `%s` | %s | %s | %d | %d | %d |\n", t.name, t.what, t.format, files, rows, size)
	}
	for _, f := range l.Faults {
		column := ""
		if f.Column != "" {
			column = "`" + f.Column + "`"
		}
		fmt.Fprintf(&summary, "| `%s` | %s | %s: %s | %d |\n", f.Table, column, f.Kind, f.Note, f.Count)
		if len(f.Places) > 0 {
			title := strings.TrimRight(f.Table+" "+column, " ")
			fmt.Fprintf(&details, "\n### %s: %s\n\n%s%s.\n\n%s", title, f.Kind, strings.ToUpper(f.Note[:1]), f.Note[1:], f.where())
		}
	}
	return fmt.Appendf(nil, readmeHead, overview.String(), summary.String()+details.String())
}

// where lists the places of a fault, a line for each file: with what is there
// if that differs from place to place, and as ranges if they are many.
func (f *Fault) where() string {
	var out strings.Builder
	many := len(f.Places) > 60
	differ := false
	for _, p := range f.Places {
		differ = differ || p.Value != f.Places[0].Value
	}
	if !differ && f.Places[0].Value != "" {
		fmt.Fprintf(&out, "The value is `%q`.\n\n", f.Places[0].Value)
	}
	for from := 0; from < len(f.Places); {
		to := from
		var lines []string
		for ; to < len(f.Places) && f.Places[to].File == f.Places[from].File; to++ {
			lines = append(lines, f.Places[to].text(differ))
		}
		if many {
			lines = ranges(f.Places[from:to])
		}
		fmt.Fprintf(&out, "- `%s`: %s\n", f.Places[from].File, strings.Join(lines, ", "))
		from = to
	}
	return out.String()
}

func (p Place) text(value bool) string {
	switch {
	case p.Of > 0:
		return fmt.Sprintf("%d (repeats %d)", p.Line, p.Of)
	case value:
		return fmt.Sprintf("%d (`%s`)", p.Line, p.Value)
	}
	return fmt.Sprint(p.Line)
}

// ranges returns the lines of the places, runs of them as 3–7.
func ranges(places []Place) []string {
	var out []string
	for from := 0; from < len(places); {
		to := from + 1
		for to < len(places) && places[to].Line == places[to-1].Line+1 {
			to++
		}
		text := fmt.Sprint(places[from].Line)
		if to-from > 1 {
			text += fmt.Sprintf("–%d", places[to-1].Line)
		}
		out = append(out, text)
		from = to
	}
	return out
}
