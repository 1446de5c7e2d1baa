//go:build unix

package query

import (
	"os"
	"syscall"
)

// lock locks a file for this process, or returns an error at once if another has it.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// held reports whether a process has the file locked.
func held(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return true
	}
	defer f.Close()
	return lock(f) != nil
}
