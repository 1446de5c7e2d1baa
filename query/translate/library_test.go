package translate

import (
	"fmt"
	"strings"
	"testing"
)

// Every signature can be read, none is there twice, and each row has an example
// unless it is one that is refused.
func TestFunctions(t *testing.T) {
	seen := make(map[string]string)
	known := map[string]bool{"tarn_session_zone": true, "tarn_session_now": true}
	for _, m := range Macros() {
		known[m.Name] = true
	}
	for _, f := range Functions() {
		s, err := parseSignature(&f)
		if err != nil {
			t.Error(err)
			continue
		}
		parameters := fmt.Sprint(s.name, s.params, s.variadic)
		if before := seen[parameters]; before != "" {
			t.Errorf("%s is hidden by %s", f.Signature, before)
		}
		seen[parameters] = f.Signature
		if f.SQL == "" && f.Emit == nil {
			t.Errorf("%s becomes nothing", f.Signature)
		}
		if f.Example == "" && !refuses(f) {
			t.Errorf("%s has no example", f.Signature)
		}
		for _, name := range macroName.FindAllString(f.SQL, -1) {
			if !known[name] && !strings.HasPrefix(name, "tarn_go_") && !strings.Contains(f.SQL, "lambda "+name) {
				t.Errorf("%s uses %s, which is no macro", f.Signature, name)
			}
		}
	}
}

func refuses(f Function) bool {
	if f.Emit == nil {
		return false
	}
	_, err := f.Emit(Call{Name: "f"})
	return err != nil && strings.HasPrefix(err.Error(), "NOT_SUPPORTED: ")
}

// The text of a macro begins with its name, which no other has.
func TestMacros(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range Macros() {
		if seen[m.Name] {
			t.Errorf("%s is there twice", m.Name)
		}
		seen[m.Name] = true
		if !strings.HasPrefix(m.SQL, m.Name+"(") || m.Name != macroName.FindString(m.Name) {
			t.Errorf("%s is made as %.40s", m.Name, m.SQL)
		}
	}
}
