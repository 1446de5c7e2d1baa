package translate

import "github.com/tarnlake/tarn/query/syntax"

func (e *expressions) jsonCall(n *syntax.JSONCall) (Value, error) {
	return Value{}, unsupported(n, "%s is not supported", n.Kind)
}

func (e *expressions) jsonMake(n *syntax.JSONMake) (Value, error) {
	return Value{}, unsupported(n, "JSON_OBJECT and JSON_ARRAY are not supported")
}
