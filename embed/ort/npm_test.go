package ort

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The test program is its own npm, and its own second process: which of them
// it is, these variables say.
const (
	npmDoes  = "KINDRED_TEST_NPM"   // "copy FILE", "fail TEXT", "hang FILE", "nothing"
	setupIn  = "KINDRED_TEST_SETUP" // runs Setup on a fake host in this folder
	npmCalls = "KINDRED_TEST_CALLS" // a file that gets one line for each call of npm
)

func TestMain(m *testing.M) {
	if root := os.Getenv(setupIn); root != "" {
		exe, _ := os.Executable()
		h, _ := hostWithPin(root)
		os.Unsetenv(setupIn) // the npm that Setup starts must be npm
		lib, err := Setup(context.Background(), Options{NPM: exe, host: h})
		fmt.Println(lib.Path, err)
		os.Exit(0)
	}
	if does := os.Getenv(npmDoes); does != "" {
		os.Exit(fakeNPM(does))
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0") // of the processes that the tests start
	os.Exit(m.Run())
}

func fakeNPM(does string) int {
	if path := os.Getenv(npmCalls); path != "" {
		f, _ := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		fmt.Fprintln(f, strings.Join(os.Args[1:], " "))
		f.Close()
	}
	verb, rest, _ := strings.Cut(does, " ")
	switch verb {
	case "copy":
		b, err := os.ReadFile(rest)
		if err == nil {
			err = os.WriteFile("onnxruntime-node-1.24.3.tgz", b, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	case "fail":
		fmt.Fprint(os.Stderr, rest)
		return 1
	case "hang":
		os.WriteFile("half.tgz", []byte("half"), 0o644)
		os.WriteFile(rest, nil, 0o644) // tells the test that npm is running
		time.Sleep(time.Hour)
	}
	return 0
}

type entry struct {
	name string
	kind byte
	data []byte
}

// archive makes the bytes of a .tgz.
func archive(entries ...entry) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Typeflag: e.kind, Mode: 0o644, Size: int64(len(e.data))}
		if e.kind == tar.TypeSymlink {
			h.Linkname, h.Size, e.data = "/etc/passwd", 0, nil
		}
		if err := w.WriteHeader(h); err != nil {
			panic(err)
		}
		w.Write(e.data)
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

func packed(t *testing.T, entries ...entry) string {
	t.Helper()
	return put(t, archive(entries...), t.TempDir(), "package.tgz")
}

func TestSetupNPMFails(t *testing.T) {
	byHand := []string{"onnxruntime-linux-x64-1.24.3.tgz", "lib/libonnxruntime.so.1.24.3", "--runtime"}
	for name, tt := range map[string]struct {
		does  string
		words []string
	}{
		"offline":       {"fail npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error errno ENOTFOUND\nnpm error network request to https://registry.example/ failed\nnpm error network This is a problem\n", []string{"ENOTFOUND", "request to https://registry.example/ failed", "connect"}},
		"old npm":       {"fail npm ERR! code E404\nnpm ERR! 404 Not Found\n", []string{"404 Not Found", "does not have this version"}},
		"login":         {"fail npm error code E401\nnpm error Unable to authenticate\n", []string{"E401", "npm login"}},
		"its disk full": {"fail npm error code ENOSPC\nnpm error nospc No space left on device\n", []string{"disk is full", "free 350 MB"}},
		"speechless":    {"fail", []string{"exit status 1"}},
		"no report":     {"fail Segmentation fault\nCore dumped", []string{"Segmentation fault Core dumped"}},
		"no archive":    {"nothing", []string{"left 0 archives"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, root, err := setupWith(t, tt.does, nil)
			wantError(t, err, ErrNPM, append(tt.words, byHand...)...)
			wantClean(t, root)
		})
	}
	h, _ := hostWithPin(t.TempDir())
	_, err := Setup(t.Context(), Options{NPM: "no-such-npm", host: h})
	wantError(t, err, ErrNPM, append(byHand, "Node.js", "no-such-npm", "kindred setup")...)
}

func TestSetupCanceled(t *testing.T) {
	root := t.TempDir()
	h, _ := hostWithPin(root)
	exe, _ := os.Executable()
	running := filepath.Join(t.TempDir(), "running")
	t.Setenv(npmDoes, "hang "+running)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat(running); err == nil {
				cancel()
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	_, err := Setup(ctx, Options{NPM: exe, host: h})
	wantError(t, err, context.Canceled, "nothing was left behind", "kindred setup")
	wantClean(t, root)
	_, err = Setup(ctx, Options{NPM: exe, host: h})
	wantError(t, err, context.Canceled)
	wantClean(t, root)
}
