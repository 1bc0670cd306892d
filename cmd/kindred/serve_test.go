package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience is how long a process may take for anything; it is never waited for
// in a test that passes.
const patience = time.Minute

// A served is a process of kindred serve.
type served struct {
	*exec.Cmd
	address string
	log     *bufio.Reader // its standard error
	ended   bool
}

// startServer starts kindred serve on a free port and returns when it listens.
func startServer(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	s := &served{Cmd: exec.CommandContext(ctx, "kindred", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)}
	s.Env = append(append(os.Environ(), "KINDRED_RUNTIME="+library(t)), env...)
	pipe, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.ended {
			s.Process.Kill()
			s.Wait()
		}
	})
	s.log = bufio.NewReader(pipe)
	line, err := s.log.ReadString('\n')
	found := regexp.MustCompile(`listens at (http://[0-9.:]+);`).FindStringSubmatch(line)
	if err != nil || found == nil {
		rest, _ := io.ReadAll(s.log)
		t.Fatalf("it says %q, then %q (%v); need where it listens", line, rest, err)
	}
	s.address = found[1]
	return s
}

// stop sends SIGINT, as Ctrl-C does, and returns what else the server said.
func (s *served) stop(t *testing.T) string {
	t.Helper()
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(s.log)
	if err != nil {
		t.Fatal(err)
	}
	s.ended = true
	if err := s.Wait(); err != nil {
		t.Fatalf("after SIGINT: %v; need exit code 0: %s", err, said)
	}
	return string(said)
}

func get(t *testing.T, url string, into any) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", url, response.Status, err, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s: %v: %s", url, err, body)
	}
}

func skipWithoutSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted there")
	}
}

type answered struct {
	Total   int
	Results []struct{ ID string }
}

func TestServeSample(t *testing.T) {
	skipWithoutSignals(t)
	folder, home := t.TempDir(), t.TempDir()
	s := startServer(t, []string{"TMPDIR=" + folder, "HOME=" + home, "XDG_DATA_HOME=" + home, "KINDRED_DATA="}, "--sample")
	var got answered
	get(t, s.address+"/v1/search?q=how+do+robots+learn+to+walk&limit=3", &got)
	if got.Total != 160 || len(got.Results) != 3 {
		t.Errorf("%d of %d papers; need 3 of 160", len(got.Results), got.Total)
	}
	if in, err := os.ReadDir(folder); err != nil || len(in) != 1 {
		t.Errorf("%d folders for the store, %v; need 1", len(in), err)
	}
	said := s.stop(t)
	if n := strings.Count(said, "  curl "); n != 3 {
		t.Errorf("%d examples; need 3: %s", n, said)
	}
	for _, dir := range []string{folder, home} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%s is left in %s, %v; need nothing", left, dir, err)
		}
	}
}

func TestBesideAServer(t *testing.T) {
	skipWithoutSignals(t)
	data := filepath.Join(t.TempDir(), "papers.db")
	kindred := func(args ...string) (code int, out, errs string) {
		t.Helper()
		var o, e bytes.Buffer
		code = run(context.Background(), append(args, "--data", data, "--runtime", library(t)), streams{strings.NewReader(""), &o, &e})
		return code, o.String(), e.String()
	}
	if code, _, errs := kindred("index", "sample/papers.jsonl"); code != exitGood {
		t.Fatal(errs)
	}
	s := startServer(t, nil, "--data", data)
	f := func(remedy string, args ...string) {
		t.Helper()
		code, out, errs := kindred(args...)
		if code != exitFailed || out != "" || !strings.Contains(errs, remedy) {
			t.Errorf("kindred %s: exit code %d, %q, %q; need %d and %q", strings.Join(args, " "), code, out, errs, exitFailed, remedy)
		}
	}
	f("curl --json @FILE "+s.address+"/v1/papers", "index", "sample/papers.jsonl")
	f("curl --json @FILE "+s.address+"/v1/papers", "pull", "hf", "--base-url", s.address)
	f(s.address+"/v1/papers/2401.09603`", "delete", "2401.09603")
	f(`{"delta":-1}' `+s.address+"/v1/papers/2401.09603/votes", "vote", "-1", "2401.09603")
	f(s.address, "serve", "--addr", "127.0.0.1:0")
	f("stop it first", "model", "use", "kindred-static-v1")
	f("stop it first", "check", "--repair")
	f("--addr", "serve", "--addr", strings.TrimPrefix(s.address, "http://"))
	for _, args := range [][]string{{"search", "walking robots"}, {"related", "2401.09603"}, {"list"}, {"show", "2401.09603"}, {"stats"}, {"check"}} {
		if code, out, errs := kindred(args...); code != exitGood || out == "" {
			t.Errorf("kindred %s beside a server: exit code %d, %q, %q", strings.Join(args, " "), code, out, errs)
		}
	}
	reader := startServer(t, nil, "--data", data, "--read-only")
	var got answered
	get(t, reader.address+"/v1/search?q=walking+robots", &got)
	if got.Total != 160 {
		t.Errorf("a reading server has %d papers; need 160", got.Total)
	}
	reader.stop(t)
	s.stop(t)
	if code, out, errs := kindred("vote", "2401.09603"); code != exitGood {
		t.Errorf("after the server: exit code %d, %q, %q", code, out, errs)
	}
}

func TestServeNothing(t *testing.T) {
	skipWithoutSignals(t)
	s := startServer(t, nil, "--data", filepath.Join(t.TempDir(), "new.db"))
	for range 3 { // the examples
		if _, err := s.log.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	if line, err := s.log.ReadString('\n'); err != nil || !strings.Contains(line, "no papers yet") {
		t.Errorf("it says %q, %v; need what to do", line, err)
	}
	s.stop(t)
}
