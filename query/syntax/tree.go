// Package syntax reads the grammar of Athena's DML: that of Trino's SELECT and
// of the statements built of it. Its trees say what was written and where, and
// nothing of what it means.
package syntax

// A Pos is a place in a text: how many bytes stand before it.
type Pos int

// A Node is a part of a tree.
type Node interface{ Start() Pos }

// Start returns where the node begins.
func (p Pos) Start() Pos { return p }

// A Name is one identifier. Names compare without regard to case, quoted or not.
type Name struct {
	Pos
	Text   string // as written, without quotes
	Quoted bool
}

// A QualifiedName is one or more names with dots between: catalog.database.table.
type QualifiedName []Name

// Start returns where the name begins.
func (q QualifiedName) Start() Pos { return q[0].Pos }

// ---- Statements

// A Statement is one of the statement nodes: *Query, *CreateTableAs,
// *CreateView, *Insert, *Unload, *Prepare, *Execute, *Deallocate, *Explain.
type Statement interface{ Node }

// A CreateTableAs is CREATE TABLE name [(columns)] [COMMENT text] [WITH (properties)] AS query [WITH [NO] DATA].
type CreateTableAs struct {
	Pos
	Name        QualifiedName
	IfNotExists bool
	Columns     []Name // may be nil
	Comment     string
	Properties  []Property
	Query       *Query
	NoData      bool
}

// A Property is name = value in a WITH clause.
type Property struct {
	Name  Name
	Value Expr
}

// A CreateView is CREATE [OR REPLACE] VIEW name [COMMENT text] AS query. Text is that of the query.
type CreateView struct {
	Pos
	Name    QualifiedName
	Replace bool
	Comment string
	Query   *Query
	Text    string
}

// An Insert is INSERT INTO name [(columns)] query.
type Insert struct {
	Pos
	Name    QualifiedName
	Columns []Name // nil: all
	Query   *Query
}

// An Unload is UNLOAD (query) TO 'location' WITH (properties).
type Unload struct {
	Pos
	Query      *Query
	Location   string
	Properties []Property
}

// A Prepare is PREPARE name FROM statement. Text is that of the statement.
type Prepare struct {
	Pos
	Name      Name
	Statement Statement // nil for one that is none of DML
	Text      string
}

// An Execute is EXECUTE name [USING values] or EXECUTE IMMEDIATE 'text' [USING values].
type Execute struct {
	Pos
	Name      Name
	Immediate string // the text; "" is none
	Using     []Expr
}

// A Deallocate is DEALLOCATE PREPARE name.
type Deallocate struct {
	Pos
	Name Name
}

// An Explain is EXPLAIN [ANALYZE [VERBOSE]] [(options)] statement. Text is that of the statement.
type Explain struct {
	Pos
	Analyze, Verbose bool
	Format           string // TEXT, JSON, GRAPHVIZ, in capitals; "" is not said
	Type             string // LOGICAL, DISTRIBUTED, VALIDATE, IO, in capitals; "" is not said
	Statement        Statement
	Text             string
}

// ---- Queries

// A Query is [WITH ...] body [ORDER BY ...] [OFFSET ...] [LIMIT ... | FETCH FIRST ...].
type Query struct {
	Pos
	With      []With
	Recursive bool
	Body      Body
	OrderBy   []SortItem
	Offset    Expr // a number or a parameter; nil is none
	Limit     Expr // a number or a parameter; nil is none, or ALL
	Fetch     bool // the limit is written FETCH FIRST n ROWS
	WithTies  bool
}

// A With is one named query: name [(columns)] AS (query).
type With struct {
	Name    Name
	Columns []Name
	Query   *Query
}

// A Body is *Select, *SetOperation, *Values, *Table or *Query (in parentheses).
type Body interface{ Node }

// A SetOperation is left UNION | INTERSECT | EXCEPT [ALL] right.
type SetOperation struct {
	Pos                // of the left side
	Op          string // UNION, INTERSECT, EXCEPT
	OpPos       Pos
	All         bool
	ByName      bool // CORRESPONDING: columns are matched by their names
	Left, Right Body
}

