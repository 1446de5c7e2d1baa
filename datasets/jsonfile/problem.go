package jsonfile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tarnlake/tarn/datasets"
)

// The kinds of problems a file can have.
type problemKind int

const (
	malformedLine problemKind = iota
	malformedRecord
	truncated
	tooLong
	notObject
	duplicateKey
	invalidUTF8
	loneSurrogate
	notNumber
	trailing
	crowded
	problemKinds
)

// problemTexts are the kind and the cause of each problem, as people read them.
var problemTexts = [problemKinds][2]string{
	malformedLine:   {"malformed line", "the line is not JSON and gives no row"},
	malformedRecord: {"malformed record", "the record is not JSON and gives no row"},
	truncated:       {"truncated file", "the file ends within a record, which gives no row"},
	tooLong:         {"long record", fmt.Sprintf("the record is longer than %d MB and gives no row", maxRecord>>20)},
	notObject:       {"not an object", "the record is no object, as the others are, and gives no row"},
	duplicateKey:    {"duplicate key", "an object has a key twice; the last value is taken"},
	invalidUTF8:     {"invalid UTF-8", "a string has bytes that are no character; they read as U+FFFD"},
	loneSurrogate:   {"lone surrogate", "a string has half of a surrogate pair; it reads as U+FFFD"},
	notNumber:       {"NaN or Infinity", "NaN and Infinity are no JSON; they are read as numbers all the same"},
	trailing:        {"text after the end", "something follows the last record; it is left out"},
	crowded:         {"too many keys", "the keys are too many to be names"},
}

// problems collects what is wrong in a file.
type problems [problemKinds]datasets.Problem

func (p *problems) add(kind problemKind, at datasets.Place, cause string) {
	p[kind].Add(at)
	if cause != "" && p[kind].Count == 1 {
		p[kind].Cause = cause
	}
}

// merge adds the problems of another part of the file.
func (p *problems) merge(q *problems) {
	for kind := range p {
		a, b := &p[kind], &q[kind]
		if b.Count == 0 {
			continue
		}
		if a.Count == 0 || a.Places[0].Byte > b.Places[0].Byte {
			a.Cause = b.Cause
		}
		a.Count += b.Count
		a.Places = append(a.Places, b.Places...)
		slices.SortStableFunc(a.Places, func(x, y datasets.Place) int { return cmp.Compare(x.Byte, y.Byte) })
		a.Places = a.Places[:min(len(a.Places), datasets.MaxPlaces)]
	}
}

// list returns the problems there are.
func (p *problems) list() []datasets.Problem {
	var list []datasets.Problem
	for kind, problem := range p {
		if problem.Count == 0 {
			continue
		}
		problem.Kind = problemTexts[kind][0]
		cause := problemTexts[kind][1]
		if problem.Cause != "" {
			cause += ": " + problem.Cause
		}
		problem.Cause = cause
		list = append(list, problem)
	}
	return list
}
