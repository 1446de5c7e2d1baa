package ddl

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// show answers the statements that begin with SHOW.
func (env Env) show(ctx context.Context, s hive.Statement, r *Result) error {
	switch s := s.(type) {
	case *hive.ShowDatabases:
		return env.showDatabases(ctx, s, r)
	case *hive.ShowTables:
		return env.showTables(ctx, s, r)
	case *hive.ShowViews:
		return env.showViews(ctx, s, r)
	case *hive.ShowColumns:
		return env.showColumns(ctx, s, r)
	case *hive.ShowPartitions:
		return env.showPartitions(ctx, s, r)
	case *hive.ShowCreateTable:
		return env.showCreateTable(ctx, s, r)
	case *hive.ShowCreateView:
		return env.showCreateView(ctx, s, r)
	case *hive.ShowProperties:
		return env.showProperties(ctx, s, r)
	case *hive.ShowFunctions:
		return env.showFunctions(s, r)
	}
	return fmt.Errorf("%T", s)
}

// lines makes rows of one cell.
func lines(texts []string) [][]string {
	rows := make([][]string, len(texts))
	for i, text := range texts {
		rows[i] = []string{text}
	}
	return rows
}

// wholly returns whether names fit a pattern: of databases it is an expression of
// Java's, and * alone is all.
func wholly(like *string) (func(string) bool, error) {
	if like == nil || *like == "*" {
		return func(string) bool { return true }, nil
	}
	expression, err := regexp.Compile(`\A(?:` + *like + `)\z`)
	if err != nil {
		return nil, &Error{Message: "FAILED: ParseException invalid pattern " + *like, Category: 1, Type: 1003, Err: err}
	}
	return expression.MatchString, nil
}

// fitting returns whether names fit a pattern in which * is any text and | parts
// alternatives, in whatever case.
func fitting(like *string) func(string) bool {
	if like == nil {
		return func(string) bool { return true }
	}
	var alternatives []string
	for part := range strings.SplitSeq(*like, "|") {
		alternatives = append(alternatives, strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(part)), `\*`, ".*"))
	}
	return regexp.MustCompile(`(?i)\A(?:` + strings.Join(alternatives, "|") + `)\z`).MatchString
}

func (env Env) showDatabases(ctx context.Context, s *hive.ShowDatabases, r *Result) error {
	r.Columns = []Column{{"database_name", "string"}}
	fits, err := wholly(s.Like)
	if err != nil {
		return err
	}
	databases, err := env.Catalog.Databases(ctx)
	for _, d := range databases {
		if fits(d.Name) {
			r.Rows = append(r.Rows, []string{d.Name})
		}
	}
	return err
}

// tables returns the tables and views of a database.
func (env Env) tables(ctx context.Context, n hive.Name) ([]catalog.Table, error) {
	name, err := env.name(n)
	if err != nil {
		return nil, err
	}
	tables, err := env.Catalog.Tables(ctx, name.Database)
	if errors.Is(err, catalog.ErrNotFound) {
		told := semantic(10072, "Database does not exist: %s", name.Database)
		told.Category, told.Type, told.Err = 1, 1502, err
		return nil, told
	}
	return tables, err
}

func (env Env) showTables(ctx context.Context, s *hive.ShowTables, r *Result) error {
	r.Columns = []Column{{"tab_name", "string"}}
	tables, err := env.tables(ctx, s.Database)
	fits := fitting(s.Like)
	for _, t := range tables {
		if fits(t.Name.Table) {
			r.Rows = append(r.Rows, []string{t.Name.Table})
		}
	}
	return err
}

func (env Env) showViews(ctx context.Context, s *hive.ShowViews, r *Result) error {
	r.Columns = []Column{{"views", "varchar"}}
	tables, err := env.tables(ctx, s.Database)
	fits := fitting(s.Like)
	for _, t := range tables {
		if t.IsView() && fits(t.Name.Table) {
			r.Rows = append(r.Rows, []string{t.Name.Table})
		}
	}
	return err
}

func (env Env) showColumns(ctx context.Context, s *hive.ShowColumns, r *Result) error {
	t, err := env.table(ctx, s.Name)
	if err != nil {
		return entityMissing(err)
	}
	if t.IsView() {
		describeView(&t, r)
		return nil
	}
	r.Columns = []Column{{"field", "string"}}
	for _, f := range slices.Concat(t.Columns, t.Partitions) {
		r.Rows = append(r.Rows, []string{padded(f.Name)})
	}
	return nil
}

