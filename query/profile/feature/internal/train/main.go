// Command train makes forest.gz of package feature from SortingHat's labelled
// columns. Run it with go generate in that package.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/tarnlake/tarn/query/profile/feature"
	"github.com/tarnlake/tarn/query/profile/feature/internal/sortinghat"
	"github.com/tarnlake/tarn/query/profile/learn"
)

func main() {
	data := flag.String("data", "data_train.csv", "the labelled `file`")
	out := flag.String("o", "forest.gz", "the `file` to write")
	flag.Parse()
	if err := train(*data, *out); err != nil {
		log.Fatal(err)
	}
}

func train(data, out string) error {
	d, err := sortinghat.Load(data)
	if err != nil {
		return err
	}
	forest, err := learn.FitForest(context.Background(), d.Vectors(), d.Target, feature.Training)
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := feature.Save(f, forest); err != nil {
		return err
	}
	return f.Close()
}
