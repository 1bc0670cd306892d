// Package ort finds the shared library of ONNX Runtime, or brings it.
//
// Call Find to learn which library to load; call Setup where the user asked
// for the library to be brought if it is missing. Neither loads it: every
// candidate is judged by reading its headers, because loading a file that was
// cut short kills the process (SIGBUS) and loading another version fails
// with a message nobody understands. Package embed loads what Find returns.
//
// A library that is brought comes from the npm package onnxruntime-node,
// through whatever registry the user's npm client is set up for, and is never
// put in place unless its SHA-256 is the one pinned in pins.go. It appears
// under its final name whole or not at all.
//
// The functions may be called from many goroutines and many processes at once.
package ort

import "log/slog"

const (
	// Version is the release of ONNX Runtime that Setup brings.
	Version = "1.24.3"

	// Needed is what a library must be, as errors print it: the C API that
	// package embed is compiled against is the one of these releases.
	Needed = "1.24.x"

	// API is the number of that C API (ORT_API_VERSION).
	API = 24

	// Environment is the variable that names a library file or folder, used
	// where Options.Path is empty.
	Environment = "KINDRED_RUNTIME"
)

// Source says which place a library was found in.
type Source string

// The places, in the order in which Find looks.
const (
	SourceExplicit   Source = "explicit path"      // Options.Path or KINDRED_RUNTIME
	SourceExecutable Source = "beside the program" // its folder, or lib in its folder
	SourceCache      Source = "cache"              // where Setup puts it
	SourceModule     Source = "Go module cache"    // the copy that onnxruntime_go ships for its tests
	SourceSystem     Source = "system folder"      // LD_LIBRARY_PATH and the like, then the folders of the system
)

// Library is a file that was read and found to be usable on this machine.
type Library struct {
	Path    string // absolute
	Version string // such as "1.24.3"; empty where an explicitly named library does not tell it
	Source  Source
}

// Options of Find and Setup. The zero value works.
type Options struct {
	// Path is a library file, or a folder that holds one (itself or in lib).
	// When it is given nothing else is looked at.
	// Default: the environment variable KINDRED_RUNTIME; without it, the search.
	Path string

	// CacheDir is Kindred's folder for what can be brought again.
	// Default: kindred in os.UserCacheDir.
	CacheDir string

	// NPM is the npm program that Setup runs. Default: "npm", looked up in PATH.
	NPM string

	// Log receives what Setup is doing and why. Default: nothing is logged.
	Log *slog.Logger

	host *host // what is asked of the machine; tests replace it. Default: thisHost().
}

func (o Options) withDefaults() Options {
	if o.host == nil {
		o.host = thisHost()
	}
	if o.Path == "" {
		o.Path = o.host.getenv(Environment)
	}
	if o.CacheDir == "" {
		o.CacheDir = o.host.cacheDir()
	}
	if o.NPM == "" {
		o.NPM = "npm"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}
