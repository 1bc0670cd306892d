package format

import (
	"encoding/binary"
	"fmt"

	"github.com/parquet-go/parquet-go"
	pqformat "github.com/parquet-go/parquet-go/format"

	"github.com/kindred-search/kindred/corpus"
)

const parquetMagic = "PAR1"

// maxFooter is more than the footer of a Parquet file has in bytes, in which
// every column of every row group is described.
const maxFooter = 16 << 20

// parquet reads a Parquet file, row by row: a row is put together as the JSON
// that it would be in a dump of lines, of the columns whose names mean
// something, and is read as that. A group of rows that is damaged is an error of
// its own; the groups behind it are read.
func (rd *reading) parquet(file *fileAt) error {
	if err := checkFooter(file); err != nil {
		return err
	}
	var opened *parquet.File
	err := parquetSafely(func() (err error) {
		opened, err = parquet.OpenFile(file, file.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		return err
	})
	if err != nil {
		return fmt.Errorf("%w: its Parquet footer cannot be read: %w; fetch the file again", ErrDamaged, err)
	}
	if n := opened.NumRows(); n > file.size {
		return fmt.Errorf("%w: it says that it has %d rows in %d bytes; fetch the file again", ErrDamaged, n, file.size)
	}
	file.begin(rd.read)
	r := parquetRows{rd: rd, file: file, left: max(leastBomb, mostGrowth*file.size)}
	for _, c := range opened.Root().Columns() {
		if n := newParquetNode(c); parquetWanted(c.Name()) {
			r.root.children = append(r.root.children, n)
		}
	}
	if len(r.root.children) == 0 {
		return fmt.Errorf("%w: none of its Parquet columns has a name that is known; need title or abstract", ErrUnknownFormat)
	}
	for i, group := range opened.RowGroups() {
		if err := r.group(group, opened.Metadata().RowGroups[i].Columns); err != nil {
			bad := &RecordError{File: rd.opts.Name, Line: r.number, Record: r.number, Offset: -1, byRecord: true,
				Err: fmt.Errorf("%w: its group of rows cannot be read from here on: %w; fetch the file again", ErrDamaged, err)}
			rd.left = rd.left || !rd.yield(corpus.Paper{}, bad)
		}
		if rd.left {
			return nil
		}
	}
	file.done()
	return nil
}

// checkFooter keeps a footer that is damaged from asking for memory, for itself
// or for lists that it does not have.
func checkFooter(file *fileAt) error {
	var tail [8]byte
	if file.size < int64(len(parquetMagic)+len(tail)) {
		return fmt.Errorf("%w: it is too short for Parquet; fetch the file again", ErrDamaged)
	}
	if _, err := file.ReadAt(tail[:], file.size-int64(len(tail))); err != nil {
		return err
	}
	size := int64(binary.LittleEndian.Uint32(tail[:4]))
	if string(tail[4:]) != parquetMagic || size > file.size-12 || size > maxFooter {
		return fmt.Errorf("%w: it does not end as Parquet does; fetch the file again", ErrDamaged)
	}
	footer := make([]byte, size)
	if _, err := file.ReadAt(footer, file.size-int64(len(tail))-size); err != nil {
		return err
	}
	if _, err := thriftEnd(footer); err != nil {
		return fmt.Errorf("%w: its Parquet footer cannot be read: %w; fetch the file again", ErrDamaged, err)
	}
	return nil
}

// parquetSafely calls the library, which panics at some damaged files. Nothing
// of ours, and nothing of the caller's, may run within.
func parquetSafely(f func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", ErrSyntax, fault)
		}
	}()
	return f()
}

// parquetWanted reports whether a column of the outermost level may be of a
// paper: by the names of ours, and by those of which the other schemas of JSON
// are made.
func parquetWanted(name string) bool {
	if f, _ := lookUp(name); f != fieldNone {
		return true
	}
	switch name {
	case "paper", "authors_parsed", "versions", "journal-ref", "report-no", "discussionId", // daily, arXiv
		"abstract_inverted_index", "authorships", "primary_topic", "topics", "display_name", "publication_year", "cited_by_count", "primary_location", "ids", // OpenAlex
		"corpusid", "corpusId", "externalids", "externalIds", "tldr", "fieldsOfStudy", "s2FieldsOfStudy": // Semantic Scholar
		return true
	}
	return false
}

// parquetRows are the rows of a file.
type parquetRows struct {
	rd     *reading
	root   parquetNode
	read   schema // told by the first row
	number int
	file   *fileAt
	left   int64 // bytes that the file may still unpack to: one text may stand in all rows
	json   []byte
}

// group reads one group of rows. The error is that of the file; the caller may
// go on behind the group.
func (r *parquetRows) group(group parquet.RowGroup, columns []pqformat.ColumnChunk) error {
	chunks := group.ColumnChunks()
	for i := range columns {
		if !r.root.has(i) {
			continue
		}
		if err := checkPages(r.file, &columns[i].MetaData); err != nil {
			return err
		}
	}
	for _, n := range r.root.children {
		n.open(chunks)
	}
	defer func() {
		for _, n := range r.root.children {
			n.close()
		}
	}()
	for range min(group.NumRows(), r.file.size-int64(r.number)) { // no paper takes less than a byte
		r.number++
		out := parquetJSON{dst: r.json[:0], most: r.rd.opts.MaxRecord, left: r.left}
		if err := r.root.object(&out); err != nil {
			return err
		}
		r.json, r.left = out.dst, out.left
		f := frame{data: out.dst, line: r.number, number: r.number, offset: -1}
		var p corpus.Paper
		var err error
		switch {
		case out.tooLong:
			err = tooLong(r.rd.opts.MaxRecord)
		case out.notUTF8:
			err = fmt.Errorf("%w: a text in it is not UTF-8, as Parquet has it", ErrSyntax)
		default:
			if r.read == nil {
				r.read = schemaOf(kindOf(f.data))
			}
			p, err = r.read(f.data)
		}
		if !r.rd.give(f, true, p, err) {
			return nil
		}
	}
	return nil
}
