package ddl

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/catalog/crawl"
	"github.com/tarnlake/tarn/datasets/schema"
	"github.com/tarnlake/tarn/query/statement/hive"
)

// Parameters of tables that mean something here.
const (
	external = "EXTERNAL"
	ddlTime  = "transient_lastDdlTime"

	// ReadBy says, with the value "crawl", that the files of the table are read as a
	// crawl reads them and not by its SerDe. SHOW CREATE TABLE writes it of tables
	// that a crawl found.
	ReadBy  = "tarn.read"
	byCrawl = "crawl"
)

// createTable answers CREATE EXTERNAL TABLE.
func (env Env) createTable(ctx context.Context, text string, s *hive.CreateTable) error {
	if err := checkCreate(s); err != nil {
		return err
	}
	name, err := env.name(s.Name)
	if err != nil {
		return err
	}
	if _, err := env.Catalog.Database(ctx, name.Database); err != nil {
		if s.Name.Catalog != "" && errors.Is(err, catalog.ErrNotFound) {
			return &Error{Message: "Database " + name.Database + " not found.", Category: 2, Type: 1301, Err: err}
		}
		return missing(name, err)
	}
	t, err := env.newTable(name, s)
	if err != nil {
		return err
	}
	add := catalog.AddTable{Table: t, Cause: "CREATE TABLE"}
	if t.Made.SerDe == nil {
		if err := env.crawled(ctx, &add); err != nil {
			return err
		}
	}
	err = env.Catalog.Apply(ctx, add)
	switch {
	case errors.Is(err, catalog.ErrExists) && s.IfNotExists:
		return nil
	case errors.Is(err, catalog.ErrExists):
		return failed(1006, "AlreadyExistsException(message:Table %s already exist)", name.Table)
	}
	return err
}

// checkCreate refuses what Athena refuses before it starts, in its order, and
// what it has and tarn has not.
func checkCreate(s *hive.CreateTable) error {
	tableType := "HIVE"
	for _, p := range s.Properties {
		if strings.EqualFold(p.Key, "table_type") {
			tableType = strings.ToUpper(p.Value)
		}
	}
	switch {
	case s.Location == "":
		return refused("No location was specified for table. An S3 location must be specified", "LOCATION 's3://LAKE/FOLDER/' says which folder the files are in")
	case checkCatalog(s.Name) != nil:
		return checkCatalog(s.Name)
	case tableType != "HIVE" && tableType != "EXTERNAL_TABLE":
		return unsupported("a table of the type "+tableType, "tables are read as Parquet, JSON or text")
	case !s.External:
		return refused("External keyword required for table type HIVE", "write CREATE EXTERNAL TABLE")
	case len(s.Transforms) > 0:
		return semantic(0, "a partition column needs a type: %s", s.Transforms[0])
	case len(s.Columns) == 0:
		return semantic(0, "Either list of columns or a custom serializer should be specified")
	}
	seen := make(map[string]bool)
	for i, c := range slices.Concat(s.Columns, s.Partitions) {
		switch {
		case c.Err != nil:
			return &Error{Message: c.Err.Error(), Category: 1, Type: 1003, Err: c.Err}
		case seen[c.Name] && i < len(s.Columns):
			return semantic(10036, "Duplicate column name: %s", c.Name)
		case seen[c.Name]:
			return semantic(10035, "Column repeated in partitioning columns")
		}
		seen[c.Name] = true
	}
	return nil
}

// newTable makes the table of a statement.
func (env Env) newTable(name catalog.Name, s *hive.CreateTable) (catalog.Table, error) {
	t := catalog.Table{Name: name, Comment: s.Comment, Columns: fields(s.Columns), Partitions: fields(s.Partitions)}
	var err error
	if t.Location, err = env.location(s.Location); err != nil {
		return t, err
	}
	t.Parameters = properties(s.Properties)
	t.Parameters[catalog.CreatedBy] = catalog.CreatedByDDL
	t.Parameters[external] = "TRUE"
	if t.Parameters[ddlTime] == "" {
		t.Parameters[ddlTime] = strconv.FormatInt(env.now().Unix(), 10)
	}
	serde, err := serdeOf(s)
	if err != nil {
		return t, err
	}
	t.Made = &catalog.Made{SerDe: serde, Clustered: s.Clustered, Buckets: s.Buckets}
	if t.Format, err = checkSerDe(&t); err != nil {
		return t, err
	}
	if t.Parameters[ReadBy] == byCrawl {
		t.Made.SerDe = nil
	}
	if enabled(&t) {
		if _, err := newProjection(&t); err != nil {
			return t, err
		}
	}
	return t, nil
}

