package hive

import (
	"strconv"
	"strings"
)

func (p *parser) create() Statement {
	p.refuse()
	if p.acceptOne("DATABASE", "SCHEMA") {
		s := &CreateDatabase{IfNotExists: p.accept("IF", "NOT", "EXISTS"), Name: p.database()}
		s.Comment = value(p.optional("COMMENT"))
		s.Location = value(p.optional("LOCATION"))
		if p.accept("WITH", "DBPROPERTIES") {
			s.Properties = p.properties()
		}
		p.finish()
		return s
	}
	s := &CreateTable{External: p.accept("EXTERNAL")}
	p.need("TABLE")
	s.IfNotExists = p.accept("IF", "NOT", "EXISTS")
	s.Name = p.tableAmong()
	if p.peek().is(".") {
		p.mismatched(afterTable)
	}
	if p.peek().is("LIKE") {
		unsupported("CREATE TABLE LIKE")
	}
	if p.peek().is("(") {
		s.Columns = p.columns()
	}
	p.clauses(s)
	if p.peek().is("WITH") && p.ahead(1).is("(") {
		p.advance() // it could begin the query of CREATE TABLE AS
	}
	if p.peek().kind != end {
		p.noViable(0)
	}
	return s
}

// clauses reads what may follow the columns of a table, in the order of Hive's grammar.
func (p *parser) clauses(s *CreateTable) {
	s.Comment = value(p.optional("COMMENT"))
	if p.accept("PARTITIONED") {
		p.need("BY")
		p.list(func() { p.partitionColumn(s) })
	}
	if p.accept("CLUSTERED") {
		p.buckets(s)
	}
	if p.peek().is("SKEWED") {
		unsupported("SKEWED BY")
	}
	if p.accept("ROW", "FORMAT") {
		p.rowFormat(&s.Row)
	}
	if p.accept("STORED", "AS") {
		p.stored(&s.Stored)
	} else if p.accept("STORED", "BY") {
		unsupported("STORED BY")
	}
	s.Location = value(p.optional("LOCATION"))
	if p.accept("TBLPROPERTIES") {
		s.Properties = p.properties()
	}
}

// partitionColumn reads a column with its type or, of Iceberg, a column alone or
// a transform of one.
func (p *parser) partitionColumn(s *CreateTable) {
	start := p.peek().offset
	if next := p.ahead(1); next.is(",") || next.is(")") {
		s.Transforms = append(s.Transforms, p.name())
		return
	}
	if p.ahead(1).is("(") {
		p.name()
		p.list(func() { p.advance() })
		s.Transforms = append(s.Transforms, p.statement[start:p.peek().offset])
		return
	}
	s.Partitions = append(s.Partitions, p.column())
}

func (p *parser) buckets(s *CreateTable) {
	p.need("BY")
	p.list(func() { s.Clustered = append(s.Clustered, p.name()) })
	if p.accept("SORTED") {
		p.need("BY")
		p.list(func() {
			p.name()
			p.acceptOne("ASC", "DESC")
		})
	}
	p.need("INTO")
	if p.peek().kind != number {
		p.noViable(0)
	}
	s.Buckets, _ = strconv.Atoi(p.advance().text)
	p.need("BUCKETS")
}

func (p *parser) rowFormat(r *RowFormat) {
	if p.accept("SERDE") {
		r.SerDe = p.quoted()
		if p.accept("WITH") {
			p.need("SERDEPROPERTIES")
			r.Properties = p.properties()
		}
		return
	}
	p.need("DELIMITED")
	r.Delimited = true
	if r.Fields = p.optional("FIELDS", "TERMINATED", "BY"); r.Fields != nil {
		r.Escape = p.optional("ESCAPED", "BY")
	}
	r.Items = p.optional("COLLECTION", "ITEMS", "TERMINATED", "BY")
	r.Keys = p.optional("MAP", "KEYS", "TERMINATED", "BY")
	r.Lines = p.optional("LINES", "TERMINATED", "BY")
	r.NullTexts = p.optional("NULL", "DEFINED", "AS")
}

func (p *parser) stored(s *Stored) {
	if p.accept("INPUTFORMAT") {
		s.Input = p.quoted()
		p.need("OUTPUTFORMAT")
		s.Output = p.quoted()
		return
	}
	s.As = strings.ToUpper(p.name())
}

func (p *parser) drop() Statement {
	p.refuse()
	switch {
	case p.acceptOne("DATABASE", "SCHEMA"):
		s := &DropDatabase{IfExists: p.accept("IF", "EXISTS"), Name: p.database()}
		if s.Cascade = p.accept("CASCADE"); !s.Cascade {
			p.accept("RESTRICT")
		}
		if p.peek().kind != end {
			p.mismatched("{<EOF>, 'CASCADE', 'RESTRICT'}")
		}
		return s
	case p.accept("TABLE"):
		s := &DropTable{IfExists: p.accept("IF", "EXISTS"), Name: p.table()}
		if !p.accept("PURGE") && p.peek().kind != end {
			p.mismatched("{<EOF>, 'PURGE'}")
		}
		p.finish()
		return s
	case p.accept("VIEW"):
		s := &DropView{IfExists: p.accept("IF", "EXISTS"), Name: p.viewName()}
		p.finish()
		return s
	}
	p.noViable(0)
	return nil
}

