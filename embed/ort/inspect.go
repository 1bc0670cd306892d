package ort

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// entryPoint is the one function that the library must export; everything
// else is reached through what it returns.
const entryPoint = "OrtGetApiBase"

// Inspect reads the headers of the file at path and returns the version of
// ONNX Runtime in it ("" if the file does not tell). It returns ErrUnusable
// if the file is cut short, for another system or processor, or not that
// library. It does not load the file and does not judge the version.
func Inspect(path string) (version string, err error) {
	h := thisHost()
	version, err = inspect(path, h.goos, h.goarch)
	if err != nil {
		return "", fmt.Errorf("%w: %s %w", ErrUnusable, path, err)
	}
	return version, nil
}

// accepted reports whether a version is one of Needed.
func accepted(version string) bool {
	return strings.HasPrefix(version+".", strings.TrimSuffix(Needed, "x"))
}

// inspect is Inspect for any platform. Its errors continue a sentence that
// began with the path ("is cut short: ...").
func inspect(path, goos, goarch string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("cannot be read (%w)", cause(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("cannot be read (%w)", cause(err))
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("is not a regular file")
	}
	version, err := inspectImage(f, info.Size(), goos, goarch)
	if err != nil || version != "" {
		return version, err
	}
	if file, err := filepath.EvalSymlinks(path); err == nil {
		path = file
	}
	return versionInName(filepath.Base(path)), nil
}

// inspectImage judges the bytes of a library. size is the length of r.
func inspectImage(r io.ReaderAt, size int64, goos, goarch string) (version string, err error) {
	// The readers of package debug are not meant for hostile files: what
	// makes one of them panic is a file that must not be loaded.
	defer func() {
		if p := recover(); p != nil {
			version, err = "", fmt.Errorf("has damaged headers (%v)", p)
		}
	}()
	switch goos {
	case "windows":
		return inspectPE(r, size, goarch)
	case "darwin":
		return inspectMachO(r, size, goarch)
	default:
		return inspectELF(r, size, goarch)
	}
}

// unreadable explains why the headers could not be parsed.
func unreadable(r io.ReaderAt, size int64, format string, parse error, magics ...string) error {
	var head [8]byte
	n, _ := r.ReadAt(head[:], 0)
	if size == 0 {
		return errors.New("is empty")
	}
	for _, magic := range magics {
		if bytes.HasPrefix(head[:n], []byte(magic)) {
			if errors.Is(parse, io.EOF) || errors.Is(parse, io.ErrUnexpectedEOF) {
				return fmt.Errorf("is cut short at %d bytes", size)
			}
			return fmt.Errorf("has damaged headers (%w)", parse)
		}
	}
	return fmt.Errorf("is no %s library (it begins with %q)", format, head[:n])
}

// within returns an error if a part of the file that the loader maps does not
// lie within the file: reading such a page raises SIGBUS.
func within(size int64, offset, length uint64) error {
	end := offset + length
	if end < offset || end > uint64(size) {
		return fmt.Errorf("is cut short at %d bytes: its headers need %d", size, max(end, offset))
	}
	return nil
}

func noEntryPoint() error {
	return errors.New("is a library, but not ONNX Runtime: it does not export " + entryPoint)
}

// versionInName reads the version from a file name such as
// libonnxruntime.so.1.24.3 or libonnxruntime.1.24.3.dylib.
func versionInName(name string) string {
	_, rest, ok := strings.Cut(name, "onnxruntime.")
	if !ok {
		return ""
	}
	rest = strings.TrimSuffix(strings.TrimPrefix(rest, "so."), ".dylib")
	if !isVersion(rest) {
		return ""
	}
	return rest
}

// isVersion reports whether s is three numbers with points between them.
func isVersion(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" || len(p) > 9 || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return len(parts) == 3
}
