package jsonfile

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/tarnlake/tarn/datasets"
	"github.com/tarnlake/tarn/datasets/schema"
)

// Clean writes the records of the file, one object a line, with the keys of
// l.Cleaned and values that the engine reads right: whatever is to be text is a
// string, and so are decimals, whose digits it would cut otherwise. A value
// that does not fit its type is null. Records that give no row are left out.
func (Format) Clean(ctx context.Context, f datasets.File, l *datasets.Layout, w io.Writer) (err error) {
	defer recovered(&err)
	sh := shape{records: inLines, encoding: utf8Encoding}
	if err := sh.apply(l.Options); err != nil {
		return err
	}
	fixed, err := besideText(ctx, f, l, sh)
	if err != nil {
		return err
	}
	file, err := f.Reader(ctx)
	if err != nil {
		return err
	}
	defer file.Close()
	src, err := newSource(file, sh, sizeHint(f, file.Compression))
	if err != nil {
		return err
	}
	newCleaner := func() *cleaner { return &cleaner{shape: sh, plan: newPlan(l, sh), fixed: fixed} }
	if err := cleanAll(src, w, newCleaner); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if file.Compression == "" {
		return src.failure
	}
	return nil // what can be read of a damaged file was read
}

// besideText returns the members that all rows have from beside the records.
func besideText(ctx context.Context, f datasets.File, l *datasets.Layout, sh shape) ([]byte, error) {
	if len(sh.beside) == 0 {
		return nil, nil
	}
	file, err := f.Reader(ctx)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	src, err := newSource(file, sh, sizeHint(f, file.Compression))
	if err != nil {
		return nil, err
	}
	var buf []byte
	for {
		c, err := src.next(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		buf = c.text
	}
	if err := src.finish(); err != nil {
		return nil, err
	}
	p := newPlan(l, sh)
	c := &cleaner{}
	for i, col := range p.beside {
		at := slices.IndexFunc(src.envelope, func(m envelopeMember) bool { return m.key == sh.beside[i] })
		if at < 0 {
			continue
		}
		m := src.envelope[at]
		c.Text, c.End = m.text, m.end
		c.member(col, 0)
	}
	return c.out, ctx.Err()
}

// A job is a chunk to be cleaned, and where its rows are to go.
type job struct {
	chunk *chunk
	size  int // bytes of it
	done  chan written
}

// Written are the rows of a chunk, or why there are none.
type written struct {
	rows []byte
	err  error
}

// cleanAll writes the records of a source. Several cleaners work on chunks;
// what they write goes out in the order of the chunks.
func cleanAll(src *source, w io.Writer, newCleaner func() *cleaner) error {
	n := runtime.GOMAXPROCS(0)
	jobs, inOrder := make(chan job, n), make(chan job, 2*n)
	stop := make(chan struct{})
	var b budget
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			c := newCleaner()
			for j := range jobs {
				rows, err := c.chunk(j.chunk)
				j.done <- written{rows, err}
			}
		})
	}
	var failed error
	go func() {
		defer close(inOrder)
		defer close(jobs)
		defer recovered(&failed)
		failed = assign(src, &b, jobs, inOrder, stop)
	}()
	var err error
	for j := range inOrder {
		got := <-j.done
		if err != nil {
			b.give(j.size)
			continue
		}
		if err = got.err; err == nil {
			_, err = w.Write(got.rows)
		}
		b.give(j.size)
		if err != nil {
			close(stop)
		}
	}
	workers.Wait()
	return cmp.Or(err, failed)
}

// assign sends a job for each chunk, to be done and to be written, until it is
// told to stop.
func assign(src *source, b *budget, jobs, inOrder chan<- job, stop <-chan struct{}) error {
	for {
		c, err := src.next(nil)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j := job{c, len(c.text), make(chan written, 1)}
		b.take(j.size)
		select {
		case <-stop:
			return nil
		case inOrder <- j:
		}
		jobs <- j
		b.settle(j.size)
	}
}

// A plan says how a value of some type is written.
type plan struct {
	typ     schema.Type
	elem    *plan
	members []*planMember
	index   map[string]*planMember
	visit   uint64        // counts the objects
	beside  []*planMember // of the rows: the columns from beside the records
}

type planMember struct {
	plan
	key   string
	out   []byte // the key as it is written, with its colon
	visit uint64 // the last object that had it
	last  int    // where its value is among the spans of that object
}

func newPlan(l *datasets.Layout, sh shape) *plan {
	p := &plan{typ: schema.Type{Kind: schema.Struct}, index: make(map[string]*planMember)}
	outs := l.Cleaned().Columns
	for i, c := range l.Columns {
		m := &planMember{plan: *planFor(c.Type), key: c.Source, out: quotedKey(outs[i].Source)}
		if i >= len(l.Columns)-len(sh.beside) {
			p.beside = append(p.beside, m)
			continue
		}
		p.members = append(p.members, m)
		p.index[m.key] = m
	}
	return p
}

func planFor(t schema.Type) *plan {
	p := &plan{typ: t}
	switch t.Kind {
	case schema.Array, schema.Map:
		p.elem = planFor(*t.Elem)
	case schema.Struct:
		p.index = make(map[string]*planMember, len(t.Fields))
		for _, f := range t.Fields {
			m := &planMember{plan: *planFor(f.Type), key: f.Name, out: quotedKey(f.Name)}
			p.members = append(p.members, m)
			p.index[f.Name] = m
		}
	}
	return p
}

func quotedKey(key string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(key)
	return append(bytes.TrimSuffix(b.Bytes(), newline), ':')
}
