package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// serve starts a server on a port of 127.0.0.1; stop ends it and gives what
// Serve returned.
func serve(t *testing.T, e Engine, o Options) (address string, stop func() error) {
	t.Helper()
	s := newServer(t, e, o)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stopped := false
	stop = func() error {
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if !stopped {
			if err := stop(); err != nil {
				t.Errorf("stopping: %v", err)
			}
		}
	})
	return l.Addr().String(), stop
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	address, stop := serve(t, newFake("a"), Options{})
	if code, body := get(t, "http://"+address+"/v1/papers/a"); code != http.StatusOK || !strings.Contains(body, `"On <a>"`) {
		t.Errorf("got %d %s", code, body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", address); err == nil {
		t.Error("the address still answers")
	}
}

// A request that is under way when the server is told to stop gets its answer.
func TestStopFinishesWhatItHas(t *testing.T) {
	e := newFake("a")
	entered, release := make(chan struct{}), make(chan struct{})
	e.searching = func(ctx context.Context) error {
		close(entered)
		<-release
		return ctx.Err()
	}
	s := newServer(t, e, Options{Grace: time.Minute})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended, answered := make(chan error, 1), make(chan int, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	go func() {
		code, _ := get(t, "http://"+l.Addr().String()+"/v1/search?q=a")
		answered <- code
	}()
	<-entered
	cancel()
	for !s.stopping.Load() {
		time.Sleep(time.Millisecond)
	}
	wantProblem(t, ask(t, s.Handler(), "GET", "/readyz", ""), http.StatusServiceUnavailable, "stopping")
	select {
	case err := <-ended:
		t.Fatalf("Serve returned with a request under way: %v", err)
	default:
	}
	close(release)
	if code := <-answered; code != http.StatusOK {
		t.Errorf("the request under way got %d", code)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// One that does not end within the time of grace has its context ended.
func TestStopCutsWhatTakesTooLong(t *testing.T) {
	e := newFake("a")
	entered, left := make(chan struct{}), make(chan struct{})
	e.searching = func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		close(left)
		return ctx.Err()
	}
	address, stop := serve(t, e, Options{Grace: time.Millisecond})
	conn := dial(t, address, "GET /v1/search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
	<-entered
	err := stop()
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "unfinished") {
		t.Errorf("got %v", err)
	}
	<-left
	if got, _ := io.ReadAll(conn); strings.Contains(string(got), "200 OK") {
		t.Errorf("got %q", got)
	}
}

func TestServeFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := newServer(t, newFake(), Options{}).Serve(context.Background(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// dial sends bytes as they are.
func dial(t *testing.T, address, bytes string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, bytes); err != nil {
		t.Fatal(err)
	}
	return conn
}

// A client that never ends its header loses its connection, and one that
// never ends its body, too; the server answers others meanwhile.
func TestSlowClients(t *testing.T) {
	e := newFake("a")
	address, _ := serve(t, e, Options{HeaderTimeout: 50 * time.Millisecond, ReadTimeout: 50 * time.Millisecond})
	header := dial(t, address, "GET /v1/search?q=a HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
	start := "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
	body := dial(t, address, fmt.Sprintf(start, "/v1/search")+`{"q":`)
	upload := dial(t, address, fmt.Sprintf(start, "/v1/papers")+"{\"id\":\"b\",\"title\":\"B\"}\n{\"id\":")
	if code, _ := get(t, "http://"+address+"/v1/papers/a"); code != http.StatusOK {
		t.Errorf("beside slow clients: got %d", code)
	}
	// Reading to the end shows that the server closes the connection.
	if _, err := io.ReadAll(header); err != nil {
		t.Errorf("header: %v", err)
	}
	if got, err := io.ReadAll(body); err != nil || !strings.Contains(string(got), "408 Request Timeout") {
		t.Errorf("body: %v, %q", err, got)
	}
	got, err := io.ReadAll(upload)
	if err != nil || !strings.Contains(string(got), "408 Request Timeout") || !strings.Contains(string(got), `"applied":{"added":1,`) {
		t.Errorf("import: %v, %q", err, got)
	}
}

// A client that asks for much and reads nothing holds its request no longer
// than the write timeout: stopping does not have to wait for it.
func TestClientThatDoesNotRead(t *testing.T) {
	e := newFake()
	e.papers["a"] = corpus.Paper{ID: "a", Abstract: strings.Repeat("x", 16<<20)} // more than any socket holds
	entered := make(chan struct{})
	e.searching = func(context.Context) error { close(entered); return nil }
	address, stop := serve(t, e, Options{WriteTimeout: 50 * time.Millisecond, Grace: time.Minute})
	dial(t, address, "GET /v1/search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
	<-entered
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// Neither the read nor the write timeout ends an import that takes longer than
// they are, so long as its bytes came in time.
func TestLongImportIsAnswered(t *testing.T) {
	const timeout = 20 * time.Millisecond
	e := newFake()
	e.adding = func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * timeout):
			return nil
		}
	}
	address, _ := serve(t, e, Options{ReadTimeout: timeout, WriteTimeout: timeout})
	body := `{"id":"a","title":"A"}`
	conn := dial(t, address, fmt.Sprintf("POST /v1/papers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(got), `"added":1`) {
		t.Errorf("got %d %s: %v", res.StatusCode, got, err)
	}
}

// A client that leaves ends its search.
func TestClientLeaves(t *testing.T) {
	e := newFake("a")
	entered, left := make(chan struct{}), make(chan struct{})
	e.searching = func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		close(left)
		return ctx.Err()
	}
	address, _ := serve(t, e, Options{})
	conn := dial(t, address, "GET /v1/search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
	<-entered
	conn.Close()
	<-left
}

func TestHugeHeader(t *testing.T) {
	address, _ := serve(t, newFake(), Options{MaxHeader: 8 << 10})
	conn := dial(t, address, "GET /v1/search?q=a HTTP/1.1\r\nHost: localhost\r\n")
	for range 20_000 { // until the server has had enough
		if _, err := io.WriteString(conn, "X-Filler: 0123456789\r\n"); err != nil {
			break
		}
	}
	// The status may be lost when the server closes on bytes that still come.
	if got, _ := io.ReadAll(conn); len(got) > 0 && !strings.Contains(string(got), "431") {
		t.Errorf("got %q", got)
	}
	if code, _ := get(t, "http://"+address+"/healthz"); code != http.StatusOK {
		t.Errorf("afterwards: got %d", code)
	}
}

func TestWarnsBeyondLoopback(t *testing.T) {
	f := func(listen, key string, warns bool) {
		t.Helper()
		var log logged
		s := newServer(t, newFake(), Options{Key: key, Logger: log.logger(slog.LevelInfo)})
		l, err := net.Listen("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Serve(ctx, l); err != nil {
			t.Error(err)
		}
		if got := strings.Contains(log.String(), "without a key"); got != warns {
			t.Errorf("listening on %s with key %q: log %q", listen, key, log.String())
		}
	}
	f("127.0.0.1:0", "", false)
	f("0.0.0.0:0", "", true)
	f("0.0.0.0:0", "secret", false)
}

// A panic behind the first byte of an answer cuts the connection: a part must
// not be taken for the whole.
func TestPanicInMidAnswer(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	w := &brittle{header: http.Header{}}
	defer func() {
		if fault := recover(); fault != http.ErrAbortHandler {
			t.Errorf("got %v, need http.ErrAbortHandler", fault)
		}
	}()
	req, err := http.NewRequest("GET", "http://localhost/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Handler().ServeHTTP(w, req)
	t.Error("the panic is lost")
}

// brittle is a writer that panics.
type brittle struct{ header http.Header }

func (b *brittle) Header() http.Header       { return b.header }
func (b *brittle) WriteHeader(int)           {}
func (b *brittle) Write([]byte) (int, error) { panic("the wire is cut") }
