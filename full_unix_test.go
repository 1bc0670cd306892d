//go:build unix

package kindred

import (
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fullChild makes a run of this test binary the process whose disk is full: the
// bound holds for a whole process, and for what the test runner writes beside the test.
const fullChild = "KINDRED_TEST_FULL"

// TestFullDisk: a disk has no room for a generation, for which the bound on the
// size of a file stands in. It is said, the one before stays, and nothing is lost.
func TestFullDisk(t *testing.T) {
	if os.Getenv(fullChild) == "" {
		out, err := childOf("TestFullDisk", fullChild, "1", "-test.v").CombinedOutput()
		switch {
		case err != nil || !strings.Contains(string(out), "--- "):
			t.Errorf("%v: %s", err, out)
		case strings.Contains(string(out), "--- SKIP"):
			t.Skip(string(out))
		}
		return
	}
	b := newBag("one")
	path, file, papers := filed(t, b)
	e, said := openSaving(t, path, b, Options{}, 1<<30)
	churn(t, rand.New(rand.NewPCG(5, 5)), e, papers, 60)

	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	small := before
	small.Cur = 4096
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Skipf("needs a bound on the size of files: %v", err)
	}
	e.saves.writing.Lock()
	e.trySave(100)
	e.saves.writing.Unlock()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}

	if !said.has("cannot be saved") || !said.has("make room") {
		t.Errorf("said %s", said)
	}
	if left, err := filepath.Glob(filepath.Join(indexFolder(path), "*")); err != nil || len(left) != 1 || left[0] != file {
		t.Errorf("in the folder are %v, %v; need %s", left, err, file)
	}
	if n := e.saves.retry.Load(); n != 200 {
		t.Errorf("it is tried again after %d changes", n)
	}
	closed(t, e)
	want := everything(t, unfiled(t, path, b), 1, papers, 8)
	e, said = openSaving(t, path, b, Options{}, 1)
	if d := differ(everything(t, e, 1, papers, 8), want); d != "" || !said.has("papers opened") {
		t.Errorf("%s %s", d, said)
	}
	closed(t, e) // there is room again
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("nothing new was saved: %v", err)
	}
}

// TestFolderIsAsPrivateAsTheStore: who may not read the store may not read what was
// made of it.
func TestFolderIsAsPrivateAsTheStore(t *testing.T) {
	umask := syscall.Umask(0)
	syscall.Umask(umask)
	for mode, need := range map[os.FileMode]os.FileMode{0o600: 0o700, 0o640: 0o750, 0o644: 0o755} {
		store := filepath.Join(t.TempDir(), "papers.db")
		if err := os.WriteFile(store, nil, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(store, mode); err != nil {
			t.Fatal(err)
		}
		need &^= os.FileMode(umask)
		if err := makeFolder(indexFolder(store), store); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(indexFolder(store))
		if err != nil || info.Mode().Perm() != need {
			t.Errorf("a store of mode %o: the folder has %v, %v; need %o", mode, info.Mode(), err, need)
		}
	}
}
