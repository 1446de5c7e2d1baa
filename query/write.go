package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/bind"
	"github.com/tarnlake/tarn/query/ddl"
	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/translate"
	"github.com/tarnlake/tarn/query/types"
)

// maxWritten is into how many partitions one statement may write, as in Athena.
const maxWritten = 100

// A writing is files that a statement writes. They come into being in a folder
// of the state, from where they are moved once they are complete.
type writing struct {
	*athenaRun
	plan       *plan
	columns    []schema.Field // of the files, after the names of which the query's columns are called
	partitions []schema.Field // the last columns of the query
	form       form

	dir     string // the folder of the state
	release func() // ends that the folder is in use
	files   []written
	moved   []string // where they are in the lake
	rows    int64
}

// A written is a file of a writing.
type written struct {
	path   string // where it is
	values []string
}

// writings is the folder in which files come into being.
func (e *Engine) writings() string { return filepath.Join(e.options.State, "writing") }

// newWriting plans a query whose rows are going to be written.
func (a *athenaRun) newWriting(ctx context.Context, q *syntax.Query, f form) (*writing, error) {
	a.request.Readable = false
	p, err := a.planQuery(ctx, q)
	if err != nil {
		return nil, err
	}
	w := &writing{athenaRun: a, plan: p, form: f}
	if p.columns == nil {
		p.conn.Close()
		return nil, refused(a.statement)
	}
	if err = os.MkdirAll(a.writings(), 0o755); err == nil {
		w.dir, err = os.MkdirTemp(a.writings(), "")
	}
	if err != nil {
		p.conn.Close()
		return nil, err
	}
	w.release = keep(w.dir)
	return w, nil
}

// close removes what has not been moved.
func (w *writing) close() {
	w.release()
	w.plan.conn.Close()
	os.RemoveAll(w.dir)
}

// write writes the files: one, or one for each partition.
func (w *writing) write(ctx context.Context) error {
	for _, c := range w.columns {
		if err := w.form.holds(c); err != nil {
			return err
		}
	}
	if len(w.partitions) == 0 {
		return w.writeFile(ctx, w.plan.sql, nil)
	}
	if _, err := w.plan.conn.Exec(ctx, "CREATE OR REPLACE TEMP TABLE tarn_written AS "+w.plan.sql); err != nil {
		return w.plan.told(err)
	}
	defer w.plan.conn.Exec(context.WithoutCancel(ctx), "DROP TABLE tarn_written")
	partitions, err := w.values(ctx)
	if err != nil {
		return err
	}
	for _, values := range partitions {
		var conditions []string
		for i := range w.partitions {
			value := "NULL"
			if values[i] != catalog.NullPartition {
				value = bind.Literal(values[i])
			}
			conditions = append(conditions, fmt.Sprintf("%s IS NOT DISTINCT FROM %s", w.partitionText(i), value))
		}
		if err := w.writeFile(ctx, "SELECT * FROM tarn_written WHERE "+strings.Join(conditions, " AND "), values); err != nil {
			return err
		}
	}
	return nil
}

// partitionText is the SQL of the text of a partition column. An empty text is
// null, since folders cannot have it as a name.
func (w *writing) partitionText(i int) string {
	return fmt.Sprintf("nullif(CAST(c%d AS VARCHAR), '')", len(w.columns)+i)
}

// values returns the values of the partitions that are to be written.
func (w *writing) values(ctx context.Context) ([][]string, error) {
	items := make([]string, len(w.partitions))
	for i := range items {
		items[i] = w.partitionText(i)
	}
	rows, err := w.plan.conn.Query(ctx, fmt.Sprintf("SELECT DISTINCT %s FROM tarn_written ORDER BY ALL LIMIT %d", strings.Join(items, ", "), maxWritten+1))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list [][]string
	for row, err := range rows.All() {
		if err != nil {
			return nil, err
		}
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = catalog.NullPartition
			if text, ok := v.(string); ok {
				values[i] = text
			}
		}
		list = append(list, values)
	}
	if len(list) > maxWritten {
		return nil, &StatementError{Name: "HIVE_TOO_MANY_OPEN_PARTITIONS", Message: fmt.Sprintf("Exceeded limit of %d open writers for partitions/buckets", maxWritten),
			Advice: "several statements with a WHERE each can write more"}
	}
	return list, nil
}

