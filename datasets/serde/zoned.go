package serde

import "github.com/tarnlake/tarn/datasets/javatime"

// zoned are the forms of timestamps in JSON besides the usual one.
var zoned = patterns(
	"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "yyyy-MM-dd'T'HH:mm:ssXXX", "yyyy-MM-dd'T'HH:mm:ss.SSS", "yyyy-MM-dd'T'HH:mm:ss",
	"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX",
)

func patterns(texts ...string) []javatime.Pattern {
	var list []javatime.Pattern
	for _, text := range texts {
		p, err := javatime.Parse(text)
		if err != nil {
			panic(err) // they are constants
		}
		list = append(list, p)
	}
	return list
}
