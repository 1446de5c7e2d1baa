package translate

// lambdaMacros serve lambdaFunctions.
var lambdaMacros = []Macro{
	{"tarn_greater", `tarn_greater(x) AS CASE x
	WHEN 1 THEN true WHEN 0 THEN false WHEN -1 THEN false
	ELSE error('INVALID_FUNCTION_ARGUMENT: Lambda comparator must return either -1, 0, or 1') END`},
}
