package crawl

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// What is put comes back, wherever it is kept: in memory, in a file, or in memory
// because no file can be made.
func TestSpool(t *testing.T) {
	for _, test := range []struct {
		name, folder string
		file         bool
	}{
		{"memory", "", false},
		{"file", t.TempDir(), true},
		{"no such folder", filepath.Join(t.TempDir(), "gone"), false},
	} {
		s := spool{folder: test.folder}
		var mu sync.Mutex
		spots := make(map[string]spot)
		var group sync.WaitGroup
		for worker := range 4 {
			group.Go(func() {
				for i := range 200 {
					text := fmt.Sprintf("%d %d %s", worker, i, strings.Repeat("x", 37*i))
					at := s.put([]byte(text))
					if got, err := s.get(at); err != nil || string(got) != text {
						t.Errorf("%s: got %.20q, %v, want %.20q", test.name, got, err, text)
					}
					mu.Lock()
					spots[text] = at
					mu.Unlock()
				}
			})
		}
		group.Wait()
		large := bytes.Repeat([]byte("large"), pageSize)
		spots[string(large)] = s.put(large)
		for text, at := range spots {
			if got, err := s.get(at); err != nil || string(got) != text {
				t.Errorf("%s, in the end: got %.20q, %v, want %.20q", test.name, got, err, text)
			}
		}
		if none := s.put(nil); !none.empty() {
			t.Errorf("%s: nothing is at %v", test.name, none)
		}
		if (s.file != nil) != test.file {
			t.Errorf("%s: a file: %t, want %t", test.name, s.file != nil, test.file)
		}
		s.close()
		if left, _ := os.ReadDir(test.folder); test.file && len(left) > 0 {
			t.Errorf("%s: %s is left", test.name, left[0].Name())
		}
	}
}

// A disk that is full costs memory, and nothing else.
func TestSpoolUnwritable(t *testing.T) {
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s := spool{folder: t.TempDir(), file: file} // open for reading alone
	first, second := s.put([]byte("first")), s.put(make([]byte, pageSize))
	third := s.put([]byte("third"))
	for at, want := range map[spot]string{first: "first", third: "third", second: string(make([]byte, pageSize))} {
		if got, err := s.get(at); err != nil || string(got) != want {
			t.Errorf("got %.20q, %v, want %.20q", got, err, want)
		}
	}
}

// Evidence that was in a file while the lake was crawled is in the catalog as it
// was found, and the file is gone.
func TestSpooledEvidence(t *testing.T) {
	const columns = 800
	r := rand.New(rand.NewPCG(1, 2))
	files := make(map[string]string)
	for i := range 40 {
		var names, values []string
		for c := range columns {
			names = append(names, fmt.Sprintf("c%d", c))
			values = append(values, fmt.Sprintf("v%x%x%x%x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())) // not to be packed tightly
		}
		files[fmt.Sprintf("t/%d.csv", i)] = strings.Join(names, ",") + "\n" + strings.Join(values, ",") + "\n"
	}
	p := newScene(t, files)
	f, _ := p.update(Crawler{})
	size := 0
	recorded, err := p.catalog.Files(t.Context(), f.Tables[0].Table.Name)
	if err != nil || len(recorded) != len(files) {
		t.Fatalf("%d files, %v", len(recorded), err)
	}
	for i, want := range p.crawl(Crawler{}).table(t, "t").Files {
		evidence, err := want.Evidence()
		if err != nil || !reflect.DeepEqual(recorded[i].Scan.Evidence, evidence) {
			t.Errorf("%s: the evidence is not what was found, %v", want.Path, err)
		}
		packed, err := want.Packed.Bytes()
		if err != nil {
			t.Error(err)
		}
		size += len(packed)
	}
	if size <= pageSize {
		t.Errorf("%d bytes are no more than stay in memory", size)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(p.catalog.Path()), "*.tmp")); len(left) > 0 {
		t.Errorf("%s is left", left)
	}
}
