package translate

import "github.com/tarnlake/tarn/query/types"

// A Function is one row of the table of functions: what Athena has, what
// becomes of it in DuckDB, and an example.
//
// The signature is written as Trino's SHOW FUNCTIONS has it, with the result
// at the end:
//
//	abs(bigint) bigint
//	substr(varchar(x), bigint, bigint) varchar(x)
//	concat(varchar, varchar...) varchar          any number of the last one, none as well
//	element_at(map(K,V), K) V                    capital letters are types, one letter is one type
//	transform(array(T), function(T,U)) array(U)  a lambda
//	abs(decimal(p,s)) decimal(p,s)               small letters are numbers within types
//
// A function of several signatures has several rows, the most specific first;
// the one that needs no coercion of its arguments wins, else the first to which
// all of them can be coerced. The arguments reach SQL already coerced.
type Function struct {
	Signature string
	Kind      FunctionKind

	// SQL is the call in DuckDB. $1, $2 ... stand for the arguments, $* for all
	// of them with commas, $2* for the second and those after it. A lambda stands
	// there as DuckDB writes it: lambda x: x + 1. Functions whose names begin with
	// "tarn_" are macros, see [Macros].
	//
	// A call of one of DuckDB's aggregates or window functions is marked: $agg(sum, $1)
	// is sum([DISTINCT] $1 [ORDER BY ...] [IGNORE NULLS]) [FILTER (...)] [OVER (...)], as
	// the statement has it. Each of several marks gets all of it.
	SQL string

	// Emit makes the call where a text with gaps is not enough: it depends on
	// types, or on the values of arguments that are literals. It takes the place of SQL.
	Emit func(c Call) (string, error)

	// Result gives the type where the signature cannot: that of a decimal, or of
	// a varchar whose length is reckoned. Nil is what the signature says.
	Result func(c Call) types.Type

	Example string // an expression in Athena's SQL, or a whole SELECT
	Value   string // its value as Athena prints it
}

// A FunctionKind says where a function may stand.
type FunctionKind int

// The kinds of functions.
const (
	Scalar FunctionKind = iota
	Aggregate
	WindowOnly // row_number and its kin: only with OVER
)

// A Call is a function whose arguments are known.
type Call struct {
	Name   string
	Args   []Value
	Result types.Type // what the signature says
}

// A Value is an expression that has been translated.
type Value struct {
	SQL  string
	Type types.Type

	// Text is the value of a literal string, or the digits of a literal number,
	// and Literal says that it is one.
	Text    string
	Literal bool

	exact bool // a real or double that was a whole number or a decimal: never NaN
}

// A Macro is a function of our own, written in DuckDB's SQL. Only those that a
// statement uses are created.
type Macro struct {
	Name string // tarn_ and a word
	SQL  string // the text after CREATE MACRO: tarn_div(a, b) AS ...; with overloads: tarn_f(a) AS ..., (a, b) AS ...
}
