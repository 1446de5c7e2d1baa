package translate

import (
	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

func (e *expressions) jsonCall(n *syntax.JSONCall) (Value, error) {
	return Value{}, unsupported(n, "%s is not supported", n.Kind)
}

func (e *expressions) jsonMake(n *syntax.JSONMake) (Value, error) {
	return Value{}, unsupported(n, "JSON_OBJECT and JSON_ARRAY are not supported")
}

// toJSON is CAST(v AS JSON).
func toJSON(v Value, depth int) string { return "to_json(" + v.SQL + ")" }

// fromJSON is CAST of JSON to another type.
func fromJSON(sql string, to types.Type, depth int) string {
	return "CAST(" + sql + " AS " + to.Engine() + ")"
}