// writeFile writes one file.
func (w *writing) writeFile(ctx context.Context, sql string, values []string) error {
	name := time.Now().UTC().Format("20060102_150405") + "_" + filepath.Base(w.dir) + fmt.Sprintf("_%05d", len(w.files)) + w.form.extension()
	to := filepath.Join(w.dir, name)
	items := w.form.items(w.columns)
	n, err := w.plan.conn.Exec(ctx, fmt.Sprintf("COPY (SELECT %s FROM (%s\n)) TO %s (%s)", items, sql, bind.Literal(to), w.form.copyOptions()))
	if err != nil {
		return w.plan.told(err)
	}
	w.rows += n
	if n == 0 && len(values) == 0 {
		return os.Remove(to) // no rows need no file
	}
	w.files = append(w.files, written{to, values})
	return nil
}

// move moves the files into the lake, each into the folder of its partition. If
// one cannot be moved, none is there. Table is what has to know of them then;
// empty is none.
func (w *writing) move(table catalog.Name, made bool, folder func(values []string) string) error {
	j := journal{Table: table, Made: made}
	for _, f := range w.files {
		to := filepath.Join(w.abs(folder(f.values)), filepath.Base(f.path))
		j.Files = append(j.Files, moving{From: f.path, To: to, Values: f.values})
	}
	if err := j.write(w.dir); err != nil {
		return err
	}
	for _, f := range j.Files {
		err := os.MkdirAll(filepath.Dir(f.To), 0o755)
		if err == nil {
			err = move(f.From, f.To)
		}
		if err != nil {
			w.withdraw()
			return err
		}
		w.moved = append(w.moved, f.To)
	}
	return nil
}

// withdraw removes what was moved into the lake.
func (w *writing) withdraw() {
	for _, path := range w.moved {
		os.Remove(path)
	}
	w.moved = nil
}

// below names the folders of partitions as Hive does, below that of the table.
func (w *writing) below(location string) func(values []string) string {
	return func(values []string) string {
		if len(values) == 0 {
			return location
		}
		return path.Join(location, ddl.PartitionName(w.partitions, values))
	}
}

// answer is the answer to a statement that wrote rows.
func (w *writing) answer() *Rows {
	rows := valueRows([]translate.Column{{Name: "rows", Type: types.Of(types.BigInt)}}, []any{w.rows})
	rows.updated = &w.rows
	return rows
}