// A Values is VALUES row, ...; a row is a *Row of several values or any other expression.
type Values struct {
	Pos
	Rows []Expr
}

// A Table is TABLE name, as a body, or the name of a table in FROM.
type Table struct {
	Pos
	Name    QualifiedName
	Version Node // FOR VERSION | TIMESTAMP AS OF expression; nil is none
}

// A Select is SELECT ... FROM ... WHERE ... GROUP BY ... HAVING ... WINDOW ...
type Select struct {
	Pos
	Distinct      bool
	Items         []SelectItem
	From          []Relation // joined by commas; may be empty
	Where         Expr
	GroupBy       []Grouping
	GroupDistinct bool
	Having        Expr
	Windows       []NamedWindow
}

// A SelectItem is an expression with perhaps an alias, or all columns: * , t.* , row.* [AS (names)].
type SelectItem struct {
	Pos
	Expr  Expr // of "x.*", the x; nil for "*"
	Star  bool
	Alias *Name  // nil is none
	Names []Name // of x.* AS (a, b)
}

// A Grouping is one element of GROUP BY: an expression or (a, b), or ROLLUP, CUBE or GROUPING SETS of lists.
type Grouping struct {
	Pos
	Kind string // "", ROLLUP, CUBE, GROUPING SETS
	Sets [][]Expr
	// For Kind "" there is one set, the expressions that are grouped by together.
}

// A SortItem is expression [ASC | DESC] [NULLS FIRST | LAST].
type SortItem struct {
	Expr       Expr
	Descending bool
	NullsFirst bool // by default NULLs come last, whichever the order
}

// A NamedWindow is name AS (window) in a WINDOW clause.
type NamedWindow struct {
	Name   Name
	Window Window
}

// ---- Relations

// A Relation is *Table, *Subquery, *Unnest, *TableFunction, *Join, *Aliased, *Sample or *MatchRecognize.
type Relation interface{ Node }

// A Subquery is (query) or LATERAL (query), as a relation or as an expression.
type Subquery struct {
	Pos
	Lateral bool
	Query   *Query
}

// An Unnest is UNNEST(expressions) [WITH ORDINALITY].
type Unnest struct {
	Pos
	Exprs      []Expr
	Ordinality bool
}

// A TableFunction is TABLE(name(arguments)), such as TABLE(sequence(1, 3)).
type TableFunction struct {
	Pos
	Name QualifiedName
	Args []FunctionArg
}

// A FunctionArg is an argument of a table function, perhaps with its name: name => value.
type FunctionArg struct {
	Name  *Name
	Value Node // an Expr or a Relation
}

// A Join is left [kind] JOIN right [ON ... | USING (...)].
type Join struct {
	Pos
	Kind        string // INNER, LEFT, RIGHT, FULL, CROSS; "," is not a join but a list in FROM
	Natural     bool
	Left, Right Relation
	On          Expr
	Using       []Name
}

// An Aliased is relation [AS] name [(columns)].
type Aliased struct {
	Pos
	Relation Relation
	Name     Name
	Columns  []Name
}

// A Sample is relation TABLESAMPLE BERNOULLI | SYSTEM (percent).
type Sample struct {
	Pos
	Relation Relation
	Method   string
	Percent  Expr
}

// A MatchRecognize is relation MATCH_RECOGNIZE (...), which is read to its end and not into.
type MatchRecognize struct {
	Pos
	Relation Relation
}

// ---- Expressions

// An Expr is one of the expression nodes below.
type Expr interface{ Node }

// A Null is NULL.
type Null struct{ Pos }

// A Bool is TRUE or FALSE.
type Bool struct {
	Pos
	Value bool
}

// A Number is a number as it is written: 12, 1.5, 1e3, 0x1F, 1_000. The sign of
// a number that nothing stands before is part of it: -9223372036854775808.
type Number struct {
	Pos
	Text string
}

// A String is 'text' or U&'text', without quotes and escapes.
type String struct {
	Pos
	Value string
}

