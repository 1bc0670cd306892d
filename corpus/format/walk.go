package format

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Walk lists the files below root that hold papers, told by their content, in
// the order of their names, and those that do not: with why not in errs, one for
// each. Hidden files and folders, and what is no file, are passed over. Links to
// files are followed, and root where it is one; links to folders are not, for
// they may lead in a circle. A root that is a file is the only one.
func Walk(root string) (files []string, errs []error) {
	if target, err := filepath.EvalSymlinks(root); err == nil {
		if info, err := os.Stat(target); err == nil && info.IsDir() {
			root = target
		}
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			errs = append(errs, &FileError{path, err})
			return nil
		case path == root && !d.IsDir():
		case path != root && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			info, err := os.Stat(path)
			if err != nil {
				errs = append(errs, &FileError{path, err})
			}
			if err != nil || !info.Mode().IsRegular() {
				return nil
			}
		case !d.Type().IsRegular():
			return nil
		}
		if _, err := sniff(path); err != nil {
			errs = append(errs, &FileError{path, err})
			return nil
		}
		files = append(files, path)
		return nil
	})
	if err != nil {
		errs = append(errs, &FileError{root, err})
	}
	return files, errs
}

// A sniffed file is what its first bytes say about it.
type sniffed struct {
	format Format // of the first record; "" for an archive and for Parquet
	first  value  // the first record, where it is JSON and not too long
}

// sniff looks at the first bytes of a file.
func sniff(path string) (s sniffed, err error) {
	file, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer file.Close()
	var magic [4]byte
	if n, err := file.ReadAt(magic[:], 0); n == len(magic) && err == nil {
		switch {
		case string(magic[:]) == parquetMagic:
			return s, nil
		case archived(magic):
			info, err := file.Stat()
			if err == nil {
				_, err = zipMembers(&fileAt{r: file, size: info.Size()})
			}
			return s, err
		}
	}
	plain, closePlain, err := decompress(&counter{r: file})
	if err != nil {
		return s, err
	}
	defer closePlain()
	in, head := textOf(plain, headSize)
	if err := in.failure(); err != nil {
		return s, err
	}
	if len(trimSpace(head)) == 0 {
		return s, fmt.Errorf("%w: it is empty", ErrUnknownFormat)
	}
	if s.format, err = detect(head); s.format == Daily {
		none := unknownFormat(head)
		if propsOf(in) == nil {
			err = cmp.Or(in.failure(), none)
		}
	}
	if err != nil || s.format != JSONL {
		return s, err
	}
	head = head[skipSpace(head, 0):]
	if end, err := scanValue(head, 0, maxDepth); err == nil && head[0] == '{' {
		s.first = head[:end]
		s.format = kindOf(s.first)
	}
	return s, nil
}
