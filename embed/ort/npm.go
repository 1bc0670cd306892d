package ort

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// npmPack runs `npm pack` in dir and returns the path of the archive. npm asks
// the registry its user set it up for, checks the archive against the
// registry's own sum, and runs no script of the package.
func npmPack(ctx context.Context, o Options, dir string) (archive string, err error) {
	platform := o.host.platform()
	npm, err := exec.LookPath(o.NPM)
	if err == nil {
		npm, err = filepath.Abs(npm)
	}
	if err != nil {
		return "", fmt.Errorf("%w: the program npm is not there (%w): install Node.js, whose npm brings %s, and run `kindred setup` again, or %s",
			ErrNPM, err, npmPackage, byHand(platform))
	}
	cmd := exec.CommandContext(ctx, npm, "pack", npmPackage, "--prefer-offline", "--ignore-scripts", "--loglevel=error", "--no-update-notifier")
	cmd.Dir = dir
	cmd.WaitDelay = 5 * time.Second // npm's own children may hold its output open after it was killed
	var stderr bytes.Buffer
	cmd.Stderr = &head{buf: &stderr}
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", interrupted(context.Cause(ctx))
	}
	if err != nil {
		return "", npmFailure(platform, stderr.String(), err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.tgz")) // the only error is a bad pattern
	if len(files) != 1 {
		return "", fmt.Errorf("%w: `npm pack %s` left %d archives in its folder, needed 1: run `kindred setup` again with a newer npm, or %s",
			ErrNPM, npmPackage, len(files), byHand(platform))
	}
	return files[0], nil
}

// npmFailure turns npm's report into one sentence. The codes are npm's and
// Node's own (`npm error code ENOTFOUND`).
func npmFailure(platform, stderr string, exit error) error {
	code, said := "", ""
	for line := range strings.Lines(stderr) {
		text, ok := strings.CutPrefix(strings.TrimSpace(line), "npm error ")
		if !ok {
			text, ok = strings.CutPrefix(strings.TrimSpace(line), "npm ERR! ")
		}
		if !ok {
			continue
		}
		if c, ok := strings.CutPrefix(text, "code "); ok {
			code = strings.TrimSpace(c)
		} else if said == "" && !strings.HasPrefix(text, "errno ") && !strings.HasPrefix(text, "syscall ") {
			said = oneLine(text)
		}
	}
	if said == "" {
		said = oneLine(strings.TrimSpace(stderr))
	}
	if said == "" {
		said = exit.Error()
	}
	if len(said) > 300 {
		said = said[:300] + "..."
	}
	help := "run `kindred setup` again"
	switch code {
	case "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "EHOSTUNREACH", "ETIMEDOUT", "ERR_SOCKET_TIMEOUT", "ENOTCACHED":
		help = "there is no way to npm's registry from here: connect, or set npm's registry or proxy, and run `kindred setup` again"
	case "E404", "ETARGET", "ENOVERSIONS":
		help = "npm's registry does not have this version: set npm's registry to one that does"
	case "E401", "E403", "ENEEDAUTH":
		help = "npm's registry refuses access: log in with `npm login`, or set npm's registry to one that needs no login"
	case "ENOSPC", "EDQUOT":
		help = "the disk is full: free 350 MB and run `kindred setup` again"
	case "EACCES", "EPERM", "EROFS":
		help = "npm may not write to its own folders: correct their owner"
	}
	if code != "" && !strings.Contains(said, code) {
		said = code + ", " + said
	}
	return fmt.Errorf("%w: npm pack %s said %q: %s; or %s", ErrNPM, npmPackage, said, help, byHand(platform))
}

// head keeps the first part of what is written to it; npm's reason is at the
// top of its report.
type head struct{ buf *bytes.Buffer }

func (h *head) Write(p []byte) (int, error) {
	const keep = 64 << 10 // bytes
	h.buf.Write(p[:min(len(p), keep-min(keep, h.buf.Len()))])
	return len(p), nil
}