// padded fills a text up to 20 characters, as Hive does.
func padded(text string) string { return fmt.Sprintf("%-20s", text) }

func (env Env) showPartitions(ctx context.Context, s *hive.ShowPartitions, r *Result) error {
	r.Columns = []Column{{"partition", "string"}}
	t, err := env.table(ctx, s.Name)
	if err != nil {
		name, _ := env.name(s.Name)
		return missing(name, err)
	}
	if len(t.Partitions) == 0 {
		return &Error{Message: "Table " + t.Name.Table + " is not a partitioned table.", Category: 2, Type: 1006}
	}
	var list []string
	var has []bool
	if s.Spec != nil {
		if list, has, err = values(&t, s.Spec); err != nil {
			return err
		}
	}
	partitions, err := env.partitions(ctx, &t)
	for _, p := range partitions {
		fits := true
		for i := range list {
			fits = fits && (!has[i] || normal(p.Values[i], t.Partitions[i].Type) == list[i])
		}
		if fits {
			r.Rows = append(r.Rows, []string{PartitionName(t.Partitions, p.Values)})
		}
	}
	return err
}

// shown returns the parameters of a table that people see, and Hive's own.
func shown(t *catalog.Table) map[string]string {
	m := maps.Clone(t.Parameters)
	if m == nil {
		m = make(map[string]string)
	}
	delete(m, catalog.CreatedBy)
	if t.Made == nil {
		m["classification"] = t.Format
		m[ReadBy] = byCrawl
	}
	return m
}

func (env Env) showProperties(ctx context.Context, s *hive.ShowProperties, r *Result) error {
	r.Columns = []Column{{"prpt_name", "string"}, {"prpt_value", "string"}}
	t, err := env.table(ctx, s.Name)
	if err != nil {
		name, _ := env.name(s.Name)
		return missing(name, err)
	}
	m := shown(&t)
	if s.Key != nil {
		value, ok := m[*s.Key]
		if !ok {
			value = fmt.Sprintf("Table %s does not have property: %s", t.Name, *s.Key)
		}
		r.Rows = [][]string{{value}}
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		r.Rows = append(r.Rows, []string{key, m[key]})
	}
	return nil
}

func (env Env) showFunctions(s *hive.ShowFunctions, r *Result) error {
	r.Columns = []Column{{"Function", "varchar"}, {"Return Type", "varchar"}, {"Argument Types", "varchar"},
		{"Function Type", "varchar"}, {"Deterministic", "boolean"}, {"Description", "varchar"}}
	if env.Functions == nil {
		return unsupported("SHOW FUNCTIONS", "")
	}
	fits := func(string) bool { return true }
	if s.Like != nil { // of SQL, as it is Trino's statement
		pattern := regexp.QuoteMeta(*s.Like)
		fits = regexp.MustCompile(`\A` + strings.NewReplacer("%", ".*", "_", ".").Replace(pattern) + `\z`).MatchString
	}
	for _, row := range env.Functions() {
		if fits(row[0]) {
			r.Rows = append(r.Rows, row)
		}
	}
	return nil
}

// showCreateTable answers SHOW CREATE TABLE with the lines of the statement.
func (env Env) showCreateTable(ctx context.Context, s *hive.ShowCreateTable, r *Result) error {
	r.Columns = []Column{{"createtab_stmt", "string"}}
	t, err := env.table(ctx, s.Name)
	if err != nil {
		name, _ := env.name(s.Name)
		return missing(name, err)
	}
	if t.IsView() {
		return semantic(0, "%s is a view; SHOW CREATE VIEW shows it", t.Name.Table)
	}
	options, err := env.dialect(ctx, &t)
	if err != nil {
		return err
	}
	r.Rows = lines(strings.Split(env.CreateText(t, options), "\n"))
	return nil
}

// dialect returns the options of the layout of most files of a table that a crawl
// found.
func (env Env) dialect(ctx context.Context, t *catalog.Table) (map[string]string, error) {
	if t.Made != nil && t.Made.SerDe != nil {
		return nil, nil
	}
	groups, err := env.Catalog.Layouts(ctx, t.Name)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	most := slices.MaxFunc(groups, func(a, b catalog.Group) int { return len(a.Files) - len(b.Files) })
	return most.Layout.Options, nil
}

