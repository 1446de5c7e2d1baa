package translate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// callOf translates a call: forms of their own first, then the table of functions.
func (e *expressions) callOf(n *syntax.Call) (Value, error) {
	name := strings.ToLower(n.Name[len(n.Name)-1].Text)
	if len(n.Name) > 1 {
		return Value{}, errorAt(n, "FUNCTION_NOT_FOUND", "Function '%s' not registered", strings.ToLower(strings.Join(textsOf(n.Name), ".")))
	}
	if form := forms[name]; form != nil && n.Over == nil {
		return form(e, n)
	}
	if v, ok := e.clockOf(n, name); ok {
		return v, nil
	}
	m, err := e.modifiers(n)
	if err != nil {
		return Value{}, err
	}
	args := n.Args
	if o := n.Overflow; o != nil && o.Truncate {
		args = slices.Concat(args, []syntax.Expr{&syntax.String{Pos: n.Pos, Value: o.Filler}, &syntax.Bool{Pos: n.Pos, Value: o.WithCount}})
	}
	return e.resolve(n, name, args, m)
}

// clockOf returns the time of the session, with as many digits as are asked for.
func (e *expressions) clockOf(n *syntax.Call, name string) (Value, bool) {
	digits := 3
	if len(n.Args) == 1 {
		number, ok := n.Args[0].(*syntax.Number)
		if !ok {
			return Value{}, false
		}
		digits, _ = strconv.Atoi(number.Text)
	}
	return clock(name, min(digits, 6))
}

// forms are what look like functions and follow rules of their own.
var forms map[string]func(*expressions, *syntax.Call) (Value, error)

func init() {
	forms = map[string]func(*expressions, *syntax.Call) (Value, error){
		"if": (*expressions).ifForm, "coalesce": (*expressions).coalesceForm, "nullif": (*expressions).nullIfForm,
		"try": (*expressions).tryForm, "grouping": (*expressions).groupingForm,
	}
}

func (e *expressions) ifForm(n *syntax.Call) (Value, error) {
	if len(n.Args) < 2 || len(n.Args) > 3 {
		return Value{}, errorAt(n, "SYNTAX_ERROR", "Invalid number of arguments for 'if' function")
	}
	condition, err := e.boolean(n.Args[0], "IF condition")
	if err != nil {
		return condition, err
	}
	results, err := e.list(n.Args[1:])
	if err != nil {
		return condition, err
	}
	t, err := common(n.Args[1:], results, "IF results")
	if err != nil {
		return condition, err
	}
	return caseValue([]Value{condition}, results, t), nil
}

func (e *expressions) coalesceForm(n *syntax.Call) (Value, error) {
	if len(n.Args) < 2 {
		return Value{}, errorAt(n, "SYNTAX_ERROR", "The 'coalesce' function must have at least two arguments")
	}
	values, err := e.list(n.Args)
	if err != nil {
		return Value{}, err
	}
	t, err := common(n.Args, values, "COALESCE operands")
	if err != nil {
		return Value{}, err
	}
	for i := range values {
		values[i] = coerce(values[i], t)
	}
	return Value{SQL: "coalesce(" + join(values) + ")", Type: t}, nil
}

func (e *expressions) nullIfForm(n *syntax.Call) (Value, error) {
	if len(n.Args) != 2 {
		return Value{}, errorAt(n, "SYNTAX_ERROR", "Invalid number of arguments for 'nullif' function")
	}
	values, err := e.list(n.Args)
	if err != nil {
		return Value{}, err
	}
	same, err := e.compare(n, "=", values[0], values[1])
	if err != nil {
		return same, mismatch(n, "Types are not comparable with NULLIF: %s vs %s", values[0].Type, values[1].Type)
	}
	return Value{SQL: fmt.Sprintf("(CASE WHEN %s THEN NULL ELSE %s END)", same.SQL, known(values[0])), Type: values[0].Type}, nil
}

