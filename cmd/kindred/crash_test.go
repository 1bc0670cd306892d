//go:build crash

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestCrashModelAdd kills `kindred model add` at random moments. The model
// must not be listed before it is whole, and running the same command again
// must end with one that works.
func TestCrashModelAdd(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "kindred")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const seed = 1
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	hub := fakeHub(t)
	killed := 0
	for round := range 10 {
		folder := t.TempDir()
		env := append(os.Environ(), "KINDRED_MODELS="+folder, "KINDRED_RUNTIME="+library(t), "HF_ENDPOINT="+hub)
		run := func(args ...string) *exec.Cmd {
			c := exec.Command(binary, args...)
			c.Env = env
			return c
		}
		for range 8 {
			c := run("model", "add", "all-MiniLM-L6-v2")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(random.IntN(120)) * time.Millisecond)
			if c.Process.Kill() == nil {
				killed++
			}
			c.Wait()
			if !isDir(filepath.Join(folder, "all-MiniLM-L6-v2")) {
				continue
			}
			if out, err := run("model", "info", "all-MiniLM-L6-v2").CombinedOutput(); err != nil {
				t.Fatalf("round %d: listed and does not work: %v: %s", round, err, out)
			}
		}
		if out, err := run("model", "add", "all-MiniLM-L6-v2").CombinedOutput(); err != nil && !bytes.Contains(out, []byte("already added")) {
			t.Fatalf("round %d: run again: %v: %s", round, err, out)
		}
		embed := run("embed", "--model", "all-MiniLM-L6-v2")
		embed.Stdin = bytes.NewReader([]byte("graph\n"))
		if out, err := embed.Output(); err != nil || !bytes.HasPrefix(out, []byte("[")) {
			t.Fatalf("round %d: %v: %.60s", round, err, out)
		}
	}
	if killed == 0 {
		t.Error("no process was killed: the test shows nothing")
	}
}
