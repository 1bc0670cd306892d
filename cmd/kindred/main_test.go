package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kindred-search/kindred/embed/ort"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kindred": main})
}

// TestScripts runs testdata/script: what a user types and what comes back.
func TestScripts(t *testing.T) {
	library := library(t)
	sample, err := filepath.Abs("sample/papers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("KINDRED_MODELS", e.WorkDir+"/models")
			e.Setenv("KINDRED_RUNTIME", library)
			e.Setenv("HF_ENDPOINT", fakeHub(t))
			e.Setenv("HF_TOKEN", "")
			e.Setenv("SOURCES", fakeSources(t))
			e.Setenv("SAMPLE", sample)
			e.Setenv("GORACE", "atexit_sleep_ms=20") // each process of go test -race would sleep a second at its end
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"json": jsonHas, "usage": isWrongUsage, "until": until},
	})
}

// jsonHas is `json FILE PATH [VALUE]`: the JSON in FILE has, at PATH of keys
// and numbers joined by dots, VALUE, or anything.
func jsonHas(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 && len(args) != 3 {
		ts.Fatalf("usage: json FILE PATH [VALUE]")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
	for _, key := range strings.Split(args[1], ".") {
		v = jsonAt(v, key)
	}
	got := fmt.Sprint(v)
	if has := v != nil && (len(args) == 2 || got == args[2]); has == neg {
		ts.Fatalf("%s at %s is %s; need %t %v", args[0], args[1], got, !neg, args[2:])
	}
}

func jsonAt(v any, key string) any {
	switch v := v.(type) {
	case map[string]any:
		return v[key]
	case []any:
		if i, err := strconv.Atoi(key); err == nil && i < len(v) {
			return v[i]
		}
	}
	return nil
}

// isWrongUsage is `usage ARGS...`: kindred ends with exit code 2 and nothing on
// standard output. What it says is then the script's stderr.
func isWrongUsage(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("kindred", args...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
		ts.Fatalf("kindred %s: %v; need exit code %d", strings.Join(args, " "), err, exitUsage)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("kindred %s wrote %q to standard output", strings.Join(args, " "), out)
	}
}

// until is `until PATTERN PROGRAM ARGS...`: the program is run again and again until
// its standard output matches, for what goes on behind the script.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until PATTERN PROGRAM ARGS...")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(20 * time.Millisecond) {
		if ts.Exec(args[1], args[2:]...) == nil && pattern.MatchString(ts.ReadFile("stdout")) {
			return
		}
	}
	ts.Fatalf("no %q from %s", args[0], strings.Join(args[1:], " "))
}

// library is the ONNX Runtime that the tests run with.
func library(t *testing.T) string {
	t.Helper()
	lib, err := ort.Find(ort.Options{})
	if err != nil {
		t.Fatal(err) // `make test` brings it
	}
	return lib.Path
}

func TestExitCodes(t *testing.T) {
	f := func(want int, message string, args ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		got := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs})
		if got != want || !strings.Contains(errs.String(), message) {
			t.Errorf("kindred %s: exit code %d, error %q; need %d and %q", strings.Join(args, " "), got, errs.String(), want, message)
		}
		if want != exitGood && out.Len() > 0 {
			t.Errorf("kindred %s: wrote %q to standard output", strings.Join(args, " "), out.String())
		}
		if strings.Count(errs.String(), "\n") > 1 {
			t.Errorf("kindred %s: error is more than one line: %q", strings.Join(args, " "), errs.String())
		}
	}
	f(exitGood, "", "version")
	f(exitGood, "", "help")
	f(exitUsage, `unknown command "serch"`, "serch")
	f(exitUsage, "--nonsense", "embed", "--nonsense")
	f(exitUsage, "`kindred embed [flags]`, got 1 arguments", "embed", "a text")
	f(exitUsage, "`kindred eval DIR... [flags]`, got 0", "eval")
	f(exitUsage, "NAME|DIR|URL", "model", "add")
	f(exitUsage, `unknown command "nonsense"`, "model", "nonsense")
	f(exitFailed, "no such file", "eval", "no-such-folder")
	f(exitFailed, "/no/such/model", "embed", "--model", "/no/such/model")
	f(exitFailed, "./nothere", "model", "add", "./nothere")
	f(exitFailed, "/no/such/library", "embed", "--runtime", "/no/such/library")
}

// A context that is done is how Ctrl-C arrives, here while the command waits
// for input that does not come.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	var errs bytes.Buffer
	out, screen := io.Pipe()
	go func() { // the first answer shows that the command is under way
		keyboard.Write([]byte("a graph\n"))
		bufio.NewReader(out).ReadString('\n')
		cancel()
		io.Copy(io.Discard, out)
	}()
	got := run(ctx, []string{"embed", "--runtime", library(t)}, streams{in, screen, &errs})
	if got != exitFailed || errs.String() != "kindred: stopped\n" {
		t.Errorf("exit code %d, error %q; need %d and stopped", got, errs.String(), exitFailed)
	}
}

func TestDoctorAndVersionReportThatTheyCannotWrite(t *testing.T) {
	t.Setenv("KINDRED_DATA", filepath.Join(t.TempDir(), "none.db"))
	for _, command := range []string{"doctor", "version"} {
		var errs bytes.Buffer
		got := run(context.Background(), []string{command, "--runtime", library(t)}, streams{strings.NewReader(""), failingWriter{}, &errs})
		if got != exitFailed || errs.Len() == 0 {
			t.Errorf("%s: exit code %d, error %q", command, got, errs.String())
		}
	}
}

// failingWriter is a full disk, or a pipe that nobody reads.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestEmbedReportsThatItCannotWrite(t *testing.T) {
	var errs bytes.Buffer
	got := run(context.Background(), []string{"embed", "--runtime", library(t)}, streams{strings.NewReader("a graph\n"), failingWriter{}, &errs})
	if got != exitFailed || !strings.Contains(errs.String(), "cannot write") {
		t.Errorf("exit code %d, error %q", got, errs.String())
	}
}
