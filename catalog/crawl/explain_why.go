package crawl

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tarnlake/tarn/datasets"
)

// reasonsOf returns why a file is read as it is: what its scan says, and what
// is so plain that no scan keeps it.
func reasonsOf(l *datasets.Layout, rows int64, kept []datasets.Reason) []datasets.Reason {
	reasons := append([]datasets.Reason{}, kept...)
	switch {
	case l.Format == "parquet":
		why := "the footer counts them, and has the schema"
		if writer := l.Options["createdBy"]; writer != "" {
			why += "; it was written by " + writer
		}
		reasons = append(reasons, datasets.Reason{What: "rows", Choice: strconv.FormatInt(rows, 10), Why: why})
	case l.Format == "json" && l.Options["records"] == "lines" && l.Fixed["records"] == "":
		reasons = append(reasons, datasets.Reason{What: "records", Choice: "lines", Why: "each stands on a line of its own"})
	}
	return reasons
}

// why writes why files that are read in one way are read so, by the first of them.
func (t *explanationText) why(files []*FileReason) {
	f := files[0]
	if len(f.Reasons) == 0 {
		return
	}
	title := "why"
	if len(files) > 1 {
		title += ", by " + clean(f.Path)
	}
	t.line(3, "%s", title)
	rows := make([][]string, len(f.Reasons))
	for i := range f.Reasons {
		r := &f.Reasons[i]
		rows[i] = []string{r.What + " " + clean(optionText(r.Choice)), clean(reasonText(r))}
	}
	t.table(4, rows)
}

// reasonText says what speaks for a choice.
func reasonText(r *datasets.Reason) string {
	text := r.Why
	if r.Place != nil {
		text += ": " + placeText(r.Place)
		if r.What == "encoding" && r.Place.Line > 0 && r.Place.Byte > 0 {
			text += fmt.Sprintf(", byte %d", r.Place.Byte)
		}
	}
	switch {
	case r.What == headerKey && r.Score != 0:
		text += fmt.Sprintf("; votes %.2f", r.Score)
	case r.Score != 0:
		text += fmt.Sprintf("; score %.2f", r.Score)
	}
	if r.Next != nil {
		text += fmt.Sprintf(", next %s %.2f", optionText(r.Next.Choice), r.Next.Score)
	}
	return text
}

// settledReasons returns the reasons of a file whose header the other files of
// its folder decided.
func settledReasons(reasons []datasets.Reason, header string) []datasets.Reason {
	return append(slices.Clip(reasons), datasets.Reason{What: headerKey, Choice: header, Why: "so it is in the other files of the folder"})
}