// viewName reads the name of a view, which may stand in double quotes too.
func (p *parser) viewName() Name {
	for n := 0; ; n += 2 {
		if t := &p.tokens[min(p.i+n, len(p.tokens)-1)]; t.kind == text && t.text[0] == '"' {
			*t = token{back, "`" + strings.ReplaceAll(t.text[1:len(t.text)-1], "`", "``") + "`", t.offset}
		}
		if !p.ahead(n + 1).is(".") {
			return p.table()
		}
	}
}

func (p *parser) alter() Statement {
	p.refuse()
	if p.acceptOne("DATABASE", "SCHEMA") {
		s := &AlterDatabase{Name: p.database()}
		p.need("SET", "DBPROPERTIES")
		s.Properties = p.properties()
		p.finish()
		return s
	}
	p.need("TABLE")
	s := &AlterTable{Name: p.tableAmong()}
	switch {
	case p.accept("ADD"):
		s.Action = p.add(nil)
	case p.accept("DROP"):
		s.Action = p.dropPart()
	case p.accept("RENAME"):
		s.Action = p.rename()
	case p.accept("REPLACE"):
		p.need("COLUMNS")
		s.Action = &SetColumns{Replace: true, Columns: p.columns()}
	case p.accept("CHANGE"):
		s.Action = p.change()
	case p.accept("SET"):
		s.Action = p.set(nil)
	case p.accept("PARTITION"):
		s.Action = p.alterPartition()
	default:
		p.refuseAlter()
		p.noViable(0)
	}
	p.finish()
	return s
}

// refusedAlter are the actions of ALTER TABLE that Athena does not have.
var refusedAlter = []string{
	"ARCHIVE PARTITION", "UNARCHIVE PARTITION", "CLUSTERED BY", "NOT CLUSTERED", "NOT SORTED", "SKEWED BY", "NOT SKEWED",
	"EXCHANGE PARTITION", "TOUCH", "COMPACT", "CONCATENATE", "UNSET TBLPROPERTIES", "ENABLE", "DISABLE",
}

func (p *parser) refuseAlter() {
	for _, words := range refusedAlter {
		if p.accept(strings.Fields(words)...) {
			unsupported("ALTER TABLE " + words)
		}
	}
}

// add reads what follows ADD: columns, or partitions.
func (p *parser) add(partition Spec) Action {
	if p.accept("COLUMNS") {
		return &SetColumns{Partition: partition, Columns: p.columns()}
	}
	a := &AddPartitions{}
	if p.accept("IF") {
		p.need("NOT", "EXISTS")
		a.IfNotExists = true
	}
	if partition != nil || !p.peek().is("PARTITION") {
		p.noViable(0)
	}
	for p.accept("PARTITION") {
		a.Partitions = append(a.Partitions, Partition{p.spec(), value(p.optional("LOCATION"))})
		p.accept(",") // Hive has none here, but people write it
	}
	return a
}

// dropPart reads what follows DROP: partitions, or a column of Iceberg's.
func (p *parser) dropPart() Action {
	if p.peek().is("COLUMN") {
		at := p.tokens[p.i-1].offset
		p.advance()
		p.name()
		return &IcebergAction{"DROP COLUMN", at}
	}
	a := &DropPartitions{}
	if p.accept("IF") {
		p.need("EXISTS")
		a.IfExists = true
	}
	for {
		p.need("PARTITION")
		a.Specs = append(a.Specs, p.spec())
		if !p.accept(",") {
			break
		}
	}
	p.accept("PURGE")
	return a
}

// rename reads what follows RENAME: a name of a table of Iceberg's.
func (p *parser) rename() Action {
	at := p.tokens[p.i-1].offset
	if !p.accept("TO") {
		if p.ahead(1).is("TO") || p.peek().isName() && p.ahead(1).isName() {
			panic(p.at(p.peek(), "missing 'TO' at '%s'", escape(p.peek().text)))
		}
		p.mismatched("'TO'")
	}
	p.qualified(p.i, 2, true)
	return &IcebergAction{"RENAME TO", at}
}

func (p *parser) change() Action {
	p.accept("COLUMN")
	c := &ChangeColumn{Old: p.name()}
	c.Column = p.column()
	if p.accept("FIRST") {
		c.First = true
	} else if p.accept("AFTER") {
		c.After = p.name()
	}
	return c
}