// empty returns an error if a folder of the lake has files in it.
func (a *athenaRun) empty(folder string) error {
	full := false
	err := filepath.WalkDir(a.abs(folder), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			full = true
			return filepath.SkipAll
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && full {
		err = &StatementError{Name: "HIVE_PATH_ALREADY_EXISTS", Message: "Target directory for table already exists: " + a.env(a.request).URI(folder), Advice: "name a folder that has no files"}
	}
	return err
}

// createTable answers CREATE TABLE ... AS.
func (a *athenaRun) createTable(ctx context.Context, s *syntax.CreateTableAs) (*Rows, error) {
	name, err := a.target(s.Name)
	if err != nil {
		return nil, err
	}
	p, err := a.properties(s.Properties, tableProperties)
	if err != nil {
		return nil, err
	}
	if _, err := a.options.Catalog.Table(ctx, name); err == nil {
		if s.IfNotExists {
			return (&writing{}).answer(), nil
		}
		return nil, &StatementError{Name: "TABLE_ALREADY_EXISTS", Position: beginning(a.statement), Message: fmt.Sprintf("Table '%s.%s' already exists", catalogName, name)}
	} else if !errors.Is(err, catalog.ErrNotFound) {
		return nil, err
	}
	w, err := a.newWriting(ctx, s.Query, p.form)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.takeColumns(s.Columns, p.partitions); err != nil {
		return nil, err
	}
	t := &catalog.Table{Name: name, Columns: w.columns, Partitions: w.partitions, Comment: s.Comment}
	if t.Location, err = a.newLocation(ctx, name, p.location); err != nil {
		return nil, err
	}
	if !s.NoData {
		if err := w.write(ctx); err != nil {
			return nil, err
		}
	}
	return w.answer(), w.publish(ctx, t)
}

// takeColumns takes the columns of a new table from those of the query.
func (w *writing) takeColumns(names []syntax.Name, partitions []string) error {
	columns := slices.Clone(w.plan.columns)
	if len(names) > 0 && len(names) != len(columns) {
		return &StatementError{Name: "MISMATCHED_COLUMN_ALIASES", Position: beginning(w.statement),
			Message: fmt.Sprintf("Column alias list has %d entries but relation has %d columns", len(names), len(columns))}
	}
	for i, n := range names {
		columns[i].Name = n.Text
	}
	if err := named(columns); err != nil {
		return err
	}
	var fields []schema.Field
	for _, c := range columns {
		if c.Type.Is(types.Timestamp) && c.Type.Length > 3 {
			return &StatementError{Name: "NOT_SUPPORTED", Advice: "CAST(... AS timestamp) has milliseconds",
				Message: fmt.Sprintf("Incorrect timestamp precision for %s; the configured precision is MILLISECONDS; column name: %s", c.Type, strings.ToLower(c.Name))}
		}
		t, ok := hiveType(c.Type)
		if !ok {
			return &StatementError{Name: "NOT_SUPPORTED", Message: "Unsupported Hive type: " + c.Type.String(), Advice: "CAST makes it a type that tables have, such as varchar"}
		}
		fields = append(fields, schema.Field{Name: strings.ToLower(c.Name), Type: t})
	}
	from := len(fields) - len(partitions)
	for i, p := range partitions {
		at := schema.Lookup(fields, strings.ToLower(p))
		switch {
		case at < 0:
			return &StatementError{Name: "INVALID_TABLE_PROPERTY", Message: fmt.Sprintf("Partition columns [%s] not present in schema", p)}
		case from < 1:
			return &StatementError{Name: "INVALID_TABLE_PROPERTY", Message: "Table contains only partition columns"}
		case at != from+i:
			return &StatementError{Name: "HIVE_COLUMN_ORDER_MISMATCH", Message: "Partition keys must be the last columns in the table and in the same order as the table properties: [" + strings.Join(partitions, ", ") + "]"}
		case fields[at].Type.Kind.Nested() || fields[at].Type.Kind == schema.Binary:
			return &StatementError{Name: "NOT_SUPPORTED", Message: fmt.Sprintf("Unsupported type [%s] for partition: %s", w.plan.columns[at].Type, p)}
		}
	}
	w.columns, w.partitions = fields[:from], fields[from:]
	return nil
}

// newLocation returns the folder of a new table: the one that is named, which
// has to be empty, or one that is called after the table.
func (a *athenaRun) newLocation(ctx context.Context, name catalog.Name, named string) (string, error) {
	d, err := a.options.Catalog.Database(ctx, name.Database)
	if errors.Is(err, catalog.ErrNotFound) {
		return "", &StatementError{Name: "SCHEMA_NOT_FOUND", Position: beginning(a.statement), Message: "Schema " + name.Database + " does not exist", Err: err}
	}
	if err != nil {
		return "", err
	}
	if named != "" {
		folder, err := a.env(a.request).Location(named)
		if err != nil {
			return "", err
		}
		return folder, a.empty(folder)
	}
	folder := name.Table
	if name.Database != DefaultDatabase {
		folder = cmp.Or(d.Location, name.Database) + "/" + name.Table
	}
	for n := 1; ; n++ {
		tried := folder
		if n > 1 {
			tried = fmt.Sprintf("%s_%d", folder, n)
		}
		if _, err := os.Lstat(a.abs(tried)); errors.Is(err, fs.ErrNotExist) {
			return tried, nil
		} else if err != nil {
			return "", err
		}
	}
}

// publish makes the files and the table that they are of known: the files first,
// since nobody looks for them before the catalog has the table.
func (w *writing) publish(ctx context.Context, t *catalog.Table) error {
	w.form.describe(t)
	t.Parameters[catalog.CreatedBy] = catalog.CreatedByDDL
	t.Parameters["EXTERNAL"] = "TRUE"
	t.Parameters["transient_lastDdlTime"] = fmt.Sprint(time.Now().Unix())
	if err := os.MkdirAll(w.abs(t.Location), 0o755); err != nil {
		return err
	}
	if err := w.move(t.Name, true, w.below(t.Location)); err != nil {
		return err
	}
	err := w.options.Catalog.Apply(ctx, catalog.AddTable{Table: *t, Cause: "CREATE TABLE AS"})
	if err == nil {
		err = w.register(ctx, t)
	}
	if err != nil {
		w.withdraw()
	}
	return err
}

// register adds the partitions that were written to those of a table that a
// statement made.
func (w *writing) register(ctx context.Context, t *catalog.Table) error {
	if len(w.partitions) == 0 || !ddl.Reads(t) {
		return nil
	}
	have, err := w.options.Catalog.Partitions(ctx, t.Name)
	if err != nil {
		return err
	}
	var changes catalog.PartitionChanges
	for _, f := range w.files {
		if !slices.ContainsFunc(have, func(p catalog.Partition) bool { return slices.Equal(p.Values, f.values) }) {
			changes.Added = append(changes.Added, catalog.Partition{Values: f.values, Location: t.Location + "/" + ddl.PartitionName(t.Partitions, f.values)})
		}
	}
	err = w.options.Catalog.AlterPartitions(ctx, t.Name, changes)
	if errors.Is(err, catalog.ErrExists) && ctx.Err() == nil { // another statement has just added one of them
		return w.register(ctx, t)
	}
	return err
}

// unload answers UNLOAD.
func (a *athenaRun) unload(ctx context.Context, s *syntax.Unload) (*Rows, error) {
	p, err := a.properties(s.Properties, unloadProperties)
	if err != nil {
		return nil, err
	}
	folder, err := a.env(a.request).Location(s.Location)
	if err == nil {
		err = a.empty(folder)
	}
	if err != nil {
		return nil, err
	}
	w, err := a.newWriting(ctx, s.Query, p.form)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.takeColumns(nil, p.partitions); err != nil {
		return nil, err
	}
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	return w.answer(), w.move(catalog.Name{}, true, w.below(folder))
}

// insert answers INSERT INTO.
func (a *athenaRun) insert(ctx context.Context, s *syntax.Insert) (*Rows, error) {
	name, err := a.target(s.Name)
	if err != nil {
		return nil, err
	}
	t, err := a.current(ctx, a.request, name)
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, &StatementError{Name: "TABLE_NOT_FOUND", Position: beginning(a.statement), Message: fmt.Sprintf("Table '%s.%s' does not exist", catalogName, name), Advice: hintOf(err), Err: err}
	}
	if err != nil {
		return nil, err
	}
	f, err := a.insertForm(&t)
	if err != nil {
		return nil, err
	}
	if err := a.open(ctx); err != nil {
		return nil, err
	}
	q, err := a.insertQuery(ctx, s, &t.Table)
	if err != nil {
		a.session.conn.Close()
		return nil, err
	}
	w, err := a.newWriting(ctx, q, f)
	if err != nil {
		return nil, err
	}
	defer w.close()
	w.columns, w.partitions = t.Columns, t.Partitions
	w.bound()
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	return w.answer(), w.add(ctx, &t.Table)
}

