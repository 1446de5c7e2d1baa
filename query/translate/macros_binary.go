package translate

var binaryMacros = []Macro{
	{"tarn_from_hex", `tarn_from_hex(s) AS CASE WHEN NOT regexp_full_match(s, '(?:[0-9a-fA-F]{2})*')
		THEN error('INVALID_FUNCTION_ARGUMENT: String is not a valid hexadecimal: ' || s) ELSE unhex(s) END`},
	// The padding may be missing.
	{"tarn_from_base64", `tarn_from_base64(s) AS list_transform([s], lambda base64_: CASE
		WHEN NOT regexp_full_match(base64_, '[A-Za-z0-9+/]*={0,2}') OR length(rtrim(base64_, '=')) % 4 = 1
		THEN error('INVALID_FUNCTION_ARGUMENT: Illegal base64 character or length: ' || base64_)
		ELSE from_base64(rtrim(base64_, '=') || repeat('=', (4 - length(rtrim(base64_, '=')) % 4) % 4)) END)[1]`},
	{"tarn_nibbles", `tarn_nibbles(hex) AS array_to_string(list_transform(string_split(hex, ''), lambda nibble_: lpad(bin(('0x0' || nibble_)::BIGINT), 4, '0')), '')`},
	{"tarn_bits_bytes", `tarn_bits_bytes(bits) AS CASE WHEN bits = '' THEN unhex('') ELSE unbin(bits) END`},
	{"tarn_to_base32", `tarn_to_base32(x) AS list_transform([hex(x)], lambda hex_: CASE WHEN hex_ = '' THEN '' ELSE
		rpad(array_to_string(list_transform(regexp_extract_all(tarn_nibbles(hex_) || '0000', '.{5}')[1:(length(hex_) * 4 + 4) // 5],
			lambda five_: substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', list_reduce(list_transform(string_split(five_, ''), lambda bit_: bit_::BIGINT), lambda sum_, bit_: sum_ * 2 + bit_) + 1, 1)), ''),
			(((length(hex_) + 9) // 10) * 8)::INTEGER, '=') END)[1]`},
	{"tarn_from_base32", `tarn_from_base32(s) AS list_transform([rtrim(s, '=')], lambda base32_: CASE
		WHEN regexp_matches(base32_, '[^A-Z2-7]') THEN error('INVALID_FUNCTION_ARGUMENT: Unrecognized character: ' || regexp_extract(base32_, '[^A-Z2-7]'))
		WHEN length(base32_) % 8 IN (1, 3, 6) THEN error('INVALID_FUNCTION_ARGUMENT: Invalid input length ' || length(base32_))
		WHEN base32_ = '' THEN unhex('')
		ELSE unbin(left(array_to_string(list_transform(string_split(base32_, ''), lambda letter_:
			lpad(bin((strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', letter_) - 1)::BIGINT), 5, '0')), ''), length(base32_) * 5 // 8 * 8)) END)[1]`},
	{"tarn_from_big_endian", `tarn_from_big_endian(x, size, type) AS list_transform([x], lambda bytes_: CASE
		WHEN octet_length(bytes_) <> size THEN error('INVALID_FUNCTION_ARGUMENT: expected ' || size || '-byte input, but got instead: ' || octet_length(bytes_))
		ELSE ('0x' || hex(bytes_))::UBIGINT::HUGEINT - CASE WHEN hex(bytes_) >= '8' THEN tarn_two(size * 8) ELSE 0 END END)[1]`},
	{"tarn_sized", `tarn_sized(x, size) AS CASE WHEN octet_length(x) <> size
		THEN error('INVALID_FUNCTION_ARGUMENT: Input floating-point value must be exactly ' || size || ' bytes long') ELSE x END`},

	// HMAC, RFC 2104: the key as 64 bytes in hex, of which each is mixed with 36 and with 5C.
	{"tarn_hmac_key", `tarn_hmac_key(key, hashed) AS rpad(hex(CASE WHEN octet_length(key) > 64 THEN hashed ELSE key END), 128, '0')`},
	{"tarn_mixed", `tarn_mixed(key, high, low) AS array_to_string(list_transform(regexp_extract_all(key, '..'), lambda byte_:
		translate(byte_[1], '0123456789ABCDEF', high) || translate(byte_[2], '0123456789ABCDEF', low)), '')`},
	{"tarn_inner", `tarn_inner(key) AS unhex(tarn_mixed(key, '32107654BA98FEDC', '67452301EFCDAB89'))`},
	{"tarn_outer", `tarn_outer(key) AS unhex(tarn_mixed(key, '54761032DCFE98BA', 'CDEF89AB45670123'))`},
	{"tarn_hmac_md5", `tarn_hmac_md5(x, key) AS unhex(md5(tarn_outer(key) || unhex(md5(tarn_inner(key) || x))))`},
	{"tarn_hmac_sha1", `tarn_hmac_sha1(x, key) AS unhex(sha1(tarn_outer(key) || unhex(sha1(tarn_inner(key) || x))))`},
	{"tarn_hmac_sha256", `tarn_hmac_sha256(x, key) AS unhex(sha256(tarn_outer(key) || unhex(sha256(tarn_inner(key) || x))))`},

	// CRC-32 of ISO 3309, four bits at a time, the lower ones of a byte first.
	{"tarn_crc_step", `tarn_crc_step(crc, nibble) AS xor(crc >> 4, ([0, 498536548, 997073096, 651767980, 1994146192, 1802195444, 1303535960, 1342533948,
		3988292384, 4027552580, 3604390888, 3412177804, 2607071920, 2262029012, 2685067896, 3183342108])[(xor(crc, nibble) & 15) + 1]::BIGINT)`},
	{"tarn_crc32", `tarn_crc32(x) AS CASE WHEN x IS NOT NULL THEN xor(list_reduce(list_transform(regexp_extract_all(regexp_replace(hex(x), '(.)(.)', '\2\1', 'g'), '.'), lambda nibble_: ('0x0' || nibble_)::BIGINT),
		lambda crc_, nibble_: tarn_crc_step(crc_, nibble_), 4294967295::BIGINT), 4294967295::BIGINT) END`},

	// XXH64 with the seed 0, in 128 bits of which 64 are kept.
	{"tarn_low", `tarn_low(x) AS (x & 18446744073709551615::UHUGEINT)`},
	{"tarn_rotate", `tarn_rotate(x, n) AS list_transform([x], lambda word_: tarn_low(word_ << n::UHUGEINT) | (word_ >> (64 - n)::UHUGEINT))[1]`},
	{"tarn_xx_round", `tarn_xx_round(sum, lane) AS tarn_low(tarn_rotate(tarn_low(sum + tarn_low(lane * 14029467366897019727::UHUGEINT)), 31) * 11400714785074694791::UHUGEINT)`},
	{"tarn_xx_merge", `tarn_xx_merge(h, lane) AS tarn_low(tarn_low(xor(h, tarn_xx_round(0::UHUGEINT, lane)) * 11400714785074694791::UHUGEINT) + 9650029242287828579::UHUGEINT)`},
	{"tarn_xx_word", `tarn_xx_word(hex, at_, size) AS ('0x' || array_to_string(list_reverse(regexp_extract_all(substr(hex, at_, size), '..')), ''))::UBIGINT::UHUGEINT`},
	{"tarn_xx_lane", `tarn_xx_lane(hex, n, start) AS list_reduce(list_transform(range(0, length(hex) // 64), lambda stripe_: tarn_xx_word(hex, stripe_ * 64 + n * 16 + 1, 16)),
		lambda sum_, lane_: tarn_xx_round(sum_, lane_), start::UHUGEINT)`},
	{"tarn_xx_lanes", `tarn_xx_lanes(hex) AS [tarn_xx_lane(hex, 0, 6983438078262162902), tarn_xx_lane(hex, 1, 14029467366897019727), tarn_xx_lane(hex, 2, 0), tarn_xx_lane(hex, 3, 7046029288634856825)]`},
	{"tarn_xx_stripes", `tarn_xx_stripes(hex) AS list_transform([tarn_xx_lanes(hex)], lambda v_: list_reduce(v_, lambda h_, lane_: tarn_xx_merge(h_, lane_),
		tarn_low(tarn_rotate(v_[1], 1) + tarn_rotate(v_[2], 7) + tarn_rotate(v_[3], 12) + tarn_rotate(v_[4], 18))))[1]`},
	{"tarn_xx_eights", `tarn_xx_eights(h, hex) AS list_reduce(list_transform(range(0, length(hex) // 16), lambda eight_: tarn_xx_word(hex, eight_ * 16 + 1, 16)),
		lambda h_, lane_: tarn_low(tarn_low(tarn_rotate(xor(h_, tarn_xx_round(0::UHUGEINT, lane_)), 27) * 11400714785074694791::UHUGEINT) + 9650029242287828579::UHUGEINT), h)`},
	{"tarn_xx_four", `tarn_xx_four(h, hex) AS CASE WHEN length(hex) < 8 THEN h
		ELSE tarn_low(tarn_low(tarn_rotate(xor(h, tarn_low(tarn_xx_word(hex, 1, 8) * 11400714785074694791::UHUGEINT)), 23) * 14029467366897019727::UHUGEINT) + 1609587929392839161::UHUGEINT) END`},
	{"tarn_xx_bytes", `tarn_xx_bytes(h, hex) AS list_reduce(list_transform(regexp_extract_all(hex, '..'), lambda byte_: ('0x' || byte_)::UBIGINT::UHUGEINT),
		lambda h_, byte_: tarn_low(tarn_rotate(xor(h_, tarn_low(byte_ * 2870177450012600261::UHUGEINT)), 11) * 11400714785074694791::UHUGEINT), h)`},
	{"tarn_xx_mix", `tarn_xx_mix(h, n, factor) AS list_transform([h], lambda mix_: tarn_low(xor(mix_, mix_ >> n::UHUGEINT) * factor::UHUGEINT))[1]`},
	{"tarn_xx_end", `tarn_xx_end(h) AS tarn_xx_mix(tarn_xx_mix(tarn_xx_mix(h, 33, 14029467366897019727), 29, 1609587929392839161), 32, 1)`},
	{"tarn_xx_tail", `tarn_xx_tail(h, hex) AS tarn_xx_bytes(tarn_xx_four(tarn_xx_eights(h, hex), substr(hex, length(hex) // 16 * 16 + 1)), substr(hex, length(hex) // 8 * 8 + 1))`},
	{"tarn_xxhash64", `tarn_xxhash64(x) AS list_transform([hex(x)], lambda hex_: CASE WHEN hex_ IS NOT NULL THEN unhex(lpad(hex(tarn_xx_end(tarn_xx_tail(
		tarn_low(CASE WHEN length(hex_) < 64 THEN 2870177450012600261::UHUGEINT ELSE tarn_xx_stripes(hex_) END + (length(hex_) // 2)::UHUGEINT),
		substr(hex_, length(hex_) // 64 * 64 + 1)))), 16, '0')) END)[1]`},
}
