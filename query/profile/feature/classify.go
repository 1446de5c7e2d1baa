package feature

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/gob"
	"io"
	"regexp"
	"slices"
	"sync"

	"github.com/tarnlake/tarn/query/profile/learn"
)

// A Class is one of the nine classes of the data that the model was trained on.
type Class int

// The classes.
const (
	ClassNumeric Class = iota
	ClassCategorical
	ClassDatetime
	ClassSentence
	ClassURL
	ClassEmbeddedNumber
	ClassList
	ClassNotGeneralizable // keys, constants, columns without values
	ClassContext
)

// classNames are those of the data, by class.
var classNames = [...]string{
	"numeric", "categorical", "datetime", "sentence", "url", "embedded-number", "list",
	"not-generalizable", "context-specific",
}

func (c Class) String() string { return classNames[c] }

// Classes is how many classes there are.
const Classes = len(classNames)

// Training are the options of the forest.
var Training = learn.ForestOptions{Trees: 100, Columns: 0.2, Seed: 1}

//go:embed forest.gz
var stored []byte

// forest is the model.
var forest = sync.OnceValue(func() *learn.Forest {
	f, err := Load(bytes.NewReader(stored))
	if err != nil {
		panic("feature: forest.gz: " + err.Error())
	}
	return f
})

// array is one written as in JSON or in Python, of plain values or of arrays of
// these.
var array = regexp.MustCompile(`^\[[^{}()]*,[^{}()]*\]$`)

// Ruled returns the class that the values say for sure, if there is one: arrays,
// if they are not all the same, are lists. A forest does not learn that from the
// few columns of its data that are such.
func Ruled(c Column) (class Class, ok bool) {
	some := c.samples()
	for _, s := range some {
		if !array.MatchString(s) {
			return 0, false
		}
	}
	return ClassList, slices.ContainsFunc(some, func(s string) bool { return s != some[0] })
}

// Classify returns the probability of each class.
func Classify(c Column) (p [Classes]float64) {
	if class, ok := Ruled(c); ok {
		p[class] = 1
		return p
	}
	vector := Vector(c)
	columns := make([]learn.Column, len(vector))
	for i := range vector {
		columns[i].Values = vector[i : i+1]
	}
	return [Classes]float64(forest().Predict(columns)[0])
}

// Save writes a forest so that Load can read it.
func Save(w io.Writer, f *learn.Forest) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(z).Encode(f); err != nil {
		return err
	}
	return z.Close()
}

// Load reads a forest.
func Load(r io.Reader) (*learn.Forest, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	f := new(learn.Forest)
	return f, gob.NewDecoder(z).Decode(f)
}
