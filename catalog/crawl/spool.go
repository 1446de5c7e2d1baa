package crawl

import (
	"os"
	"sync"
)

// A spool keeps the packed evidence of files until the catalog has it. What is
// more than a page goes into a file without a name, if there is a folder for it:
// it is gone when the crawl ends, however it ends. If it cannot be written there,
// it stays in memory. Several goroutines may use a spool.
type spool struct {
	folder string // for the file; "" for none

	mu    sync.Mutex
	file  *os.File
	size  int64 // of the file
	pages []page
}

// pageSize is how many bytes a page has at least before the next one begins.
const pageSize = 1 << 20

// A page is some of what a spool keeps.
type page struct {
	bytes []byte // nil if they are in the file
	at    int64  // in the file
}

// A spot is where something is in a spool. The zero spot is nowhere.
type spot struct{ page, at, size int32 }

func (p spot) empty() bool { return p.size == 0 }

// put keeps bytes.
func (s *spool) put(bytes []byte) spot {
	if len(bytes) == 0 {
		return spot{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.pages)
	if n == 0 || len(s.pages[n-1].bytes)+len(bytes) > pageSize {
		if n > 0 {
			s.write(&s.pages[n-1])
		}
		s.pages = append(s.pages, page{})
		n++
	}
	last := &s.pages[n-1]
	p := spot{int32(n - 1), int32(len(last.bytes)), int32(len(bytes))}
	last.bytes = append(last.bytes, bytes...)
	return p
}

// write moves a page to the file.
func (s *spool) write(p *page) {
	if s.folder == "" || s.file == nil && !s.create() {
		return
	}
	if _, err := s.file.WriteAt(p.bytes, s.size); err != nil {
		s.folder = "" // the disk may be full
		return
	}
	p.at = s.size
	s.size += int64(len(p.bytes))
	p.bytes = nil
}

// create makes the file.
func (s *spool) create() bool {
	file, err := os.CreateTemp(s.folder, "crawl-*.tmp")
	if err != nil {
		s.folder = ""
		return false
	}
	os.Remove(file.Name()) // where that is not possible yet, close does it
	s.file = file
	return true
}

// get returns what was put. The bytes are not to be changed.
func (s *spool) get(p spot) ([]byte, error) {
	if p.empty() {
		return nil, nil
	}
	s.mu.Lock()
	at := s.pages[p.page]
	s.mu.Unlock()
	if at.bytes != nil {
		return at.bytes[p.at : p.at+p.size], nil
	}
	bytes := make([]byte, p.size)
	_, err := s.file.ReadAt(bytes, at.at+int64(p.at))
	return bytes, err
}

// close lets go of everything that was put.
func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

// spooled is packed evidence as the catalog takes it: see [catalog.Packed].
type spooled struct {
	spool *spool
	spot  spot
}

// Bytes returns the bytes that were put.
func (s spooled) Bytes() ([]byte, error) { return s.spool.get(s.spot) }
