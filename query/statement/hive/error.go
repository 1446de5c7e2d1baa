package hive

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// An Error says where a statement does not fit the grammar, or that it is one
// that Athena does not have. Its text is Athena's.
type Error struct {
	Line, Column int // from 1; columns count UTF-16 units, as Java does; 0 if it is of no place
	Message      string
	Feature      string // what is not supported, in words of the statement; "" if it is an error of the grammar
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d:%d: %s", e.Line, e.Column, e.Message)
}

// Hint names what is not supported.
func (e *Error) Hint() string {
	if e.Feature == "" {
		return ""
	}
	return "there is no " + e.Feature
}

// place returns the line and the column of an offset.
func place(statement string, offset int) (line, column int) {
	before := statement[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, len(utf16.Encode([]rune(before[start:]))) + 1
}

// at returns an error at a token.
func (p *parser) at(t token, format string, args ...any) *Error {
	line, column := place(p.statement, t.offset)
	return &Error{Line: line, Column: column, Message: fmt.Sprintf(format, args...)}
}

// noViable fails as ANTLR does where no alternative fits: it shows the text
// from the token at which it had the choice to the one that does not fit.
func (p *parser) noViable(from int) {
	bad := p.tokens[p.i]
	shown := p.statement[p.tokens[from].offset : bad.offset+len(bad.text)*btoi(bad.kind != end)]
	panic(p.at(bad, "no viable alternative at input '%s'", escape(shown)))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mismatched fails as ANTLR does where only certain tokens fit.
func (p *parser) mismatched(expecting string) {
	bad := p.tokens[p.i]
	panic(p.at(bad, "mismatched input '%s' expecting %s", escape(bad.text), expecting))
}

func escape(text string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text)
}

// unsupported fails because Athena has no such statement.
func unsupported(feature string) {
	panic(&Error{Message: "Queries of this type are not supported", Feature: feature})
}

// names is what ANTLR expects where a name fits.
const names = `{'SELECT', 'FROM', 'ADD', 'AS', 'ALL', 'DISTINCT', 'WHERE', 'GROUP', 'BY', 'GROUPING', 'SETS', 'CUBE', 'ROLLUP', ` +
	`'ORDER', 'HAVING', 'LIMIT', 'AT', 'OR', 'AND', 'IN', NOT, 'NO', 'EXISTS', 'BETWEEN', 'LIKE', RLIKE, 'IS', 'NULL', 'TRUE', ` +
	`'FALSE', 'NULLS', 'ASC', 'DESC', 'FOR', 'INTERVAL', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'JOIN', 'CROSS', 'OUTER', 'INNER', ` +
	`'LEFT', 'SEMI', 'RIGHT', 'FULL', 'NATURAL', 'ON', 'LATERAL', 'WINDOW', 'OVER', 'PARTITION', 'RANGE', 'ROWS', 'UNBOUNDED', ` +
	`'PRECEDING', 'FOLLOWING', 'CURRENT', 'ROW', 'WITH', 'VALUES', 'CREATE', 'TABLE', 'VIEW', 'REPLACE', 'INSERT', 'DELETE', 'INTO', ` +
	`'DESCRIBE', 'EXPLAIN', 'FORMAT', 'LOGICAL', 'CODEGEN', 'CAST', 'SHOW', 'TABLES', 'COLUMNS', 'COLUMN', 'USE', 'PARTITIONS', ` +
	`'FUNCTIONS', 'DROP', 'UNION', 'EXCEPT', 'INTERSECT', 'TO', 'TABLESAMPLE', 'STRATIFY', 'ALTER', 'RENAME', 'ARRAY', 'MAP', 'STRUCT', ` +
	`'COMMENT', 'SET', 'RESET', 'DATA', 'START', 'TRANSACTION', 'COMMIT', 'ROLLBACK', 'MACRO', 'FIRST', 'AFTER', 'IF', 'DIV', 'PERCENT', ` +
	`'BUCKET', 'OUT', 'OF', 'SORT', 'CLUSTER', 'DISTRIBUTE', 'OVERWRITE', 'TRANSFORM', 'REDUCE', 'USING', 'SERDE', 'SERDEPROPERTIES', ` +
	`'RECORDREADER', 'RECORDWRITER', 'DELIMITED', 'FIELDS', 'TERMINATED', 'COLLECTION', 'ITEMS', 'KEYS', 'ESCAPED', 'LINES', 'SEPARATED', ` +
	`'FUNCTION', 'EXTENDED', 'REFRESH', 'CLEAR', 'CACHE', 'UNCACHE', 'LAZY', 'FORMATTED', TEMPORARY, 'OPTIONS', 'UNSET', 'TBLPROPERTIES', ` +
	`'DBPROPERTIES', 'BUCKETS', 'SKEWED', 'STORED', 'DIRECTORIES', 'LOCATION', 'EXCHANGE', 'ARCHIVE', 'UNARCHIVE', 'FILEFORMAT', 'TOUCH', ` +
	`'COMPACT', 'CONCATENATE', 'CHANGE', 'CASCADE', 'RESTRICT', 'CLUSTERED', 'SORTED', 'PURGE', 'INPUTFORMAT', 'OUTPUTFORMAT', DATABASE, ` +
	`DATABASES, 'DFS', 'TRUNCATE', 'ANALYZE', 'COMPUTE', 'LIST', 'STATISTICS', 'PARTITIONED', 'EXTERNAL', 'DEFINED', 'REVOKE', 'GRANT', ` +
	`'LOCK', 'UNLOCK', 'MSCK', 'REPAIR', 'EXPORT', 'IMPORT', 'LOAD', 'ROLE', 'ROLES', 'COMPACTIONS', 'PRINCIPALS', 'TRANSACTIONS', 'INDEX', ` +
	`'INDEXES', 'LOCKS', 'OPTION', 'ANTI', 'LOCAL', 'INPATH', IDENTIFIER, BACKQUOTED_IDENTIFIER}`

// afterTable is what it expects after the name of a table that is to be made.
const afterTable = `{<EOF>, '(', 'SELECT', 'FROM', 'AS', 'ROW', 'WITH', 'VALUES', 'TABLE', 'INSERT', 'MAP', 'COMMENT', 'REDUCE', ` +
	`'TBLPROPERTIES', 'SKEWED', 'STORED', 'LOCATION', 'CLUSTERED', 'PARTITIONED'}`
