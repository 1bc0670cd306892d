//go:build unix

package corpus

import (
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fillDisk backs the store at args[0] up to args[1] with a bound on the size of a
// file, and again without, and prints what comes of it.
func fillDisk(args []string) error {
	s, err := Open(args[0], Options{ReadOnly: true})
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for _, most := range []uint64{64 * 1024, limit.Max} {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: limit.Max}); err != nil {
			return err
		}
		_, err = s.Backup(ctx, args[1], BackupOptions{})
		left, _ := filepath.Glob(filepath.Join(filepath.Dir(args[1]), "*"))
		fmt.Println(err, len(left))
	}
	return s.Close()
}

// A disk that fills up while the copy is written, for which the bound on the size
// of a file stands in: one sentence, and nothing is left behind.
func TestBackupToAFullDisk(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, many(1000)...)
	file := filepath.Join(t.TempDir(), "copy.db")
	out, err := child(t, "fill", s.path, file).Output()
	lines := strings.Split(string(out), "\n")
	if err != nil || len(lines) != 3 || !strings.HasPrefix(lines[0], "cannot back up "+s.path+" to "+file+": ") || !strings.HasSuffix(lines[0], " 0") || lines[1] != "<nil> 1" {
		t.Errorf("%q, %v", lines, err)
	}
}
