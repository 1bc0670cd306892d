package format

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/kindred-search/kindred/corpus"
)

// A scholarJoin puts the datasets papers and abstracts of Semantic Scholar
// together, by the hash join of databases that keep to their memory: both are
// cut into parts by corpus id, on disk, and then each part of the abstracts fits
// into memory while that of the papers passes.
type scholarJoin struct {
	papers, abstracts []string // files
}

// scholarFiles takes the files to join out of the others. Without files of both
// kinds there is nothing to join.
func scholarFiles(paths []string) (plain []string, j scholarJoin) {
	for _, path := range paths {
		s, err := sniff(path)
		switch {
		case err != nil || s.format != SemanticScholar || s.first.get("corpusid").absent():
			plain = append(plain, path)
		case s.first.get("abstract") != nil && s.first.get("title") == nil:
			j.abstracts = append(j.abstracts, path)
		default:
			j.papers = append(j.papers, path)
		}
	}
	if len(j.papers) == 0 || len(j.abstracts) == 0 {
		return paths, scholarJoin{}
	}
	return plain, j
}

// What a part of the abstracts should have, and how many there may be: more
// than that are as many files open at once, each with its buffer.
const (
	partBytes = 16 << 20
	maxParts  = 256
)

// read gives the papers, each with its abstract.
func (j *scholarJoin) read(r *filesReading) {
	fail := func(err error) {
		r.yield(corpus.Paper{}, &RecordError{File: j.papers[0], Err: fmt.Errorf("cannot be joined with the abstracts: %w; give a folder with more space by TMPDIR", err)})
	}
	dir, err := os.MkdirTemp("", "kindred-join-")
	if err != nil {
		fail(err)
		return
	}
	defer os.RemoveAll(dir)
	var size int64
	for _, path := range j.abstracts {
		if info, err := os.Stat(path); err == nil {
			size += 4 * info.Size() // unpacked
		}
	}
	n := int(min(size/partBytes+1, maxParts))
	abstracts, err := cutInto(n, filepath.Join(dir, "abstracts"), j.abstracts, r)
	if err != nil {
		fail(err)
		return
	}
	papers, err := cutInto(n, filepath.Join(dir, "papers"), j.papers, r)
	if err != nil {
		fail(err)
		return
	}
	if papers == nil || abstracts == nil {
		return // the loop was left
	}
	for i := range n {
		left, err := j.part(abstracts[i], papers[i], r)
		if err != nil {
			fail(err)
		}
		if left || err != nil {
			return
		}
	}
}

// part joins one part.
func (j *scholarJoin) part(abstracts, papers string, r *filesReading) (left bool, err error) {
	texts := map[uint64]string{}
	err = eachJoined(abstracts, func(e joined) bool {
		texts[e.corpusID], _ = value(e.data).get("abstract").text() // corpusIDOf has read it
		return true
	})
	if err != nil {
		return false, err
	}
	err = eachJoined(papers, func(e joined) bool {
		rd := newReading(Options{Name: j.papers[e.file]}, r.yield)
		p, err := scholarPaper(e.data)
		if err == nil && p.Abstract == "" {
			p.Abstract = collapse(texts[e.corpusID])
		}
		left = !rd.give(frame{line: e.line, number: e.line}, false, p, err)
		return !left
	})
	return left, err
}

// A joined entry is a record on its way through a part.
type joined struct {
	corpusID   uint64
	file, line int
	data       []byte
}

// cutInto writes the records of files to n parts, by their corpus ids, and
// returns the paths of the parts, which begin with prefix; nil when the loop was
// left. A record that cannot be read is reported.
func cutInto(n int, prefix string, files []string, r *filesReading) (parts []string, err error) {
	outs := make([]*bufio.Writer, n)
	for i := range outs {
		path := prefix + strconv.Itoa(i)
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		outs[i] = bufio.NewWriterSize(file, 64<<10)
		parts = append(parts, path)
	}
	for number, path := range files {
		rd := newReading(r.optionsOf(path), r.yield)
		var failed error
		rd.record = func(f frame, byRecord bool) bool {
			id, err := corpusIDOf(f)
			if err != nil {
				return rd.give(f, byRecord, corpus.Paper{}, err)
			}
			failed = writeJoined(outs[id%uint64(n)], joined{id, number, f.line, f.data})
			return failed == nil
		}
		file, err := os.Open(path)
		if err == nil {
			err = rd.file(file)
			file.Close()
		}
		switch {
		case failed != nil:
			return nil, failed
		case err != nil && !rd.left:
			rd.left = !r.yield(corpus.Paper{}, &RecordError{File: path, Err: err})
		}
		if rd.left {
			return nil, nil
		}
		r.done(path)
	}
	for _, out := range outs {
		if err := out.Flush(); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// corpusIDOf reads the id by which a record is joined. What is joined must be
// a text.
func corpusIDOf(f frame) (uint64, error) {
	if f.err != nil {
		return 0, f.err
	}
	if _, err := value(f.data).get("abstract").text(); err != nil {
		return 0, inField("abstract", err)
	}
	s, err := value(f.data).get("corpusid").text()
	if err != nil {
		return 0, inField("corpusid", err)
	}
	id, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, inField("corpusid", fmt.Errorf("%w: got %s; need a whole number", ErrField, short(s)))
	}
	return id, nil
}

// writeJoined writes an entry: four numbers as varints (corpus id, file, line,
// bytes of the record), and the record.
func writeJoined(w *bufio.Writer, e joined) error {
	var head []byte
	for _, n := range []uint64{e.corpusID, uint64(e.file), uint64(e.line), uint64(len(e.data))} {
		head = binary.AppendUvarint(head, n)
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(e.data)
	return err
}

// eachJoined gives the entries of a part; data is valid until the next.
func eachJoined(path string, each func(joined) bool) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 64<<10)
	var data []byte
	for {
		var head [4]uint64
		for i := range head {
			if head[i], err = binary.ReadUvarint(in); err != nil {
				if i == 0 && errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
		}
		if n := int(head[3]); cap(data) < n {
			data = make([]byte, n)
		}
		data = data[:head[3]]
		if _, err := io.ReadFull(in, data); err != nil {
			return err
		}
		if !each(joined{head[0], int(head[1]), int(head[2]), data}) {
			return nil
		}
	}
}
