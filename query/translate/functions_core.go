package translate

// coreFunctions are those of no family.
var coreFunctions = []Function{
	// Trino has it and does not list it.
	{Signature: "apply(T, function(T,U)) U", SQL: "list_extract(list_transform([$1], $2), 1)", Example: "apply(5, x -> x + 1)", Value: "6"},
}
