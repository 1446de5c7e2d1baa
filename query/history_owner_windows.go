package query

import "os"

// lock does nothing: a file that is open cannot be removed.
func lock(*os.File) error { return nil }

// held reports whether a process has the file open.
func held(path string) bool { return os.Remove(path) != nil }
