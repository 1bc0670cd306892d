package format

import (
	"io"
	"os"
)

// file reads a file: an archive or Parquet, of which the directory stands at the
// end, or a stream.
func (rd *reading) file(f *os.File) error {
	var magic [4]byte
	stream := &counter{r: f, progress: rd.read}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return rd.all(stream)
	}
	rd.cores = usefulCores()
	if _, err := f.ReadAt(magic[:], 0); err != nil {
		return rd.all(stream) // shorter than that, or one that only streams
	}
	if string(magic[:]) == parquetMagic {
		return rd.parquet(&fileAt{r: f, size: info.Size()})
	}
	if archived(magic) {
		return rd.zip(&fileAt{r: f, size: info.Size()})
	}
	return rd.all(stream)
}

// archived reports the first bytes of an archive.
func archived(magic [4]byte) bool {
	return string(magic[:]) == zipMagic || string(magic[:]) == zipEmpty
}

// A fileAt is a file that is read at any place, and tells how much of it was.
type fileAt struct {
	r        io.ReaderAt
	size     int64
	read     int64 // bytes since begin
	progress *progress
}

// begin begins the data, behind the directory.
func (f *fileAt) begin(progress *progress) { f.read, f.progress = 0, progress }

// ReadAt implements io.ReaderAt, for one goroutine.
func (f *fileAt) ReadAt(b []byte, off int64) (int, error) {
	n, err := f.r.ReadAt(b, off)
	if f.read += int64(n); f.progress != nil {
		f.progress.reached(min(f.read, f.size))
	}
	return n, err
}

// done tells that all of it was read.
func (f *fileAt) done() {
	if f.progress != nil {
		f.progress.reached(f.size)
	}
}
