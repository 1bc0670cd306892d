package server

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus/format"
)

// postPapers answers POST /v1/papers: an object, an array, or JSON Lines, read
// as it comes. A bad record is reported and passed over. When the import breaks
// off, the answer says what was stored until then; every paper is stored whole
// or not at all, so the same body can simply be sent again.
func (s *Server) postPapers(c *gin.Context) {
	if err := nothing(c); err != nil {
		s.fail(c, err)
		return
	}
	control := http.NewResponseController(c.Writer)
	body := bufio.NewReader(&paced{
		r:       http.MaxBytesReader(c.Writer, c.Request.Body, s.o.MaxImport),
		control: control, each: s.o.ReadTimeout, left: s.o.ReadTimeout,
	})
	if err := startsJSON(body); err != nil {
		s.fail(c, err)
		return
	}
	report, err := s.engine.Add(c.Request.Context(), format.Read(body, format.Options{Name: "body", MaxRecord: s.o.MaxRecord}))
	// The write deadline counts from the header on, and imports take long.
	_ = control.SetWriteDeadline(time.Now().Add(s.o.WriteTimeout)) // where there is no such deadline, it cannot pass
	if report.Rejected == nil {
		report.Rejected = []kindred.Rejection{}
	}
	if err != nil {
		s.failWith(c, ofBody(err), &report)
		return
	}
	s.ok(c, report)
}

// startsJSON looks at the first byte that is no space, without taking it. Other
// formats, compressed ones among them, belong on the command line.
func startsJSON(r *bufio.Reader) error {
	for n := 1; n <= r.Size(); n++ {
		head, err := r.Peek(n)
		switch {
		case errors.Is(err, io.EOF):
			return refuse(http.StatusBadRequest, "the body is empty; need a paper as {\"id\":\"2310.16228\",\"title\":\"...\"}, an array of them, or one on each line")
		case err != nil:
			return unreadable(err)
		}
		switch b := head[n-1]; b {
		case ' ', '\t', '\r', '\n':
		case '{', '[':
			return nil
		case 0xEF, 0xBB, 0xBF: // a byte-order mark
		default:
			return refuse(http.StatusBadRequest, "the body begins with %q; need papers as JSON: an object, an array, or an object on each line", rune(b))
		}
	}
	return refuse(http.StatusBadRequest, "the body begins with %d bytes of white space; need papers as JSON", r.Size())
}

// ofBody tells a body that broke off from an engine that failed.
func ofBody(err error) error {
	var file *format.FileError
	if !errors.As(err, &file) {
		return err
	}
	switch {
	case errors.Is(err, format.ErrUnknownFormat): // its words are about files of every format
		return refuse(http.StatusBadRequest, "the body begins like JSON but cannot be read as papers; need an object as {\"id\":\"2310.16228\",\"title\":\"...\"}, an array of them, or one on each line")
	case errors.Is(err, format.ErrTruncated):
		return refuse(http.StatusBadRequest, "%v; what was stored until then is in \"applied\", mend the body and send it again", err)
	}
	return unreadable(err)
}
