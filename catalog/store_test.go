package catalog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// noon is when the tests' clock stands.
var noon = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

func open1(t testing.TB, path string) *Catalog {
	t.Helper()
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.Now = func() time.Time { return noon }
	return c
}

func fresh(t testing.TB) *Catalog {
	t.Helper()
	return open1(t, filepath.Join(t.TempDir(), ".tarn", "catalog.db"))
}

// fields reads columns such as "id bigint, name string".
func fields(t testing.TB, text string) []schema.Field {
	t.Helper()
	var fs []schema.Field
	for part := range strings.SplitSeq(text, ", ") {
		name, typ, ok := strings.Cut(part, " ")
		if !ok {
			continue
		}
		parsed, err := schema.Parse(typ)
		if err != nil {
			t.Fatal(err)
		}
		fs = append(fs, schema.Field{Name: name, Type: parsed})
	}
	return fs
}

// file makes a file of 10 rows and 100 bytes with those columns.
func file(t testing.TB, path, columns string) File {
	t.Helper()
	s := &datasets.Scan{Rows: 10, Bytes: 100}
	s.Format = "csv"
	s.Options = map[string]string{"delimiter": ","}
	for _, f := range fields(t, columns) {
		s.Columns = append(s.Columns, datasets.Column{Source: strings.ToUpper(f.Name), Name: f.Name, Type: f.Type})
		s.Evidence = append(s.Evidence, datasets.Evidence{Kinds: map[string]int64{f.Type.String(): 10}, Min: strings.ToValidUTF8(path, "?")})
	}
	return File{Path: path, Size: 100, ModTime: noon.Add(123456789), Scan: s}
}

// table makes a table of csv files with those columns.
func table(t testing.TB, name, columns string, files ...File) TableFiles {
	t.Helper()
	return TableFiles{
		Table: Table{Name: Name{"default", name}, Location: name, Format: "csv", Columns: fields(t, columns)},
		Files: files,
	}
}

