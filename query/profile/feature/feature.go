// Package feature says what a column is to a model: a number, a category, an
// identifier.
//
//	what, confidence := feature.Of(feature.Column{Name: "zip", Rows: 900, Distinct: 80, Samples: some})
//
// What the values say for sure (one value, two values, addresses of the web, keys
// of all rows) is said by rules. The rest is said by a forest ([Classify]) that
// was trained on the 7,936 labelled columns of ML Data Prep Zoo's "SortingHat"
// (Shah, Lacanlale, Kumar, Yang and Kumar: Towards Benchmarking Feature Type
// Inference for AutoML Platforms, SIGMOD 2021). It sees the name, a few figures
// and five values, as the people saw who labelled them.
//
// NOTICE: forest.gz is derived from data_train.csv of
// github.com/pvn25/ML-Data-Prep-Zoo, licensed under the Apache License 2.0.
package feature

//go:generate go run ./internal/train -data ../../../../shared/data/types/sortinghat/data_train.csv

// A Type is what a column is to a model.
type Type string

// The types.
const (
	Numeric        Type = "numeric"
	Categorical    Type = "categorical"
	Binary         Type = "binary"  // two values
	Ordinal        Type = "ordinal" // whole numbers that are ranks or codes, not quantities
	Datetime       Type = "datetime"
	Text           Type = "text" // sentences, to be read
	Identifier     Type = "identifier"
	Constant       Type = "constant"
	Boolean        Type = "boolean"
	JSON           Type = "json"
	Geographic     Type = "geographic"
	URL            Type = "url"
	Email          Type = "email"
	EmbeddedNumber Type = "embedded number" // a number among other characters: "USD 45", "5 kg"
	List           Type = "list"            // several values in one text: "a; b; c"
	Array          Type = "array"
	Map            Type = "map"
	Struct         Type = "struct"
	Context        Type = "context" // what it is cannot be told without asking somebody
	Empty          Type = "empty"   // no value at all
)