func hintOf(err error) string {
	var advisor interface{ Hint() string }
	if errors.As(err, &advisor) {
		return advisor.Hint()
	}
	return ""
}

// add moves the files into the folders of a table and has the catalog know them.
func (w *writing) add(ctx context.Context, t *catalog.Table) error {
	folder := w.below(t.Location)
	if ddl.Reads(t) {
		have, err := w.options.Catalog.Partitions(ctx, t.Name)
		if err != nil {
			return err
		}
		named := folder
		folder = func(values []string) string {
			if i := slices.IndexFunc(have, func(p catalog.Partition) bool { return slices.Equal(p.Values, values) }); i >= 0 {
				return have[i].Location
			}
			return named(values)
		}
	}
	if err := w.move(t.Name, false, folder); err != nil {
		return err
	}
	var err error
	if ddl.Reads(t) {
		err = w.register(ctx, t)
	} else {
		err = w.taken(ctx, t)
	}
	if err != nil {
		w.withdraw()
	}
	return err
}

// taken has a crawl take the new files into their table, and returns an error
// unless they are read there with all their rows.
func (w *writing) taken(ctx context.Context, t *catalog.Table) error {
	if err := w.refresh(ctx, t.Name, true); err != nil {
		return err
	}
	groups, err := w.options.Catalog.Layouts(ctx, t.Name)
	if err != nil {
		return err
	}
	found, rows := 0, int64(0)
	for _, g := range groups {
		for _, f := range g.Files {
			if slices.Contains(w.moved, w.abs(f.Path)) {
				found++
				rows += f.Rows
			}
		}
	}
	if found == len(w.moved) && rows == w.rows {
		return nil
	}
	w.withdraw()
	if err := w.refresh(ctx, t.Name, true); err != nil {
		return err
	}
	return &StatementError{Name: "NOT_SUPPORTED", Message: fmt.Sprintf("%s is read as its files look, and the new rows do not look like them", t.Name),
		Advice: "more rows at once, or a table that CREATE EXTERNAL TABLE or CREATE TABLE AS makes"}
}

