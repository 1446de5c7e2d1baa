package syntax

import (
	"fmt"
	"reflect"
	"strings"
)

// show prints a tree in one line: operators before operands, in brackets, and
// of other nodes the kind and what is set.
func show(node any) string {
	switch n := node.(type) {
	case *Ident:
		return showName(n.Name)
	case *Number:
		return n.Text
	case *String:
		return "'" + n.Value + "'"
	case *Null:
		return "NULL"
	case *Bool:
		return strings.ToUpper(fmt.Sprint(n.Value))
	case *Param:
		return fmt.Sprintf("?%d", n.Index)
	case *Operation:
		return fmt.Sprintf("(%s %s %s)", n.Op, show(n.Left), show(n.Right))
	case *Unary:
		return fmt.Sprintf("(%s %s)", n.Op, show(n.Operand))
	case *Dot:
		return show(n.Base) + "." + showName(n.Field)
	case *Index:
		return show(n.Base) + "[" + show(n.Index) + "]"
	case TypeName:
		return showType(n)
	case Name:
		return showName(n)
	case QualifiedName:
		parts := make([]string, len(n))
		for i, part := range n {
			parts[i] = showName(part)
		}
		return strings.Join(parts, ".")
	}
	v := reflect.ValueOf(node)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	return showStruct(v)
}

func showName(n Name) string {
	if n.Quoted {
		return `"` + n.Text + `"`
	}
	return n.Text
}

func showType(t TypeName) string {
	var args []string
	for _, p := range t.Params {
		args = append(args, fmt.Sprint(p))
	}
	for i, a := range t.Args {
		text := showType(a)
		if len(t.Fields) > i && t.Fields[i].Text != "" {
			text = showName(t.Fields[i]) + " " + text
		}
		args = append(args, text)
	}
	if args == nil {
		return t.Name
	}
	return t.Name + "(" + strings.Join(args, ",") + ")"
}

// showStruct prints a struct without the fields that are zero.
func showStruct(v reflect.Value) string {
	var fields []string
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		if f.IsZero() || name == "Pos" || name == "OpPos" || name == "PathPos" {
			continue
		}
		fields = append(fields, name+":"+showValue(f))
	}
	return v.Type().Name() + "{" + strings.Join(fields, " ") + "}"
}

func showValue(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return fmt.Sprintf("%x", v.Bytes())
		}
		if q, ok := v.Interface().(QualifiedName); ok {
			return show(q)
		}
		return showList(v)
	case reflect.Pointer, reflect.Interface, reflect.Struct:
		if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
			return "nil"
		}
		if n, ok := v.Interface().(*Name); ok {
			return showName(*n)
		}
		return show(v.Interface())
	}
	return fmt.Sprint(v.Interface())
}

func showList(v reflect.Value) string {
	var parts []string
	for i := range v.Len() {
		parts = append(parts, showValue(v.Index(i)))
	}
	return "[" + strings.Join(parts, " ") + "]"
}
