package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tarnlake/tarn/catalog/crawl"
)

// An explained is what --explain tells of a crawl.
type explained struct {
	table  string // the one that is told of; "" for all
	tables []crawl.Explanation
	files  []crawl.FileReason // that are in no table
	found  *crawl.Findings
}

// take explains what was found. A name may have the database before it.
func (e *explained) take(ctx context.Context, f *crawl.Findings, database string) (err error) {
	table := e.table
	if table != "" {
		table = tableName(table, database).Table
	} else {
		e.files = f.ExplainLeftOut()
	}
	e.tables, err = f.Explain(ctx, table)
	e.found = f
	return err
}

// An explainedReport is what came of a crawl, and why.
type explainedReport struct {
	*crawlReport
	Explanations []tableExplanation `json:"explanations"`
	Files        []crawl.FileReason `json:"files"` // of these tables; if these are all, also those in none
}

// A tableExplanation says of a table why it is one. Its files are named alone:
// what is to say of them stands in the list of all files.
type tableExplanation struct {
	*crawl.Explanation
	Files []string `json:"files"`
}

// printExplained writes what came of a crawl, and why.
func (s *session) printExplained(r *crawlReport, e *explained, format string) error {
	e.settle()
	if format == "json" {
		return s.printJSON(e.report(r))
	}
	if err := s.printChanges(r.Changes); err != nil {
		return err
	}
	var b bytes.Buffer
	for i := range e.tables {
		if i > 0 || len(r.Changes) > 0 {
			fmt.Fprintln(&b)
		}
		if err := e.tables[i].WriteText(&b); err != nil {
			return err
		}
	}
	if _, err := s.stdout.Write(b.Bytes()); err != nil {
		return err
	}
	s.printRest(r)
	return nil
}

// settle gives the tables the problems that recording them led to.
func (e *explained) settle() {
	for i := range e.tables {
		for j := range e.found.Tables {
			if t := &e.found.Tables[j]; t.Table.Name.Table == e.tables[i].Table {
				e.tables[i].Tell(t.Problems)
			}
		}
	}
}

// report returns the explanation as programs read it.
func (e *explained) report(r *crawlReport) *explainedReport {
	all := &explainedReport{crawlReport: r, Explanations: []tableExplanation{}, Files: []crawl.FileReason{}}
	for i := range e.tables {
		t := tableExplanation{Explanation: &e.tables[i], Files: []string{}}
		for _, f := range e.tables[i].Files {
			t.Files = append(t.Files, f.Path)
		}
		all.Explanations = append(all.Explanations, t)
		all.Files = append(all.Files, e.tables[i].Files...)
	}
	all.Files = append(all.Files, e.files...)
	slices.SortFunc(all.Files, func(a, b crawl.FileReason) int { return cmp.Compare(a.Path, b.Path) })
	return all
}
