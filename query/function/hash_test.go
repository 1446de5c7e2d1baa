package function

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
)

// run calls a function by its name, as SQL does.
func run(t testing.TB, name string, args ...Value) (Value, error) {
	t.Helper()
	for _, f := range Functions() {
		if f.Name == "tarn_go_"+name {
			if len(args) != len(f.Params) {
				t.Fatalf("%s takes %d arguments", name, len(f.Params))
			}
			return f.New()(args)
		}
	}
	t.Fatalf("there is no %s", name)
	return Value{}, nil
}

func TestHashes(t *testing.T) {
	unhex := func(s string) string {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	le := func(n uint64) string { return hex.EncodeToString(binary.LittleEndian.AppendUint64(nil, n)) }
	tests := []struct{ name, data, key, want string }{
		// FIPS 180-2, appendix C.1
		{"sha512", "abc", "", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
		// RFC 4231, cases 1, 2 and 6
		{"hmac_sha512", "Hi There", strings.Repeat("\x0b", 20), "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
		{"hmac_sha512", "what do ya want for nothing?", "Jefe", "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
		{"hmac_sha512", "Test Using Larger Than Block-Size Key - Hash Key First", strings.Repeat("\xaa", 131), "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
		{"hmac_sha256", "what do ya want for nothing?", "Jefe", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		// RFC 2202, case 2
		{"hmac_sha1", "what do ya want for nothing?", "Jefe", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
		{"hmac_md5", "what do ya want for nothing?", "Jefe", "750c783e6ab0b503eaa86e310a5db738"},
		// The two numbers of MurmurHash3_x64_128, as the package mmh3 of Python documents
		// them for "foo" and SMHasher for the fox, with their lowest bytes first.
		{"murmur3", "foo", "", le(0xe271865701f54561) + le(0x7eaf87e42bba7d87)},
		{"murmur3", "The quick brown fox jumps over the lazy dog", "", le(0xe34bbc7bbc071b6c) + le(0x7a433ca9c49a9347)},
		// The xxHash project
		{"xxhash64", "", "", "ef46db3751d8e999"},
		{"xxhash64", "Nobody inspects the spammish repetition", "", "fbcea83c8a378bf1"},
	}
	for _, test := range tests {
		args := []Value{textValue(test.data)}
		if strings.HasPrefix(test.name, "hmac") {
			args = append(args, textValue(test.key))
		}
		got, err := run(t, test.name, args...)
		if err != nil || got.Text != unhex(test.want) {
			t.Errorf("%s(%q): got %x %v, want %s", test.name, test.data, got.Text, err, test.want)
		}
	}
	if got, _ := run(t, "crc32", textValue("123456789")); got.Integer != 0xcbf43926 { // the check value of CRC-32/ISO-HDLC
		t.Errorf("crc32: got %x", got.Integer)
	}
}

// The values are those of Bob Jenkins's TestSpookyV2.cpp: 32 bits of the hash of
// n bytes 128, 129, 130 ...
func TestSpooky(t *testing.T) {
	want := map[int]uint32{
		0: 0x6bf50919, 1: 0x70de1d26, 2: 0xa2b37298, 3: 0x35bc5fbf, 4: 0x8223b279, 5: 0x5bcb315e, 6: 0x53fe88a1, 7: 0xf9f1a233,
		8: 0xee193982, 12: 0x5f23d1da, 15: 0x83ec01f9, 16: 0xf274736c, 31: 0x027bca7c, 32: 0xe5cfc8b6, 63: 0x09c1afb4, 64: 0x069c8bb7,
		128: 0x94e948ec, 191: 0xe13d9e19, 192: 0x77e012bd, 193: 0x2d05114c, 255: 0x2f40ee0b, 256: 0x38cebf03, 320: 0xf1545450,
		384: 0x44eb5634, 448: 0xad7baa23, 511: 0xcc1c8250,
	}
	data := make([]byte, 512)
	for i := range data {
		data[i] = byte(i + 128)
	}
	for n, hash := range want {
		if got := uint32(spooky(data[:n])); got != hash {
			t.Errorf("%d bytes: got %08x, want %08x", n, got, hash)
		}
	}
}
