package eval

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds what a zstd frame can make us allocate. 128 MiB is also the
// most that the zstd command decompresses without being told to.
const maxWindow = 128 << 20

// suffixes are tried in this order. They only find the file: whether it is
// compressed is read from its first bytes.
var suffixes = [...]string{"", ".gz", ".zst"}

// find returns the path of name in dir, plain or compressed; the error is
// fs.ErrNotExist when there is none.
func find(dir, name string) (string, error) {
	for _, suffix := range suffixes {
		path := filepath.Join(dir, name+suffix)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("eval: %w", err)
		case info.IsDir():
			return "", fmt.Errorf("eval: %s is a folder, need a file; move it away: %w", path, ErrNotCollection)
		default:
			return path, nil
		}
	}
	return "", fs.ErrNotExist
}

// open opens a file for reading, decompressed when its content says gzip or zstd.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	r, err := decompress(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("eval: cannot decompress %s: %w; the file is damaged, fetch it again", path, err)
	}
	return source{Reader: r, file: f}, nil
}

type source struct {
	io.Reader
	file *os.File
}

func (s source) Close() error {
	if z, ok := s.Reader.(*zstd.Decoder); ok {
		z.Close()
	}
	return s.file.Close()
}

// decompress looks at the first bytes of r and reads on through gzip, zstd or neither.
func decompress(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}): // RFC 1952
		return gzip.NewReader(b)
	case isZstd(head):
		return zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	}
	return b, nil
}

// isZstd reports a frame or a skippable frame (RFC 8878, sections 3.1.1 and 3.1.2).
func isZstd(head []byte) bool {
	return bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) ||
		len(head) == 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:], []byte{0x2a, 0x4d, 0x18})
}
