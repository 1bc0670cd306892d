package ort

import (
	"archive/tar"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// fullPart fails as a full disk does, at the step that is named.
type fullPart struct {
	part
	step string
}

func (f fullPart) Write(p []byte) (int, error) {
	if f.step == "write" {
		n, _ := f.part.Write(p[:len(p)/2])
		return n, &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return f.part.Write(p)
}

func (f fullPart) Sync() error {
	if f.step == "sync" {
		return &os.PathError{Op: "sync", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return f.part.Sync()
}

func (f fullPart) Close() error {
	err := f.part.Close()
	if f.step == "close" && err == nil {
		return &os.PathError{Op: "close", Path: f.Name(), Err: syscall.EIO}
	}
	return err
}

func TestSetupDiskFull(t *testing.T) {
	_, library := hostWithPin("")
	tgz := packed(t, entry{testMember, tar.TypeReg, library})
	for _, step := range []string{"create", "write", "sync", "close"} {
		t.Run(step, func(t *testing.T) {
			_, root, err := setupWith(t, "copy "+tgz, func(h *host) {
				create := h.create
				h.create = func(pattern string) (part, error) {
					if step == "create" {
						return nil, &os.PathError{Op: "open", Path: pattern, Err: syscall.ENOSPC}
					}
					p, err := create(pattern)
					return fullPart{p, step}, err
				}
			})
			words := []string{"disk", "is full", "nothing was left behind", "free 1 MB", "kindred setup"}
			if step == "close" {
				words = []string{"could not be written", "input/output error", "nothing was left behind"}
			}
			wantError(t, err, ErrInstall, words...)
			wantClean(t, root)
		})
	}
}

// The same on a file system that really is full.
func TestSetupDiskReallyFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root on Linux")
	}
	root := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a small file system: %v %s", err, out)
	}
	defer exec.Command("umount", root).Run()
	library := append(elfImage(elfSpec{version: "VERS_1.24.3"}), make([]byte, 200_000)...) // compresses well, so that the archive fits
	h := fakeHost(root)
	h.pin = func(string) (pin, bool) {
		return pin{name: "libonnxruntime.so.1", member: testMember, size: int64(len(library)), sha256: fmt.Sprintf("%x", sha256.Sum256(library))}, true
	}
	t.Setenv(npmDoes, "copy "+packed(t, entry{testMember, tar.TypeReg, library}))
	exe, _ := os.Executable()
	_, err := Setup(t.Context(), Options{NPM: exe, host: h})
	wantError(t, err, ErrInstall, "disk", "is full", "free 1 MB")
	wantClean(t, root)
}

func TestSetupFolderCannotBeMade(t *testing.T) {
	root := t.TempDir()
	put(t, nil, root, "cache") // a file where the folder should be
	h, _ := hostWithPin(root)
	_, err := Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantError(t, err, ErrInstall, filepath.Join(root, "cache"), "make it writable")
	h.userCache = ""
	_, err = Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantError(t, err, ErrInstall, "no cache folder", "HOME")
}
