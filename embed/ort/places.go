package ort

import (
	"fmt"
	"path/filepath"
)

// onnxruntimeGo is the module whose test_data holds libraries for some
// platforms; the version is the one in go.mod (a test compares them).
const onnxruntimeGo = "github.com/yalue/onnxruntime_go@v1.27.0"

// place is a folder to look in.
type place struct {
	dir    string
	source Source
	names  []string // file names to try, in this order
}

// libraryNames are the names under which the library is installed, those that
// promise the needed version first.
func libraryNames(goos string) []string {
	pattern, plain := "libonnxruntime.so.1.24.%d", []string{"libonnxruntime.so.1", "libonnxruntime.so", "onnxruntime.so"}
	switch goos {
	case "darwin":
		pattern, plain = "libonnxruntime.1.24.%d.dylib", []string{"libonnxruntime.dylib", "onnxruntime.dylib"}
	case "windows":
		return []string{"onnxruntime.dll"}
	}
	names := []string{fmt.Sprintf(pattern, 3)}
	for patch := 9; patch >= 0; patch-- {
		if patch != 3 {
			names = append(names, fmt.Sprintf(pattern, patch))
		}
	}
	return append(names, plain...)
}

// places lists where Find looks when no path was given, in order.
func places(o Options) []place {
	h := o.host
	names := libraryNames(h.goos)
	var list []place
	if h.executable != "" {
		dir := filepath.Dir(h.executable)
		list = append(list,
			place{dir, SourceExecutable, names},
			place{filepath.Join(dir, "lib"), SourceExecutable, names})
	}
	if o.CacheDir != "" {
		list = append(list, place{h.runtimeDir(o.CacheDir), SourceCache, names})
	}
	if name := moduleCopy(h.platform()); name != "" {
		if modules := moduleCache(h); modules != "" {
			dir := filepath.Join(modules, filepath.FromSlash(onnxruntimeGo), "test_data")
			list = append(list, place{dir, SourceModule, []string{name}})
		}
	}
	for _, dir := range h.system(h) {
		list = append(list, place{dir, SourceSystem, names})
	}
	return list
}

// moduleCopy is the name of the library that onnxruntime_go ships for a
// platform, or "".
func moduleCopy(platform string) string {
	switch platform {
	case "linux/arm64":
		return "onnxruntime_arm64.so"
	case "darwin/arm64":
		return "onnxruntime_arm64.dylib"
	case "windows/amd64":
		return "onnxruntime.dll"
	}
	return ""
}

// moduleCache is the folder of the Go module cache, or "" if none can be
// derived (https://go.dev/ref/mod#module-cache).
func moduleCache(h *host) string {
	if dir := h.getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	if paths := filepath.SplitList(h.getenv("GOPATH")); len(paths) > 0 && paths[0] != "" {
		return filepath.Join(paths[0], "pkg", "mod")
	}
	if h.home != "" {
		return filepath.Join(h.home, "go", "pkg", "mod")
	}
	return ""
}

// systemFolders lists what the system's own loader would search, as far as it
// can be told without running it. Relative entries are left out: they mean a
// different file in every working folder.
func systemFolders(h *host) []string {
	variable, fixed := "LD_LIBRARY_PATH", []string{"/usr/local/lib", "/usr/local/lib64", "/usr/lib64", "/usr/lib", "/lib64", "/lib", "/opt/onnxruntime/lib"}
	switch h.goos {
	case "darwin":
		variable, fixed = "DYLD_LIBRARY_PATH", []string{"/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib"}
	case "windows":
		variable, fixed = "PATH", nil
	case "linux":
		switch h.goarch {
		case "amd64":
			fixed = append([]string{"/usr/lib/x86_64-linux-gnu"}, fixed...)
		case "arm64":
			fixed = append([]string{"/usr/lib/aarch64-linux-gnu"}, fixed...)
		}
	}
	var dirs []string
	for _, dir := range append(filepath.SplitList(h.getenv(variable)), fixed...) {
		if filepath.IsAbs(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
