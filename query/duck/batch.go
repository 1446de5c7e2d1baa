package duck

import (
	"time"
	"unsafe"
)

// batch is the number of values that share a piece of memory. Go keeps a value
// in an interface as a pointer to it, and a piece of memory for each value is
// what reading rows would spend most of its time on. A larger batch would be no
// faster, but somebody who keeps one value keeps its whole batch.
const batch = 64

// An iface is an interface of Go as it lies in memory.
type iface struct{ typ, value unsafe.Pointer }

// single returns a reader that makes one value after the other.
func single(get func(v *vector, i int) any) reader { return reader{get: get} }

// batched returns a reader that makes values in batches. T is not a pointer.
func batched[T any](read func(v *vector, i int) T) reader {
	typ := typeOf[T]()
	return reader{
		get: func(v *vector, i int) any { return read(v, i) },
		fill: func(v *vector, out []any, from, n, stride int) {
			values := make([]T, n)
			for j := range values {
				if v.null(from + j) {
					out[j*stride] = nil
					continue
				}
				values[j] = read(v, from+j)
				*(*iface)(unsafe.Pointer(&out[j*stride])) = iface{typ, unsafe.Pointer(&values[j])}
			}
		},
	}
}

func getString(v *vector, i int) any { return string(v.bytes(i)) }

// fillStrings is as batched does it, with the bytes of a batch in one piece as well.
func fillStrings(v *vector, out []any, from, n, stride int) {
	size := 0
	for j := range n {
		if !v.null(from + j) {
			size += len(v.bytes(from + j))
		}
	}
	if size > batch<<10 { // long texts are worth a piece each
		for j := range n {
			out[j*stride] = v.value(from + j)
		}
		return
	}
	values, text := make([]string, n), make([]byte, 0, size)
	for j := range values {
		if v.null(from + j) {
			out[j*stride] = nil
			continue
		}
		start := len(text)
		text = append(text, v.bytes(from+j)...)
		values[j] = unsafe.String(unsafe.SliceData(text[start:]), len(text)-start)
		*(*iface)(unsafe.Pointer(&out[j*stride])) = iface{stringType, unsafe.Pointer(&values[j])}
	}
}

var stringType = typeOf[string]()

// typeOf returns how an interface says that it holds a T.
func typeOf[T any]() unsafe.Pointer {
	var example any = *new(T)
	return (*iface)(unsafe.Pointer(&example)).typ
}

// moments is as batched, for dates and timestamps, which may be infinite.
func moments(read func(v *vector, i int) (time.Time, Infinity)) reader {
	typ := typeOf[time.Time]()
	get := func(v *vector, i int) any {
		t, infinite := read(v, i)
		if infinite != 0 {
			return infinite
		}
		return t
	}
	return reader{get: get, fill: func(v *vector, out []any, from, n, stride int) {
		values := make([]time.Time, n)
		for j := range values {
			if v.null(from + j) {
				out[j*stride] = nil
				continue
			}
			t, infinite := read(v, from+j)
			if infinite != 0 {
				out[j*stride] = infinite
				continue
			}
			values[j] = t
			*(*iface)(unsafe.Pointer(&out[j*stride])) = iface{typ, unsafe.Pointer(&values[j])}
		}
	}}
}
