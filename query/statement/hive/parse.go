package hive

import (
	"strings"

	"github.com/tarnlake/tarn/datasets/schema"
)

// Parse reads one statement, with or without a semicolon behind it. Its only
// errors are of type [*Error].
func Parse(statement string) (s Statement, err error) {
	statement = strings.TrimRight(strings.TrimSpace(statement), "; \t\r\n")
	p := &parser{statement: statement, tokens: lex(statement)}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Error:
			err = r
		default:
			panic(r)
		}
	}()
	return p.parse(), nil
}

type parser struct {
	statement string
	tokens    []token
	i         int
}

func (p *parser) peek() token { return p.tokens[p.i] }

// ahead returns the token n after the next.
func (p *parser) ahead(n int) token { return p.tokens[min(p.i+n, len(p.tokens)-1)] }

func (p *parser) advance() token {
	t := p.tokens[p.i]
	if t.kind != end {
		p.i++
	}
	return t
}

// accept reads the words or symbols if they come next.
func (p *parser) accept(words ...string) bool {
	for n, w := range words {
		if !p.ahead(n).is(w) {
			return false
		}
	}
	for range words {
		p.advance()
	}
	return true
}

// acceptOne reads one of the words if it comes next.
func (p *parser) acceptOne(words ...string) bool {
	for _, w := range words {
		if p.accept(w) {
			return true
		}
	}
	return false
}

// need reads a word or symbol that has to come; without it no alternative of
// the statement fits.
func (p *parser) need(words ...string) {
	for _, w := range words {
		if !p.accept(w) {
			p.noViable(0)
		}
	}
}

func (p *parser) parse() Statement {
	start := p.advance()
	switch strings.ToUpper(start.text) {
	case "CREATE":
		return p.create()
	case "ALTER":
		return p.alter()
	case "DROP":
		return p.drop()
	case "MSCK":
		p.need("REPAIR", "TABLE")
		s := &Repair{Name: p.table()}
		p.finish()
		return s
	case "SHOW":
		return p.show()
	case "DESCRIBE", "DESC":
		return p.describe()
	}
	p.i = 0
	for _, u := range refused {
		if p.accept(strings.Fields(u)...) {
			unsupported(u)
		}
	}
	p.mismatched(statements)
	return nil
}

// statements is what ANTLR expects of the statements of this package.
const statements = `{'CREATE', 'DESCRIBE', 'DESC', 'SHOW', 'DROP', 'ALTER', 'MSCK'}`

// refused are the statements of Hive that Athena does not have.
var refused = []string{
	"GRANT", "REVOKE", "LOCK", "UNLOCK", "EXPORT", "IMPORT", "LOAD", "USE", "SET", "RESET", "TRUNCATE", "ANALYZE",
	"START TRANSACTION", "COMMIT", "ROLLBACK", "REFRESH", "CACHE", "UNCACHE", "CLEAR CACHE", "ADD JAR", "ADD FILE", "LIST", "DFS", "RELOAD",
	"CREATE INDEX", "CREATE ROLE", "CREATE FUNCTION", "CREATE TEMPORARY MACRO", "CREATE TEMPORARY TABLE", "CREATE TEMPORARY FUNCTION",
	"DROP INDEX", "DROP ROLE", "DROP FUNCTION", "DROP MACRO", "DROP TEMPORARY MACRO", "ALTER INDEX", "ALTER VIEW",
	"SHOW GRANT", "SHOW LOCKS", "SHOW INDEXES", "SHOW INDEX", "SHOW TRANSACTIONS", "SHOW COMPACTIONS", "SHOW ROLES", "SHOW ROLE", "SHOW PRINCIPALS",
	"SHOW CURRENT ROLES", "SHOW STATS", "SHOW CONF", "SHOW TABLE EXTENDED",
	"DESCRIBE DATABASE", "DESC DATABASE", "DESCRIBE SCHEMA", "DESC SCHEMA", "DESCRIBE FUNCTION", "DESC FUNCTION",
}

// refuse fails if the statement is one that Athena does not have.
func (p *parser) refuse() {
	at := p.i
	for _, u := range refused {
		words := strings.Fields(u)
		if len(words) == 1 {
			continue
		}
		p.i = 0
		if p.accept(words...) && p.peek().kind != end && p.peek().text != "." {
			unsupported(u)
		}
	}
	p.i = at
}

// finish checks that nothing follows.
func (p *parser) finish() {
	if p.peek().kind != end {
		p.mismatched("<EOF>")
	}
}

// table reads the name of a table where nothing else fits.
func (p *parser) table() Name { return p.qualified(p.i, 3, true) }

// tableAmong reads the name of a table where it could be several statements still.
func (p *parser) tableAmong() Name { return p.qualified(0, 3, false) }

// qualified reads a name of at most that many parts. Alone says that nothing
// else could stand there; otherwise the choice began at from.
func (p *parser) qualified(from, most int, alone bool) Name {
	if !p.peek().isName() {
		if alone {
			p.mismatched(names)
		}
		p.noViable(from)
	}
	parts := []string{p.advance().name()}
	for len(parts) < most && p.accept(".") {
		if !p.peek().isName() {
			if alone && len(parts) == 2 {
				p.mismatched(names)
			}
			p.noViable(from)
		}
		parts = append(parts, p.advance().name())
	}
	n := Name{Table: parts[len(parts)-1]}
	if len(parts) > 1 {
		n.Database = parts[len(parts)-2]
	}
	if len(parts) > 2 {
		n.Catalog = parts[0]
	}
	return n
}