// A Binary is X'65683F', the bytes.
type Binary struct {
	Pos
	Value []byte
}

// A Typed is a literal of a named type: DATE '2020-01-01', DECIMAL '1', JSON '{}'.
type Typed struct {
	Pos
	Type  TypeName
	Value string
}

// An Interval is INTERVAL [+|-] 'value' from [TO to], with the units in capitals and without S: DAY.
type Interval struct {
	Pos
	Negative bool
	Value    string
	From, To string // To is "" if there is none
}

// A Param is ?, the Index-th of the statement, from 0.
type Param struct {
	Pos
	Index int
}

// An Ident is the name of a column.
type Ident struct{ Name }

// A Dot is base.field: a column of a table, or a field of a row.
type Dot struct {
	Pos
	Base  Expr
	Field Name
}

// An Index is base[index].
type Index struct {
	Pos
	Base, Index Expr
}

// A Row is ROW(values), or (a, b). The names of ROW(1 AS a) are nil if none has one.
type Row struct {
	Pos
	Values []Expr
	Names  []*Name
}

// An ArrayLit is ARRAY[values].
type ArrayLit struct {
	Pos
	Values []Expr
}

// A Unary is op operand: -, +, NOT.
type Unary struct {
	Pos
	Op      string
	Operand Expr
}

// An Operation is left op right: + - * / % || = <> < <= > >= AND OR,
// IS DISTINCT FROM, IS NOT DISTINCT FROM. != is written <>, and IS TRUE is
// written IS NOT DISTINCT FROM TRUE.
type Operation struct {
	Pos         // of the left side
	Op          string
	OpPos       Pos
	Left, Right Expr
}

// Of the tests that follow, Pos is that of the first word behind the operand, as
// Trino tells of them; so it is with AT TIME ZONE.

// A Between is operand [NOT] BETWEEN [SYMMETRIC] low AND high.
type Between struct {
	Pos
	Not, Symmetric     bool
	Operand, Low, High Expr
}

// An In is operand [NOT] IN (values) or (query).
type In struct {
	Pos
	Not     bool
	Operand Expr
	List    []Expr
	Query   *Query // nil if it is a list
}

// A Like is operand [NOT] LIKE pattern [ESCAPE escape].
type Like struct {
	Pos
	Not                      bool
	Operand, Pattern, Escape Expr
}

// An IsNull is operand IS [NOT] NULL.
type IsNull struct {
	Pos
	Not     bool
	Operand Expr
}

// A Quantified is operand op ALL | ANY | SOME (query); SOME is written ANY.
type Quantified struct {
	Pos
	Op         string
	Quantifier string
	Operand    Expr
	Query      *Query
}

// An Exists is EXISTS (query).
type Exists struct {
	Pos
	Query *Query
}

// A Unique is UNIQUE (query).
type Unique struct {
	Pos
	Query *Query
}

// An Overlaps is (a, b) OVERLAPS (c, d). Pos is that of the word.
type Overlaps struct {
	Pos
	Left, Right Expr
}

// A Case is CASE [operand] WHEN ... THEN ... [ELSE ...] END. One whose conditions
// test the operand, as in CASE a WHEN > 5 THEN, is CASE WHEN a > 5 THEN.
type Case struct {
	Pos
	Operand Expr
	Whens   []When
	Else    Expr
}

// A When is WHEN condition THEN result.
type When struct{ Condition, Result Expr }

// A Cast is CAST or TRY_CAST(operand AS type).
type Cast struct {
	Pos
	Try     bool
	Operand Expr
	Type    TypeName
}

// An AtTimeZone is operand AT TIME ZONE zone.
type AtTimeZone struct {
	Pos
	Operand, Zone Expr
}

// An Extract is EXTRACT(field FROM operand).
type Extract struct {
	Pos
	Field   string // in capitals
	Operand Expr
}

