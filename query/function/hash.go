package function

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

var hashFunctions = []Function{
	{"tarn_go_sha512", []Kind{Bytes}, Bytes, ofBytes(func(data []byte) []byte { h := sha512.Sum512(data); return h[:] })},
	{"tarn_go_murmur3", []Kind{Bytes}, Bytes, ofBytes(murmur3)},
	{"tarn_go_xxhash64", []Kind{Bytes}, Bytes, ofBytes(func(data []byte) []byte { return binary.BigEndian.AppendUint64(nil, xxhash.Sum64(data)) })},
	{"tarn_go_spooky_hash_v2_32", []Kind{Bytes}, Bytes, ofBytes(func(data []byte) []byte { return binary.BigEndian.AppendUint32(nil, uint32(spooky(data))) })},
	{"tarn_go_spooky_hash_v2_64", []Kind{Bytes}, Bytes, ofBytes(func(data []byte) []byte { return binary.BigEndian.AppendUint64(nil, spooky(data)) })},
	{"tarn_go_crc32", []Kind{Bytes}, Integer, plain(func(args []Value) (Value, error) {
		return integerValue(int64(crc32.ChecksumIEEE([]byte(args[0].Text)))), nil
	})},
	{"tarn_go_hmac_md5", []Kind{Bytes, Bytes}, Bytes, ofKey(md5.New)},
	{"tarn_go_hmac_sha1", []Kind{Bytes, Bytes}, Bytes, ofKey(sha1.New)},
	{"tarn_go_hmac_sha256", []Kind{Bytes, Bytes}, Bytes, ofKey(sha256.New)},
	{"tarn_go_hmac_sha512", []Kind{Bytes, Bytes}, Bytes, ofKey(sha512.New)},
}

func ofBytes(f func([]byte) []byte) func() Body {
	return plain(func(args []Value) (Value, error) { return textValue(string(f([]byte(args[0].Text)))), nil })
}

// ofKey is a keyed hash, RFC 2104, of (data, key).
func ofKey(f func() hash.Hash) func() Body {
	return plain(func(args []Value) (Value, error) {
		h := hmac.New(f, []byte(args[1].Text))
		h.Write([]byte(args[0].Text))
		return textValue(string(h.Sum(nil))), nil
	})
}

// murmur3 is Austin Appleby's MurmurHash3_x64_128 with the seed 0: two numbers,
// the lowest byte of each first.
func murmur3(data []byte) []byte {
	const c1, c2 = 0x87c37b91114253d5, 0x4cf5ad432745937f
	mix1 := func(k uint64) uint64 { return bits.RotateLeft64(k*c1, 31) * c2 }
	mix2 := func(k uint64) uint64 { return bits.RotateLeft64(k*c2, 33) * c1 }
	var h1, h2 uint64
	rest := data
	for ; len(rest) >= 16; rest = rest[16:] {
		h1 ^= mix1(binary.LittleEndian.Uint64(rest))
		h1 = (bits.RotateLeft64(h1, 27)+h2)*5 + 0x52dce729
		h2 ^= mix2(binary.LittleEndian.Uint64(rest[8:]))
		h2 = (bits.RotateLeft64(h2, 31)+h1)*5 + 0x38495ab5
	}
	var tail [16]byte // what is missing counts as zeros
	copy(tail[:], rest)
	h1 ^= mix1(binary.LittleEndian.Uint64(tail[:]))
	h2 ^= mix2(binary.LittleEndian.Uint64(tail[8:]))
	h1 ^= uint64(len(data))
	h2 ^= uint64(len(data))
	h1 += h2
	h2 += h1
	h1, h2 = avalanche(h1), avalanche(h2)
	h1 += h2
	h2 += h1
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, h1), h2)
}

func avalanche(k uint64) uint64 {
	k = (k ^ k>>33) * 0xff51afd7ed558ccd
	k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}