func (e *expressions) tryForm(n *syntax.Call) (Value, error) {
	if len(n.Args) != 1 {
		return Value{}, errorAt(n, "SYNTAX_ERROR", "The 'try' function must have exactly one argument")
	}
	inner := *e
	inner.hoisted = &hoisted{name: fmt.Sprintf("t%d", e.lambdas)}
	inner.lambdas++
	v, err := inner.expr(n.Args[0])
	e.aggregated, e.ungrouped = inner.aggregated, inner.ungrouped
	if err != nil {
		return v, err
	}
	if hasQuery(n.Args[0]) {
		return Value{SQL: "TRY(" + v.SQL + ")", Type: v.Type}, nil // lambdas cannot hold queries
	}
	sql := fmt.Sprintf("list_extract(list_transform([%s], lambda %s: TRY(%s)), 1)", inner.hoisted.row(), inner.hoisted.name, v.SQL)
	return Value{SQL: sql, Type: v.Type}, nil
}

// hoisted are the aggregates within a TRY. DuckDB allows none there, and takes
// what stands twice out of a TRY, with its error; so the operand becomes a
// lambda, and aggregates are what it is given.
type hoisted struct {
	name   string // of the lambda's parameter
	values []string
}

// add notes an aggregate and returns what stands for it.
func (h *hoisted) add(sql string) string {
	h.values = append(h.values, sql)
	return fmt.Sprintf("struct_extract(%s, 'a%d')", h.name, len(h.values))
}

// row is what the lambda is given.
func (h *hoisted) row() string {
	if len(h.values) == 0 {
		return "0"
	}
	fields := make([]string, len(h.values))
	for i, v := range h.values {
		fields[i] = fmt.Sprintf("a%d := %s", i+1, v)
	}
	return "struct_pack(" + strings.Join(fields, ", ") + ")"
}

// hasQuery reports whether an expression holds a query.
func hasQuery(n syntax.Expr) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		_, is := n.(*syntax.Query)
		found = found || is
		return !found
	})
	return found
}

func (e *expressions) groupingForm(n *syntax.Call) (Value, error) {
	mark := len(e.ungrouped)
	values, err := e.list(n.Args)
	if err != nil {
		return Value{}, err
	}
	e.ungrouped = e.ungrouped[:mark]
	return Value{SQL: "CAST(grouping(" + join(values) + ") AS BIGINT)", Type: types.Of(types.BigInt)}, nil
}

// modifiers are what may stand around the arguments of a call, in DuckDB.
type modifiers struct {
	distinct    bool
	order       string // ORDER BY ...; "" is none
	ignoreNulls bool
	filter      string
	over        string
}

func (m modifiers) any() bool { return m != modifiers{} }

// modifiers translates DISTINCT, ORDER BY, FILTER and OVER of a call.
func (e *expressions) modifiers(n *syntax.Call) (modifiers, error) {
	m := modifiers{distinct: n.Distinct, ignoreNulls: n.IgnoreNulls}
	inner := *e
	if n.Over == nil {
		inner.inAggregate = true
	}
	defer func() { e.aggregated, e.ungrouped = inner.aggregated, inner.ungrouped }()
	if order := slices.Concat(n.OrderBy, n.WithinGroup); len(order) > 0 {
		keys := make([]string, len(order))
		for i, o := range order {
			v, err := inner.expr(o.Expr)
			if err != nil {
				return m, err
			}
			keys[i] = known(v) + direction(o)
		}
		m.order = "ORDER BY " + strings.Join(keys, ", ")
	}
	if n.Filter != nil {
		v, err := inner.boolean(n.Filter, "Filter expression")
		if err != nil {
			return m, err
		}
		m.filter = " FILTER (WHERE " + v.SQL + ")"
	}
	if n.Over == nil {
		return m, nil
	}
	var err error
	m.over, err = inner.over(*n.Over)
	return m, err
}

// over translates a window.
func (e *expressions) over(w syntax.Window) (string, error) {
	w, err := e.window(w, nil)
	if err != nil {
		return "", err
	}
	var parts []string
	if len(w.Partition) > 0 {
		values, err := e.list(w.Partition)
		if err != nil {
			return "", err
		}
		parts = append(parts, "PARTITION BY "+join(values))
	}
	var sort Value
	if len(w.OrderBy) > 0 {
		keys := make([]string, len(w.OrderBy))
		for i, o := range w.OrderBy {
			v, err := e.expr(o.Expr)
			if err != nil {
				return "", err
			}
			if v.Type.Kind == types.TimestampTZ {
				v = Value{SQL: atomic(v.SQL) + ".t", Type: types.Of(types.Timestamp)}
			}
			sort = v
			keys[i] = known(v) + direction(o)
		}
		parts = append(parts, "ORDER BY "+strings.Join(keys, ", "))
	}
	if w.Frame != nil {
		frame, err := e.frame(w, sort)
		if err != nil {
			return "", err
		}
		parts = append(parts, frame)
	}
	return " OVER (" + strings.Join(parts, " ") + ")", nil
}

