// Package feature says what a column is to a model.
package feature

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
