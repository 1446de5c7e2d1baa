package translate

import (
	"strings"

	"github.com/tarnlake/tarn/query/syntax"
	"github.com/tarnlake/tarn/query/types"
)

// jsonCall refuses the functions that take a path of SQL's own language.
func (e *expressions) jsonCall(n *syntax.JSONCall) (Value, error) {
	err := unsupported(n, "%s is not supported", n.Kind)
	err.Hint = "json_extract and json_extract_scalar take paths such as $.a[0]"
	return Value{}, err
}

// jsonMake translates JSON_OBJECT and JSON_ARRAY, which are texts of JSON.
// Members stand in the order in which they are written; an object has NULL
// where an array leaves it out, unless something else is said.
func (e *expressions) jsonMake(n *syntax.JSONMake) (Value, error) {
	if n.UniqueKeys {
		return Value{}, unsupported(n, "WITH UNIQUE KEYS is not supported")
	}
	members := make([]string, len(n.Members))
	for i, m := range n.Members {
		text, err := e.jsonMember(m)
		if err != nil {
			return Value{}, err
		}
		if !n.NullAbsent {
			text = "coalesce(" + text + ", 'null')"
		}
		if n.Object {
			key, err := e.expr(m.Key)
			if err != nil {
				return key, err
			}
			if !textual(key.Type) && key.Type.Kind != types.Unknown {
				return key, mismatch(m.Key, "Invalid type of JSON object key: %s", key.Type)
			}
			text = "tarn_json_key(" + coerce(key, types.Of(types.Varchar)).SQL + ") || " + text
		}
		members[i] = text
	}
	open, end := "'['", "']'"
	if n.Object {
		open, end = "'{'", "'}'"
	}
	inner := "''"
	if len(members) > 0 {
		inner = "concat_ws(',', " + strings.Join(members, ", ") + ")"
	}
	made := Value{SQL: "(" + open + " || " + inner + " || " + end + ")", Type: types.Of(types.Varchar)}
	if n.Returning == nil {
		return made, nil
	}
	to, err := typeOf(*n.Returning)
	if err != nil {
		return made, err
	}
	if !textual(to) {
		return made, mismatch(n, "Function JSON_OBJECT or JSON_ARRAY cannot return %s", to)
	}
	return e.cast(n, made, to, false)
}

// jsonMember is the text of a member's value, NULL if it is NULL. What another
// such function made is JSON already, as is what FORMAT JSON says of.
func (e *expressions) jsonMember(m syntax.JSONMember) (string, error) {
	v, err := e.expr(m.Value)
	if err != nil {
		return "", err
	}
	_, made := m.Value.(*syntax.JSONMake)
	switch {
	case made:
		return v.SQL, nil
	case m.Format:
		return "CAST(tarn_json_parse(" + coerce(v, types.Of(types.Varchar)).SQL + ") AS VARCHAR)", nil
	case v.Type.Is(types.UUID, types.IPAddress), !jsonCastable(v.Type, true) && castable(v.Type, types.Of(types.Varchar)):
		v = Value{SQL: castSQL(v, types.Of(types.Varchar), 0), Type: types.Of(types.Varchar)}
	}
	if !jsonCastable(v.Type, true) {
		return "", mismatch(m.Value, "Cannot cast %s to json", v.Type)
	}
	return jsonText(v, 0), nil
}
