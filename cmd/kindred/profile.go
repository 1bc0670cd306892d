package main

import (
	"fmt"
	"io"
	"os"
	"runtime/pprof"
)

// profile writes where the processor's time goes to the file that the environment's
// KINDRED_CPUPROFILE names, for go tool pprof, until end is called. It is for those who
// work on Kindred.
func profile(told io.Writer) (end func()) {
	name := os.Getenv("KINDRED_CPUPROFILE")
	if name == "" {
		return func() {}
	}
	f, err := os.Create(name)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		fmt.Fprintf(told, "kindred: no profile is written: %v; unset KINDRED_CPUPROFILE, or name a file that can be written\n", err)
		return func() {}
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			fmt.Fprintf(told, "kindred: the profile is not whole: %v\n", err)
		}
	}
}
