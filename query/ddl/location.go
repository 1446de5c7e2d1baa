package ddl

// Location returns the folder of the lake that a text names as LOCATION does:
// s3://LAKE/a/b/ or a path. Outside the lake it is an error.
func (env Env) Location(text string) (string, error) { return env.location(text) }
