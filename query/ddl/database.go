package ddl

import (
	"context"
	"errors"
	"maps"

	"github.com/tarnlake/tarn/catalog"
	"github.com/tarnlake/tarn/query/statement/hive"
)

func (env Env) createDatabase(ctx context.Context, s *hive.CreateDatabase) error {
	if _, err := env.name(s.Name); err != nil {
		return err
	}
	d := catalog.Database{Name: s.Name.Database, Comment: s.Comment, Parameters: properties(s.Properties)}
	if s.Location != "" {
		folder, err := env.location(s.Location)
		if err != nil {
			return err
		}
		d.Location = env.URI(folder)
	}
	err := env.Catalog.CreateDatabase(ctx, d)
	switch {
	case errors.Is(err, catalog.ErrExists) && s.IfNotExists:
		return nil
	case errors.Is(err, catalog.ErrExists):
		return failed(1006, "Database %s already exists", d.Name)
	}
	return err
}

func (env Env) alterDatabase(ctx context.Context, s *hive.AlterDatabase) error {
	name, err := env.name(s.Name)
	if err != nil {
		return err
	}
	d, err := env.Catalog.Database(ctx, name.Database)
	if err != nil {
		return missing(name, err)
	}
	d.Parameters = maps.Clone(d.Parameters)
	if d.Parameters == nil {
		d.Parameters = make(map[string]string)
	}
	maps.Copy(d.Parameters, properties(s.Properties))
	return env.Catalog.AlterDatabase(ctx, d)
}

func (env Env) dropDatabase(ctx context.Context, s *hive.DropDatabase) error {
	name, err := env.name(s.Name)
	if err != nil {
		return err
	}
	err = env.Catalog.DropDatabase(ctx, name.Database, s.Cascade)
	var full *catalog.NotEmptyError
	switch {
	case errors.Is(err, catalog.ErrNotFound) && s.IfExists:
		return nil
	case errors.As(err, &full):
		told := failed(1006, "InvalidOperationException(message:Database %s is not empty. One or more tables exist.)", name.Database)
		told.Err = err
		return told
	}
	return missing(name, err)
}

// properties returns properties as a map; the last of several with one key counts.
func properties(list []hive.Property) map[string]string {
	m := make(map[string]string, len(list))
	for _, p := range list {
		m[p.Key] = p.Value
	}
	return m
}
