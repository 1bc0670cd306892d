package ort

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// host is all that this package asks of the machine it runs on.
type host struct {
	goos, goarch string
	getenv       func(string) string
	executable   string                             // path of this program, links resolved; empty if unknown
	userCache    string                             // os.UserCacheDir; empty if there is none
	home         string                             // os.UserHomeDir; empty if there is none
	system       func(h *host) []string             // folders of the system's own libraries
	pin          func(platform string) (pin, bool)  // what Setup must end up with
	create       func(pattern string) (part, error) // a new file in the folder of pattern, as os.CreateTemp names it
}

// part is a file being written, before it has its final name.
type part interface {
	io.WriteCloser
	Name() string
	Sync() error
}

func thisHost() *host {
	h := &host{
		goos:   runtime.GOOS,
		goarch: runtime.GOARCH,
		getenv: os.Getenv,
		system: systemFolders,
		pin:    pinOf,
		create: func(pattern string) (part, error) {
			return os.CreateTemp(filepath.Dir(pattern), filepath.Base(pattern))
		},
	}
	h.userCache, _ = os.UserCacheDir()
	h.home, _ = os.UserHomeDir()
	if exe, err := os.Executable(); err == nil {
		if resolved, err := filepath.EvalSymlinks(exe); err == nil {
			exe = resolved
		}
		h.executable = exe
	}
	return h
}

func (h *host) platform() string { return h.goos + "/" + h.goarch }

// cacheDir is Kindred's cache folder, or "" on a machine without one.
func (h *host) cacheDir() string {
	if h.userCache == "" {
		return ""
	}
	return filepath.Join(h.userCache, "kindred")
}

// runtimeDir is where Setup puts the library. It names the platform because
// home folders are shared between machines.
func (h *host) runtimeDir(cacheDir string) string {
	return filepath.Join(cacheDir, "onnxruntime-"+Version, h.goos+"-"+h.goarch)
}
