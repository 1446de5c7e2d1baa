package jsonfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tarnlake/tarn/datasets/formattest"
)

func TestFormat(t *testing.T) {
	var wide, long, pretty strings.Builder
	wide.WriteString("{")
	for i := range 2000 {
		fmt.Fprintf(&wide, `"column %d":%d,`, i, i)
	}
	wide.WriteString(`"last":true}` + "\n")
	pretty.WriteString("[\n")
	for i := range 30_000 {
		fmt.Fprintf(&long, `{"id":%d,"at":"2024-02-%02dT10:00:00Z","user":{"name":"ü %d","tags":["a","b"]},"price":%d.25}`+"\n", i, i%28+1, i, i)
		if i < 1000 {
			fmt.Fprintf(&pretty, "  {\n    \"id\": %d,\n    \"user\": {\"name\": \"x\"}\n  },\n", i)
		}
	}
	pretty.WriteString("  {\"id\": 1.5}\n]\n")
	deep := strings.Repeat(`{"a":[`, 40) + "1" + strings.Repeat("]}", 40)
	good := map[string]string{
		"row":       `{"a":1,"b":"x","c":null,"d":[1.5],"e":{"f":true}}`,
		"wide":      wide.String(),
		"long":      long.String(),
		"pretty":    pretty.String(),
		"deep":      deep,
		"deeper":    strings.Repeat(`{"a":[`, 1000) + "1" + strings.Repeat("]}", 1000),
		"sequence":  "{\n\"a\": 1\n}\n{\n\"a\": 2\n}",
		"records":   `{"count":2,"results":[{"a":1,"b":2},{"a":3}],"next":"x"}`,
		"values":    "[1,2.5,null]",
		"mixed":     "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":{\"b\":1.10}}\n",
		"twice":     "{\"a\":1,\"b\":2,\"a\":3}\n",
		"malformed": "{\"a\":1}\n{\"a\":\n{\"a\":2}\n",
		"map":       "{\"m\":{\"2024-01\":1}}\n{\"m\":{\"2024-02\":2}}\n",
		"utf-16":    "\xff\xfe{\x00\"\x00a\x00\"\x00:\x001\x00}\x00",
		"case":      "{\"id\":1,\"ID\":2,\"\":3}\n",
	}
	bad := map[string]string{
		"text":     "nothing of the kind",
		"open":     `{"a":1`,
		"closed":   `[1,2]]`,
		"nested":   strings.Repeat("[", 100_000),
		"mismatch": `["mismatch"}`,
		"comma":    `[1,]`,
		"csv":      "a,b\n1,2\n",
	}
	formattest.Test(t, Format{}, contents(good), contents(bad))
}

func contents(texts map[string]string) map[string][]byte {
	m := make(map[string][]byte, len(texts))
	for name, text := range texts {
		m[name] = []byte(text)
	}
	return m
}