// window fills in what a window takes over from those of the WINDOW clause.
func (e *expressions) window(w syntax.Window, seen []string) (syntax.Window, error) {
	if w.Name == nil {
		return w, nil
	}
	for _, named := range e.windows {
		if canonical(named.Name) != canonical(*w.Name) || slices.Contains(seen, strings.ToLower(w.Name.Text)) {
			continue
		}
		base, err := e.window(named.Window, append(seen, strings.ToLower(w.Name.Text)))
		if err != nil {
			return w, err
		}
		w.Name = nil
		if len(w.Partition) > 0 {
			return w, errorAt(w.Partition[0], "INVALID_PARTITION_BY", "WINDOW specification with named WINDOW reference cannot specify PARTITION BY")
		}
		w.Partition = base.Partition
		if len(w.OrderBy) == 0 {
			w.OrderBy = base.OrderBy
		}
		w.Frame = cmp.Or(w.Frame, base.Frame)
		return w, nil
	}
	return w, errorAt(w.Name, "INVALID_WINDOW_REFERENCE", "Cannot resolve WINDOW name %s", w.Name.Text)
}

// canonical is a name as those are compared that are no columns or tables:
// without regard to case unless it is in quotes.
func canonical(n syntax.Name) string {
	if n.Quoted {
		return n.Text
	}
	return strings.ToUpper(n.Text)
}

// frame translates ROWS, RANGE or GROUPS. How far a RANGE goes has the type
// that the key is shifted by.
func (e *expressions) frame(w syntax.Window, key Value) (string, error) {
	f := w.Frame
	if f.Mode == "RANGE" && (f.Start.Value != nil || f.End.Value != nil) && len(w.OrderBy) != 1 {
		return "", errorAt(w, "INVALID_ORDER_BY", "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: %d)", len(w.OrderBy))
	}
	start, err := e.bound(f.Mode, f.Start, key)
	if err != nil {
		return "", err
	}
	if f.End.Kind == "" {
		return f.Mode + " " + start, nil
	}
	end, err := e.bound(f.Mode, f.End, key)
	return fmt.Sprintf("%s BETWEEN %s AND %s", f.Mode, start, end), err
}

func (e *expressions) bound(mode string, b syntax.Bound, key Value) (string, error) {
	switch {
	case b.Kind == "CURRENT ROW":
		return b.Kind, nil
	case b.Value == nil:
		return "UNBOUNDED " + b.Kind, nil
	}
	v, err := e.expr(b.Value)
	if err != nil {
		return "", err
	}
	switch v.Type.Kind {
	case types.IntervalYear:
		v.SQL = "to_months(" + v.SQL + ")"
	case types.IntervalDay:
		v.SQL = "to_microseconds(" + v.SQL + " * 1000)"
	default:
		if mode == "RANGE" && key.Type.Numeric() && v.Type.Numeric() && !v.Type.Equal(key.Type) && types.Coercible(v.Type, key.Type) {
			v = coerce(v, key.Type)
		}
		if mode != "RANGE" && !v.Type.Integral() {
			return "", mismatch(b.Value, "Window frame %s value type must be exact numeric type with scale 0 (actual %s)", mode, v.Type)
		}
	}
	return v.SQL + " " + b.Kind, nil
}

// call translates a function that the grammar calls by another form.
func (e *expressions) call(n syntax.Node, name string, args []syntax.Expr) (Value, error) {
	return e.resolve(n, name, args, modifiers{})
}

// A candidate is a signature that fits the arguments of a call.
type candidate struct {
	signature
	bound *bindings
	args  []Value
	cost  int // arguments that have to be coerced
}

