//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestServerKeepsItsLock: on Unix a process loses its locks on a file when it closes
// any descriptor of it. Without SQLite's shared lock, another SQLite program that
// looks at the store removes the log under the server, with all that comes after.
func TestServerKeepsItsLock(t *testing.T) {
	data := filepath.Join(t.TempDir(), "papers.db")
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"index", "--data", data, "--runtime", library(t), "sample/papers.jsonl"}, streams{strings.NewReader(""), &out, &errs}); code != exitGood {
		t.Fatal(errs.String())
	}
	s := startServer(t, nil, "--data", data)
	if r, err := post(t.Context(), s.address, samplePapers()); err != nil || r.Unchanged != 160 { // the model is open by now
		t.Fatalf("%+v, %v", r, err)
	}
	file, err := os.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	// The bytes of SQLite's shared lock: os.h, SHARED_FIRST and SHARED_SIZE.
	lock := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart, Start: 0x40000002, Len: 510}
	if err := unix.FcntlFlock(file.Fd(), unix.F_GETLK, &lock); err != nil {
		t.Fatal(err)
	}
	if lock.Type == unix.F_UNLCK || int(lock.Pid) != s.Process.Pid {
		t.Errorf("the server has no lock on its store: %+v", lock)
	}
	s.stop(t)
}