// A Call is name([DISTINCT] args [ORDER BY ...]) [WITHIN GROUP (...)] [FILTER (WHERE ...)] [IGNORE NULLS] [OVER ...].
//
// Forms with a grammar of their own are calls too: POSITION(a IN b) is
// strpos(b, a), SUBSTRING(a FROM b FOR c) is substring(a, b, c), TRIM(BOTH a
// FROM b) is trim, ltrim or rtrim of (b, a), OVERLAY(a PLACING b FROM c) is
// overlay(a, b, c), CURRENT_DATE and its kin are calls without arguments, or
// with the digits of CURRENT_TIMESTAMP(3), NORMALIZE(a, NFC) has the form as a
// string, IF, COALESCE, NULLIF, TRY, GROUPING are calls by those names. A value
// before the name is the first argument: 'a'.f(b) is f('a', b).
type Call struct {
	Pos
	Name        QualifiedName
	Args        []Expr
	Distinct    bool
	Star        bool // count(*)
	OrderBy     []SortItem
	WithinGroup []SortItem
	Filter      Expr
	IgnoreNulls bool
	Over        *Window
	Overflow    *Overflow // of LISTAGG
}

// An Overflow is ON OVERFLOW ERROR | TRUNCATE ['filler'] WITH | WITHOUT COUNT.
type Overflow struct {
	Truncate  bool
	Filler    string
	WithCount bool
}

// A Window is OVER name, or OVER ([name] [PARTITION BY ...] [ORDER BY ...] [frame]).
type Window struct {
	Pos
	Name      *Name // nil is none
	Partition []Expr
	OrderBy   []SortItem
	Frame     *Frame
}

// A Frame is ROWS | RANGE | GROUPS start, or BETWEEN start AND end.
type Frame struct {
	Mode       string
	Start, End Bound // End is zero if there is none
}

// A Bound is UNBOUNDED PRECEDING, n PRECEDING, CURRENT ROW, n FOLLOWING, UNBOUNDED FOLLOWING.
type Bound struct {
	Kind  string // "PRECEDING", "FOLLOWING", "CURRENT ROW"; "" is none
	Value Expr   // nil is UNBOUNDED, but for CURRENT ROW
}

// A Lambda is x -> body or (x, y) -> body.
type Lambda struct {
	Pos
	Params []Name
	Body   Expr
}

// A JSONCall is one of JSON_EXISTS, JSON_VALUE, JSON_QUERY, which have a grammar of their own:
// input [FORMAT JSON], path [PASSING value AS name, ...] and clauses.
type JSONCall struct {
	Pos
	Kind      string // JSON_EXISTS, JSON_VALUE, JSON_QUERY
	Input     Expr
	Path      string
	PathPos   Pos
	Passing   []JSONMember
	Returning *TypeName
	OnEmpty   string // NULL, ERROR, DEFAULT, EMPTY ARRAY, EMPTY OBJECT; "" is not said
	OnError   string // the same, and TRUE, FALSE, UNKNOWN for JSON_EXISTS
	Empty     Expr   // of DEFAULT value ON EMPTY
	Error     Expr   // of DEFAULT value ON ERROR
	Wrapper   string // WITHOUT, CONDITIONAL, UNCONDITIONAL; "" is not said
	Quotes    string // KEEP, OMIT; "" is not said
}

// A JSONMake is JSON_OBJECT or JSON_ARRAY.
type JSONMake struct {
	Pos
	Object     bool
	Members    []JSONMember // of an array without names
	NullAbsent bool         // ABSENT ON NULL
	UniqueKeys bool
	Returning  *TypeName
}

// A JSONMember is key VALUE value, or key : value, or value alone, or value AS name.
type JSONMember struct {
	Key    Expr // nil if there is none; of PASSING the *String of the name
	Value  Expr
	Format bool // value FORMAT JSON: its text is JSON
}

// A TypeName is a type as it is written: varchar(10), array(row(a bigint)), timestamp(3) with time zone.
type TypeName struct {
	Pos
	Name   string     // lower case; of timestamp with time zone, "timestamp with time zone"; interval: "interval day to second"
	Params []int      // numbers in parentheses
	Args   []TypeName // types in parentheses, or of array<...>
	Fields []Name     // of a row; a name with Text "" is a field without one
	Text   string     // as written
}