// resolve finds the function of that name which fits the arguments, and calls
// it. Of several that fit it is the one that coerces the fewest of them.
func (e *expressions) resolve(n syntax.Node, name string, nodes []syntax.Expr, m modifiers) (Value, error) {
	signatures := library()[name]
	inner := *e
	aggregates := m.over == "" && (len(signatures) > 0 && signatures[0].Kind == Aggregate || len(signatures) == 0 && e.NativeAggregate != nil && e.NativeAggregate(name))
	inner.inAggregate = e.inAggregate || aggregates
	if e.inAggregate && aggregates {
		return Value{}, errorAt(n, "NESTED_AGGREGATION", "Cannot nest aggregations inside aggregation '%s'", name)
	}
	defer func() {
		e.aggregated = e.aggregated || inner.aggregated
		e.ungrouped = inner.ungrouped
	}()
	args := make([]Value, len(nodes))
	for i, node := range nodes {
		if _, ok := node.(*syntax.Lambda); ok {
			continue
		}
		v, err := inner.expr(node)
		if err != nil {
			return v, err
		}
		args[i] = v
	}
	ofNative := slices.ContainsFunc(args, func(v Value) bool { return v.Type.Kind == types.Native })
	if len(signatures) == 0 || len(signatures) > 1 && ofNative && e.Native != nil && e.Native(name) {
		return e.native(n, name, args, m) // which of several it is depends on a type that only DuckDB knows
	}
	best, err := inner.choose(n, name, signatures, nodes, args)
	if err != nil {
		return Value{}, err
	}
	return e.emit(n, name, best, m)
}

// choose returns the signature that fits best.
func (e *expressions) choose(n syntax.Node, name string, signatures []signature, nodes []syntax.Expr, args []Value) (candidate, error) {
	var best *candidate
	var failed error
	for _, s := range signatures {
		c, ok, err := e.fit(s, nodes, args)
		if err != nil {
			failed = cmp.Or(failed, err)
		}
		if ok && (best == nil || c.cost < best.cost) {
			best = &c
		}
	}
	switch {
	case best != nil:
		return *best, nil
	case failed != nil:
		return candidate{}, failed
	}
	actual := make([]string, len(args))
	for i, a := range args {
		actual[i] = a.Type.String()
		if _, ok := nodes[i].(*syntax.Lambda); ok {
			actual[i] = "<function>"
		}
	}
	expected := make([]string, len(signatures))
	for i, s := range signatures {
		expected[i] = shown(s)
	}
	slices.Sort(expected)
	return candidate{}, errorAt(n, "FUNCTION_NOT_FOUND", "Unexpected parameters (%s) for function %s. Expected: %s",
		strings.Join(actual, ", "), name, strings.Join(slices.Compact(expected), ", "))
}

// shown is a signature as errors show it: without the result, and with the
// variables after it.
func shown(s signature) string {
	text := s.Signature
	depth := 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				text = text[:i+1]
			}
		}
		if depth == 0 && r == ')' {
			break
		}
	}
	return text + s.variables()
}

// fit tries a signature on the arguments. Lambdas come last, since what they
// are given is known from the others.
func (e *expressions) fit(s signature, nodes []syntax.Expr, args []Value) (candidate, bool, error) {
	params, ok := s.expand(len(args))
	if !ok {
		return candidate{}, false, nil
	}
	c := candidate{signature: s, bound: newBindings(), args: slices.Clone(args)}
	for i, p := range params {
		_, isLambda := nodes[i].(*syntax.Lambda)
		if isLambda != (p.kind == types.Function && p.variable == "") {
			return c, false, nil
		}
		if !isLambda && !c.bound.unify(p, args[i].Type) {
			return c, false, nil
		}
	}
	for i, p := range params {
		if l, ok := nodes[i].(*syntax.Lambda); ok {
			v, ok, err := e.lambda(l, p, c.bound)
			if err != nil || !ok {
				return c, false, err
			}
			c.args[i] = v
		}
	}
	for i, p := range params {
		if c.args[i].Type.Kind == types.Function {
			c.args[i] = coerceLambda(c.args[i], c.bound.instance(p))
			continue
		}
		to := c.bound.instance(p)
		if !types.Coercible(c.args[i].Type, to) {
			return c, false, nil
		}
		if to.Kind != types.Unknown && !c.args[i].Type.Equal(to) {
			if c.args[i].Type.Kind != to.Kind && c.args[i].Type.Kind != types.Unknown {
				c.cost++
			}
			c.args[i] = coerce(c.args[i], to)
		}
	}
	return c, true, nil
}

