package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ctrl-C while an import waits for more of its input: what came is stored, and
// the same command goes on from there.
func TestStoppedImport(t *testing.T) {
	data := filepath.Join(t.TempDir(), "papers.db")
	ctx, cancel := context.WithCancel(context.Background())
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	go func() {
		keyboard.Write(sampleFile) // all of it is taken, and more may come
		cancel()
	}()
	args := []string{"index", "--data", data, "--runtime", library(t), "-"}
	var out, errs bytes.Buffer
	if code := run(ctx, args, streams{in, &out, &errs}); code != exitFailed {
		t.Errorf("exit code %d; need %d", code, exitFailed)
	}
	if !strings.Contains(errs.String(), "run the same command again") || !strings.HasSuffix(errs.String(), "kindred: stopped\n") {
		t.Errorf("it says %q", errs.String())
	}
	out.Reset()
	if code := run(context.Background(), args, streams{bytes.NewReader(sampleFile), &out, &errs}); code != exitGood {
		t.Fatalf("again: exit code %d: %s", code, errs.String())
	}
	var added, updated, unchanged int
	if n, err := fmt.Sscanf(out.String(), "added %d, updated %d, unchanged %d", &added, &updated, &unchanged); n != 3 || err != nil || added+unchanged != 160 || updated != 0 {
		t.Errorf("again: %q; need 160 added or unchanged", out.String())
	}
}

func TestIndexCompressed(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(sampleFile); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "papers") // the name says nothing
	if err := os.WriteFile(file, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"index", "--data", file + ".db", "--runtime", library(t), file}, streams{strings.NewReader(""), &out, &errs})
	if code != exitGood || !strings.HasPrefix(out.String(), "added 160, ") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errs.String())
	}
	// Half of it: what was whole is stored, and the damage is told.
	if err := os.WriteFile(file, packed.Bytes()[:packed.Len()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	code = run(context.Background(), []string{"index", "--data", file + ".half.db", "--runtime", library(t), file}, streams{strings.NewReader(""), &out, &errs})
	if code != exitFailed || !strings.HasPrefix(out.String(), "added ") || !strings.Contains(errs.String(), "damaged") {
		t.Errorf("cut in half: exit code %d, %q, %q", code, out.String(), errs.String())
	}
}
