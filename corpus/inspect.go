package corpus

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// headerSize is what SQLite's file header takes, in bytes.
const headerSize = 100

// inspect looks at the file at path before SQLite does, without changing it,
// and reports whether there is a store to open: no file and an empty file are
// none. A file that is something else, or that lost its end, is an error.
func inspect(path string) (found bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot open %s: %w", path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return false, fmt.Errorf("cannot open %s: %w", path, err)
	}
	if info.IsDir() {
		return false, fmt.Errorf("cannot open %s: %w: it is a folder; give the path of a file in it", path, ErrNotStore)
	}
	if info.Size() == 0 {
		return false, nil
	}
	header := make([]byte, headerSize)
	n, err := io.ReadFull(file, header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("cannot read %s: %w", path, err)
	}
	magic := []byte("SQLite format 3\x00")
	if !bytes.HasPrefix(header, magic[:min(n, len(magic))]) {
		return false, fmt.Errorf("cannot open %s: %w: it begins with %q, a store with %q; it was left untouched, give another path", path, ErrNotStore, header[:min(n, len(magic))], magic)
	}
	if n < headerSize {
		return false, fmt.Errorf("cannot open %s: %w: it has %d bytes, its header alone has %d; it was left untouched, restore a copy", path, ErrDamaged, n, headerSize)
	}
	id := binary.BigEndian.Uint32(header[68:]) // application_id, see SQLite's file format 1.3
	if id != applicationID && !unfinished(header) {
		return false, fmt.Errorf("cannot open %s: %w: it is a database of another program (application id %#x, ours is %#x); it was left untouched, give another path", path, ErrNotStore, id, applicationID)
	}
	size := int64(binary.BigEndian.Uint16(header[16:]))
	if size == 1 {
		size = 65536
	}
	// Pages that are still in the write-ahead log may be missing from the file.
	if pages := int64(binary.BigEndian.Uint32(header[28:])); pages*size > info.Size() && !hasLog(path) {
		return false, fmt.Errorf("cannot open %s: %w: it has %d bytes, its header says %d; it was left untouched, restore a copy", path, ErrDamaged, info.Size(), pages*size)
	}
	return true, nil
}

// unfinished reports whether the file may be a store whose first transaction
// is not yet, or was never, moved from the log into it: it has no schema.
func unfinished(header []byte) bool {
	schema := binary.BigEndian.Uint32(header[40:]) // the schema cookie: changes with every CREATE
	return schema == 0 && binary.BigEndian.Uint32(header[60:]) == 0
}

// hasLog reports whether a write-ahead log with content lies beside the file.
func hasLog(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}