// expand returns the parameters for n arguments.
func (s signature) expand(n int) ([]pattern, bool) {
	if !s.variadic {
		return s.params, n == len(s.params)
	}
	fixed := len(s.params) - 1
	if n < fixed {
		return nil, false
	}
	params := slices.Clone(s.params[:fixed])
	for len(params) < n {
		params = append(params, s.params[fixed])
	}
	return params, true
}

// variables lists the type variables of a signature as errors do: E, K.
func (s signature) variables() string {
	var names []string
	var find func(p pattern)
	find = func(p pattern) {
		if p.variable != "" && !slices.Contains(names, p.variable) {
			names = append(names, p.variable)
		}
		for _, a := range p.args {
			find(a)
		}
	}
	for _, p := range s.params {
		find(p)
	}
	if len(names) == 0 {
		return ""
	}
	return " " + strings.Join(names, ", ")
}

// lambda translates a lambda whose parameters have types that are known.
func (e *expressions) lambda(l *syntax.Lambda, p pattern, b *bindings) (Value, bool, error) {
	if len(l.Params) != len(p.args)-1 {
		return Value{}, false, nil
	}
	inner := *e
	s := &scope{outer: e.scope, lambda: true}
	names := make([]string, len(l.Params))
	t := types.Type{Kind: types.Function}
	for i, param := range l.Params {
		// The same lambda has to be the same text wherever it stands: GROUP BY
		// compares expressions.
		names[i] = fmt.Sprintf("v%d_%d", e.lambdas, i+1)
		typ := b.instance(p.args[i])
		t.Args = append(t.Args, typ)
		s.columns = append(s.columns, column{name: param.Text, typ: typ, sql: names[i]})
	}
	inner.scope = s
	inner.lambdas++
	body, err := inner.expr(l.Body)
	e.ungrouped, e.aggregated = inner.ungrouped, inner.aggregated
	if err != nil {
		return body, false, err
	}
	result := p.args[len(p.args)-1]
	if !b.unify(result, body.Type) {
		return body, false, nil
	}
	t.Args = append(t.Args, body.Type)
	return Value{SQL: "lambda " + strings.Join(names, ", ") + ": " + body.SQL, Type: t}, true, nil
}

// coerceLambda brings the result of a lambda to the type that it is bound to.
func coerceLambda(v Value, to types.Type) Value {
	head, body, _ := strings.Cut(v.SQL, ": ")
	result := coerce(Value{SQL: body, Type: v.Type.Elem()}, to.Elem())
	v.SQL = head + ": " + known(result)
	v.Type = to
	return v
}

// native calls a function of DuckDB's that Athena does not have.
func (e *expressions) native(n syntax.Node, name string, args []Value, m modifiers) (Value, error) {
	if family, ok := refusal(name); ok {
		return Value{}, unsupported(n, "function %s is not supported: there are no %s functions here", name, family)
	}
	lambda := slices.ContainsFunc(args, func(v Value) bool { return v.SQL == "" })
	if e.Native == nil || lambda || !e.Native(name) {
		return Value{}, &Error{Name: "FUNCTION_NOT_FOUND", Pos: n.Start(), Message: fmt.Sprintf("Function '%s' not registered", name), Hint: nearestFunction(name)}
	}
	e.aggregated = e.aggregated || m.filter != "" || m.distinct || m.over == "" && e.NativeAggregate != nil && e.NativeAggregate(name)
	return Value{SQL: aggregate(name, join(args), m), Type: types.Of(types.Native)}, nil
}

