package duck

/*
#include <stdlib.h>

void tarnFunctionCalled(void *info, void *input, void *output);
*/
import "C"

import (
	"strconv"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"

	"github.com/tarnlake/tarn/query/function"
)

// functions are those that every instance knows. DuckDB holds their indexes.
var functions = function.Functions()

// registerFunctions makes them known to all sessions of an instance.
func (c *Conn) registerFunctions() error {
	for i, f := range functions {
		if err := c.registerFunction(i, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *Conn) registerFunction(index int, f function.Function) error {
	made := mapping.CreateScalarFunction()
	defer mapping.DestroyScalarFunction(&made)
	mapping.ScalarFunctionSetName(made, f.Name)
	for _, kind := range f.Params {
		t := kindType(kind)
		mapping.ScalarFunctionAddParameter(made, t)
		mapping.DestroyLogicalType(&t)
	}
	t := kindType(f.Result)
	mapping.ScalarFunctionSetReturnType(made, t)
	mapping.DestroyLogicalType(&t)

	info := C.malloc(C.sizeof_int)
	*(*C.int)(info) = C.int(index)
	mapping.ScalarFunctionSetExtraInfo(made, info, unsafe.Pointer(C.free))
	mapping.ScalarFunctionSetFunction(made, unsafe.Pointer(C.tarnFunctionCalled))
	if mapping.RegisterScalarFunction(c.conn, made) == mapping.StateError {
		return &Error{Kind: KindInternal, Position: -1, Message: "DuckDB does not take the function " + f.Name + " (" + strconv.Itoa(index) + ")"}
	}
	return nil
}

// kindType returns the type of DuckDB that holds values of a kind.
func kindType(k function.Kind) mapping.LogicalType {
	switch k {
	case function.Bytes:
		return mapping.CreateLogicalType(mapping.TypeBlob)
	case function.Integer:
		return mapping.CreateLogicalType(mapping.TypeBigInt)
	case function.Boolean:
		return mapping.CreateLogicalType(mapping.TypeBoolean)
	case function.Texts:
		text := mapping.CreateLogicalType(mapping.TypeVarchar)
		defer mapping.DestroyLogicalType(&text)
		return mapping.CreateListType(text)
	}
	return mapping.CreateLogicalType(mapping.TypeVarchar)
}

// tarnFunctionCalled computes a function for a chunk of rows. DuckDB calls it
// from its own threads, several at once.
//
//export tarnFunctionCalled
func tarnFunctionCalled(info, input, output unsafe.Pointer) {
	of := mapping.FunctionInfo{Ptr: info}
	f := &functions[*(*C.int)(mapping.ScalarFunctionGetExtraInfo(of))]
	if err := call(f, mapping.DataChunk{Ptr: input}, mapping.Vector{Ptr: output}); err != nil {
		mapping.ScalarFunctionSetError(of, err.Error())
	}
}

// call computes a function for the rows of a chunk. NULL makes NULL.
func call(f *function.Function, rows mapping.DataChunk, output mapping.Vector) error {
	columns := make([]vector, len(f.Params))
	for i := range columns {
		columns[i].load(mapping.DataChunkGetVector(rows, mapping.IdxT(i)))
	}
	out := newResults(f.Result, output)
	body, args := f.New(), make([]function.Value, len(columns))
	for row := range int(mapping.DataChunkGetSize(rows)) {
		if !arguments(f, columns, row, args) {
			out.null(row)
			continue
		}
		value, err := body(args)
		if err != nil {
			return err
		}
		out.set(row, value)
	}
	out.finish()
	return nil
}

// arguments reads those of a row. It returns false if one is NULL.
func arguments(f *function.Function, columns []vector, row int, args []function.Value) bool {
	for i := range columns {
		switch c := &columns[i]; {
		case c.null(row):
			return false
		case f.Params[i] == function.Integer:
			args[i].Integer = at[int64](c.data, row)
		default:
			b := c.bytes(row)
			args[i].Text = unsafe.String(unsafe.SliceData(b), len(b))
		}
	}
	return true
}

// results writes values into a vector.
type results struct {
	kind   function.Kind
	vector mapping.Vector
	data   unsafe.Pointer
	lists  []function.Value // elements of all lists so far
}

// A listEntry is where a list lies, as DuckDB has it.
type listEntry struct{ offset, length uint64 }

func newResults(kind function.Kind, v mapping.Vector) *results {
	return &results{kind: kind, vector: v, data: mapping.VectorGetData(v)}
}

func (r *results) null(row int) {
	setNull(r.vector, row)
	if r.kind == function.Texts {
		put(r.data, row, listEntry{uint64(len(r.lists)), 0})
	}
}

func (r *results) set(row int, v function.Value) {
	switch {
	case v.Null:
		r.null(row)
	case r.kind == function.Integer:
		put(r.data, row, v.Integer)
	case r.kind == function.Boolean:
		put(r.data, row, uint8(v.Integer))
	case r.kind == function.Texts:
		put(r.data, row, listEntry{uint64(len(r.lists)), uint64(len(v.Texts))})
		r.lists = append(r.lists, v.Texts...)
	default:
		mapping.VectorAssignStringElement(r.vector, mapping.IdxT(row), v.Text)
	}
}

// finish writes the elements of lists, whose number is known only then.
func (r *results) finish() {
	if r.kind != function.Texts {
		return
	}
	n := mapping.IdxT(len(r.lists))
	mapping.ListVectorReserve(r.vector, n)
	mapping.ListVectorSetSize(r.vector, n)
	elements := mapping.ListVectorGetChild(r.vector)
	for i, v := range r.lists {
		if v.Null {
			setNull(elements, i)
			continue
		}
		mapping.VectorAssignStringElement(elements, mapping.IdxT(i), v.Text)
	}
}

func setNull(v mapping.Vector, i int) {
	mapping.VectorEnsureValidityWritable(v)
	mapping.ValiditySetRowInvalid(mapping.VectorGetValidity(v), mapping.IdxT(i))
}

// put writes element i of an array in DuckDB's memory.
func put[T any](data unsafe.Pointer, i int, x T) {
	*(*T)(unsafe.Add(data, uintptr(i)*unsafe.Sizeof(x))) = x
}
