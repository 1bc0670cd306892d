package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// maxWindow is the most memory in bytes that a zstd file may ask for: what
// `zstd --long=27` needs, and the most that the zstd program takes by itself.
const maxWindow = 128 << 20

// decompress returns the plain bytes of r, which is gzip (of one or more
// members), zstd (of one or more frames) or plain, told by its first bytes. All
// work is done in the caller's goroutine.
func decompress(r *counter) (plain io.Reader, closePlain func(), err error) {
	b := bufio.NewReaderSize(r, 64<<10)
	magic, err := b.Peek(4)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(magic, gzipMagic):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, nil, damaged("gzip", err)
		}
		return &bounded{r: &decoder{z, "gzip"}, kind: "gzip", packed: r.count}, func() { _ = z.Close() }, nil
	case bytes.Equal(magic, zstdMagic) || skippable(magic):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, damaged("zstd", err)
		}
		return &bounded{r: &decoder{z, "zstd"}, kind: "zstd", packed: r.count}, z.Close, nil
	}
	return b, func() {}, nil
}

// skippable reports whether magic begins one of the frames that carry no data,
// with which pzstd begins a file.
func skippable(magic []byte) bool {
	return len(magic) == 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:], []byte{0x2a, 0x4d, 0x18})
}

// A decoder tells an error of the compression from one of the stream below.
type decoder struct {
	r    io.Reader
	kind string
}

func (d *decoder) Read(b []byte) (int, error) {
	n, err := d.r.Read(b)
	if err != nil && err != io.EOF {
		err = damaged(d.kind, err)
	}
	return n, err
}

func damaged(kind string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: its %s data ends too early; fetch the file again", ErrDamaged, kind)
	}
	return fmt.Errorf("%w: its %s data cannot be unpacked: %w; fetch the file again", ErrDamaged, kind, err)
}

// A bomb unpacks to very much more than its size. Papers in text shrink to a
// third, with many copies among them to a thirtieth.
const (
	mostGrowth = 200      // times the size
	leastBomb  = 32 << 20 // bytes unpacked; less harms nobody
)

// bounded is unpacked data that ends where it turns out to be a bomb: memory
// stays bounded anyway, time would not.
type bounded struct {
	r        io.Reader
	kind     string
	packed   func() int64 // bytes read so far, before unpacking
	unpacked int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.unpacked += int64(n)
	if packed := b.packed(); b.unpacked > leastBomb && b.unpacked/mostGrowth > packed {
		return 0, fmt.Errorf("%w: its %s data unpacks to more than %d times its size (%d bytes from %d); no papers do: unpack it and look at it", ErrDamaged, b.kind, mostGrowth, b.unpacked, packed)
	}
	return n, err
}
