package ort

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
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

const testMember = "package/bin/napi-v6/linux/x64/libonnxruntime.so.1"

// hostWithPin is a fake host for which Setup brings a small library.
func hostWithPin(root string) (*host, []byte) {
	library := elfImage(elfSpec{version: "VERS_1.24.3"})
	h := fakeHost(root)
	h.pin = func(string) (pin, bool) {
		return pin{name: "libonnxruntime.so.1", member: testMember, size: int64(len(library)), sha256: fmt.Sprintf("%x", sha256.Sum256(library))}, true
	}
	return h, library
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

// setupWith runs Setup on a fresh fake host with an npm that does as told.
func setupWith(t *testing.T, does string, change func(*host)) (lib Library, root string, err error) {
	t.Helper()
	root = t.TempDir()
	h, _ := hostWithPin(root)
	if change != nil {
		change(h)
	}
	exe, e := os.Executable()
	if e != nil {
		t.Fatal(e)
	}
	t.Setenv(npmDoes, does)
	lib, err = Setup(t.Context(), Options{NPM: exe, host: h})
	return lib, root, err
}

// wantClean checks that a failed set-up left nothing but its lock.
func wantClean(t *testing.T, root string) {
	t.Helper()
	filepath.WalkDir(filepath.Join(root, "cache"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "setup.lock" || err == nil && strings.HasPrefix(d.Name(), workPrefix) {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

func packed(t *testing.T, entries ...entry) string {
	t.Helper()
	return put(t, archive(entries...), t.TempDir(), "package.tgz")
}

func TestSetupBrings(t *testing.T) {
	_, library := hostWithPin("")
	root := t.TempDir()
	h, _ := hostWithPin(root)
	exe, _ := os.Executable()
	calls := filepath.Join(t.TempDir(), "calls")
	t.Setenv(npmCalls, calls)
	t.Setenv(npmDoes, "copy "+packed(t, entry{"package/package.json", tar.TypeReg, []byte("{}")}, entry{testMember, tar.TypeReg, library}))
	target := filepath.Join(root, "cache", "kindred", "onnxruntime-1.24.3", "linux-amd64", "libonnxruntime.so.1")
	o := Options{NPM: exe, host: h}
	wantCalls := func(n int) {
		t.Helper()
		b, _ := os.ReadFile(calls)
		if got := bytes.Count(b, []byte("pack onnxruntime-node@1.24.3 ")); got != n {
			t.Errorf("npm was called %d times, want %d: %s", got, n, b)
		}
	}

	lib, err := Setup(t.Context(), o)
	wantLibrary(t, lib, err, target, SourceCache)
	if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
		t.Error("the library differs from the one in the archive")
	}
	wantCalls(1)
	lib, err = Setup(t.Context(), o) // it is there
	wantLibrary(t, lib, err, target, SourceCache)
	lib, err = Find(o)
	wantLibrary(t, lib, err, target, SourceCache)
	wantCalls(1)

	// Damage that leaves the headers whole is seen by the hash, other damage by the headers.
	flipped := slices.Clone(library)
	flipped[len(flipped)-1] ^= 1
	for i, damage := range [][]byte{flipped, library[:100], nil, append(slices.Clone(library), 0)} {
		put(t, damage, target)
		lib, err = Setup(t.Context(), o)
		wantLibrary(t, lib, err, target, SourceCache)
		if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
			t.Error("the damaged library was kept")
		}
		wantCalls(2 + i)
	}

	// What a killed set-up left is removed by the next.
	put(t, []byte("x"), filepath.Dir(target), "npm-123", "half.tgz")
	put(t, []byte("x"), target+".42.part")
	os.Remove(target)
	lib, err = Setup(t.Context(), o)
	wantLibrary(t, lib, err, target, SourceCache)
	entries, _ := os.ReadDir(filepath.Dir(target))
	if len(entries) != 2 { // the library and the lock
		t.Errorf("the folder holds %v", entries)
	}
}

// A library of the user's own in the cache folder, under its own name, is left alone.
func TestSetupKeepsOther(t *testing.T) {
	root := t.TempDir()
	h, _ := hostWithPin(root)
	own := put(t, elfImage(elfSpec{version: "VERS_1.24.3", soname: "own"}), h.runtimeDir(h.cacheDir()), "libonnxruntime.so.1.24.3")
	lib, err := Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantLibrary(t, lib, err, own, SourceCache)
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

func TestSetupWrongArchive(t *testing.T) {
	_, library := hostWithPin("")
	other := slices.Clone(library)
	other[70] ^= 1
	whole := archive(entry{testMember, tar.TypeReg, library})
	for name, tt := range map[string]struct {
		tgz   []byte
		words []string
	}{
		"other bytes": {archive(entry{testMember, tar.TypeReg, other}), []string{"SHA-256", fmt.Sprintf("%x", sha256.Sum256(other)), fmt.Sprintf("%x", sha256.Sum256(library)), "not installed"}},
		"other size":  {archive(entry{testMember, tar.TypeReg, library[1:]}), []string{fmt.Sprint(len(library) - 1), fmt.Sprint(len(library))}},
		"a link":      {archive(entry{testMember, tar.TypeSymlink, nil}), []string{testMember}},
		"not in it":   {archive(entry{"../../../../" + testMember, tar.TypeReg, library}, entry{"/" + testMember, tar.TypeReg, library}), []string{"holds no " + testMember}},
		"empty":       {nil, []string{"cannot be unpacked"}},
		"a web page":  {[]byte("<html>"), []string{"cannot be unpacked"}},
		"cut short":   {whole[:len(whole)*2/3], []string{"cannot be unpacked"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, root, err := setupWith(t, "copy "+put(t, tt.tgz, t.TempDir(), "x.tgz"), nil)
			wantError(t, err, ErrArchive, append(tt.words, "--runtime")...)
			wantClean(t, root)
		})
	}
}

// fullPart fails as a full disk does, at the step that is named.
type fullPart struct {
	part
	step string
}

func (f fullPart) Write(p []byte) (int, error) {
	if f.step == "write" {
		n, _ := f.part.Write(p[:len(p)/2])
		return n, &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return f.part.Write(p)
}

func (f fullPart) Sync() error {
	if f.step == "sync" {
		return &os.PathError{Op: "sync", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return f.part.Sync()
}

func (f fullPart) Close() error {
	err := f.part.Close()
	if f.step == "close" && err == nil {
		return &os.PathError{Op: "close", Path: f.Name(), Err: syscall.EIO}
	}
	return err
}

func TestSetupDiskFull(t *testing.T) {
	_, library := hostWithPin("")
	tgz := packed(t, entry{testMember, tar.TypeReg, library})
	for _, step := range []string{"create", "write", "sync", "close"} {
		t.Run(step, func(t *testing.T) {
			_, root, err := setupWith(t, "copy "+tgz, func(h *host) {
				create := h.create
				h.create = func(pattern string) (part, error) {
					if step == "create" {
						return nil, &os.PathError{Op: "open", Path: pattern, Err: syscall.ENOSPC}
					}
					p, err := create(pattern)
					return fullPart{p, step}, err
				}
			})
			words := []string{"disk", "is full", "nothing was left behind", "free 1 MB", "kindred setup"}
			if step == "close" {
				words = []string{"could not be written", "input/output error", "nothing was left behind"}
			}
			wantError(t, err, ErrInstall, words...)
			wantClean(t, root)
		})
	}
}

// The same on a file system that really is full.
func TestSetupDiskReallyFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("mounting a small file system needs root on Linux")
	}
	root := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a small file system: %v %s", err, out)
	}
	defer exec.Command("umount", root).Run()
	library := append(elfImage(elfSpec{version: "VERS_1.24.3"}), make([]byte, 200_000)...) // compresses well, so that the archive fits
	h := fakeHost(root)
	h.pin = func(string) (pin, bool) {
		return pin{name: "libonnxruntime.so.1", member: testMember, size: int64(len(library)), sha256: fmt.Sprintf("%x", sha256.Sum256(library))}, true
	}
	t.Setenv(npmDoes, "copy "+packed(t, entry{testMember, tar.TypeReg, library}))
	exe, _ := os.Executable()
	_, err := Setup(t.Context(), Options{NPM: exe, host: h})
	wantError(t, err, ErrInstall, "disk", "is full", "free 1 MB")
	wantClean(t, root)
}

func TestSetupFolderCannotBeMade(t *testing.T) {
	root := t.TempDir()
	put(t, nil, root, "cache") // a file where the folder should be
	h, _ := hostWithPin(root)
	_, err := Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantError(t, err, ErrInstall, filepath.Join(root, "cache"), "make it writable")
	h.userCache = ""
	_, err = Setup(t.Context(), Options{NPM: "must-not-be-run", host: h})
	wantError(t, err, ErrInstall, "no cache folder", "HOME")
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

// Of two processes one brings the library and the other waits for it.
func TestSetupTwoProcesses(t *testing.T) {
	root := t.TempDir()
	h, library := hostWithPin(root)
	exe, _ := os.Executable()
	calls := filepath.Join(t.TempDir(), "calls")
	tgz := packed(t, entry{testMember, tar.TypeReg, library})
	target := filepath.Join(h.runtimeDir(h.cacheDir()), "libonnxruntime.so.1")
	var wg sync.WaitGroup
	outputs := make([]string, 4)
	for i := range outputs {
		wg.Go(func() {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), setupIn+"="+root, npmDoes+"=copy "+tgz, npmCalls+"="+calls)
			out, err := cmd.CombinedOutput()
			outputs[i] = fmt.Sprintf("%s, %v", bytes.TrimSpace(out), err)
		})
	}
	wg.Wait()
	for _, out := range outputs {
		if want := target + " <nil>, <nil>"; out != want {
			t.Errorf("a process said %q, want %q", out, want)
		}
	}
	if got, _ := os.ReadFile(target); !bytes.Equal(got, library) {
		t.Error("the library is not whole")
	}
	if b, _ := os.ReadFile(calls); bytes.Count(b, []byte("\n")) != 1 {
		t.Errorf("npm was called by more than one process:\n%s", b)
	}
	entries, _ := os.ReadDir(filepath.Dir(target))
	if len(entries) != 2 {
		t.Errorf("the folder holds %v", entries)
	}
}

// Waiting for another process ends with the context.
func TestLockCanceled(t *testing.T) {
	dir := t.TempDir()
	o := Options{}.withDefaults()
	unlock, err := lockDir(t.Context(), dir, o.Log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lockDir(ctx, dir, o.Log); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that waiting was canceled", err)
	}
	unlock()
	unlock, err = lockDir(t.Context(), dir, o.Log)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// The sums are those of the real archive: named by KINDRED_ORT_ARCHIVE, which
// `npm pack onnxruntime-node@1.24.3` makes.
func TestPins(t *testing.T) {
	platforms := []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64", "windows/arm64"}
	for _, platform := range platforms {
		p, ok := pinOf(platform)
		if !ok || p.size < 1e7 || len(p.sha256) != 64 || !slices.Contains(libraryNames(strings.Split(platform, "/")[0]), p.name) {
			t.Errorf("the pin of %s is %+v", platform, p)
		}
	}
	path := os.Getenv("KINDRED_ORT_ARCHIVE")
	if path == "" {
		t.Skip("KINDRED_ORT_ARCHIVE names no onnxruntime-node-1.24.3.tgz")
	}
	for _, platform := range platforms {
		h := fakeHost(t.TempDir())
		h.goos, h.goarch, _ = strings.Cut(platform, "/")
		p, _ := pinOf(platform)
		target := filepath.Join(t.TempDir(), p.name)
		if err := install(t.Context(), h, path, p, target); err != nil {
			t.Errorf("%s: %v", platform, err)
			continue
		}
		if v, err := inspect(target, h.goos, h.goarch); err != nil || v != Version {
			t.Errorf("%s: the library says version %q, %v; want %s", platform, v, err, Version)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(archive(entry{"a", tar.TypeReg, []byte("x")}, entry{testMember, tar.TypeReg, []byte("library")}))
	f.Add(archive(entry{testMember, tar.TypeSymlink, nil}))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, tgz []byte) {
		var out bytes.Buffer
		err := extract(t.Context(), bytes.NewReader(tgz), testMember, 7, 1<<20, &out)
		if err == nil && out.Len() != 7 || out.Len() > 7 {
			t.Fatalf("wrote %d bytes of 7 with the error %v", out.Len(), err)
		}
		if err != nil && !errors.Is(err, ErrArchive) {
			t.Fatalf("a bad archive gave %v", err)
		}
	})
}

// An archive that unpacks without end is given up on.
func TestExtractBomb(t *testing.T) {
	const limit = 1 << 20
	wantError(t, extract(t.Context(), bytes.NewReader(archive(entry{"zeros", tar.TypeReg, make([]byte, 2*limit)})), testMember, 7, limit, io.Discard),
		ErrArchive, "more than 1048576 bytes")
}