// insertQuery returns the query of an INSERT with a column for each of the
// table, in its order and of its type.
func (a *athenaRun) insertQuery(ctx context.Context, s *syntax.Insert, t *catalog.Table) (*syntax.Query, error) {
	found, err := a.translate(ctx, s.Query)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(t.Columns, t.Partitions)
	targets, err := a.insertTargets(s, all)
	if err != nil {
		return nil, err
	}
	var have, want []types.Type
	for _, c := range found.Columns {
		have = append(have, c.Type)
	}
	for _, i := range targets {
		want = append(want, athenaType(all[i].Type))
	}
	if err := a.insertable(have, want); err != nil {
		return nil, err
	}
	columns := make([]translate.Column, len(all))
	items := make([]syntax.Expr, len(all))
	for i, f := range all {
		columns[i] = translate.Column{Name: f.Name, Type: athenaType(f.Type)}
		to := columns[i].Type
		if to.Is(types.Varchar, types.Char) {
			to = types.Of(types.Varchar) // see bound
		}
		items[i] = castTo(&syntax.Null{Pos: s.Query.Pos}, to)
		if at := slices.Index(targets, i); at >= 0 {
			items[i] = castTo(columnAt(s.Query.Pos, at), to)
		}
	}
	q := selectFrom(s.Query, items, columns)
	of := q.Body.(*syntax.Select).From[0].(*syntax.Aliased)
	of.Columns = nil
	for i := range have {
		of.Columns = append(of.Columns, syntax.Name{Pos: s.Query.Pos, Text: fmt.Sprintf("c%d", i)})
	}
	return q, nil
}

// bound refuses, as rows come, text that is longer than its column takes.
func (w *writing) bound() {
	all := slices.Concat(w.columns, w.partitions)
	items := make([]string, len(all))
	limited := false
	for i, f := range all {
		items[i] = fmt.Sprintf("c%d", i)
		if f.Type.Kind == schema.Varchar || f.Type.Kind == schema.Char {
			limited = true
			items[i] = raiseIf(fmt.Sprintf("length(rtrim(c%d)) > %d", i, f.Type.Length), items[i], fmt.Sprintf("left(c%d, %d)", i, f.Type.Length), "INVALID_CAST_ARGUMENT",
				fmt.Sprintf("Cannot truncate non-space characters when casting to %s on INSERT", f.Type)) + " AS " + items[i]
		}
	}
	if limited {
		w.plan.sql = fmt.Sprintf("SELECT %s FROM (%s\n)", strings.Join(items, ", "), w.plan.sql)
	}
}

// raiseIf is SQL that raises an error where a condition on some text holds, and is
// otherwise a value of text. The text is in it so that DuckDB does not reckon it beforehand.
func raiseIf(condition, text, value, name, message string) string {
	return fmt.Sprintf("CASE WHEN %s THEN CAST(CAST(%s || left(%s, 0) AS BIGINT) AS VARCHAR) ELSE %s END", condition, bind.Literal(name+": "+message), text, value)
}