// database reads the name of a database.
func (p *parser) database() Name {
	n := p.qualified(p.i, 2, true)
	return Name{Catalog: n.Database, Database: n.Table}
}

// checkParts refuses names of more than three parts, in whatever quotes, as
// Athena does before it looks at the grammar.
func (p *parser) checkParts() {
	var parts []string
	for n := 0; ; n += 2 {
		t := p.ahead(n)
		switch {
		case t.kind == text:
			parts = append(parts, unquote(t.text))
		case t.isName():
			parts = append(parts, t.name())
		default:
			return
		}
		if !p.ahead(n + 1).is(".") {
			break
		}
	}
	if len(parts) > 3 {
		panic(&Error{Message: "Invalid table name " + strings.ToLower(strings.Join(parts, "."))})
	}
}

// quoted reads a string, or several that stand for one.
func (p *parser) quoted() string {
	if p.peek().kind != text {
		p.noViable(0)
	}
	var b strings.Builder
	for p.peek().kind == text {
		b.WriteString(unquote(p.advance().text))
	}
	return b.String()
}

// optional reads a string after the words, if they come next.
func (p *parser) optional(words ...string) *string {
	if !p.accept(words...) {
		return nil
	}
	s := p.quoted()
	return &s
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// name reads a name.
func (p *parser) name() string {
	if !p.peek().isName() {
		p.noViable(0)
	}
	return p.advance().name()
}

// list reads elements in parentheses.
func (p *parser) list(element func()) {
	p.need("(")
	for {
		element()
		if p.accept(")") {
			return
		}
		p.need(",")
	}
}

func (p *parser) properties() (properties []Property) {
	p.list(func() {
		key := p.propertyKey()
		v := ""
		if p.accept("=") || p.peek().kind == text {
			v = p.scalar()
		}
		properties = append(properties, Property{key, v})
	})
	return properties
}

// propertyKey reads a string, or names with dots between them.
func (p *parser) propertyKey() string {
	if p.peek().kind == text {
		return p.quoted()
	}
	key := p.name()
	for p.accept(".") {
		key += "." + p.name()
	}
	return key
}

// scalar reads a string, a number or a word, as its text.
func (p *parser) scalar() string {
	switch t := p.peek(); {
	case t.kind == text:
		return p.quoted()
	case t.is("-") && p.ahead(1).kind == number:
		p.advance()
		return "-" + p.advance().text
	case t.kind == number, t.kind == word:
		return p.advance().text
	}
	p.noViable(0)
	return ""
}

// spec reads the values of a partition, after the word PARTITION.
func (p *parser) spec() (spec Spec) {
	p.list(func() {
		column := p.name()
		if !p.acceptOne("=", "==") {
			p.noViable(0)
		}
		if (p.peek().is("DATE") || p.peek().is("TIMESTAMP")) && p.ahead(1).kind == text {
			p.advance()
		}
		v := p.scalar()
		spec = append(spec, Value{column, v})
	})
	return spec
}

// columns reads the definitions of columns in parentheses.
func (p *parser) columns() (columns []Column) {
	p.list(func() { columns = append(columns, p.column()) })
	return columns
}

func (p *parser) column() Column {
	c := Column{Name: p.name()}
	c.Type, c.Err = p.columnType()
	c.Comment = value(p.optional("COMMENT"))
	return c
}

// columnType reads a type. One that is well written and that nobody knows is
// an error of Hive's, which comes later.
func (p *parser) columnType() (schema.Type, error) {
	start := p.peek().offset
	var b strings.Builder
	p.typeText(&b, 0)
	t, err := schema.Parse(b.String())
	if err != nil {
		return t, Recognize(p.statement, start, "column type")
	}
	return t, nil
}

// maxDepth bounds how deep types nest.
const maxDepth = 200

// typeText reads a type and writes it in the notation of package schema.
func (p *parser) typeText(b *strings.Builder, depth int) {
	if !p.peek().isName() || depth > maxDepth {
		p.noViable(0)
	}
	name := strings.ToLower(p.advance().text)
	b.WriteString(name)
	inner := func() { p.typeText(b, depth+1) }
	switch {
	case name == "array" && p.accept("<"):
		b.WriteByte('<')
		inner()
		p.close(b)
	case name == "map" && p.accept("<"):
		b.WriteByte('<')
		inner()
		p.need(",")
		b.WriteByte(',')
		inner()
		p.close(b)
	case name == "struct" && (p.peek().is("<") || p.peek().is("<>")):
		p.structText(b, inner)
	case p.accept("("):
		p.i--
		b.WriteByte('(')
		p.list(func() {
			if p.peek().kind != number {
				p.noViable(0)
			}
			b.WriteString(p.advance().text + ",")
		})
		text := strings.TrimSuffix(b.String(), ",")
		b.Reset()
		b.WriteString(text + ")")
	}
}

func (p *parser) structText(b *strings.Builder, inner func()) {
	if p.accept("<>") {
		b.WriteString("<>")
		return
	}
	p.need("<")
	b.WriteByte('<')
	for {
		if !p.peek().isName() {
			p.noViable(0)
		}
		b.WriteString("`" + strings.ReplaceAll(p.advance().name(), "`", "``") + "`:")
		p.need(":")
		inner()
		p.optional("COMMENT")
		if p.peek().is(">") || p.peek().is(">=") {
			p.close(b)
			return
		}
		p.need(",")
		b.WriteByte(',')
	}
}

func (p *parser) close(b *strings.Builder) {
	p.need(">")
	b.WriteByte('>')
}
