package section

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// full is a disk that is full from call left on.
type full struct {
	output
	left *int
}

func (f full) room() error {
	if *f.left--; *f.left < 0 {
		return syscall.ENOSPC
	}
	return nil
}

func (f full) Write(b []byte) (int, error) {
	if err := f.room(); err != nil {
		n, _ := f.output.Write(b[:len(b)/2])
		return n, err
	}
	return f.output.Write(b)
}

func (f full) WriteAt(b []byte, at int64) (int, error) {
	if err := f.room(); err != nil {
		return 0, err
	}
	return f.output.WriteAt(b, at)
}

func (f full) Sync() error { return errors.Join(f.room(), f.output.Sync()) }

func (f full) Close() error { return errors.Join(f.output.Close(), f.room()) }

// Writing fails at every call there is, one after the other, until none is left to
// fail. What was there before stays, and nothing else.
func TestFullDisk(t *testing.T) {
	folder := t.TempDir()
	path := Path(folder, "graph", 3)
	before := []byte("what was there before")
	for calls := 0; ; calls++ {
		if err := os.WriteFile(path, before, 0o644); err != nil {
			t.Fatal(err)
		}
		w, err := Create(path, Header{Kind: "graph"})
		if err != nil {
			t.Fatal(err)
		}
		left := calls
		w.file = full{w.file, &left}
		for _, name := range []string{"a", "b"} {
			s, err := w.Section(name)
			if err != nil {
				break
			}
			if n, err := s.Write(make([]byte, 2*blockSize+5)); (err == nil) != (n == 2*blockSize+5) {
				t.Errorf("wrote %d bytes with error %v", n, err)
			}
		}
		err = w.Commit()
		entries, _ := os.ReadDir(folder)
		if len(entries) != 1 {
			t.Fatalf("after %d calls there are files %v", calls, entries)
		}
		if err == nil {
			if calls < 8 {
				t.Errorf("a disk that is full after %d calls was enough", calls)
			}
			break
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "make room") {
			t.Errorf("got error %v, need one that names the file and what helps", err)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, before) {
			t.Fatalf("after %d calls the old file has changed", calls)
		}
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAbort(t *testing.T) {
	folder := t.TempDir()
	w, err := Create(Path(folder, "graph", 1), Header{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Section("a")
	if err != nil {
		t.Fatal(err)
	}
	w.Abort()
	w.Abort()
	if entries, _ := os.ReadDir(folder); len(entries) != 0 {
		t.Errorf("left %v", entries)
	}
	if _, err := a.Write([]byte{1}); !errors.Is(err, ErrClosed) {
		t.Errorf("Write after Abort: %v", err)
	}
	if _, err := w.Section("b"); !errors.Is(err, ErrClosed) {
		t.Errorf("Section after Abort: %v", err)
	}
	if err := w.Commit(); !errors.Is(err, ErrClosed) {
		t.Errorf("Commit after Abort: %v", err)
	}
}

func TestNames(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "f"), Header{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	a, err := w.Section("a")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a", strings.Repeat("x", 256)} {
		if _, err := w.Section(name); !errors.Is(err, ErrShape) {
			t.Errorf("section %q: %v", name, err)
		}
	}
	if _, err := a.Write([]byte{1}); err != nil {
		t.Errorf("a section that was refused has ended the one before: %v", err)
	}
	if _, err := w.Section("b"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte{1}); !errors.Is(err, ErrClosed) {
		t.Errorf("writing to a section that has ended: %v", err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "f"), Header{Kind: strings.Repeat("x", 256)}); !errors.Is(err, ErrShape) {
		t.Errorf("a long kind: %v", err)
	}
}

// Writing takes the same memory for every size.
func TestMemory(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "f"), Header{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	a, err := w.Section("a")
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const megabytes = 64
	for range megabytes {
		if _, err := a.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc - megabytes<<20; grown > 1<<20 {
		t.Errorf("writing %d MB took %d bytes of memory", megabytes, grown)
	}
}

func TestGenerations(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "x.idx")
	if found, err := Generations(folder, "graph"); err != nil || len(found) != 0 {
		t.Errorf("got %v and %v of a folder that is not there", found, err)
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	others := []string{
		"graph.sec", "graph.01.sec", "graph.-1.sec", "graph.2.sec.bak", "graph.2.sec.tmp", "graph.2.sec.0123abcg.tmp", "graph.2.sec.123.tmp",
		"graph.2.secx01234567.tmp", "graphs.2.sec", "words.9.sec", "words.9.sec.0123abcd.tmp", "graph.99999999999999999999.sec",
	}
	for _, name := range append(others, "graph.1.sec", "graph.2.sec", "graph.11.sec") {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []uint64{2, 12} { // two that were killed
		if w, err := Create(Path(folder, "graph", n), Header{}); err != nil {
			t.Fatal(err)
		} else if err := w.file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	found, err := Generations(folder, "graph")
	if err != nil || len(found) != 3 || found[0] != 11 || found[1] != 2 || found[2] != 1 {
		t.Errorf("got %v and %v, need 11, 2, 1", found, err)
	}
	if left, err := Sweep(folder, "graph", 2); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != len(others)+1 {
		t.Errorf("there are %v, %v; need graph.2.sec and %v", entries, err, others)
	}
	if found, err := Generations(folder, "graph"); err != nil || len(found) != 1 || found[0] != 2 {
		t.Errorf("got %v and %v, need 2", found, err)
	}
}
