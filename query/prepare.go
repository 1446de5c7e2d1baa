package query

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"github.com/tarnlake/tarn/query/statement"
	"github.com/tarnlake/tarn/query/syntax"
)

// parameters returns the values of each ? of a statement, of texts that are given
// as Athena's ExecutionParameters. A statement without any ignores them.
func parameters(tree syntax.Statement, texts []string) ([]syntax.Expr, error) {
	n := placeholders(tree)
	if n == 0 {
		return nil, nil
	}
	values := make([]syntax.Expr, len(texts))
	for i, text := range texts {
		values[i] = parameter(text)
	}
	return values, counted(n, len(values))
}

// counted returns an error unless there are as many values as a statement takes.
func counted(want, got int) error {
	if want == got {
		return nil
	}
	return &StatementError{Name: "INVALID_PARAMETER_USAGE", Position: statement.Position{Line: 1, Column: 1},
		Message: fmt.Sprintf("Incorrect number of parameters: expected %d but found %d", want, got),
		Advice:  "each ? of the statement takes one value"}
}

// parameter is the value that a text stands for: an expression if it is one
// without names of columns, otherwise itself.
func parameter(text string) syntax.Expr {
	e, err := syntax.ParseExpr(text)
	if err != nil {
		return &syntax.String{Value: text}
	}
	plain := true
	syntax.Walk(e, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.Ident, *syntax.Param:
			plain = false
		}
		return plain
	})
	if !plain {
		return &syntax.String{Value: text}
	}
	return e
}

// placeholders returns how many values a statement takes. A statement that is
// only prepared takes none.
func placeholders(tree syntax.Statement) int {
	if _, ok := tree.(*syntax.Prepare); ok {
		return 0
	}
	n := 0
	syntax.Walk(tree, func(node syntax.Node) bool {
		if _, ok := node.(*syntax.Param); ok {
			n++
		}
		return true
	})
	return n
}

var preparedName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$`)

// prepared is the file with the text of a prepared statement. Names differ by case.
func (e *Engine) prepared(name string) (string, error) {
	if !preparedName.MatchString(name) {
		return "", &StatementError{Message: fmt.Sprintf("Invalid prepared statement name: %s", name), Advice: "a name has letters, digits and _, @, :"}
	}
	return filepath.Join(e.options.State, "prepared", url.QueryEscape(name)+".sql"), nil
}

// prepare keeps a statement under a name, for every session on the lake.
func (e *Engine) prepare(p *syntax.Prepare) error {
	switch p.Statement.(type) {
	case *syntax.Query, *syntax.Insert, *syntax.Unload, *syntax.CreateTableAs:
	default:
		return &StatementError{Name: "NOT_SUPPORTED", Position: statement.Position{Line: 1, Column: 1}, Message: "Invalid statement type for prepared statement",
			Advice: "SELECT, INSERT INTO, CREATE TABLE AS and UNLOAD can be prepared"}
	}
	path, err := e.prepared(p.Name.Text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(p.Text)
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	err = os.Link(temp.Name(), path) // fails if it is there
	if errors.Is(err, fs.ErrExist) {
		return &StatementError{Message: fmt.Sprintf("PreparedStatement %s already exists in WorkGroup primary", p.Name.Text), Advice: "DEALLOCATE PREPARE " + p.Name.Text + " removes it", Err: err}
	}
	return err
}

// deallocate forgets a prepared statement.
func (e *Engine) deallocate(d *syntax.Deallocate) error {
	path, err := e.prepared(d.Name.Text)
	if err != nil {
		return err
	}
	return notPrepared(os.Remove(path), d.Name.Text)
}

func notPrepared(err error, name string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &StatementError{Message: fmt.Sprintf("PreparedStatement %s was not found in workGroup primary", name), Advice: "PREPARE " + name + " FROM ... makes it", Err: err}
	}
	return err
}

// execute runs a prepared statement, or the text of EXECUTE IMMEDIATE.
func (a *athenaRun) execute(ctx context.Context, x *syntax.Execute) (*Rows, error) {
	text := x.Immediate
	if x.Name.Text != "" {
		path, err := a.prepared(x.Name.Text)
		if err != nil {
			return nil, err
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			return nil, notPrepared(err, x.Name.Text)
		}
		text = string(kept)
	}
	s, err := statement.One(text)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(s.Text)
	if err != nil {
		return nil, syntaxError(err, s)
	}
	if inner, ok := tree.(*syntax.Execute); ok {
		return nil, &StatementError{Name: "NOT_SUPPORTED", Position: statement.PositionAt(s.Text, int(inner.Pos)), Message: "EXECUTE of EXECUTE is not supported"}
	}
	values := a.substituted(x.Using)
	if err := counted(placeholders(tree), len(values)); err != nil {
		return nil, err
	}
	return a.runWith(ctx, a.request, s, tree, values)
}

// substituted returns values with those of the statement's own parameters in them.
func (a *athenaRun) substituted(using []syntax.Expr) []syntax.Expr {
	values := make([]syntax.Expr, len(using))
	for i, e := range using {
		if p, ok := e.(*syntax.Param); ok && p.Index < len(a.parameters) {
			e = a.parameters[p.Index]
		}
		values[i] = e
	}
	return values
}