// insertTargets returns which columns of the table those of the query go into.
func (a *athenaRun) insertTargets(s *syntax.Insert, all []schema.Field) ([]int, error) {
	var targets []int
	if s.Columns == nil {
		for i := range all {
			targets = append(targets, i)
		}
		return targets, nil
	}
	for _, n := range s.Columns {
		fault := &StatementError{Position: statement.PositionAt(a.statement.Text, int(s.Pos))}
		i := schema.Lookup(all, strings.ToLower(n.Text))
		switch {
		case i < 0:
			fault.Name, fault.Message = "COLUMN_NOT_FOUND", fmt.Sprintf("Insert column name does not exist in target table: %s", strings.ToLower(n.Text))
			return nil, fault
		case slices.Contains(targets, i):
			fault.Name, fault.Message = "DUPLICATE_COLUMN_NAME", fmt.Sprintf("Insert column name is specified more than once: %s", strings.ToLower(n.Text))
			return nil, fault
		}
		targets = append(targets, i)
	}
	return targets, nil
}

// insertable returns Athena's error unless each type becomes the one it goes into.
func (a *athenaRun) insertable(have, want []types.Type) error {
	ok := len(have) == len(want)
	for i := 0; ok && i < len(have); i++ {
		ok = fits(have[i], want[i])
	}
	if ok {
		return nil
	}
	return &StatementError{Name: "TYPE_MISMATCH", Position: beginning(a.statement),
		Message: fmt.Sprintf("Insert query has mismatched column types: Table: [%s], Query: [%s]", typeList(want), typeList(have))}
}

// fits reports whether values of a type can be inserted into a column of another:
// by themselves, or as text of another length or a time of other digits.
func fits(have, want types.Type) bool {
	switch {
	case have.Is(types.Varchar, types.Char) && want.Is(types.Varchar, types.Char),
		have.Kind == want.Kind && have.Is(types.Timestamp, types.Time):
		return true
	case have.Kind == want.Kind && len(have.Args) == len(want.Args) && len(have.Args) > 0:
		for i := range have.Args {
			if !fits(have.Args[i], want.Args[i]) {
				return false
			}
		}
		return true
	}
	return types.Coercible(have, want)
}

func typeList(list []types.Type) string {
	texts := make([]string, len(list))
	for i, t := range list {
		texts[i] = t.String()
	}
	return strings.Join(texts, ", ")
}

// hiveType returns the type of the catalog for one of a query, if it has one.
func hiveType(t types.Type) (schema.Type, bool) {
	kinds := map[types.Kind]schema.Kind{
		types.Boolean: schema.Boolean, types.TinyInt: schema.Tinyint, types.SmallInt: schema.Smallint, types.Integer: schema.Int,
		types.BigInt: schema.Bigint, types.Real: schema.Float, types.Double: schema.Double, types.Varbinary: schema.Binary,
		types.Date: schema.Date, types.Timestamp: schema.Timestamp,
	}
	if k, ok := kinds[t.Kind]; ok {
		return schema.Type{Kind: k}, true
	}
	switch t.Kind {
	case types.Decimal:
		return schema.DecimalOf(t.Length, t.Scale), true
	case types.Char:
		return schema.Type{Kind: schema.Char, Length: t.Length}, true
	case types.Varchar:
		if t.Length <= 65535 && t.Length > 0 {
			return schema.Type{Kind: schema.Varchar, Length: t.Length}, true
		}
		return schema.Type{Kind: schema.String}, true
	case types.Array, types.Map, types.Row:
		return nestedType(t)
	}
	return schema.Type{}, false
}

func nestedType(t types.Type) (schema.Type, bool) {
	var args []schema.Type
	for _, a := range t.Args {
		arg, ok := hiveType(a)
		if !ok {
			return arg, false
		}
		args = append(args, arg)
	}
	switch t.Kind {
	case types.Array:
		return schema.ArrayOf(args[0]), true
	case types.Map:
		return schema.MapOf(args[0], args[1]), true
	}
	var fields []schema.Field
	for i, arg := range args {
		if i >= len(t.Names) || t.Names[i] == "" {
			return schema.Type{}, false // Hive's structs have names
		}
		fields = append(fields, schema.Field{Name: strings.ToLower(t.Names[i]), Type: arg})
	}
	return schema.StructOf(fields...), true
}