func nearestFunction(name string) string {
	best, distance := "", 3
	for other := range library() {
		if d := editDistance(name, other); d < distance || d == distance && other < best {
			best, distance = other, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s?", best)
}

// emit writes the call of a function that has been chosen.
func (e *expressions) emit(n syntax.Node, name string, c candidate, m modifiers) (Value, error) {
	if err := e.allowed(n, name, c.Kind, m); err != nil {
		return Value{}, err
	}
	call := Call{Name: name, Args: c.args, Result: c.bound.instance(c.result)}
	result := call.Result
	if c.Result != nil {
		result = c.Result(call)
		call.Result = result
	}
	sql, err := apartFromQueries(c.Function, call)
	if err != nil {
		return Value{}, placed(n, err)
	}
	if strings.Contains(sql, "$agg(") {
		sql = aggregates(sql, m)
		if e.hoisted != nil && m.over == "" {
			sql = e.hoisted.add(sql)
		}
	}
	return Value{SQL: enclosed(sql), Type: result}, nil
}

// placed gives an error of the table its name, which stands before it, and place.
func placed(n syntax.Node, err error) error {
	name, message, ok := strings.Cut(err.Error(), ": ")
	if !ok {
		name, message = "INVALID_FUNCTION_ARGUMENT", err.Error()
	}
	return &Error{Name: name, Pos: n.Start(), Message: message}
}

// allowed reports whether the function may stand where it does.
func (e *expressions) allowed(n syntax.Node, name string, kind FunctionKind, m modifiers) error {
	switch {
	case kind == Scalar && m.over != "":
		return errorAt(n, "FUNCTION_NOT_WINDOW", "Not a window function: %s", name)
	case kind == Scalar && m.any():
		return errorAt(n, "FUNCTION_NOT_AGGREGATE", "DISTINCT, ORDER BY and FILTER are not supported for non-aggregation functions: %s", name)
	case kind == WindowOnly && m.over == "":
		return errorAt(n, "MISSING_OVER", "Window function %s requires an OVER clause", name)
	}
	if kind != Scalar && e.clause != "" && e.clause != "ORDER BY clause" {
		return errorAt(n, "EXPRESSION_NOT_SCALAR", "%s cannot contain aggregations, window functions or grouping operations: [%s]", e.clause, name)
	}
	if kind == Aggregate && m.over == "" {
		e.aggregated = true
	}
	return nil
}

// fill puts arguments into the gaps of a text: $1, $* and $2*.
func fill(sql string, args []Value) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(sql, "$")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		digits := 0
		for digits < len(after) && after[digits] >= '0' && after[digits] <= '9' {
			digits++
		}
		i, _ := strconv.Atoi(after[:digits])
		rest := after[digits:]
		switch {
		case strings.HasPrefix(rest, "*"):
			b.WriteString(join(args[min(max(i-1, 0), len(args)):]))
			rest = rest[1:]
		case digits == 0:
			b.WriteString("$")
		case i <= len(args):
			b.WriteString(args[i-1].SQL)
		}
		sql = rest
	}
}

// aggregates writes $agg(f, arguments) as a call with the modifiers.
func aggregates(sql string, m modifiers) string {
	for {
		before, after, ok := strings.Cut(sql, "$agg(")
		if !ok {
			return sql
		}
		inner, rest := closing(after)
		name, args, _ := strings.Cut(inner, ",")
		sql = before + aggregate(strings.TrimSpace(name), strings.TrimSpace(args), m) + rest
	}
}

func aggregate(name, args string, m modifiers) string {
	var b strings.Builder
	b.WriteString(name + "(")
	if m.distinct && !strings.HasPrefix(args, "DISTINCT ") {
		b.WriteString("DISTINCT ")
	}
	b.WriteString(args)
	if m.order != "" {
		b.WriteString(" " + m.order)
	}
	if m.ignoreNulls {
		b.WriteString(" IGNORE NULLS")
	}
	return b.String() + ")" + m.filter + m.over
}

// closing cuts a text at the parenthesis that closes one opened before it.
func closing(text string) (inner, rest string) {
	depth := 0
	var quote byte
	for i := range len(text) {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' && depth == 0:
			return text[:i], text[i+1:]
		case c == ')' || c == ']' || c == '}':
			depth--
		}
	}
	return text, ""
}

// enclosed puts SQL in parentheses unless it is a call or a name already.
func enclosed(sql string) string {
	n := 0
	for n < len(sql) && (sql[n] == '_' || sql[n] >= 'a' && sql[n] <= 'z' || sql[n] >= 'A' && sql[n] <= 'Z' || sql[n] >= '0' && sql[n] <= '9' || sql[n] == '.') {
		n++
	}
	if n == len(sql) {
		return sql
	}
	if sql[n] == '(' {
		if _, rest := closing(sql[n+1:]); rest == "" {
			return sql
		}
	}
	return "(" + sql + ")"
}
