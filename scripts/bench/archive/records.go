package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// corpusFiles are the corpora in the order in which they are imported: one record a line.
func (b *bench) corpusFiles() ([]string, error) {
	files := []string{filepath.Join(b.corpora, "arxiv.jsonl.zst"), filepath.Join(b.corpora, "venues.jsonl.zst")}
	for _, name := range files {
		if _, err := os.Stat(name); err != nil {
			return nil, fmt.Errorf("cannot read the papers: %w; name the folder that holds corpora with -shared", err)
		}
	}
	return files, nil
}

// first gives files of the first n records of the corpora, at most -all; all there are
// for 0. A file of which only a part is wanted is cut once and kept.
func (b *bench) first(n int) ([]string, error) {
	if b.all > 0 && (n == 0 || n > b.all) {
		n = b.all
	}
	files, err := b.corpusFiles()
	if err != nil || n == 0 {
		return files, err
	}
	var wanted []string
	for i, name := range files {
		if n == 0 {
			break
		}
		part := b.file(fmt.Sprintf("first-%d-%d.jsonl.zst", n, i))
		if _, err := os.Stat(part); err == nil {
			return append(wanted, part), nil
		}
		copied, err := cutRecords(name, part, n)
		if err != nil {
			return nil, err
		}
		if copied < n { // all of it
			if err := os.Remove(part); err != nil {
				return nil, err
			}
			part = name
		}
		wanted, n = append(wanted, part), n-copied
	}
	return wanted, nil
}

// cutRecords copies the first n lines of one compressed file to another, which appears
// whole or not at all, and returns how many there were.
func cutRecords(from, to string, n int) (copied int, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	plain, err := zstd.NewReader(in)
	if err != nil {
		return 0, err
	}
	defer plain.Close()
	err = writeCompressed(to, func(out io.Writer) error {
		lines := bufio.NewReaderSize(plain, 1<<20)
		for copied < n {
			line, err := lines.ReadSlice('\n')
			for errors.Is(err, bufio.ErrBufferFull) { // a long one goes in pieces
				if _, err := out.Write(line); err != nil {
					return err
				}
				line, err = lines.ReadSlice('\n')
			}
			if _, err := out.Write(line); err != nil {
				return err
			}
			if len(line) > 0 {
				copied++
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("cannot read %s: %w", from, err)
			}
		}
		return nil
	})
	return copied, err
}

// writeCompressed makes a file of what write writes; it appears whole or not at all.
func writeCompressed(name string, write func(io.Writer) error) error {
	f, err := os.Create(name + ".tmp")
	if err != nil {
		return err
	}
	compressed, err := zstd.NewWriter(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	buffered := bufio.NewWriterSize(compressed, 1<<20)
	err = write(buffered)
	if err = errors.Join(err, buffered.Flush(), compressed.Close(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(name+".tmp"))
	}
	return os.Rename(name+".tmp", name)
}