// CreateText returns the statement that makes the table, as Athena writes it: each
// line of a list ends in a comma and a space. Options are those of the layout of
// the files of a table that a crawl found.
func (env Env) CreateText(t catalog.Table, options map[string]string) string {
	var b strings.Builder
	made := t.Made
	if made == nil || made.SerDe == nil {
		crawled := catalog.Made{}
		if made != nil {
			crawled = *made
		}
		crawled.SerDe = crawledSerDe(&t, options)
		made = &crawled
	}
	fmt.Fprintf(&b, "CREATE EXTERNAL TABLE %s(\n%s)\n", backticked(t.Name.String()), columnList(t.Columns, made.SerDe))
	if t.Comment != "" {
		fmt.Fprintf(&b, "COMMENT %s\n", quoted(t.Comment))
	}
	if len(t.Partitions) > 0 {
		fmt.Fprintf(&b, "PARTITIONED BY ( \n%s)\n", columnList(t.Partitions, nil))
	}
	if len(made.Clustered) > 0 {
		var names []string
		for _, c := range made.Clustered {
			names = append(names, "  "+backticked(c))
		}
		fmt.Fprintf(&b, "CLUSTERED BY ( \n%s) \nINTO %d BUCKETS\n", strings.Join(names, ", \n"), made.Buckets)
	}
	b.WriteString(rowFormat(made.SerDe))
	fmt.Fprintf(&b, "STORED AS INPUTFORMAT \n  %s \nOUTPUTFORMAT \n  %s\n", quoted(made.SerDe.Input), quoted(made.SerDe.Output))
	fmt.Fprintf(&b, "LOCATION\n  %s\n", quoted(env.URI(t.Location)))
	m := shown(&t)
	delete(m, external)
	if t.Made == nil || t.Made.SerDe == nil {
		m[ReadBy] = byCrawl
	}
	fmt.Fprintf(&b, "TBLPROPERTIES (\n%s)", pairs(m))
	return b.String()
}

func columnList(columns []schema.Field, s *catalog.SerDe) string {
	var list []string
	for _, f := range columns {
		line := "  " + backticked(f.Name) + " " + f.Type.String()
		comment := f.Comment
		if comment == "" && deserialized(s) {
			comment = fromDeserializer
		}
		if comment != "" {
			line += " COMMENT " + quoted(comment)
		}
		list = append(list, line)
	}
	return strings.Join(list, ", \n")
}

// delimiters are the parameters that ROW FORMAT DELIMITED can say, in its order.
var delimiters = []struct{ key, words string }{
	{"field.delim", "FIELDS"}, {"collection.delim", "COLLECTION ITEMS"}, {"mapkey.delim", "MAP KEYS"}, {"line.delim", "LINES"},
}

func rowFormat(s *catalog.SerDe) string {
	parameters := maps.Clone(s.Parameters)
	if format := parameters["serialization.format"]; format == "1" || format == parameters["field.delim"] {
		delete(parameters, "serialization.format")
	}
	if s.Library == lazySimple && len(parameters) > 0 && parameters["field.delim"] != "" {
		text, n := "ROW FORMAT DELIMITED \n", 0
		for _, d := range delimiters {
			if value, ok := parameters[d.key]; ok {
				text += fmt.Sprintf("  %s TERMINATED BY %s \n", d.words, quoted(value))
				n++
			}
		}
		if n == len(parameters) {
			return text
		}
	}
	text := fmt.Sprintf("ROW FORMAT SERDE \n  %s \n", quoted(s.Library))
	if len(parameters) > 0 {
		text += fmt.Sprintf("WITH SERDEPROPERTIES ( \n%s) \n", pairs(parameters))
	}
	return text
}

// pairs writes properties, sorted, one a line.
func pairs(m map[string]string) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, "  "+quoted(key)+"="+quoted(m[key]))
	}
	return strings.Join(list, ", \n")
}

// quoted writes a string of Hive's, as Java escapes it.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\'' || r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

func backticked(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// crawledSerDe returns the SerDe that comes nearest to how a table is read that a
// crawl found.
func crawledSerDe(t *catalog.Table, options map[string]string) *catalog.SerDe {
	switch t.Format {
	case "parquet":
		return &catalog.SerDe{Library: parquetName, Input: parquetIn, Output: parquetOut, Parameters: map[string]string{"serialization.format": "1"}}
	case "json":
		return &catalog.SerDe{Library: openXSerDe, Input: textInput, Output: textOutput, Parameters: map[string]string{"serialization.format": "1"}}
	}
	delimiter := options["delimiter"]
	if delimiter == "" {
		delimiter = ","
	}
	return &catalog.SerDe{Library: lazySimple, Input: textInput, Output: textOutput,
		Parameters: map[string]string{"field.delim": delimiter, "serialization.format": delimiter}}
}
