package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// holdStore opens the store at args[0], says so, and waits to be ended.
func holdStore(args []string) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	if err := s.Announce("http://127.0.0.1:7700"); err != nil {
		return err
	}
	fmt.Println("holding")
	io.Copy(io.Discard, os.Stdin)
	return nil // without Close, as a process that ends badly
}

func TestLockNamesItsHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	c := child(t, "hold", path)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { in.Close(); c.Wait() }()
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "holding\n" {
		t.Fatalf("the other process says %q", line)
	}

	_, err = Open(path, Options{})
	var locked *LockedError
	if !errors.Is(err, ErrLocked) || !errors.As(err, &locked) || locked.PID != c.Process.Pid || locked.Address != "http://127.0.0.1:7700" {
		t.Fatalf("got %v", err)
	}
	for _, words := range []string{fmt.Sprintf("process %d, since 20", c.Process.Pid), "http://127.0.0.1:7700/v1/papers", path} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q does not say %q", err, words)
		}
	}
	r, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("cannot read beside the writer: %v", err)
	}
	r.Close()

	// The lock ends with its process, however that ends.
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	openAt(t, path, Options{})
}

func TestLockWithinOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	s := openAt(t, path, Options{Now: func() time.Time { return at }})
	_, err := Open(path, Options{})
	if want := fmt.Sprintf("process %d, since 2024-05-06 07:08:09 has it open; wait", os.Getpid()); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, need it to say %q", err, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, Options{})
}

func TestClosed(t *testing.T) {
	s := open(t, Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("a second time: %v", err)
	}
	f := func(name string, err error) {
		t.Helper()
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: got %v, need ErrClosed", name, err)
		}
	}
	_, err := s.Paper(ctx, "a")
	f("Paper", err)
	_, err = s.Papers(ctx, []int64{1})
	f("Papers", err)
	_, err = s.Snapshot(ctx)
	f("Snapshot", err)
	_, err = s.Plan(ctx, nil, PlanOptions{})
	f("Plan", err)
	_, err = s.Commit(ctx, "", nil)
	f("Commit", err)
	_, _, err = s.Vote(ctx, "a", 1)
	f("Vote", err)
	_, err = s.Check(ctx)
	f("Check", err)
}
