// Package hive reads the statements that Athena takes in Hive's grammar: those
// that make, change, drop and show databases, tables and their partitions.
//
//	statement  = CREATE (DATABASE | [EXTERNAL] TABLE) … | ALTER (DATABASE | TABLE) …
//	           | DROP (DATABASE | TABLE | VIEW) … | MSCK REPAIR TABLE table
//	           | SHOW … | (DESCRIBE | DESC) …
//	table      = [[catalog "."] database "."] name
//	name       = word | "`" any characters, "`" doubled "`"
//	type       = name ["(" number {"," number} ")"] | "array" "<" type ">"
//	           | "map" "<" type "," type ">" | "struct" "<" name ":" type {"," …} ">"
//	string     = "'" … "'" | '"' … '"', with backslashes before quotes and in \n, \001, \u00e9
//
// A word is a name whatever it is a keyword of. Double quotes are strings here,
// and names only in Trino's grammar, which has the other statements.
//
// Athena tries this grammar first and Trino's if it does not fit. If neither fits
// it tells the error of Trino's; if a statement fits Trino's grammar alone, but
// is not of those that are run by it, it tells the error of this one. Errors are
// those of the parser that ANTLR makes of the grammar, in their text and place.
package hive

import "github.com/tarnlake/tarn/datasets/schema"

// A Statement is one of the types below that are named after statements.
type Statement interface{ statement() }

// A Name is the name of a table or, without Table, of a database, in lower case.
// Catalog and Database are empty where they are not written.
type Name struct {
	Catalog, Database, Table string
}

// A Column is a column of a table that is to be made, or a partition column.
type Column struct {
	Name    string // in lower case
	Type    schema.Type
	Comment string
	Err     error // that the type is none, as Hive says it; nil if it is one
}

// A Property is a key with its value, as in TBLPROPERTIES.
type Property struct{ Key, Value string }

// A Spec names one partition: the values of its columns, in the order in which
// they are written.
type Spec []Value

// A Value is the value of a partition column, as text.
type Value struct{ Column, Text string }

// The statements about databases. Schema is another word for it.
type (
	// CREATE DATABASE
	CreateDatabase struct {
		Name              Name
		IfNotExists       bool
		Comment, Location string
		Properties        []Property
	}
	// ALTER DATABASE SET DBPROPERTIES
	AlterDatabase struct {
		Name       Name
		Properties []Property
	}
	// DROP DATABASE
	DropDatabase struct {
		Name              Name
		IfExists, Cascade bool
	}
)

// CreateTable is CREATE [EXTERNAL] TABLE with columns.
type CreateTable struct {
	Name                  Name
	External, IfNotExists bool
	Columns               []Column
	Comment               string
	Partitions            []Column
	Transforms            []string // entries of PARTITIONED BY without a type, such as day(d), which Iceberg has
	Clustered             []string // the columns of CLUSTERED BY
	Buckets               int
	Row                   RowFormat
	Stored                Stored
	Location              string
	Properties            []Property
}

// A RowFormat is a ROW FORMAT clause. Of a delimited one, what is not written is nil.
type RowFormat struct {
	SerDe      string // the class
	Properties []Property

	Delimited                                     bool
	Fields, Escape, Items, Keys, Lines, NullTexts *string
}

// Stored is a STORED AS clause: a format such as PARQUET, or two classes.
type Stored struct {
	As, Input, Output string
}

// DropTable is DROP TABLE.
type DropTable struct {
	Name     Name
	IfExists bool
}

// DropView is DROP VIEW, which Athena takes in both grammars.
type DropView struct {
	Name     Name
	IfExists bool
}

// Repair is MSCK REPAIR TABLE.
type Repair struct{ Name Name }

// AlterTable is ALTER TABLE. Action is one of the types below.
type AlterTable struct {
	Name   Name
	Action Action
}

// An Action is what ALTER TABLE does.
type Action interface{ action() }

// The actions of ALTER TABLE.
type (
	// ADD PARTITION
	AddPartitions struct {
		IfNotExists bool
		Partitions  []Partition
	}
	// DROP PARTITION
	DropPartitions struct {
		IfExists bool
		Specs    []Spec
	}
	// PARTITION … RENAME TO PARTITION
	RenamePartition struct{ From, To Spec }
	// ADD COLUMNS and REPLACE COLUMNS, of the table or of a partition
	SetColumns struct {
		Partition Spec
		Replace   bool
		Columns   []Column
	}
	// CHANGE COLUMN
	ChangeColumn struct {
		Old    string
		Column Column
		First  bool
		After  string
	}
	// SET LOCATION, of the table or of a partition
	SetLocation struct {
		Partition Spec
		Location  string
	}
	// SET TBLPROPERTIES
	SetProperties struct{ Properties []Property }
	// DROP COLUMN and RENAME TO, which Athena has for Iceberg's tables alone
	IcebergAction struct {
		Words  string // such as "DROP COLUMN"
		Offset int    // of the words
	}
)

// A Partition is one that is to be added.
type Partition struct {
	Spec     Spec
	Location string
}

// The statements that show.
type (
	// SHOW DATABASES
	ShowDatabases struct{ Like *string }
	// SHOW TABLES
	ShowTables struct {
		Database Name
		Like     *string
	}
	// SHOW VIEWS
	ShowViews struct {
		Database Name
		Like     *string
	}
	// SHOW COLUMNS
	ShowColumns struct{ Name Name }
	// SHOW PARTITIONS
	ShowPartitions struct {
		Name Name
		Spec Spec
	}
	// SHOW CREATE TABLE
	ShowCreateTable struct{ Name Name }
	// SHOW CREATE VIEW
	ShowCreateView struct{ Name Name }
	// SHOW TBLPROPERTIES
	ShowProperties struct {
		Name Name
		Key  *string
	}
	// SHOW FUNCTIONS
	ShowFunctions struct{ Like *string }
)

// Describe is DESCRIBE of a table, of a partition, or of a column and its parts.
type Describe struct {
	Name                Name
	Extended, Formatted bool
	Partition           Spec
	Column              []string // such as item, $elem$, sku
}

func (*CreateDatabase) statement()  {}
func (*AlterDatabase) statement()   {}
func (*DropDatabase) statement()    {}
func (*CreateTable) statement()     {}
func (*DropTable) statement()       {}
func (*DropView) statement()        {}
func (*Repair) statement()          {}
func (*AlterTable) statement()      {}
func (*ShowDatabases) statement()   {}
func (*ShowTables) statement()      {}
func (*ShowViews) statement()       {}
func (*ShowColumns) statement()     {}
func (*ShowPartitions) statement()  {}
func (*ShowCreateTable) statement() {}
func (*ShowCreateView) statement()  {}
func (*ShowProperties) statement()  {}
func (*ShowFunctions) statement()   {}
func (*Describe) statement()        {}

func (*AddPartitions) action()   {}
func (*DropPartitions) action()  {}
func (*RenamePartition) action() {}
func (*SetColumns) action()      {}
func (*ChangeColumn) action()    {}
func (*SetLocation) action()     {}
func (*SetProperties) action()   {}
func (*IcebergAction) action()   {}
