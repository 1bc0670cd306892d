package ort

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const testMember = "package/bin/napi-v6/linux/x64/libonnxruntime.so.1"

// hostWithPin is a fake host for which Setup brings a small library.
func hostWithPin(root string) (*host, []byte) {
	library := elfImage(elfSpec{version: "VERS_1.24.3"})
	h := fakeHost(root)
	h.pin = func(string) (pin, bool) {
		return pin{name: "libonnxruntime.so.1", member: testMember, size: int64(len(library)), sha256: fmt.Sprintf("%x", sha256.Sum256(library))}, true
	}
	return h, library
}

// setupWith runs Setup on a fresh fake host with an npm that does as told.
func setupWith(t *testing.T, does string, change func(*host)) (lib Library, root string, err error) {
	t.Helper()
	root = t.TempDir()
	h, _ := hostWithPin(root)
	if change != nil {
		change(h)
	}
	exe, e := os.Executable()
	if e != nil {
		t.Fatal(e)
	}
	t.Setenv(npmDoes, does)
	lib, err = Setup(t.Context(), Options{NPM: exe, host: h})
	return lib, root, err
}

// wantClean checks that a failed set-up left nothing but its lock.
func wantClean(t *testing.T, root string) {
	t.Helper()
	filepath.WalkDir(filepath.Join(root, "cache"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "setup.lock" || err == nil && strings.HasPrefix(d.Name(), workPrefix) {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

func TestSetupBrings(t *testing.T) {
	_, library := hostWithPin("")
	root := t.TempDir()
	h, _ := hostWithPin(root)
	exe, _ := os.Executable()
	calls := filepath.Join(t.TempDir(), "calls")
	t.Setenv(npmCalls, calls)
	t.Setenv(npmDoes, "copy "+packed(t, entry{"package/package.json", tar.TypeReg, []byte("{}")}, entry{testMember, tar.TypeReg, library}))
	target := filepath.Join(root, "cache", "kindred", "onnxruntime-1.24.3", "linux-amd64", "libonnxruntime.so.1")
	o := Options{NPM: exe, host: h}
	wantCalls := func(n int) {
		t.Helper()
		b, _ := os.ReadFile(calls)
		if got := bytes.Count(b, []byte("pack onnxruntime-node@1.24.3 ")); got != n {
			t.Errorf("npm was called %d times, want %d: %s", got, n, b)
		}
	}

	lib, err := Setup(t.Context(), o)
	wantLibrary(t, lib, err, target, SourceCache)
	if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
		t.Error("the library differs from the one in the archive")
	}
	wantCalls(1)
	lib, err = Setup(t.Context(), o) // it is there
	wantLibrary(t, lib, err, target, SourceCache)
	lib, err = Find(o)
	wantLibrary(t, lib, err, target, SourceCache)
	wantCalls(1)

	// Damage that leaves the headers whole is seen by the hash, other damage by the headers.
	flipped := slices.Clone(library)
	flipped[len(flipped)-1] ^= 1
	for i, damage := range [][]byte{flipped, library[:100], nil, append(slices.Clone(library), 0)} {
		put(t, damage, target)
		lib, err = Setup(t.Context(), o)
		wantLibrary(t, lib, err, target, SourceCache)
		if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
			t.Error("the damaged library was kept")
		}
		wantCalls(2 + i)
	}

	// What a killed set-up left is removed by the next.
	put(t, []byte("x"), filepath.Dir(target), "npm-123", "half.tgz")
	put(t, []byte("x"), target+".42.part")
	os.Remove(target)
	lib, err = Setup(t.Context(), o)
	wantLibrary(t, lib, err, target, SourceCache)
	entries, _ := os.ReadDir(filepath.Dir(target))
	if len(entries) != 2 { // the library and the lock
		t.Errorf("the folder holds %v", entries)
	}
}

// A library of the user's own in the cache folder, under its own name, is left alone.
func TestSetupKeepsOther(t *testing.T) {
	root := t.TempDir()
	h, _ := hostWithPin(root)
	own := put(t, elfImage(elfSpec{version: "VERS_1.24.3", soname: "own"}), h.runtimeDir(h.cacheDir()), "libonnxruntime.so.1.24.3")
	lib, err := Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantLibrary(t, lib, err, own, SourceCache)
}

// Of two processes one brings the library and the other waits for it.
func TestSetupTwoProcesses(t *testing.T) {
	root := t.TempDir()
	h, library := hostWithPin(root)
	exe, _ := os.Executable()
	calls := filepath.Join(t.TempDir(), "calls")
	tgz := packed(t, entry{testMember, tar.TypeReg, library})
	target := filepath.Join(h.runtimeDir(h.cacheDir()), "libonnxruntime.so.1")
	var wg sync.WaitGroup
	outputs := make([]string, 4)
	for i := range outputs {
		wg.Go(func() {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), setupIn+"="+root, npmDoes+"=copy "+tgz, npmCalls+"="+calls)
			out, err := cmd.CombinedOutput()
			outputs[i] = fmt.Sprintf("%s, %v", bytes.TrimSpace(out), err)
		})
	}
	wg.Wait()
	for _, out := range outputs {
		if want := target + " <nil>, <nil>"; out != want {
			t.Errorf("a process said %q, want %q", out, want)
		}
	}
	if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
		t.Error("the library is not whole")
	}
	if b, _ := os.ReadFile(calls); bytes.Count(b, []byte("\n")) != 1 {
		t.Errorf("npm was called by more than one process:\n%s", b)
	}
	entries, _ := os.ReadDir(filepath.Dir(target))
	if len(entries) != 2 {
		t.Errorf("the folder holds %v", entries)
	}
}

// Waiting for another process ends with the context.
func TestLockCanceled(t *testing.T) {
	dir := t.TempDir()
	o := Options{}.withDefaults()
	unlock, err := lockDir(t.Context(), dir, o.Log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lockDir(ctx, dir, o.Log); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that waiting was canceled", err)
	}
	unlock()
	unlock, err = lockDir(t.Context(), dir, o.Log)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
