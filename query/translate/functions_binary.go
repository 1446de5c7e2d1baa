package translate

// binaryFunctions are those of Trino's VarbinaryFunctions and HmacFunctions.
var binaryFunctions = []Function{
	{Signature: "md5(varbinary) varbinary", SQL: "unhex(md5($1))", Example: "to_hex(md5(to_utf8('abc')))", Value: "900150983CD24FB0D6963F7D28E17F72"},
	{Signature: "sha1(varbinary) varbinary", SQL: "unhex(sha1($1))", Example: "to_hex(sha1(to_utf8('abc')))", Value: "A9993E364706816ABA3E25717850C26C9CD0D89D"},
	{Signature: "sha256(varbinary) varbinary", SQL: "unhex(sha256($1))", Example: "to_hex(sha256(to_utf8('abc')))", Value: "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"},
	{Signature: "sha512(varbinary) varbinary", SQL: "tarn_go_sha512($1)", Example: "to_hex(sha512(to_utf8('abc')))", Value: "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F"},
	{Signature: "hmac_md5(varbinary, varbinary) varbinary", SQL: "tarn_go_hmac_md5($1, $2)", Example: "to_hex(hmac_md5(to_utf8('what do ya want for nothing?'), to_utf8('Jefe')))", Value: "750C783E6AB0B503EAA86E310A5DB738"},                                          // RFC 2202
	{Signature: "hmac_sha1(varbinary, varbinary) varbinary", SQL: "tarn_go_hmac_sha1($1, $2)", Example: "to_hex(hmac_sha1(to_utf8('what do ya want for nothing?'), to_utf8('Jefe')))", Value: "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79"},                               // RFC 2202
	{Signature: "hmac_sha256(varbinary, varbinary) varbinary", SQL: "tarn_go_hmac_sha256($1, $2)", Example: "to_hex(hmac_sha256(to_utf8('what do ya want for nothing?'), to_utf8('Jefe')))", Value: "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"}, // RFC 4231
	{Signature: "hmac_sha512(varbinary, varbinary) varbinary", SQL: "tarn_go_hmac_sha512($1, $2)", Example: "to_hex(hmac_sha512(to_utf8('what do ya want for nothing?'), to_utf8('Jefe')))", Value: "164B7A7BFCF819E2E395FBE73B56E0A387BD64222E831FD610270CD7EA2505549758BF75C05A994A6D034F65F8F0E6FDCAEAB1A34D4A6B4B636E070A38BCE737"},
	{Signature: "crc32(varbinary) bigint", SQL: "tarn_go_crc32($1)", Example: "crc32(to_utf8('CRC me!'))", Value: "38028046"},
	{Signature: "xxhash64(varbinary) varbinary", SQL: "tarn_go_xxhash64($1)", Example: "to_hex(xxhash64(to_utf8('Nobody inspects the spammish repetition')))", Value: "FBCEA83C8A378BF1"},
	{Signature: "murmur3(varbinary) varbinary", SQL: "tarn_go_murmur3($1)", Example: "to_hex(murmur3(to_utf8('foo')))", Value: "6145F501578671E2877DBA2BE487AF7E"},
	{Signature: "spooky_hash_v2_32(varbinary) varbinary", SQL: "tarn_go_spooky_hash_v2_32($1)", Example: "to_hex(spooky_hash_v2_32(X'8081'))", Value: "A2B37298"},
	{Signature: "spooky_hash_v2_64(varbinary) varbinary", SQL: "tarn_go_spooky_hash_v2_64($1)", Example: "substr(to_hex(spooky_hash_v2_64(X'8081')), 9)", Value: "A2B37298"},

	{Signature: "to_hex(varbinary) varchar", SQL: "hex($1)", Example: "to_hex(X'0aff')", Value: "0AFF"},
	{Signature: "from_hex(varchar) varbinary", SQL: "tarn_from_hex($1)", Example: "to_hex(from_hex('0aff'))", Value: "0AFF"},
	{Signature: "from_hex(varbinary) varbinary", SQL: "tarn_from_hex(decode($1))", Example: "to_hex(from_hex(to_utf8('0aff')))", Value: "0AFF"},
	{Signature: "to_base64(varbinary) varchar", SQL: "to_base64($1)", Example: "to_base64(to_utf8('hello world'))", Value: "aGVsbG8gd29ybGQ="},
	{Signature: "from_base64(varchar) varbinary", SQL: "tarn_from_base64($1)", Example: "from_utf8(from_base64('aGVsbG8gd29ybGQ'))", Value: "hello world"},
	{Signature: "from_base64(varbinary) varbinary", SQL: "tarn_from_base64(decode($1))", Example: "from_utf8(from_base64(to_utf8('aGVsbG8gd29ybGQ=')))", Value: "hello world"},
	{Signature: "to_base64url(varbinary) varchar", SQL: "translate(to_base64($1), '+/', '-_')", Example: "to_base64url(X'fbff')", Value: "-_8="},
	{Signature: "from_base64url(varchar) varbinary", SQL: "tarn_from_base64(translate($1, '-_', '+/'))", Example: "to_hex(from_base64url('-_8='))", Value: "FBFF"},
	{Signature: "from_base64url(varbinary) varbinary", SQL: "tarn_from_base64(translate(decode($1), '-_', '+/'))", Example: "to_hex(from_base64url(to_utf8('-_8=')))", Value: "FBFF"},
	{Signature: "to_base32(varbinary) varchar", SQL: "tarn_to_base32($1)", Example: "to_base32(to_utf8('hello world'))", Value: "NBSWY3DPEB3W64TMMQ======"},
	{Signature: "from_base32(varchar) varbinary", SQL: "tarn_from_base32($1)", Example: "from_utf8(from_base32('NBSWY3DPEB3W64TMMQ======'))", Value: "hello world"},
	{Signature: "from_base32(varbinary) varbinary", SQL: "tarn_from_base32(decode($1))", Example: "from_utf8(from_base32(to_utf8('ME======')))", Value: "a"},

	{Signature: "to_big_endian_32(integer) varbinary", SQL: "unhex(right(hex($1::BIGINT + 4294967296 * 16), 8))", Example: "to_hex(to_big_endian_32(-2))", Value: "FFFFFFFE"},
	{Signature: "to_big_endian_64(bigint) varbinary", SQL: "unhex(lpad(hex($1), 16, '0'))", Example: "to_hex(to_big_endian_64(258))", Value: "0000000000000102"},
	{Signature: "from_big_endian_32(varbinary) integer", SQL: "tarn_from_big_endian($1, 4, 'INTEGER')::INTEGER", Example: "from_big_endian_32(from_hex('80000001'))", Value: "-2147483647"},
	{Signature: "from_big_endian_64(varbinary) bigint", SQL: "tarn_from_big_endian($1, 8, 'BIGINT')::BIGINT", Example: "from_big_endian_64(from_hex('8000000000000001'))", Value: "-9223372036854775807"},
	{Signature: "to_ieee754_32(real) varbinary", SQL: "tarn_bits_bytes($1::BIT::VARCHAR)", Example: "to_hex(to_ieee754_32(REAL '1.0'))", Value: "3F800000"},
	{Signature: "to_ieee754_64(double) varbinary", SQL: "tarn_bits_bytes($1::BIT::VARCHAR)", Example: "to_hex(to_ieee754_64(1E0))", Value: "3FF0000000000000"},
	{Signature: "from_ieee754_32(varbinary) real", SQL: "tarn_sized($1, 4)::BIT::FLOAT", Example: "from_ieee754_32(from_hex('3F800000'))", Value: "1.0"},
	{Signature: "from_ieee754_64(varbinary) double", SQL: "tarn_sized($1, 8)::BIT::DOUBLE", Example: "from_ieee754_64(from_hex('3FF0000000000000'))", Value: "1.0"},
	{Signature: "reverse(varbinary) varbinary", SQL: "unhex(array_to_string(list_reverse(regexp_extract_all(hex($1), '..')), ''))", Example: "to_hex(reverse(X'0A0B0C'))", Value: "0C0B0A"},
}
