// Package ddl runs the statements that make, change, drop and show databases,
// tables, partitions and views. They touch the catalog alone, never a file of the
// lake: DROP TABLE leaves the data where it lies.
//
// A table that is made here is read by its SerDe, from whatever lies at its
// location when it is asked for: [Reader] lists its files, by the partitions that
// were added or by partition projection ([Project]).
//
// What is answered is what Athena answers, to the tabs and the padding, and so
// are errors ([Error]).
package ddl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// An Env is where a statement runs.
type Env struct {
	Lake     *datasets.Lake
	Catalog  *catalog.Catalog
	Database string   // of names that are written without one; "" is "default"
	Bucket   string   // the name of the lake in s3:// locations; "" is that of its folder
	Skip     []string // absolute paths of folders that are not looked into

	Now func() time.Time // nil is time.Now

	// Other is the parser of Trino's grammar. Where neither grammar fits, Athena tells
	// its error, which begins with "line"; another error says that it fits. May be nil.
	Other func(text string) error

	// Functions are the rows of SHOW FUNCTIONS. May be nil.
	Functions func() [][]string
}

// A Column is a column of a result, with Athena's name of its type.
type Column struct{ Name, Type string }

// A Result is the answer to a statement. Athena makes one text of the cells of a
// row, with tabs between them.
type Result struct {
	statement.Class
	Columns []Column
	Rows    [][]string
}

// Text returns the result as Athena writes it into a file: a line for each row,
// with no end of line after the last.
func (r Result) Text() string {
	lines := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		lines[i] = strings.Join(row, "\t")
	}
	return strings.Join(lines, "\n")
}

// handled are the kinds of statements that Run answers.
var handled = map[string]bool{
	"CREATE_DATABASE": true, "DROP_DATABASE": true, "CREATE_TABLE": true, "DROP_TABLE": true, "DROP_VIEW": true,
	"ALTER_DATABASE_PROPERTIES": true, "ALTER_VIEW": true, "MSCK_REPAIR": true,
}

// Handles reports whether [Run] answers statements of that class: all but those
// of Trino's grammar, of which CREATE VIEW and CREATE TABLE AS are two.
func Handles(c statement.Class) bool {
	return handled[c.Substatement] || strings.HasPrefix(c.Substatement, "ALTER_TABLE") || c.Type == statement.Utility && c.Substatement != "PREPARE" && c.Substatement != "DEALLOCATE"
}

// Run answers a statement of Hive's grammar. Others are left to the caller: ok is
// false then, and there is an error if nobody is to run it, such as DELETE. The
// statement is one, as [statement.One] returns it.
func Run(ctx context.Context, env Env, s statement.Statement) (r Result, ok bool, err error) {
	class := s.Class()
	if !Handles(class) || describesQuery(s) {
		return Result{Class: class}, false, env.refuse(ctx, s, class)
	}
	parsed, err := hive.Parse(s.Text)
	if err != nil {
		return Result{Class: class}, true, env.told(s.Text, err)
	}
	r = Result{Class: class}
	err = env.run(ctx, s.Text, parsed, &r)
	return r, true, err
}

// describesQuery reports whether a statement is DESCRIBE of a query, which only the
// engine has.
func describesQuery(s statement.Statement) bool {
	t := s.Tokens
	if len(t) < 3 || !t[0].Is("DESCRIBE") && !t[0].Is("DESC") || t[2].Text == "." {
		return false
	}
	return t[1].Text == "(" || t[1].Is("SELECT") || t[1].Is("WITH") || t[1].Is("FROM") || t[1].Is("VALUES") || t[1].Is("SUMMARIZE")
}

// changing are the statements that change rows, which Athena has for Iceberg's
// tables alone, with the word before the name of the table.
var changing = map[string]string{"DELETE": "FROM", "UPDATE": "UPDATE", "MERGE": "INTO", "OPTIMIZE": "OPTIMIZE", "VACUUM": "VACUUM"}

// refuse returns an error for statements that nobody runs.
func (env Env) refuse(ctx context.Context, s statement.Statement, class statement.Class) error {
	if before, ok := changing[s.Verb()]; ok {
		return env.refuseChange(ctx, s, before)
	}
	if class.Type != "" {
		return nil
	}
	_, err := hive.Parse(s.Text)
	var e *hive.Error
	if errors.As(err, &e) && e.Feature != "" {
		return malformed(e)
	}
	return nil
}

// refuseChange says of a statement that would change rows that there is no such
// table or that its rows cannot be changed.
func (env Env) refuseChange(ctx context.Context, s statement.Statement, before string) error {
	at := statement.PositionAt(s.Text, s.Tokens[0].Offset)
	i := slices.IndexFunc(s.Tokens, func(t statement.Token) bool { return t.Is(before) })
	var names []string
	for rest := s.Tokens[i+1:]; i >= 0 && len(rest) > 0 && (rest[0].Kind == statement.Word || rest[0].Kind == statement.Quoted); {
		names = append(names, strings.ToLower(rest[0].Value()))
		if len(rest) < 3 || rest[1].Text != "." {
			break
		}
		rest = rest[2:]
	}
	if n := len(names); 0 < n && n < 4 {
		names = append([]string{"", "", ""}[:3-n], names...)
		name, err := env.name(hive.Name{Catalog: names[0], Database: names[1], Table: names[2]})
		if err != nil {
			return err
		}
		if _, err := env.Catalog.Table(ctx, name); err != nil {
			return &Error{Message: fmt.Sprintf("TABLE_NOT_FOUND: %s: Table 'awsdatacatalog.%s' does not exist", at, name), Category: 2, Type: 1301, Err: err}
		}
	}
	return &Error{Message: fmt.Sprintf("NOT_SUPPORTED: %s: Modifying Hive table rows is only supported for transactional tables", at), Category: 2, Type: 1200,
		Advice: "Athena has " + s.Verb() + " for Iceberg's tables alone, and there are none here"}
}

