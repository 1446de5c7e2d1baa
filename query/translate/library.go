package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A Family is a part of the table of functions.
type Family struct {
	Name      string
	Functions []Function
}

// Families returns the table of functions.
func Families() []Family {
	return []Family{
		{"Numbers", mathFunctions}, {"Texts", stringFunctions}, {"Regular expressions", regexpFunctions}, {"Dates and times", dateFunctions},
		{"JSON", jsonFunctions}, {"Bytes", binaryFunctions}, {"URLs", urlFunctions}, {"Arrays", arrayFunctions}, {"Maps", mapFunctions},
		{"Lambdas", slices.Concat(lambdaFunctions, coreFunctions)}, {"Aggregates", aggregateFunctions}, {"Windows", windowFunctions},
		{"Others", slices.Concat(formatFunctions, miscFunctions)},
	}
}

// Functions returns the rows of the table of functions.
func Functions() []Function {
	var all []Function
	for _, f := range Families() {
		all = append(all, f.Functions...)
	}
	return all
}

// Macros returns the functions of our own that others are made of.
func Macros() []Macro {
	return slices.Concat(coreMacros, mathMacros, stringMacros, dateMacros, jsonMacros, jsonCastMacros, regexpMacros, binaryMacros, urlMacros, miscMacros, arrayMacros, mapMacros, lambdaMacros, aggregateMacros)
}

// library is the table of functions by name.
var library = sync.OnceValue(func() map[string][]signature {
	byName := make(map[string][]signature)
	functions := Functions()
	for i := range functions {
		f := &functions[i]
		f.SQL = inDuckDB(f.SQL)
		s, err := parseSignature(f)
		if err != nil {
			panic("table of functions: " + err.Error())
		}
		byName[s.name] = append(byName[s.name], s)
	}
	return byName
})

var macros = sync.OnceValue(func() map[string]Macro {
	byName := make(map[string]Macro)
	for _, m := range Macros() {
		m.SQL = inDuckDB(m.SQL)
		byName[m.Name] = m
		if q, ok := quiet(m); ok {
			byName[q.Name] = q
		}
	}
	return byName
})

var ownForms = regexp.MustCompile(`'[^']*'|\berror\(|\b((?:tarn_[a-z0-9_]+|[a-z]+_)(?:\.[a-z]+)*)\.([a-z]+)\b`)

// inDuckDB returns SQL of the table as DuckDB has to have it. Errors are raised
// by tarn_error, which TRY can catch, and not by DuckDB's error, which it
// cannot. Parts of a lambda's parameter, such as x_.key, are named by
// struct_extract: where rows are grouped DuckDB takes the part for a column.
// Text within quotes stays as it is.
func inDuckDB(sql string) string {
	return ownForms.ReplaceAllStringFunc(sql, func(found string) string {
		switch {
		case found == "error(":
			return "tarn_error("
		case found[0] == '\'':
			return found
		}
		parts := strings.Split(found, ".")
		for _, part := range parts[1:] {
			parts[0] = fmt.Sprintf("struct_extract(%s, '%s')", parts[0], part)
		}
		return parts[0]
	})
}

var macroName = regexp.MustCompile(`\btarn_[a-z0-9_]+`)

// macrosIn returns the macros that a text uses, each after those it uses itself.
func macrosIn(sql string) []Macro {
	var list []Macro
	seen := make(map[string]bool)
	var add func(sql string)
	add = func(sql string) {
		for _, name := range macroName.FindAllString(sql, -1) {
			m, ok := macros()[name]
			if !ok || seen[name] {
				continue
			}
			seen[name] = true
			add(m.SQL[strings.Index(m.SQL, ")"):])
			list = append(list, m)
		}
	}
	add(sql)
	return list
}
