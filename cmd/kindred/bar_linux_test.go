package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal of so many columns; what is written to it is returned
// by written, which closes it.
func terminal(t *testing.T, columns int) (screen *os.File, written func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	if err := unix.IoctlSetWinsize(int(screen.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	all := make(chan string)
	go func() {
		var b bytes.Buffer
		io.Copy(&b, master) // an error is the end of the terminal
		master.Close()
		all <- b.String()
	}()
	return screen, func() string { screen.Close(); return <-all }
}

func TestBarSaysHowFarTheWorkIs(t *testing.T) {
	for _, columns := range []int{60, 80, 120} {
		screen, written := terminal(t, columns)
		b := newBar(screen, 1000, ofPapers)
		b.pace.from = mark{at: time.Now().Add(-5 * time.Second)}
		b.pace.next = b.pace.from
		b.show(500, 10_460, 3)
		b.end()
		said := written()
		if !regexp.MustCompile(`10460 papers, 20\d\d/s, 5s left, 3 rejected  50% \|`).MatchString(said) {
			t.Errorf("%d columns: it says %q", columns, said)
		}
		for line := range strings.FieldsFuncSeq(said, func(r rune) bool { return r == '\r' || r == '\n' }) {
			if wide := uniseg.StringWidth(line); wide > columns {
				t.Errorf("a line of %d columns on %d: %q", wide, columns, line)
			}
		}
	}
	if b := newBar(&bytes.Buffer{}, 1000, ofPapers); b != nil {
		t.Error("a bar where there is no terminal")
	}
}

// An import on a terminal shows a bar, tells bad records above it, and takes it away.
func TestIndexShowsABar(t *testing.T) {
	screen, written := terminal(t, 100)
	var out bytes.Buffer
	in := strings.NewReader(string(sampleFile) + "{\"id\":\"bad\"}\n")
	file := t.TempDir() + "/papers.jsonl"
	content, _ := io.ReadAll(in)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	code := run(context.Background(), []string{"index", "--data", file + ".db", "--runtime", library(t), file}, streams{in, &out, screen})
	said := written()
	if code != exitGood || !strings.HasPrefix(out.String(), "added 160, updated 0, unchanged 0, rejected 1, ") {
		t.Errorf("exit code %d, %q", code, out.String())
	}
	if !strings.Contains(said, " papers") || !strings.Contains(said, "%") || !strings.Contains(said, "rejected: "+file+": line 161: ") {
		t.Errorf("it shows %q", said)
	}
}
