package ort

import (
	"debug/elf"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeHost is a Linux machine that has nothing but the folders under root.
func fakeHost(root string) *host {
	h := thisHost()
	h.goos, h.goarch = "linux", "amd64"
	h.getenv = func(string) string { return "" }
	h.executable = filepath.Join(root, "bin", "kindred")
	h.userCache = filepath.Join(root, "cache")
	h.home = filepath.Join(root, "home")
	h.system = func(*host) []string { return []string{filepath.Join(root, "system")} }
	return h
}

func put(t *testing.T, content []byte, elem ...string) string {
	t.Helper()
	path := filepath.Join(elem...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantError(t *testing.T, err error, kind error, words ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got error %v, want one that is %q", err, kind)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has more than one line: %q", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not say %q: %v", w, err)
		}
	}
}

func wantLibrary(t *testing.T, got Library, err error, path string, source Source) {
	t.Helper()
	if want := (Library{path, "1.24.3", source}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

// Libraries are put in the places from the last to the first; each in turn wins.
func TestFindOrder(t *testing.T) {
	root := t.TempDir()
	h := fakeHost(root)
	good := elfImage(elfSpec{version: "VERS_1.24.3"})
	for _, step := range []struct {
		path   string
		source Source
	}{
		{"system/libonnxruntime.so", SourceSystem},
		{"system/libonnxruntime.so.1", SourceSystem},
		{"system/libonnxruntime.so.1.24.3", SourceSystem},
		{"cache/kindred/onnxruntime-1.24.3/linux-amd64/libonnxruntime.so.1", SourceCache},
		{"bin/lib/libonnxruntime.so.1", SourceExecutable},
		{"bin/libonnxruntime.so.1", SourceExecutable},
	} {
		path := put(t, good, root, filepath.FromSlash(step.path))
		lib, err := Find(Options{host: h})
		wantLibrary(t, lib, err, path, step.source)
	}
	named := put(t, good, root, "elsewhere", "libonnxruntime.so.1.24.3")
	lib, err := Find(Options{Path: named, host: h})
	wantLibrary(t, lib, err, named, SourceExplicit)
	lib, err = Find(Options{Path: filepath.Dir(named), host: h})
	wantLibrary(t, lib, err, named, SourceExplicit)
	inLib := put(t, good, root, "unpacked", "lib", "libonnxruntime.so.1")
	h.getenv = func(name string) string { return map[string]string{Environment: filepath.Join(root, "unpacked")}[name] }
	lib, err = Find(Options{host: h})
	wantLibrary(t, lib, err, inLib, SourceExplicit)
	lib, err = Find(Options{Path: named, host: h}) // the flag goes before the environment
	wantLibrary(t, lib, err, named, SourceExplicit)
}

func TestFindInModuleCache(t *testing.T) {
	root := t.TempDir()
	h := fakeHost(root)
	h.goarch = "arm64"
	good := elfImage(elfSpec{version: "VERS_1.24.3", machine: elf.EM_AARCH64})
	test := filepath.FromSlash(onnxruntimeGo + "/test_data/onnxruntime_arm64.so")
	for _, step := range []struct{ dir, variable, value string }{
		{"home/go/pkg/mod", "", ""},
		{"gopath/pkg/mod", "GOPATH", filepath.Join(root, "gopath") + string(filepath.ListSeparator) + "/other"},
		{"modules", "GOMODCACHE", filepath.Join(root, "modules")},
	} {
		path := put(t, good, root, filepath.FromSlash(step.dir), test)
		h.getenv = func(name string) string { return map[string]string{step.variable: step.value}[name] }
		lib, err := Find(Options{host: h})
		wantLibrary(t, lib, err, path, SourceModule)
	}
}

// The version in places.go must be the one that go.mod requires.
func TestModuleVersion(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(onnxruntimeGo, "@", " ", 1); !strings.Contains(string(mod), want) {
		t.Errorf("go.mod does not require %q", want)
	}
}

// In a search what cannot be used is passed over, and named if nothing else is found.
func TestFindPassesOver(t *testing.T) {
	root := t.TempDir()
	h := fakeHost(root)
	old := put(t, elfImage(elfSpec{version: "VERS_1.17.0"}), root, "system", "libonnxruntime.so.1")
	if err := os.Symlink("libonnxruntime.so.1", filepath.Join(root, "system", "libonnxruntime.so")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	broken := put(t, []byte("\x7fELF"), root, "bin", "libonnxruntime.so")
	silent := put(t, elfImage(elfSpec{}), root, "bin", "lib", "libonnxruntime.so")
	_, err := Find(Options{host: h})
	wantError(t, err, ErrNotFound, old+", which is 1.17.0", broken+", which is cut short at 4 bytes", silent+", which does not tell its version",
		"needed 1.24.x", "kindred setup", "--runtime", Environment, filepath.Join(root, "cache"))
	if n := strings.Count(err.Error(), "1.17.0"); n != 1 {
		t.Errorf("one library under two names is named %d times: %v", n, err)
	}
	put(t, elfImage(elfSpec{version: "VERS_1.24.9"}), root, "system", "libonnxruntime.so.1.24.9")
	if lib, err := Find(Options{host: h}); err != nil || lib.Version != "1.24.9" {
		t.Errorf("got %+v, %v; want 1.24.9", lib, err)
	}
}

// A library that was named is used or it is the error; nothing else is tried.
func TestFindNamed(t *testing.T) {
	root := t.TempDir()
	h := fakeHost(root)
	put(t, elfImage(elfSpec{version: "VERS_1.24.3"}), root, "system", "libonnxruntime.so")
	old := put(t, elfImage(elfSpec{version: "VERS_1.17.0"}), root, "old.so")
	text := put(t, []byte("hello"), root, "text.so")
	unversioned := put(t, elfImage(elfSpec{}), root, "own-build.so")
	help := []string{"1.24.x", "--runtime", Environment, "kindred setup"}
	for _, tt := range []struct {
		path  string
		kind  error
		words []string
	}{
		{old, ErrVersion, []string{old, "1.17.0"}},
		{text, ErrUnusable, []string{text, "no ELF library", "linux/amd64"}},
		{filepath.Join(root, "absent.so"), ErrNotFound, []string{"absent.so"}},
		{filepath.Join(root, "bin"), ErrNotFound, []string{"bin"}},
		{t.TempDir(), ErrNotFound, []string{"libonnxruntime.so.1.24.3", "lib folder"}},
	} {
		_, err := Find(Options{Path: tt.path, host: h})
		wantError(t, err, tt.kind, append(tt.words, help...)...)
		_, err = Setup(t.Context(), Options{Path: tt.path, host: h, NPM: "must-not-be-run"})
		wantError(t, err, tt.kind)
	}
	if lib, err := Find(Options{Path: unversioned, host: h}); err != nil || lib != (Library{unversioned, "", SourceExplicit}) {
		t.Errorf("got %+v, %v; want the named library, whose version is not known", lib, err)
	}
}

func TestFindOnOtherPlatforms(t *testing.T) {
	root := t.TempDir()
	for platform, words := range map[string][]string{
		"darwin/amd64":  {"not published for darwin/amd64", "build it from its source"},
		"linux/riscv64": {"not published for linux/riscv64"},
		"darwin/arm64":  {"kindred setup"},
		"windows/amd64": {"kindred setup"},
	} {
		h := fakeHost(root)
		h.goos, h.goarch, _ = strings.Cut(platform, "/")
		_, err := Find(Options{host: h})
		wantError(t, err, ErrNotFound, words...)
		if _, ok := pinOf(platform); !ok {
			_, err := Setup(t.Context(), Options{host: h})
			wantError(t, err, ErrUnsupported, words...)
			wantError(t, err, ErrNotFound)
		}
	}
	mac := fakeHost(root)
	mac.goos, mac.goarch = "darwin", "arm64"
	path := put(t, machoImage(machoSpec{version: 0x011803}), root, "system", "libonnxruntime.1.24.3.dylib")
	lib, err := Find(Options{host: mac})
	wantLibrary(t, lib, err, path, SourceSystem)
	win := fakeHost(root)
	win.goos = "windows"
	path = put(t, peImage(peSpec{text: "1.24.3"}), root, "bin", "onnxruntime.dll")
	lib, err = Find(Options{host: win})
	wantLibrary(t, lib, err, path, SourceExecutable)
}

func TestSystemFolders(t *testing.T) {
	h := fakeHost(t.TempDir())
	list := func(parts ...string) string { return strings.Join(parts, string(filepath.ListSeparator)) }
	h.getenv = func(name string) string {
		return map[string]string{"LD_LIBRARY_PATH": list("/opt/a", "", "relative", "/opt/b"), "PATH": "/windows", "DYLD_LIBRARY_PATH": "/mac"}[name]
	}
	for platform, first := range map[string]string{"linux/amd64": "/opt/a /opt/b /usr/lib/x86_64-linux-gnu /usr/local/lib", "linux/arm64": "/opt/a /opt/b /usr/lib/aarch64-linux-gnu",
		"darwin/arm64": "/mac /opt/homebrew/lib", "windows/amd64": "/windows"} {
		h.goos, h.goarch, _ = strings.Cut(platform, "/")
		if got := strings.Join(systemFolders(h), " "); !strings.HasPrefix(got, first) {
			t.Errorf("%s: got %s, want %s first", platform, got, first)
		}
	}
}
