package hub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kindred-search/kindred/polite"
)

// download is one file on its way. done bytes of it are in out; they are
// always the first bytes of the file.
type download struct {
	client     *Client
	repository Repository
	file       File
	expect     expectation
	out        file
	path       string // for messages
	progress   Progress

	done      int64
	validator string // strong ETag of the response that the bytes came from
	inherited bool   // some of the bytes were left by an earlier run
}

// resume takes up what an earlier run left, if the announced hash will tell
// whether it is good.
func (d *download) resume() error {
	info, err := d.out.Stat()
	if err != nil {
		return notWritten(d.path, d.file.Size, err)
	}
	if info.Size() == 0 {
		return nil
	}
	if !d.expect.announced() || d.expect.size >= 0 && info.Size() > d.expect.size {
		return d.restart()
	}
	d.done, d.inherited = info.Size(), true
	return nil
}

// restart forgets every byte.
func (d *download) restart() error {
	d.done, d.validator, d.inherited = 0, "", false
	if err := d.out.Truncate(0); err != nil {
		return notWritten(d.path, d.expect.size, err)
	}
	return nil
}

// attempt asks for the missing bytes once and writes those that come.
func (d *download) attempt(ctx context.Context) (brought int64, err error) {
	c := d.client
	if d.expect.size >= 0 && d.done == d.expect.size && d.done > 0 {
		return 0, nil // everything had arrived
	}
	if d.done > 0 && d.validator == "" && !d.expect.announced() {
		if err := d.restart(); err != nil { // nothing would tell whether the rest belongs to the beginning
			return 0, err
		}
	}
	header := http.Header{}
	if d.done > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", d.done))
		if d.validator != "" {
			header.Set("If-Range", d.validator)
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	what := d.repository.Name + "/" + d.file.Name
	stalled := fmt.Errorf("nothing came for %v", c.Stall)
	watch := time.AfterFunc(c.Stall, func() { cancel(stalled) })
	defer watch.Stop()
	a, err := c.get(ctx, c.Endpoint+"/"+escapeFile(d.repository.Name)+"/resolve/"+escape(d.repository.revision())+"/"+escapeFile(d.file.Name), header)
	if err != nil {
		if errors.Is(context.Cause(ctx), stalled) {
			err = passing{err: c.offline(stalled)}
		}
		return 0, err
	}
	defer a.Body.Close()
	if err := d.begin(a, what); err != nil {
		return 0, err
	}
	start := d.done
	buf := make([]byte, 128<<10)
	for {
		n, readErr := a.Body.Read(buf)
		watch.Reset(c.Stall)
		if n > 0 {
			if err := d.write(buf[:n], what); err != nil {
				return d.done - start, err
			}
		}
		if readErr == nil {
			readErr = ctx.Err() // what is buffered would go on being read
		}
		if readErr == nil {
			continue
		}
		if errors.Is(readErr, io.EOF) && (d.expect.size < 0 || d.done == d.expect.size) {
			return d.done - start, nil
		}
		if errors.Is(context.Cause(ctx), stalled) {
			readErr = stalled
		} else if errors.Is(readErr, io.EOF) {
			readErr = io.ErrUnexpectedEOF
		}
		return d.done - start, passing{err: fmt.Errorf("%w: the connection broke after %d of %d bytes of %s (%w): run it again, it continues where it stopped, or %s",
			ErrOffline, d.done, d.expect.size, what, readErr, byHand)}
	}
}

// begin judges the response before its body is read: where in the file it
// begins, how long the file is, which hash it must have.
func (d *download) begin(a *answer, what string) error {
	total := int64(-1)
	switch a.StatusCode {
	case http.StatusOK: // the whole file, whether or not a part was asked for
		if d.done > 0 {
			if err := d.restart(); err != nil {
				return err
			}
		}
		total = a.ContentLength
	case http.StatusPartialContent:
		from, size, ok := contentRange(a.Header.Get("Content-Range"))
		if !ok || from != d.done {
			if err := d.restart(); err != nil {
				return err
			}
			return passing{err: fmt.Errorf("%w: another part of %s than was asked for (%q): %s", ErrServer, what, polite.Clip(a.Header.Get("Content-Range")), byHand)}
		}
		if !d.expect.announced() && a.Header.Get("ETag") != d.validator {
			if err := d.restart(); err != nil {
				return err
			}
			return passing{err: fmt.Errorf("%w: %s changed while it was downloaded: run it again", ErrServer, what)}
		}
		total = size
	case http.StatusRequestedRangeNotSatisfiable:
		if d.done == 0 {
			return fmt.Errorf("%w: status 416 for the whole of %s: %s", ErrServer, what, byHand)
		}
		if err := d.restart(); err != nil {
			return err
		}
		return passing{err: fmt.Errorf("%w: %s is shorter than what was there: run it again", ErrServer, what)}
	default:
		return d.client.fault(a, d.repository, what)
	}
	d.expect.learn(a)
	for _, size := range []int64{a.linkedSize, total} {
		switch {
		case size < 0:
		case size > d.client.MaxFile:
			return d.client.tooLarge(what, size)
		case d.expect.size < 0:
			d.expect.size = size
		case d.expect.size != size:
			return fmt.Errorf("%w: %s has %d bytes by one account and %d by another: run it again later, or %s", ErrServer, what, d.expect.size, size, byHand)
		}
	}
	d.validator = ""
	if tag := a.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		d.validator = tag // a weak one may not be used with If-Range (RFC 9110, 13.1.5)
	}
	return nil
}

// write appends bytes that came.
func (d *download) write(p []byte, what string) error {
	limit := d.expect.size
	if limit < 0 {
		limit = d.client.MaxFile
	}
	if d.done+int64(len(p)) > limit {
		return fmt.Errorf("%w: more bytes of %s came than the %d announced or allowed: run it again later, or %s", ErrServer, what, limit, byHand)
	}
	n, err := d.out.WriteAt(p, d.done)
	d.done += int64(n)
	if err != nil {
		return notWritten(d.path, d.expect.size-d.done, err)
	}
	d.progress(d.file.Name, d.done, d.expect.size)
	return nil
}

// contentRange reads "bytes FROM-TO/SIZE"; size is -1 for "*".
func contentRange(s string) (from, size int64, ok bool) {
	s, ok = strings.CutPrefix(s, "bytes ")
	if !ok {
		return 0, 0, false
	}
	span, total, ok := strings.Cut(s, "/")
	first, _, ok2 := strings.Cut(span, "-")
	from, err := strconv.ParseInt(first, 10, 64)
	if !ok || !ok2 || err != nil || from < 0 {
		return 0, 0, false
	}
	if total == "*" {
		return from, -1, true
	}
	size, err = strconv.ParseInt(total, 10, 64)
	return from, size, err == nil && size > from
}
