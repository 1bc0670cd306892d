// Package binary runs a kindred binary for benchmarks, as its users meet it: a
// command that is measured from outside, or a server that is searched over HTTP.
// It speaks to 127.0.0.1 only.
package binary

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A Binary is the path of a kindred binary.
type Binary string

// Command is a command of the binary, ended by an interrupt when ctx is done. What it
// says to standard error is shown.
func (b Binary) Command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, string(b), args...)
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	return c
}

// A Usage is what a whole process took.
type Usage struct {
	Seconds float64 `json:"seconds"` // from start to end, by the clock on the wall
	User    float64 `json:"user_seconds"`
	System  float64 `json:"system_seconds"`
	Peak    int64   `json:"peak_bytes"` // of memory that was resident, pages of mapped files with it
	Out     string  `json:"out"`        // what it wrote to standard output, without the last line break
}

// Measure runs a command to its end.
func Measure(c *exec.Cmd) (Usage, error) {
	var out bytes.Buffer
	c.Stdout = &out
	begun := time.Now()
	err := c.Run()
	u := Usage{Seconds: time.Since(begun).Seconds(), Out: strings.TrimRight(out.String(), "\n")}
	if c.ProcessState != nil {
		u.User, u.System, u.Peak = c.ProcessState.UserTime().Seconds(), c.ProcessState.SystemTime().Seconds(), Peak(c.ProcessState)
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w", c, err)
	}
	var own syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &own) == nil && u.Peak <= own.Maxrss*1024 {
		// Linux counts the memory that a process shares with its parent before it
		// becomes another program.
		slog.Warn("the peak of memory may be that of the benchmark itself; run this step alone", "command", c.String())
	}
	return u, nil
}

// Peak is the most memory of a process that has ended, in bytes.
func Peak(p *os.ProcessState) int64 {
	return p.SysUsage().(*syscall.Rusage).Maxrss * 1024 // kilobytes on Linux
}
