package query

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// An owner is a process that runs executions. It holds a file of its name locked
// for as long as it lives, however it ends.
type owner struct {
	name string
	dir  string
	file *os.File
}

// newOwner makes the file of this process.
func newOwner(dir string) (*owner, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	o := &owner{name: newID(), dir: dir}
	var err error
	if o.file, err = os.OpenFile(filepath.Join(dir, o.name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644); err != nil {
		return nil, err
	}
	if err := lock(o.file); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// alive reports whether another owner's process still lives. The file of one
// that does not is removed.
func (o *owner) alive(name string) bool {
	path := filepath.Join(o.dir, filepath.Base(name))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if held(path) {
		return true
	}
	os.Remove(path)
	return false
}

func (o *owner) close() error {
	err := o.file.Close()
	os.Remove(o.file.Name())
	return err
}
