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
}
