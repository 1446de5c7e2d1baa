package main

import (
	"flag"

	"github.com/tarnlake/tarn/cmd/tarnbench/internal/quality"
)

// quality measures how well a profile finds values that are wrong.
func (s *session) quality(args []string) error {
	flags := flag.NewFlagSet("quality", flag.ContinueOnError)
	var f form
	f.flags(flags)
	data := flags.String("data", "../shared/data", "the sets lie in the folder `DIR`")
	names, err := s.parse(flags, args, "set", quality.Sets())
	if err == nil {
		err = f.validate()
	}
	if err != nil {
		return err
	}
	figures, err := quality.Measure(s.ctx, *data, names)
	if err != nil {
		return err
	}
	r := &report{columns: []string{"set", "measure", "precision", "recall", "tarn", "published", "goal", ""}, data: figures}
	var missed []string
	for _, figure := range figures {
		known := func(x float64) string {
			if x == 0 {
				return "–"
			}
			return decimal(x)
		}
		r.rows = append(r.rows, []string{
			figure.Set, figure.Measure, known(figure.Precision), known(figure.Recall),
			decimal(figure.Value), known(figure.Published), decimal(figure.Goal), mark(figure.Met()),
		})
		if !figure.Met() {
			missed = append(missed, figure.Set+", "+figure.Measure)
		}
	}
	if err := r.write(s.stdout, f.format); err != nil {
		return err
	}
	return f.missed(missed)
}