// set reads what follows SET, of the table or of a partition.
func (p *parser) set(partition Spec) Action {
	switch {
	case p.peek().is("LOCATION"):
		return &SetLocation{partition, value(p.optional("LOCATION"))}
	case partition == nil && p.accept("TBLPROPERTIES"):
		return &SetProperties{p.properties()}
	case p.peek().is("SERDE"), p.peek().is("SERDEPROPERTIES"), p.peek().is("FILEFORMAT"), p.peek().is("SKEWED"):
		unsupported("ALTER TABLE SET " + strings.ToUpper(p.peek().text))
	}
	p.noViable(0)
	return nil
}

// alterPartition reads what follows PARTITION: its values, and what becomes of it.
func (p *parser) alterPartition() Action {
	spec := p.spec()
	switch {
	case p.accept("RENAME"):
		p.need("TO", "PARTITION")
		return &RenamePartition{spec, p.spec()}
	case p.accept("SET"):
		return p.set(spec)
	case p.accept("ADD"):
		return p.add(spec)
	case p.accept("REPLACE"):
		p.need("COLUMNS")
		return &SetColumns{Partition: spec, Replace: true, Columns: p.columns()}
	case p.accept("CHANGE"):
		return p.change()
	}
	p.refuseAlter()
	p.noViable(0)
	return nil
}

func (p *parser) show() (s Statement) {
	p.refuse()
	switch {
	case p.acceptOne("DATABASES", "SCHEMAS"):
		if p.acceptOne("IN", "FROM") { // a catalog
			p.name()
		}
		s = &ShowDatabases{p.like()}
	case p.accept("TABLES"):
		s = p.showTables()
	case p.accept("VIEWS"):
		v := &ShowViews{}
		if p.acceptOne("IN", "FROM") {
			v.Database = p.database()
		}
		v.Like = p.like()
		s = v
	case p.accept("COLUMNS"):
		s = p.showColumns()
	case p.accept("PARTITIONS"):
		n := p.table()
		var spec Spec
		if p.accept("PARTITION") {
			spec = p.spec()
		}
		s = &ShowPartitions{n, spec}
	case p.accept("CREATE", "VIEW"):
		s = &ShowCreateView{p.viewName()}
	case p.accept("CREATE"):
		p.need("TABLE")
		if p.checkParts(); p.peek().kind == text {
			unsupported("name in double quotes in SHOW CREATE TABLE; write it in backticks")
		}
		s = &ShowCreateTable{p.table()}
	case p.accept("TBLPROPERTIES"):
		v := &ShowProperties{Name: p.table()}
		if p.accept("(") {
			key := p.propertyKey()
			p.need(")")
			v.Key = &key
		}
		s = v
	case p.accept("FUNCTIONS"):
		s = &ShowFunctions{p.like()}
	default:
		p.noViable(0)
	}
	p.finish()
	return s
}

// like reads a pattern, with or without LIKE before it.
func (p *parser) like() *string {
	if p.accept("LIKE") || p.peek().kind == text {
		s := p.quoted()
		return &s
	}
	return nil
}

func (p *parser) showTables() Statement {
	s := &ShowTables{}
	if p.acceptOne("IN", "FROM") {
		s.Database = p.database()
	}
	if p.peek().is(".") && p.ahead(1).kind == text && p.ahead(2).kind == end {
		panic(p.at(p.peek(), "extraneous input '.' expecting {<EOF>, 'LIKE', STRING}"))
	}
	if s.Like = p.like(); s.Like == nil && p.peek().kind != end {
		p.mismatched("{<EOF>, 'LIKE', STRING}")
	}
	return s
}

func (p *parser) showColumns() Statement {
	if !p.acceptOne("FROM", "IN") {
		p.mismatched("{'FROM', 'IN'}")
	}
	p.checkParts()
	s := &ShowColumns{p.table()}
	if p.acceptOne("FROM", "IN") {
		d := p.database()
		s.Name.Catalog, s.Name.Database = d.Catalog, d.Database
	}
	return s
}

func (p *parser) describe() Statement {
	p.refuse()
	s := &Describe{}
	if follows := p.ahead(1); follows.kind != end && follows.text != "." {
		s.Extended = p.accept("EXTENDED")
		s.Formatted = !s.Extended && p.accept("FORMATTED")
	}
	p.checkParts()
	if !p.peek().isName() {
		p.noViable(0)
	}
	s.Name = p.table()
	if p.accept("PARTITION") {
		s.Partition = p.spec()
	}
	if p.peek().isName() {
		s.Column = p.columnParts()
	}
	p.finish()
	return s
}

// columnParts reads a column and the parts of it: fields, and $elem$, $key$ and $value$.
func (p *parser) columnParts() []string {
	parts := []string{p.name()}
	for p.accept(".") {
		if t := p.peek(); t.kind == text {
			parts = append(parts, unquote(p.advance().text))
			continue
		}
		if p.accept("$") {
			parts = append(parts, "$"+p.name()+"$")
			p.need("$")
			continue
		}
		parts = append(parts, p.name())
	}
	return parts
}
