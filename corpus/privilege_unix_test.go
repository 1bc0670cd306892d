//go:build unix

package corpus

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// unprivileged returns a way to run a child on the files of a folder as a user
// whom the folder's mode binds: root may write everywhere.
func unprivileged(t *testing.T, folder string) func(task string, args ...string) (string, error) {
	t.Helper()
	if os.Getuid() != 0 {
		return func(task string, args ...string) (string, error) {
			out, err := child(t, task, args...).Output()
			return string(out), err
		}
	}
	// Nobody may enter the folders that the go command keeps the test in, so
	// the binary is copied to one that everybody may enter.
	public, err := os.MkdirTemp("", "corpus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(public) })
	binary := filepath.Join(public, "corpus.test")
	copyFile(t, os.Args[0], binary)
	for _, dir := range []string{public, folder, filepath.Dir(folder)} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return func(task string, args ...string) (string, error) {
		c := exec.CommandContext(t.Context(), binary, args...)
		c.Dir = public
		c.Env = append(os.Environ(), childVariable+"="+task)
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		out, err := c.Output()
		return string(out), err
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	src, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(dst, src); err != nil {
		t.Fatal(err)
	}
	if err := dst.Close(); err != nil {
		t.Fatal(err)
	}
}