// A Definition is a table that a query fills, as CREATE TABLE AS makes it.
type Definition struct {
	Name                catalog.Name
	Columns, Partitions []schema.Field
	Format              string            // "PARQUET", "TEXTFILE" or "JSON"
	Delimiter           string            // of TEXTFILE; "" is \x01
	Location            string            // a folder of the lake
	Properties          map[string]string // may be nil
}

// NewTable returns the table of a definition, to be added to the catalog.
func NewTable(env Env, d Definition) (catalog.Table, error) {
	stored := strings.ToUpper(d.Format)
	if stored == "JSON" {
		stored = "JSONFILE"
	}
	s, ok := storages[stored]
	if !ok || stored == "" {
		return catalog.Table{}, unsupported("format "+d.Format, "PARQUET, TEXTFILE and JSON are")
	}
	s.Parameters = map[string]string{"serialization.format": "1"}
	if d.Delimiter != "" {
		s.Parameters["field.delim"], s.Parameters["serialization.format"] = d.Delimiter, d.Delimiter
	}
	t := catalog.Table{Name: d.Name, Columns: d.Columns, Partitions: d.Partitions, Location: d.Location, Made: &catalog.Made{SerDe: &s}}
	t.Parameters = map[string]string{catalog.CreatedBy: catalog.CreatedByDDL, external: "TRUE", ddlTime: strconv.FormatInt(env.now().Unix(), 10)}
	maps.Copy(t.Parameters, d.Properties)
	var err error
	t.Format, err = checkSerDe(&t)
	return t, err
}

// fromDeserializer is the comment that Hive gives columns of some SerDes.
const fromDeserializer = "from deserializer"

func fields(columns []hive.Column) []schema.Field {
	var list []schema.Field
	for _, c := range columns {
		f := schema.Field{Name: c.Name, Type: c.Type, Comment: c.Comment}
		if f.Comment == fromDeserializer {
			f.Comment = ""
		}
		list = append(list, f)
	}
	return list
}

// crawled gives a new table the files that a crawl finds at its location.
func (env Env) crawled(ctx context.Context, add *catalog.AddTable) error {
	t := &add.Table
	known, err := env.Catalog.Known(ctx, t.Name.Database)
	if err != nil {
		return err
	}
	c := crawl.Crawler{Database: t.Name.Database, Skip: env.Skip}
	found, err := c.Crawl(ctx, env.Lake, known)
	if err != nil {
		return err
	}
	t.Crawled = env.now()
	for _, f := range found.Tables {
		if f.Table.Location != t.Location {
			continue
		}
		t.Format = f.Table.Format
		add.Files = slices.Collect(f.All())
		merged := maps.Clone(f.Table.Parameters)
		if merged == nil {
			merged = make(map[string]string)
		}
		maps.Copy(merged, t.Parameters)
		t.Parameters = merged
		return nil
	}
	return &Error{Message: fmt.Sprintf("no table lies at %s", env.URI(t.Location)), Category: 2, Type: 1109,
		Advice: "without '" + ReadBy + "' in TBLPROPERTIES the table is read by its SerDe"}
}

// dropTable answers DROP TABLE and DROP VIEW.
func (env Env) dropTable(ctx context.Context, n hive.Name, ifExists, view bool) error {
	t, err := env.table(ctx, n)
	if errors.Is(err, catalog.ErrNotFound) && ifExists {
		return nil
	}
	if err != nil {
		name, _ := env.name(n)
		return missing(name, err)
	}
	if view != t.IsView() {
		what, other := "table", "DROP VIEW"
		if view {
			what, other = "view", "DROP TABLE"
		}
		return &Error{Message: fmt.Sprintf("FAILED: SemanticException Cannot drop %s with %s", kindOf(&t), strings.ToUpper("drop "+what)), Category: 2, Type: 1006, Advice: "write " + other}
	}
	return env.Catalog.Apply(ctx, catalog.DropTable{Table: t, Cause: strings.ToUpper("drop " + kindOf(&t))})
}

func kindOf(t *catalog.Table) string {
	if t.IsView() {
		return "view"
	}
	return "table"
}
