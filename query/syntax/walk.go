package syntax

import "reflect"

// Walk calls visit for a node and, where it returns true, for the nodes in it.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || reflect.ValueOf(n).Kind() == reflect.Pointer && reflect.ValueOf(n).IsNil() || !visit(n) {
		return
	}
	v := reflect.ValueOf(n)
	if v.Kind() == reflect.Pointer {
		walkFields(v.Elem(), visit)
	}
}

// walkFields walks the nodes that a part of a node holds. Parts that are no
// nodes by themselves, such as a SortItem, are looked into.
func walkFields(v reflect.Value, visit func(Node) bool) {
	switch v.Kind() {
	case reflect.Interface:
		if n, ok := v.Interface().(Node); ok {
			Walk(n, visit)
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(Node); ok {
			Walk(n, visit)
		} else {
			walkFields(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkFields(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			walkFields(v.Field(i), visit)
		}
	}
}
