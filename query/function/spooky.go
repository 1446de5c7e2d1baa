package function

import (
	"encoding/binary"
	"math/bits"
)

// The hash of Bob Jenkins, http://burtleburtle.net/bob/hash/spooky.html, in its
// second version: short texts are mixed in four numbers, others in twelve.
const (
	spookyConst = 0xdeadbeefdeadbeef
	spookyBlock = 96 // bytes that are mixed at once
	spookyShort = 2 * spookyBlock
)

// spooky returns the lower half of SpookyHash V2 with the seeds 0.
func spooky(data []byte) uint64 {
	if len(data) < spookyShort {
		return spookyOfShort(data)
	}
	var h [12]uint64
	for i := 2; i < 12; i += 3 {
		h[i] = spookyConst
	}
	rest := data
	for ; len(rest) >= spookyBlock; rest = rest[spookyBlock:] {
		spookyMix(&h, rest)
	}
	var last [spookyBlock]byte
	copy(last[:], rest)
	last[spookyBlock-1] = byte(len(rest))
	for i := range h {
		h[i] += binary.LittleEndian.Uint64(last[8*i:])
	}
	for range 3 {
		spookyEnd(&h)
	}
	return h[0]
}

var spookyMixShifts = [12]int{11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46}

func spookyMix(h *[12]uint64, block []byte) {
	for i := range h {
		h[i] += binary.LittleEndian.Uint64(block[8*i:])
		h[(i+2)%12] ^= h[(i+10)%12]
		h[(i+11)%12] ^= h[i]
		h[i] = bits.RotateLeft64(h[i], spookyMixShifts[i])
		h[(i+11)%12] += h[(i+1)%12]
	}
}

var spookyEndShifts = [12]int{44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54}

func spookyEnd(h *[12]uint64) {
	for i := range h {
		h[(i+11)%12] += h[(i+1)%12]
		h[(i+2)%12] ^= h[(i+11)%12]
		h[(i+1)%12] = bits.RotateLeft64(h[(i+1)%12], spookyEndShifts[i])
	}
}

func spookyOfShort(data []byte) uint64 {
	h := [4]uint64{0, 0, spookyConst, spookyConst}
	rest := data
	for ; len(rest) >= 32; rest = rest[32:] {
		h[2] += binary.LittleEndian.Uint64(rest)
		h[3] += binary.LittleEndian.Uint64(rest[8:])
		spookyShortMix(&h)
		h[0] += binary.LittleEndian.Uint64(rest[16:])
		h[1] += binary.LittleEndian.Uint64(rest[24:])
	}
	if len(rest) >= 16 {
		h[2] += binary.LittleEndian.Uint64(rest)
		h[3] += binary.LittleEndian.Uint64(rest[8:])
		spookyShortMix(&h)
		rest = rest[16:]
	}
	h[3] += uint64(len(data)) << 56
	if len(rest) == 0 {
		h[2] += spookyConst
		h[3] += spookyConst
	} else {
		var last [16]byte
		copy(last[:], rest)
		h[2] += binary.LittleEndian.Uint64(last[:])
		h[3] += binary.LittleEndian.Uint64(last[8:])
	}
	spookyShortEnd(&h)
	return h[0]
}

var spookyShortMixShifts = [12]int{50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36}

func spookyShortMix(h *[4]uint64) {
	for i, shift := range spookyShortMixShifts {
		at, next, target := (i+2)%4, (i+3)%4, i%4
		h[at] = bits.RotateLeft64(h[at], shift) + h[next]
		h[target] ^= h[at]
	}
}

var spookyShortEndShifts = [11]int{15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63}

func spookyShortEnd(h *[4]uint64) {
	for i, shift := range spookyShortEndShifts {
		at, from := (i+3)%4, (i+2)%4
		h[at] ^= h[from]
		h[from] = bits.RotateLeft64(h[from], shift)
		h[at] += h[from]
	}
}
