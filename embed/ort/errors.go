package ort

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
)

// Returned by Find and Setup, about the library.
var (
	// ErrNotFound is returned when no place holds a usable library.
	ErrNotFound = errors.New("ONNX Runtime not found")
	// ErrVersion is returned when a library that was named is of another version.
	ErrVersion = errors.New("wrong version of ONNX Runtime")
	// ErrUnusable is returned when a file that was named is no library that
	// this machine can load: cut short, for another processor, not a library.
	ErrUnusable = errors.New("no usable ONNX Runtime library")
)

// Returned by Setup, about bringing it.
var (
	// ErrUnsupported is returned on a platform for which no library is published.
	ErrUnsupported = errors.New("ONNX Runtime " + Version + " is not published for this platform")
	// ErrNPM is returned when npm is missing or could not bring the package.
	ErrNPM = errors.New("ONNX Runtime could not be brought with npm")
	// ErrArchive is returned when what npm brought is not the package that is pinned.
	ErrArchive = errors.New("the npm package " + npmPackage + " is not what it should be")
	// ErrInstall is returned when the library could not be written.
	ErrInstall = errors.New("ONNX Runtime could not be put in place")
)

// remedy says what helps a user without a usable library.
func remedy(platform string) string {
	if _, ok := pinOf(platform); ok {
		return "run `kindred setup`, or name a library with --runtime or " + Environment
	}
	return unpublished(platform)
}

func unpublished(platform string) string {
	return fmt.Sprintf("ONNX Runtime %s is not published for %s; build it from its source and name the library with --runtime or %s",
		Version, platform, Environment)
}

// byHand says how to do without npm: which file of the release to put where.
func byHand(platform string) string {
	p, ok := pinOf(platform)
	if !ok {
		return unpublished(platform)
	}
	return fmt.Sprintf("unpack %s of %s (https://github.com/microsoft/onnxruntime/releases/tag/v%s) beside the kindred program, or name it with --runtime or %s",
		p.releaseFile, p.release, Version, Environment)
}

// diskFull reports whether a write failed for want of space.
func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	const errorDiskFull = syscall.Errno(112) // ERROR_DISK_FULL of Windows
	return runtime.GOOS == "windows" && errors.Is(err, errorDiskFull)
}

// oneLine makes text fit into one sentence.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