func resync(t testing.TB, c *Catalog, want ...TableFiles) string {
	t.Helper()
	changes, err := c.Sync(t.Context(), "default", want, nil, SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return lines(changes)
}

func lines(changes []Change) string {
	var b strings.Builder
	for _, change := range changes {
		b.WriteString(change.String() + "\n")
	}
	return b.String()
}

func TestOpenMakesFolderAndFile(t *testing.T) {
	c := fresh(t)
	databases, err := c.Databases(t.Context())
	if err != nil || len(databases) != 1 || databases[0].Name != "default" {
		t.Errorf("databases of a new catalog: %v, %v", databases, err)
	}
	if info, err := os.Stat(c.Path()); err != nil || info.Size() == 0 {
		t.Errorf("file: %v, %v", info, err)
	}
}

func TestOpenTwice(t *testing.T) {
	first := fresh(t)
	resync(t, first, table(t, "orders", "id bigint", file(t, "orders/a.csv", "id bigint")))
	second := open1(t, first.Path())
	tables, err := second.Tables(t.Context(), "default")
	if err != nil || len(tables) != 1 {
		t.Errorf("tables: %v, %v", tables, err)
	}
}

// A path may hold whatever a file system allows.
func TestOpenOddPaths(t *testing.T) {
	for _, name := range []string{"a b", "100%", "what?", "x#y", "ü", "a&b=c", "%41", "semi;colon"} {
		path := filepath.Join(t.TempDir(), name, "catalog.db")
		open1(t, path)
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// What cannot be a catalog is refused, with advice, and is not changed.
func TestOpenRefuses(t *testing.T) {
	healthy := func(t *testing.T, path string) *Catalog {
		c := open1(t, path)
		var tables []TableFiles
		for _, name := range strings.Fields("a b c d e f g h") {
			tables = append(tables, table(t, name, "id bigint", file(t, name+"/x.csv", "id bigint")))
		}
		resync(t, c, tables...)
		return c
	}
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		want error
	}{
		{"text", func(t *testing.T, path string) {
			os.WriteFile(path, []byte(strings.Repeat("this is no catalog\n", 100)), 0o644)
		}, ErrCorrupt},
		{"truncated", func(t *testing.T, path string) {
			healthy(t, path).Close()
			os.Truncate(path, 5000)
		}, ErrCorrupt},
		{"zeros within", func(t *testing.T, path string) {
			healthy(t, path).Close()
			f, _ := os.OpenFile(path, os.O_RDWR, 0)
			f.WriteAt(make([]byte, 4000), 0)
			f.Close()
		}, ErrCorrupt},
		{"newer", func(t *testing.T, path string) {
			c := healthy(t, path)
			c.db.Exec("PRAGMA user_version = 1000")
			c.Close()
		}, ErrNewer},
		{"somebody else's", func(t *testing.T, path string) {
			c := healthy(t, path)
			c.db.Exec("PRAGMA application_id = 7")
			c.Close()
		}, ErrForeign},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "catalog.db")
			test.make(t, path)
			before, _ := os.ReadFile(path)
			c, err := Open(path)
			if err == nil {
				_, err = c.Tables(t.Context(), "default")
				c.Close()
			}
			var store *StoreError
			if !errors.As(err, &store) || !errors.Is(err, test.want) || store.Path != path || store.Hint() == "" {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// A page that is damaged is noticed by whoever reads it, and named.
func TestDamagedPage(t *testing.T) {
	c := fresh(t)
	var tables []TableFiles
	for i := range 200 {
		name := "t" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		tables = append(tables, table(t, name, "id bigint", file(t, name+"/x.csv", "id bigint")))
	}
	resync(t, c, tables...)
	c.Close()
	data, _ := os.ReadFile(c.Path())
	for at := 8192; at < len(data); at++ {
		data[at] = 0xA5
	}
	os.WriteFile(c.Path(), data, 0o644)
	c, err := Open(c.Path())
	if err == nil {
		defer c.Close()
		_, err = c.Tables(t.Context(), "default")
	}
	if !errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

func TestDatabases(t *testing.T) {
	c := fresh(t)
	ctx := t.Context()
	sales := Database{Name: "sales", Comment: "what we sold", Location: "s", Parameters: map[string]string{"owner": "ann"}}
	if err := c.CreateDatabase(ctx, sales); err != nil {
		t.Fatal(err)
	}
	if err := c.CreateDatabase(ctx, Database{Name: "Sales"}); !errors.Is(err, ErrExists) {
		t.Errorf("a second one of that name: %v", err)
	}
	got, err := c.Database(ctx, "SALES")
	if err != nil || got.Comment != sales.Comment || got.Location != "s" || got.Parameters["owner"] != "ann" || !got.Created.Equal(noon) {
		t.Errorf("got %+v, %v", got, err)
	}
	sales.Comment = "sold"
	if err := c.AlterDatabase(ctx, sales); err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Database(ctx, "sales"); got.Comment != "sold" {
		t.Errorf("comment %q", got.Comment)
	}

	add := AddTable{Table: Table{Name: Name{"sales", "orders"}, Format: "csv"}}
	if err := c.Apply(ctx, add); err != nil {
		t.Fatal(err)
	}
	err = c.DropDatabase(ctx, "sales", false)
	if want := "database sales: it has 1 table"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := c.DropDatabase(ctx, "sales", true); err != nil {
		t.Fatal(err)
	}
	_, err = c.Database(ctx, "sales")
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("after the drop: %v", err)
	}
	if err := c.DropDatabase(ctx, "default", true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Database(ctx, "default"); err != nil {
		t.Errorf("default: %v", err)
	}
	for _, name := range []string{"", "a\x00b", "a\nb", strings.Repeat("x", 300)} {
		if err := c.CreateDatabase(ctx, Database{Name: name}); err == nil {
			t.Errorf("a database named %q was made", name)
		}
	}
}

func TestNameErrorsOfferWhatIsNear(t *testing.T) {
	c := fresh(t)
	resync(t, c, table(t, "orders", "id int"), table(t, "order_items", "id int"), table(t, "customers", "id int"))
	if err := c.Apply(t.Context(), AddTable{Table: Table{Name: Name{"sales", "refunds"}}}); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, near string }{
		{"default.ordres", "default.orders"},
		{"default.order_item", "default.order_items"},
		{"default.customer", "default.customers"},
		{"defualt.orders", "default.orders"},
		{"default.refunds", "sales.refunds"}, // in another database
		{"default.refund", "sales.refunds"},
		{"default.weather", ""},
	}
	for _, test := range tests {
		database, name, _ := strings.Cut(test.name, ".")
		_, err := c.Table(t.Context(), Name{database, name})
		var nameError *NameError
		if !errors.As(err, &nameError) || !errors.Is(err, ErrNotFound) || nameError.Near != test.near {
			t.Errorf("%s: got %+v, want near %q", test.name, err, test.near)
		}
	}
	_, err := c.Tables(t.Context(), "sale")
	var nameError *NameError
	if !errors.As(err, &nameError) || nameError.Near != "sales" {
		t.Errorf("got %v", err)
	}
}

// Stored values that do not read as they should are damage too, and named.
func TestDamagedValues(t *testing.T) {
	orders := table(t, "orders", "id int", file(t, "orders/a.csv", "id int"))
	name := orders.Table.Name
	tests := []struct {
		damage string
		read   func(c *Catalog) error
		want   string
	}{
		{"UPDATE version SET definition = '{'", func(c *Catalog) error { _, err := c.Table(t.Context(), name); return err },
			"the file is damaged (definition of default.orders: unexpected end of JSON input)"},
		{"UPDATE layout SET data = '[]'", func(c *Catalog) error { _, err := c.Layouts(t.Context(), name); return err },
			"the file is damaged (layout: json: cannot unmarshal array into Go value of type datasets.Layout)"},
		{"UPDATE scan SET evidence = x'01FFFF'", func(c *Catalog) error { _, err := c.Files(t.Context(), name); return err },
			"the file is damaged (evidence: flate: corrupt input before offset 1)"},
		{"UPDATE scan SET evidence = x'7B'", func(c *Catalog) error { _, err := c.Files(t.Context(), name); return err },
			"the file is damaged (evidence: unexpected end of JSON input)"},
		{"UPDATE file SET partitions = '%zz'", func(c *Catalog) error { _, err := c.Layouts(t.Context(), name); return err },
			`the file is damaged (partition values: invalid URL escape "%zz")`},
	}
	for _, test := range tests {
		c := fresh(t)
		resync(t, c, orders)
		if _, err := c.db.Exec(test.damage); err != nil {
			t.Fatal(err)
		}
		err := test.read(c)
		if want := "catalog " + c.Path() + ": " + test.want; !errors.Is(err, ErrCorrupt) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", test.damage, err, want)
		}
	}
}

func TestNames(t *testing.T) {
	c := fresh(t)
	resync(t, c, table(t, "b", "id int"), table(t, "a", "id int"))
	got, err := c.Names(t.Context(), "default")
	if err != nil || len(got) != 2 || got[0] != (Name{"default", "a"}) || got[1] != (Name{"default", "b"}) {
		t.Errorf("got %v, %v", got, err)
	}
}
