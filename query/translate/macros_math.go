package translate

var mathMacros = []Macro{
	{"tarn_abs", `tarn_abs(x, least, type) AS CASE WHEN x = least
		THEN error('NUMERIC_VALUE_OUT_OF_RANGE: Value ' || least || ' is out of range for abs(' || type || ')') ELSE abs(x) END`},
	{"tarn_sign", `tarn_sign(x) AS CASE WHEN isnan(x) THEN 'NaN'::DOUBLE ELSE sign(x)::DOUBLE END`},

	{"tarn_ten", `tarn_ten(n) AS ('1' || repeat('0', n::INTEGER))::HUGEINT`},
	{"tarn_half_up", `tarn_half_up(x, digits) AS CASE WHEN x < 0
		THEN -((-x + tarn_ten(digits) // 2) // tarn_ten(digits)) * tarn_ten(digits)
		ELSE (x + tarn_ten(digits) // 2) // tarn_ten(digits) * tarn_ten(digits) END`},
	// The digits to drop are at most 18, the most that Java's factor has.
	{"tarn_round_int", `tarn_round_int(x, digits, least, most, type) AS CASE
		WHEN digits >= 0 THEN x::HUGEINT
		WHEN digits < -18 THEN error('NUMERIC_VALUE_OUT_OF_RANGE: numerical overflow: ' || x)
		WHEN tarn_half_up(x::HUGEINT, -digits) NOT BETWEEN least AND most
		THEN error('NUMERIC_VALUE_OUT_OF_RANGE: Out of range for ' || type || ': ' || tarn_half_up(x::HUGEINT, -digits))
		ELSE tarn_half_up(x::HUGEINT, -digits) END`},
	{"tarn_round_digits", `tarn_round_digits(x, drop_, digits) AS CASE
		WHEN x IS NULL OR drop_ IS NULL THEN NULL
		WHEN drop_ <= 0 THEN x
		WHEN drop_ >= digits AND digits < 19 OR drop_ > 37 THEN 0::HUGEINT
		ELSE tarn_half_up(x, drop_) END`},
	{"tarn_truncate_digits", `tarn_truncate_digits(x, drop_, digits) AS CASE
		WHEN x IS NULL OR drop_ IS NULL THEN NULL
		WHEN drop_ <= 0 THEN x
		WHEN drop_ >= digits THEN 0::HUGEINT
		ELSE x // tarn_ten(drop_) * tarn_ten(drop_) END`},
	{"tarn_pointed", `tarn_pointed(digits, scale) AS left(digits, -scale) || '.' || right(digits, scale)`},
	{"tarn_point", `tarn_point(digits, scale) AS CASE WHEN digits < 0 THEN '-' ELSE '' END
		|| tarn_pointed(lpad(abs(digits)::VARCHAR, greatest(scale + 1, length(abs(digits)::VARCHAR))::INTEGER, '0'), scale)`},
	{"tarn_mod", `tarn_mod(a, b) AS CASE WHEN b = 0 THEN error('DIVISION_BY_ZERO: Division by zero') WHEN b = -1 THEN a - a ELSE a % b END`},
	{"tarn_mod_double", `tarn_mod_double(a, b) AS CASE WHEN b = 0 OR isinf(a) THEN 'NaN'::DOUBLE ELSE a::DOUBLE % b::DOUBLE END`},
	{"tarn_sqrt", `tarn_sqrt(x) AS CASE WHEN x < 0 THEN 'NaN'::DOUBLE ELSE sqrt(x) END`},
	// One step of Newton's method: the cube root of 27 is 3.0, not 3.0000000000000004.
	{"tarn_cbrt", `tarn_cbrt(x) AS CASE WHEN x = 0 OR NOT isfinite(x) THEN x ELSE cbrt(x) - (cbrt(x) * cbrt(x) * cbrt(x) - x) / (3 * cbrt(x) * cbrt(x)) END`},
	{"tarn_ln", `tarn_ln(x) AS CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN 'NaN'::DOUBLE END`},
	{"tarn_log10", `tarn_log10(x) AS CASE WHEN x > 0 THEN log10(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN 'NaN'::DOUBLE END`},
	{"tarn_of_finite", `tarn_of_finite(x, y) AS CASE WHEN isfinite(x) THEN y WHEN x IS NOT NULL THEN 'NaN'::DOUBLE END`},
	{"tarn_of_unit", `tarn_of_unit(x, y) AS CASE WHEN x BETWEEN -1 AND 1 THEN y WHEN x IS NOT NULL THEN 'NaN'::DOUBLE END`},
	{"tarn_random", `tarn_random(a, b) AS CASE WHEN b <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: bound must be positive') ELSE floor(random() * b)::BIGINT END`},
	{"tarn_random_between", `tarn_random_between(a, b) AS CASE WHEN a >= b THEN error('INVALID_FUNCTION_ARGUMENT: start value must be less than stop value')
		ELSE (a + floor(random() * (b::HUGEINT - a)))::BIGINT END`},

	{"tarn_radix", `tarn_radix(r, x) AS CASE WHEN r NOT BETWEEN 2 AND 36 THEN error('INVALID_FUNCTION_ARGUMENT: Radix must be between 2 and 36') ELSE x END`},
	{"tarn_to_base", `tarn_to_base(x, r) AS tarn_radix(r, CASE
		WHEN x >= 0 THEN lower(to_base(x, r::INTEGER))
		WHEN x > -r THEN '-' || lower(to_base(-x, r::INTEGER))
		ELSE '-' || lower(to_base(-(x // r), r::INTEGER)) || lower(to_base(-(x % r), r::INTEGER)) END)`},
	{"tarn_digit", `tarn_digit(c) AS strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1`},

	{"tarn_digits", `tarn_digits(digits, s, r) AS CASE
		WHEN digits = '' THEN CASE WHEN regexp_full_match(s, '[+-]?0+') THEN 0::HUGEINT END
		WHEN length(digits) <= 64 / log2(r) + 1
		THEN list_reduce(list_transform(string_split(digits, ''), lambda digit_: CASE WHEN tarn_digit(digit_) < r THEN tarn_digit(digit_)::HUGEINT END),
			lambda sum_, digit_: sum_ * r + digit_, 0::HUGEINT) END`},
	// As many digits as 64 bits can have and one more fit into a HUGEINT in any base.
	{"tarn_from_base", `tarn_from_base(s, r) AS tarn_radix(r, CASE WHEN s IS NULL OR r IS NULL THEN NULL ELSE coalesce(
		try_cast(CASE WHEN s LIKE '-%' THEN -1 ELSE 1 END * tarn_digits(ltrim(regexp_extract(lower(s), '^[+-]?([0-9a-z]+)$', 1), '0'), s, r) AS BIGINT),
		error('INVALID_FUNCTION_ARGUMENT: Not a valid base-' || r || ' number: ' || s)) END)`},
	{"tarn_bucket", `tarn_bucket(x, low, high, n) AS CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1
		ELSE trunc(n * (x - low) / (high - low) + 1)::BIGINT END`},
	{"tarn_width_bucket", `tarn_width_bucket(x, a, b, n) AS CASE
		WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: bucketCount must be greater than 0')
		WHEN isnan(x) THEN error('INVALID_FUNCTION_ARGUMENT: operand must not be NaN')
		WHEN NOT isfinite(a) THEN error('INVALID_FUNCTION_ARGUMENT: first bound must be finite')
		WHEN NOT isfinite(b) THEN error('INVALID_FUNCTION_ARGUMENT: second bound must be finite')
		WHEN a = b THEN error('INVALID_FUNCTION_ARGUMENT: bounds cannot equal each other')
		WHEN a < b THEN tarn_bucket(x, a, b, n)
		ELSE n + 1 - tarn_bucket(x, b, a, n) END`},
	{"tarn_width_bins", `tarn_width_bins(x, bins) AS CASE
		WHEN len(bins) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: Bins cannot be an empty array')
		WHEN isnan(x) THEN error('INVALID_FUNCTION_ARGUMENT: Operand cannot be NaN')
		WHEN bins[1] > bins[-1] THEN error('INVALID_FUNCTION_ARGUMENT: Bin values are not sorted in ascending order')
		WHEN len(list_filter(bins, lambda bin_: NOT isfinite(bin_))) > 0
		THEN error('INVALID_FUNCTION_ARGUMENT: Bin value must be finite, got ' || CASE WHEN isnan(list_filter(bins, lambda bin_: NOT isfinite(bin_))[1])
			THEN 'NaN' WHEN list_filter(bins, lambda bin_: NOT isfinite(bin_))[1] > 0 THEN 'Infinity' ELSE '-Infinity' END)
		WHEN x IS NOT NULL THEN len(list_filter(bins, lambda bin_: bin_ <= x)) END`},

	// The error function as a sum of terms of one sign: Abramowitz and Stegun 7.1.6.
	{"tarn_erf", `tarn_erf(x) AS CASE WHEN x = 0 THEN 0::DOUBLE WHEN abs(x) > 6 THEN sign(x)::DOUBLE
		ELSE sign(x) * list_sum(list_transform(range(0, 200), lambda n_: exp((2 * n_ + 1) * ln(abs(x)) - lgamma(n_ + 1.5) - x * x))) END`},
	{"tarn_normal_cdf", `tarn_normal_cdf(mean, deviation, x) AS CASE
		WHEN deviation <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: standardDeviation must be > 0')
		ELSE 0.5::DOUBLE * (1 + tarn_erf((x - mean) / (deviation * sqrt(2.0::DOUBLE)))) END`},
	{"tarn_horner", `tarn_horner(r, above, below) AS list_reduce(above::DOUBLE[], lambda sum_, c_: sum_ * (r) + c_) / list_reduce(below::DOUBLE[], lambda sum_, c_: sum_ * (r) + c_)`},

	// Wichura's algorithm AS 241, exact to 16 digits.
	{"tarn_quantile", `tarn_quantile(p) AS CASE WHEN abs(p - 0.5) <= 0.425
		THEN (p - 0.5) * tarn_horner(0.180625::DOUBLE - (p - 0.5) * (p - 0.5),
			[2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
			[5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0])
		ELSE sign(p - 0.5) * list_transform([sqrt(-ln(least(p, 1 - p)))], lambda r_: CASE WHEN r_ <= 5
			THEN tarn_horner(r_ - 1.6,
				[0.00077454501427834140764, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
				[0.00000000105075007164441684324, 0.0005475938084995344946, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0])
			ELSE tarn_horner(r_ - 5,
				[0.000000201033439929228813265, 0.0000271155556874348757815, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
				[0.0000000000000020442631033899397, 0.00000014215117583164458887, 0.000018463183175100546818, 0.0007868691311456132591, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0])
			END)[1] END`},
	{"tarn_inverse_normal_cdf", `tarn_inverse_normal_cdf(mean, deviation, p) AS CASE
		WHEN NOT (p > 0 AND p < 1) THEN error('INVALID_FUNCTION_ARGUMENT: p must be 0 > p > 1')
		WHEN deviation <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: sd must be > 0')
		ELSE mean + deviation * tarn_quantile(p) END`},
	{"tarn_beta_series", `tarn_beta_series(a, b, x) AS list_sum(list_transform(range(0, 2000), lambda n_:
		exp((a + n_) * ln(x) + b * ln(1 - x) + lgamma(a + b + n_) - lgamma(a + n_ + 1) - lgamma(b))))`},
	// The regularized incomplete beta function as a series of positive terms
	// (Abramowitz and Stegun 26.5.4), on the side where it converges fast.
	{"tarn_beta", `tarn_beta(a, b, x) AS CASE WHEN x IS NULL OR a IS NULL OR b IS NULL THEN NULL WHEN x <= 0 THEN 0::DOUBLE WHEN x >= 1 THEN 1::DOUBLE
		WHEN x <= (a + 1) / (a + b + 2) THEN tarn_beta_series(a, b, x) ELSE 1 - tarn_beta_series(b, a, 1 - x) END`},
	{"tarn_beta_cdf", `tarn_beta_cdf(a, b, x) AS CASE
		WHEN NOT x BETWEEN 0 AND 1 THEN error('INVALID_FUNCTION_ARGUMENT: value must be 0 >= v >= 1')
		WHEN a <= 0 OR b <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: a, b must be > 0')
		ELSE tarn_beta(a, b, x) END`},
	// 60 halvings of the interval that holds the answer.
	{"tarn_inverse_beta_cdf", `tarn_inverse_beta_cdf(a, b, p) AS CASE
		WHEN NOT p BETWEEN 0 AND 1 THEN error('INVALID_FUNCTION_ARGUMENT: p must be 0 >= p >= 1')
		WHEN a <= 0 OR b <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: a, b must be > 0')
		WHEN p = 0 OR p = 1 THEN p
		ELSE list_transform([list_reduce(list_transform(range(0, 60), lambda i_: [0.0::DOUBLE, 1.0::DOUBLE]), lambda side_, i_:
			CASE WHEN tarn_beta(a, b, (side_[1] + side_[2]) / 2) < p
			THEN [(side_[1] + side_[2]) / 2, side_[2]] ELSE [side_[1], (side_[1] + side_[2]) / 2] END)], lambda side_: (side_[1] + side_[2]) / 2)[1] END`},
	{"tarn_t_cdf", `tarn_t_cdf(x, df) AS CASE
		WHEN df < 1 THEN error('INVALID_FUNCTION_ARGUMENT: degrees of freedom must be greater than or equal to 1')
		WHEN x > 0 THEN 1 - tarn_beta(df / 2, 0.5::DOUBLE, df / (df + x * x)) / 2
		ELSE tarn_beta(df / 2, 0.5::DOUBLE, df / (df + x * x)) / 2 END`},
	{"tarn_t_pdf", `tarn_t_pdf(x, df) AS CASE
		WHEN df < 1 THEN error('INVALID_FUNCTION_ARGUMENT: degrees of freedom must be greater than or equal to 1')
		ELSE exp(lgamma((df + 1) / 2) - lgamma(df / 2) - ln(df * pi()) / 2 - (df + 1) / 2 * ln(1 + x * x / df)) END`},
	{"tarn_wilson", `tarn_wilson(successes, trials, z, side) AS CASE
		WHEN successes < 0 THEN error('INVALID_FUNCTION_ARGUMENT: number of successes must not be negative')
		WHEN trials <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: number of trials must be positive')
		WHEN successes > trials THEN error('INVALID_FUNCTION_ARGUMENT: number of successes must not be larger than number of trials')
		WHEN z < 0 THEN error('INVALID_FUNCTION_ARGUMENT: z-score must not be negative')
		ELSE (successes / trials + z * z / (2 * trials)
			+ side * z * sqrt(successes / trials * (1 - successes / trials) / trials + z * z / (4.0::DOUBLE * trials * trials)))
			/ (1 + z * z / trials) END`},

	{"tarn_two", `tarn_two(n) AS pow(2::DOUBLE, n)::HUGEINT`},
	// Bits as Java shifts them: as many as the type has, without overflow.
	{"tarn_bits", `tarn_bits(x, width) AS (x::HUGEINT & (tarn_two(width) - 1))::UHUGEINT`},
	{"tarn_signed", `tarn_signed(bits, width) AS CASE WHEN bits >= tarn_two(width - 1) THEN bits::HUGEINT - tarn_two(width) ELSE bits::HUGEINT END`},
	{"tarn_left_shift", `tarn_left_shift(x, n, width) AS CASE WHEN n >= width THEN 0
		ELSE tarn_signed((tarn_bits(x, width) * tarn_two(n)::UHUGEINT) & (tarn_two(width) - 1)::UHUGEINT, width) END`},
	{"tarn_right_shift", `tarn_right_shift(x, n, width) AS CASE WHEN n = 0 THEN x WHEN n >= width THEN 0 ELSE tarn_bits(x, width) // tarn_two(n)::UHUGEINT END`},
	{"tarn_right_shift_arithmetic", `tarn_right_shift_arithmetic(x, n) AS x >> least(n, 63)::BIGINT`},
	{"tarn_bit_count", `tarn_bit_count(x, bits) AS CASE
		WHEN bits NOT BETWEEN 2 AND 64 THEN error('INVALID_FUNCTION_ARGUMENT: Bits specified in bit_count must be between 2 and 64, got ' || bits)
		WHEN x::HUGEINT NOT BETWEEN -tarn_two(bits - 1) AND tarn_two(bits - 1) - 1
		THEN error('INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified. ' || x || ' cannot be represented with ' || bits || ' bits')
		ELSE bit_count(x::BIGINT) - CASE WHEN x < 0 THEN 64 - bits ELSE 0 END END`},
}
