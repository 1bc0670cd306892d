package hub

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// fullFile fails as a full disk does once room bytes are written.
type fullFile struct {
	file
	room int64
}

func (f fullFile) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) <= f.room {
		return f.file.WriteAt(p, at)
	}
	n, _ := f.file.WriteAt(p[:max(0, f.room-at)], at)
	return n, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
}

func TestFetchDiskFull(t *testing.T) {
	f := newHub(t)
	f.add("config.json", []byte("{}"), false)
	f.add("m.onnx", noise(20, 300_000), true)
	dir := t.TempDir()
	c := f.client()
	c.open = func(root *os.Root, name string, flag int) (file, error) {
		out, err := openFile(root, name, flag)
		return fullFile{out, 123_456}, err
	}
	err := fetchAll(t, c, dir)
	wantError(t, err, ErrDisk, "m.onnx", "disk is full", "free 176544 bytes", "continues")
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the cause is lost: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "m.onnx.part")); err != nil || info.Size() != 123_456 {
		t.Errorf("what had arrived was not kept: %v, %v", info, err)
	}
	if err := fetchAll(t, f.client(), dir); err != nil { // space was freed
		t.Fatal(err)
	}
	wantFiles(t, dir, f.files)
	if last := f.requests[len(f.requests)-1]; !strings.HasSuffix(last, "bytes=123456-") {
		t.Errorf("the last request was %q, want one from byte 123456", last)
	}
}

// The same on a file system that really is full.
func TestFetchDiskReallyFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root on Linux")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a small file system: %v %s", err, out)
	}
	defer exec.Command("umount", dir).Run()
	f := newHub(t)
	f.add("m.onnx", noise(21, 300_000), true)
	wantError(t, fetchAll(t, f.client(), dir), ErrDisk, "m.onnx", "disk is full", "free ")
	if _, err := os.Stat(filepath.Join(dir, "m.onnx")); err == nil {
		t.Error("half a file has its final name")
	}
}

func TestFetchFolderCannotBeMade(t *testing.T) {
	f := newHub(t)
	f.add("a", []byte("a"), false)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	wantError(t, fetchAll(t, f.client(), file), ErrDisk, file)
	wantError(t, fetchAll(t, f.client(), filepath.Join(file, "sub")), ErrDisk, file)
}