// told returns the error of a statement that does not fit the grammar.
func (env Env) told(text string, err error) error {
	var e *hive.Error
	if !errors.As(err, &e) || e.Line == 0 {
		return malformed(err)
	}
	if other := hive.Other(text); other != nil {
		return malformed(other)
	}
	if env.Other != nil {
		if other := env.Other(text); other != nil && strings.HasPrefix(other.Error(), "line ") {
			return other
		}
	}
	return malformed(err)
}

func (env Env) run(ctx context.Context, text string, s hive.Statement, r *Result) error {
	switch s := s.(type) {
	case *hive.CreateDatabase:
		return env.createDatabase(ctx, s)
	case *hive.AlterDatabase:
		return env.alterDatabase(ctx, s)
	case *hive.DropDatabase:
		return env.dropDatabase(ctx, s)
	case *hive.CreateTable:
		return env.createTable(ctx, text, s)
	case *hive.DropTable:
		return env.dropTable(ctx, s.Name, s.IfExists, false)
	case *hive.DropView:
		return env.dropTable(ctx, s.Name, s.IfExists, true)
	}
	if err := comment(text, s); err != nil {
		return err
	}
	switch s := s.(type) {
	case *hive.AlterTable:
		return env.alterTable(ctx, text, s)
	case *hive.Repair:
		return env.repair(ctx, s, r)
	case *hive.Describe:
		return env.describe(ctx, s, r)
	}
	return env.show(ctx, s, r)
}

func (env Env) now() time.Time {
	if env.Now == nil {
		return time.Now()
	}
	return env.Now()
}

// bucket returns the name of the lake as a bucket.
func (env Env) bucket() string { return cmp.Or(env.Bucket, filepath.Base(env.Lake.Dir())) }

// name returns the full name of a table. SHOW CREATE TABLE writes the database
// into the backticks of the name.
func (env Env) name(n hive.Name) (catalog.Name, error) {
	if err := checkCatalog(n); err != nil {
		return catalog.Name{}, err
	}
	if before, after, ok := strings.Cut(n.Table, "."); ok && n.Database == "" {
		n.Database, n.Table = before, after
	}
	return catalog.Name{Database: cmp.Or(n.Database, strings.ToLower(env.Database), catalog.DefaultDatabase), Table: n.Table}, nil
}

// checkCatalog refuses other catalogs than the one there is.
func checkCatalog(n hive.Name) error {
	if n.Catalog == "" || n.Catalog == "awsdatacatalog" {
		return nil
	}
	return &Error{Message: "Catalog '" + n.Catalog + "' does not exist", Category: 2, Type: 1006, Code: "DATACATALOG_NOT_FOUND"}
}

// table returns the table of that name.
func (env Env) table(ctx context.Context, n hive.Name) (catalog.Table, error) {
	name, err := env.name(n)
	if err != nil {
		return catalog.Table{}, err
	}
	return env.Catalog.Table(ctx, name)
}

// location returns the folder of the lake that a LOCATION names: s3://LAKE/a/b/
// or a path, which may be absolute. Outside the lake it is an error.
func (env Env) location(text string) (string, error) {
	outside := &Error{Message: "The location " + text + " is outside the lake", Category: 2, Type: 1306,
		Advice: "the lake is s3://" + env.bucket() + "/, which is " + env.Lake.Dir()}
	if strings.ContainsAny(text, "*?") {
		return "", &Error{Message: "Can not create a Path from a location with a pattern: " + text, Category: 2, Type: 1006, Advice: "a location is a folder"}
	}
	folder := text
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		bucket, within, _ := strings.Cut(rest, "/")
		switch {
		case scheme == "file" && bucket == "":
			folder = "/" + within
		case (scheme == "s3" || scheme == "s3a" || scheme == "s3n") && strings.EqualFold(bucket, env.bucket()):
			folder = within
		default:
			return "", outside
		}
	}
	if path.IsAbs(folder) {
		relative, err := filepath.Rel(env.Lake.Dir(), path.Clean(folder))
		if err != nil {
			return "", outside
		}
		folder = filepath.ToSlash(relative)
	}
	folder = path.Clean(strings.TrimLeft(folder, "/"))
	if folder == ".." || strings.HasPrefix(folder, "../") {
		return "", outside
	}
	if folder == "." {
		folder = ""
	}
	return folder, nil
}

// URI returns the location of a folder of the lake as Athena has it.
func (env Env) URI(folder string) string {
	if folder == "" || folder == "." {
		return "s3://" + env.bucket()
	}
	return "s3://" + env.bucket() + "/" + folder
}
