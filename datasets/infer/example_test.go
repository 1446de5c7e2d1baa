package infer_test

import (
	"fmt"

	"github.com/tarnlake/tarn/datasets/infer"
)

// The values of a column say together what each of them leaves open.
func Example() {
	var c infer.Column
	for i, value := range []string{"01/02/2024", "NA", "25/12/2024"} {
		c.Add([]byte(value), infer.Pos{Line: int64(i + 1)})
	}
	r := c.Result()
	fmt.Println(r.Type, r.Format)
	fmt.Println(r.Evidence.Min, "to", r.Evidence.Max)
	fmt.Println("null:", r.Evidence.NullTexts)
	fmt.Println("decided in line", r.Evidence.Deciders[0].Line)
	// Output:
	// date %d/%m/%Y
	// 2024-02-01 to 2024-12-25
	// null: map[NA:1]
	// decided in line 3
}
