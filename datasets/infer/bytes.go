package infer

import (
	"encoding/binary"
	"math/bits"
)

// wordSize is how many bytes are looked at together.
const wordSize = 8

// head returns the first eight bytes of value, the first byte in the highest
// place, with zeros for those that are missing. So heads compare as texts do, if
// they are not equal.
func head(value []byte) uint64 {
	if cap(value) >= wordSize {
		return binary.BigEndian.Uint64(value[:wordSize]) &^ (^uint64(0) >> (8 * uint(len(value))))
	}
	var h uint64
	for i := range min(len(value), wordSize) {
		h |= uint64(value[i]) << (56 - 8*i)
	}
	return h
}

const (
	ones     = 0x0101010101010101
	zeros    = 0x3030303030303030 // eight times '0'
	highHalf = 0xF0F0F0F0F0F0F0F0
	sixes    = 0x0606060606060606
)

// digits8 returns the number that at most eight digits are. They are the first n
// bytes of word, the first byte in the lowest place.
func digits8(word uint64, n int) (value uint64, ok bool) {
	word = word<<(64-8*n) | zeros>>(8*n) // with zeros in front
	digits := word ^ zeros
	if (digits|(digits+sixes))&highHalf != 0 {
		return 0, false
	}
	digits = digits*10 + digits>>8 // pairs, in every second byte
	const mask = 0x000000FF000000FF
	return (digits&mask*(100+1000000<<32) + digits>>16&mask*(1+10000<<32)) >> 32, true
}

// load returns the first eight bytes of value, which has the room for them, the
// first byte in the lowest place.
func load(value []byte) uint64 { return binary.LittleEndian.Uint64(value[:wordSize]) }

// digits18 returns the number that more than eight and at most 18 digits are.
func digits18(text []byte) (n uint64, ok bool) {
	for len(text) > 2*wordSize {
		if !isDigit(text[0]) {
			return 0, false
		}
		n = n*10 + uint64(text[0]-'0')
		text = text[1:]
	}
	high, ok := digits8(load(text), len(text)-wordSize)
	if !ok {
		return 0, false
	}
	low, ok := digits8(load(text[len(text)-wordSize:]), wordSize)
	return (n*wholePowers[len(text)-wordSize]+high)*1e8 + low, ok
}

// indexByte returns the index in word of the byte of which wanted has eight; 8 if
// it is not there.
func indexByte(word, wanted uint64) int {
	word ^= wanted
	return bits.TrailingZeros64((word-ones)&^word&(ones<<7)) / 8
}
