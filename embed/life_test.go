package embed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/embed/embedtest"
)

func TestCancelled(t *testing.T) {
	m := open(t, small())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Query(ctx, "graph"); !errors.Is(err, context.Canceled) {
		t.Errorf("Query gives %v, need context.Canceled", err)
	}
	if _, err := m.Documents(ctx, []string{"graph"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Documents gives %v, need context.Canceled", err)
	}
}

// Close during calls: each call either succeeds or says ErrClosed, and Close
// does not wait for the whole of a long import.
func TestCloseDuringUse(t *testing.T) {
	model, err := embed.Open(embedtest.Folder(t, small()), embed.Options{BatchTokens: 1})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	begun := make(chan struct{}, 8)
	for i := range 8 {
		wg.Go(func() {
			texts := slices.Repeat([]string{"graph"}, 3000)
			begun <- struct{}{}
			for {
				var err error
				if i%2 == 0 {
					_, err = model.Query(context.Background(), "graph")
				} else {
					_, err = model.Documents(context.Background(), texts)
				}
				if errors.Is(err, embed.ErrClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 8 {
		<-begun
	}
	if err := model.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
}

func TestClosed(t *testing.T) {
	m, err := embed.Open(embedtest.Folder(t, small()), embed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.Query(context.Background(), "graph"); !errors.Is(err, embed.ErrClosed) {
		t.Errorf("Query gives %v, need ErrClosed", err)
	}
	if _, err := m.Documents(context.Background(), []string{"graph"}); !errors.Is(err, embed.ErrClosed) {
		t.Errorf("Documents gives %v, need ErrClosed", err)
	}
}

// Two models in one process share ONNX Runtime; it goes with the last of them
// and can come back.
func TestTwoModels(t *testing.T) {
	for range 3 {
		a, err := embed.Open(embedtest.Folder(t, small()), embed.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b := open(t, func() embedtest.Model { m := small(); m.Vectors[4] = []float32{4, 3}; return m }())
		va, errA := a.Query(context.Background(), "graph")
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		vb, errB := b.Query(context.Background(), "graph")
		if errA != nil || errB != nil || !near(va, []float32{0.6, 0.8}) || !near(vb, []float32{0.8, 0.6}) {
			t.Fatalf("got %v %v and %v %v", va, errA, vb, errB)
		}
		if v := embed.RuntimeVersion(); !strings.HasPrefix(v, "1.24.") {
			t.Errorf("runtime version %q, need 1.24.x", v)
		}
		b.Close()
	}
	if v := embed.RuntimeVersion(); v != "" {
		t.Errorf("runtime version %q after the last Close, need none", v)
	}
}

func TestAnotherRuntimeIsRefused(t *testing.T) {
	m := open(t, small())
	lib, err := os.ReadFile(m.Library().Path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), filepath.Base(m.Library().Path))
	if err := os.WriteFile(other, lib, 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = embed.Open(embedtest.Folder(t, small()), embed.Options{Runtime: other})
	if !errors.Is(err, embed.ErrOtherRuntime) {
		t.Errorf("got %v, need ErrOtherRuntime", err)
	}
}

func TestConcurrentUse(t *testing.T) {
	m := open(t, small())
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for range 20 {
				if i%2 == 0 {
					v, err := m.Query(context.Background(), "graph")
					if err != nil || !near(v, []float32{0.6, 0.8}) {
						t.Errorf("query gives %v, %v", v, err)
					}
					continue
				}
				got, err := m.Documents(context.Background(), []string{"network", "neural neural", "graph"})
				if err != nil || !near(got[0].Vector, []float32{0, 1}) || !near(got[1].Vector, []float32{1, 0}) || !near(got[2].Vector, []float32{0.6, 0.8}) {
					t.Errorf("documents give %v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}
