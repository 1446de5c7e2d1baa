package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/tarnlake/tarn/catalog"
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

// group is the work group whose prepared statements a request means.
func (r Request) group() string { return cmp.Or(r.WorkGroup, catalog.PrimaryWorkGroup) }

// prepare keeps a statement under a name. Names differ by case.
func (a *athenaRun) prepare(ctx context.Context, p *syntax.Prepare) error {
	switch p.Statement.(type) {
	case *syntax.Query, *syntax.Insert, *syntax.Unload, *syntax.CreateTableAs:
	default:
		return &StatementError{Name: "NOT_SUPPORTED", Position: beginning(a.statement), Message: "Invalid statement type for prepared statement",
			Advice: "SELECT, INSERT INTO, CREATE TABLE AS and UNLOAD can be prepared"}
	}
	name, group := p.Name.Text, a.request.group()
	if !preparedName.MatchString(name) {
		return &StatementError{Message: "Invalid prepared statement name: " + name, Advice: "a name has letters, digits and _, @, :"}
	}
	_, err := a.options.Catalog.Prepared(ctx, group, name)
	switch {
	case err == nil:
		return &StatementError{Message: fmt.Sprintf("PreparedStatement %s already exists in WorkGroup %s", name, group), Advice: "DEALLOCATE PREPARE " + name + " removes it", Err: catalog.ErrExists}
	case !errors.Is(err, catalog.ErrNotFound):
		return err
	}
	return a.options.Catalog.PutPrepared(ctx, catalog.Prepared{Name: name, WorkGroup: group, SQL: p.Text})
}

// deallocate forgets a prepared statement.
func (a *athenaRun) deallocate(ctx context.Context, d *syntax.Deallocate) error {
	return a.notPrepared(a.options.Catalog.DeletePrepared(ctx, a.request.group(), d.Name.Text), d.Name.Text)
}

// notPrepared says of a prepared statement that is missing what Athena says.
func (a *athenaRun) notPrepared(err error, name string) error {
	if errors.Is(err, catalog.ErrNotFound) {
		return &StatementError{Message: fmt.Sprintf("PreparedStatement %s was not found in workGroup %s", name, a.request.group()), Advice: "PREPARE " + name + " FROM ... makes it", Err: err}
	}
	return err
}

// execute runs a prepared statement, or the text of EXECUTE IMMEDIATE.
func (a *athenaRun) execute(ctx context.Context, x *syntax.Execute) (*Rows, error) {
	text := x.Immediate
	if x.Name.Text != "" {
		kept, err := a.options.Catalog.Prepared(ctx, a.request.group(), x.Name.Text)
		if err != nil {
			return nil, a.notPrepared(err, x.Name.Text)
		}
		text = kept.SQL
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
