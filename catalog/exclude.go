package catalog

import (
	"encoding/json"

	"github.com/tarnlake/tarn/datasets"
)

// Excluded is the parameter of a database that has the patterns of what the last
// crawl was told to leave out, as a JSON array.
const Excluded = "crawl.exclude"

// excluded returns what the last crawl into a database was told to leave out.
func (t *tx) excluded(database int64) (globs []*datasets.Glob, err error) {
	parameters, err := t.parameters(database)
	if err != nil || parameters[Excluded] == "" {
		return nil, err
	}
	var texts []string
	if err := json.Unmarshal([]byte(parameters[Excluded]), &texts); err != nil {
		return nil, corrupt("what crawls leave out", err)
	}
	for _, text := range texts {
		glob, err := datasets.ParseGlob(text)
		if err != nil {
			return nil, err
		}
		globs = append(globs, glob)
	}
	return globs, nil
}

// exclude records what a crawl was told to leave out; nil leaves what is recorded.
func (t *tx) exclude(database int64, globs []*datasets.Glob) error {
	if globs == nil {
		return nil
	}
	parameters, err := t.parameters(database)
	if err != nil {
		return err
	}
	var texts []string
	for _, g := range globs {
		texts = append(texts, g.String())
	}
	encoded, err := json.Marshal(texts)
	if err != nil {
		return err
	}
	was, told := parameters[Excluded]
	switch {
	case len(globs) == 0 && !told, string(encoded) == was:
		return nil
	case len(globs) == 0:
		delete(parameters, Excluded)
	case parameters == nil:
		parameters = map[string]string{Excluded: string(encoded)}
	default:
		parameters[Excluded] = string(encoded)
	}
	data, err := json.Marshal(parameters)
	if err != nil {
		return err
	}
	return t.exec("UPDATE database SET parameters = ? WHERE id = ?", string(data), database)
}

func (t *tx) parameters(database int64) (parameters map[string]string, err error) {
	var data []byte
	if err := t.one("SELECT parameters FROM database WHERE id = ?", []any{database}, &data); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &parameters); err != nil {
		return nil, corrupt("parameters of a database", err)
	}
	return parameters, nil
}
