package catalog

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// unprivileged makes the file system treat the rest of the test as somebody
// who may write only what is open to all.
func unprivileged(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	runtime.LockOSThread()
	if err := syscall.Setfsuid(65534); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if syscall.Setfsuid(0) == nil {
			runtime.UnlockOSThread()
		} // else the thread ends with the test
	})
}

// readOnly makes a catalog with one table whose folder cannot be written, and
// opens it.
func readOnly(t *testing.T, folder, file os.FileMode) *Catalog {
	t.Helper()
	dir := t.TempDir()
	for up := dir; strings.HasPrefix(up, os.TempDir()+"/"); up = filepath.Dir(up) {
		os.Chmod(up, 0o755)
	}
	c := open1(t, filepath.Join(dir, "state", "catalog.db"))
	resync(t, c, table(t, "orders", "id int"))
	c.Close()
	os.Chmod(c.Path(), file)
	os.Chmod(filepath.Dir(c.Path()), folder)
	t.Cleanup(func() { os.Chmod(filepath.Dir(c.Path()), 0o755) })
	unprivileged(t)
	return open1(t, c.Path())
}

func TestReadOnlyFolder(t *testing.T) {
	for name, mode := range map[string][2]os.FileMode{
		"folder": {0o555, 0o666}, "file": {0o777, 0o444}, "both": {0o555, 0o444},
	} {
		t.Run(name, func(t *testing.T) {
			c := readOnly(t, mode[0], mode[1])
			if !c.ReadOnly() {
				t.Error("it is not read-only")
			}
			tables, err := c.Tables(t.Context(), "default")
			if err != nil || len(tables) != 1 {
				t.Errorf("tables: %v, %v", tables, err)
			}
			if _, err := c.Sync(t.Context(), "default", nil, nil, SyncOptions{Plan: true}); err != nil {
				t.Errorf("a plan: %v", err)
			}
			_, err = c.Sync(t.Context(), "default", nil, nil, SyncOptions{})
			var store *StoreError
			if !errors.Is(err, ErrReadOnly) || !errors.As(err, &store) || !strings.Contains(store.Hint(), "--state") {
				t.Errorf("a sync: %v", err)
			}
		})
	}
}

// Where nothing can be made, the message says what to do.
func TestOpenInReadOnlyFolder(t *testing.T) {
	c := readOnly(t, 0o555, 0o444)
	for _, path := range []string{
		filepath.Join(filepath.Dir(c.Path()), "other.db"),
		filepath.Join(filepath.Dir(c.Path()), "folder", "other.db"),
	} {
		_, err := Open(path)
		var store *StoreError
		if !errors.Is(err, ErrReadOnly) || !errors.As(err, &store) || store.Hint() == "" {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// With no room on the disk at all, a catalog that nobody has open can be read.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("no small disk to be had: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	c := open1(t, filepath.Join(dir, "catalog.db"))
	resync(t, c, table(t, "orders", "id int"))
	c.Close()
	if err := os.WriteFile(filepath.Join(dir, "fill"), make([]byte, 2<<20), 0o644); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	c = open1(t, c.Path())
	if tables, err := c.Tables(t.Context(), "default"); err != nil || len(tables) != 1 {
		t.Errorf("tables: %v, %v", tables, err)
	}
	_, err := c.Sync(t.Context(), "default", nil, nil, SyncOptions{})
	var store *StoreError
	if !errors.Is(err, ErrReadOnly) || !errors.As(err, &store) || !strings.Contains(store.Hint(), "make room") {
		t.Errorf("a sync: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "other.db")); !errors.As(err, &store) || !strings.Contains(store.Hint(), "make room") {
		t.Errorf("a new one: %v", err)
	}
}
