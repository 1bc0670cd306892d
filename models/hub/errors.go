package hub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"syscall"

	"github.com/kindred-search/kindred/polite"
)

// About what was asked for.
var (
	// ErrName is returned for a repository, a revision, a file name or an
	// address that cannot be one, or that would lead outside the folder.
	ErrName = errors.New("bad name")
	// ErrNotFound is returned when the hub has no such repository, revision or file.
	ErrNotFound = errors.New("not on the hub")
	// ErrRefused is returned when the hub asks for a token, or for the terms
	// of the model to be accepted.
	ErrRefused = errors.New("the hub refuses access")
	// ErrTooLarge is returned for a file beyond Client.MaxFile.
	ErrTooLarge = errors.New("file too large")
)

// About the transfer.
var (
	// ErrOffline is returned when no answer came from the hub.
	ErrOffline = errors.New("the hub cannot be reached")
	// ErrServer is returned when the hub answered, but not as a hub does.
	ErrServer = errors.New("unexpected answer of the hub")
	// ErrCorrupt is returned when a file has not the hash that was announced.
	ErrCorrupt = errors.New("damaged download")
	// ErrDisk is returned when a file could not be written.
	ErrDisk = errors.New("the download could not be written")
)

// byHand is what helps when the hub does not.
const byHand = "download the model's files with another program into one folder and run `kindred model add FOLDER`"

// refusal turns a status that is not success into a sentence. what is
// "owner/name" or "owner/name/file".
func (c *Client) refusal(resp *http.Response, r Repository, what string) error {
	page := c.Endpoint + "/" + r.Name
	code := resp.Header.Get("X-Error-Code") // sent by the hub with every refusal
	said := polite.Clip(resp.Header.Get("X-Error-Message"))
	if said != "" {
		said = fmt.Sprintf(", saying %q", said)
	}
	switch {
	case code == "GatedRepo":
		return fmt.Errorf("%w: %s is given only to those who accepted its terms: accept them at %s and set HF_TOKEN to a token of that account", ErrRefused, r.Name, page)
	case code == "RevisionNotFound":
		return fmt.Errorf("%w: %s has no revision %q: correct it (usually main)", ErrNotFound, r.Name, r.revision())
	case code == "EntryNotFound" || resp.StatusCode == http.StatusNotFound && strings.Contains(what, r.Name+"/"):
		return fmt.Errorf("%w: %s at revision %q: look at the files listed at %s", ErrNotFound, what, r.revision(), page)
	case resp.StatusCode == http.StatusNotFound:
		return fmt.Errorf("%w: %s at %s: correct the name, or set HF_TOKEN if it is private", ErrNotFound, r.Name, c.Endpoint)
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		help := "correct the name, or set HF_TOKEN to a token that may read it, if it is private"
		if c.Token != "" {
			help = "correct the name, or give HF_TOKEN a token that may read it"
		}
		return fmt.Errorf("%w to %s with status %d%s: %s", ErrRefused, what, resp.StatusCode, said, help)
	}
	return fmt.Errorf("%w: status %d for %s%s: run it again later, or %s", ErrServer, resp.StatusCode, what, said, byHand)
}

func (c *Client) offline(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // the address is in the sentence already
	}
	return fmt.Errorf("%w at %s (%w): connect, or set HF_ENDPOINT to a mirror, or %s", ErrOffline, c.Endpoint, err, byHand)
}

func interrupted(ctx context.Context, what string) error {
	return fmt.Errorf("the download of %s was interrupted (%w): run it again and it continues where it stopped", what, context.Cause(ctx))
}

func notWritten(path string, remaining int64, err error) error {
	if !diskFull(err) {
		return fmt.Errorf("%w: %s (%w): correct that and run it again", ErrDisk, path, err)
	}
	if remaining > 0 {
		return fmt.Errorf("%w: %s: the disk is full, %d bytes remain (%w): free %d bytes and run it again, it continues where it stopped", ErrDisk, path, remaining, err, remaining)
	}
	return fmt.Errorf("%w: %s: the disk is full (%w): free space and run it again, it continues where it stopped", ErrDisk, path, err)
}

func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	const errorDiskFull = syscall.Errno(112) // ERROR_DISK_FULL of Windows
	return runtime.GOOS == "windows" && errors.Is(err, errorDiskFull)
}
