package format

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/kindred-search/kindred/corpus"
)

const (
	zipMagic = "PK\x03\x04"
	zipEmpty = "PK\x05\x06"
)

// zip reads the files of an archive one after the other, each in its own
// format. One that cannot be read is an error of its own where there are
// others.
func (rd *reading) zip(file *fileAt) error {
	members, err := zipMembers(file)
	if err != nil {
		return err
	}
	file.begin(rd.read)
	for _, m := range members {
		err := rd.member(m, file)
		switch {
		case rd.left:
			return nil
		case err == nil:
		case len(members) == 1:
			return fmt.Errorf("%s: %w", m.Name, err)
		default:
			bad := &RecordError{File: rd.opts.Name + "/" + m.Name, Err: err}
			if rd.left = !rd.yield(corpus.Paper{}, bad); rd.left {
				return nil
			}
		}
	}
	file.done()
	return nil
}

// zipMembers are the files of an archive but those that are hidden.
func zipMembers(file *fileAt) (members []*zip.File, err error) {
	archive, err := zip.NewReader(file, file.size)
	if archive == nil || err != nil && !errors.Is(err, zip.ErrInsecurePath) { // no name is used as a path
		return nil, fmt.Errorf("%w: its zip directory cannot be read: %w; fetch the file again", ErrDamaged, err)
	}
	archive.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 64<<10)) })
	for _, m := range archive.File {
		if m.Name == "[Content_Types].xml" {
			return nil, fmt.Errorf("%w: it is an Office document; save it as CSV", ErrUnknownFormat)
		}
		if base := path.Base(m.Name); !m.FileInfo().IsDir() && !strings.HasPrefix(m.Name, "__MACOSX/") && !strings.HasPrefix(base, ".") {
			members = append(members, m)
		}
	}
	return members, nil
}

// member reads one file of an archive.
func (rd *reading) member(m *zip.File, file *fileAt) error {
	if m.Flags&1 != 0 {
		return fmt.Errorf("%w: it is encrypted; unpack it first", ErrDamaged)
	}
	r, err := m.Open()
	if err != nil {
		return fmt.Errorf("%w: it cannot be unpacked: %w", ErrDamaged, err)
	}
	defer r.Close()
	sub := &reading{opts: rd.opts, yield: rd.yield, cores: rd.cores, read: rd.read}
	sub.opts.Name += "/" + m.Name
	before := file.read
	err = sub.all(&counter{r: &bounded{r: &decoder{r, "zip"}, kind: "zip", packed: func() int64 { return file.read - before }}}) // file tells the progress
	rd.left = sub.left
	return err
}
