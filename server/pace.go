package server

import (
	"io"
	"net/http"
	"time"
)

// paceStep is how many bytes must come within Options.ReadTimeout: little
// enough for the slowest line, enough that a client which sends a byte now and
// then cannot hold an import for hours.
const paceStep = 1 << 10

// A paced reader moves the connection's read deadline on as bytes come. One
// deadline for all of it would be too short for a long upload or too long for
// a short one. Only time spent waiting for the client counts, not the time
// that papers take to be embedded.
type paced struct {
	r       io.Reader
	control *http.ResponseController
	each    time.Duration // for paceStep bytes
	left    time.Duration // of it
	got     int           // bytes of the step
}

func (p *paced) Read(b []byte) (int, error) {
	start := time.Now()
	_ = p.control.SetReadDeadline(start.Add(p.left)) // fails where there is no connection to wait for
	n, err := p.r.Read(b)
	if err == io.EOF {
		// From here on net/http reads ahead to see the client leave; a deadline that
		// passes would look like that, and end the import.
		_ = p.control.SetReadDeadline(time.Time{})
	}
	if p.got += n; p.got >= paceStep {
		p.got, p.left = 0, p.each
	} else {
		p.left -= time.Since(start)
	}
	return n, err
}
