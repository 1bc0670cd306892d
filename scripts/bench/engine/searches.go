package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/kindred-search/kindred/scripts/bench/binary"
)

// questions are asked again and again: what is remembered of an answer counts.
var questions = []string{
	"how do vision transformers scale with data",
	"efficient fine tuning of large language models with low rank adapters",
	"diffusion models for text to image synthesis in few steps",
	"which benchmarks measure long context understanding",
	"robust policies for legged robots trained in simulation",
	"hallucination in retrieval augmented generation",
	"reinforcement learning from human feedback without a reward model",
	"speech recognition for languages with little data",
	"quantization of weights to four bits without losing accuracy",
	"agents that browse the web and use tools",
	"three dimensional reconstruction from a single photograph",
	"do language models understand mathematics",
	"video generation with consistent characters",
	"data selection for instruction tuning",
	"mixture of experts routing",
	"attention that is linear in the length of the text",
}

// titles is how many titles of papers are asked besides, of which hardly any
// answer is remembered.
const titles = 1000

// readTitles takes titles of papers spread over all.
func (b *bench) readTitles(ctx context.Context) error {
	papers, err := b.kindred.Command(ctx, "export", "--data", b.data()).Output()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var all []string
	for line := range bytes.Lines(papers) {
		var p struct{ Title string }
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		all = append(all, p.Title)
	}
	for i := range titles {
		b.titles = append(b.titles, all[i*len(all)/titles])
	}
	return nil
}

// serves measures a server over what was imported.
func (b *bench) serves(ctx context.Context) error {
	s, err := b.kindred.Serve(ctx, b.data())
	if err != nil {
		return err
	}
	defer s.Stop()
	fmt.Printf("%-32s %d ms\n", "start to ready", s.Ready.Milliseconds())
	stats, err := s.Settled(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%-32s %s, self-recall %.3f\n", "index", stats.Index, stats.Recall)
	for _, set := range []struct {
		name string
		asks []string
	}{{"16 questions", questions}, {"1,000 titles", b.titles}} {
		for _, mode := range []string{"hybrid", "semantic"} {
			if _, err := s.Ask(ctx, 300, mode, set.asks, nil); err != nil { // warm-up
				return err
			}
			took, err := s.Ask(ctx, 4000, mode, set.asks, nil)
			if err != nil {
				return err
			}
			fmt.Printf("%-32s p50 %.3f ms, p99 %.3f ms\n", "one client, "+set.name+", "+mode, binary.Quantile(took, 0.5), binary.Quantile(took, 0.99))
		}
	}
	for _, mode := range []string{"hybrid", "semantic"} {
		b.together(ctx, s, mode)
	}
	return nil
}

// together measures many clients at once.
func (b *bench) together(ctx context.Context, s *binary.Server, mode string) {
	ctx, cancel := context.WithTimeout(ctx, b.during)
	defer cancel()
	var mu sync.Mutex
	var all []time.Duration
	var group sync.WaitGroup
	started := time.Now()
	for range b.clients {
		group.Go(func() {
			took, _ := s.Ask(ctx, 1<<20, mode, questions, nil) // ends with ctx
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	group.Wait()
	fmt.Printf("%-32s %.0f requests/s, p50 %.2f ms, p99 %.2f ms\n", fmt.Sprintf("%d clients, %s", b.clients, mode),
		float64(len(all))/time.Since(started).Seconds(), binary.Quantile(all, 0.5), binary.Quantile(all, 0.99))
}

// searchesDuringImport imports the papers through HTTP, first alone and then
// with one client that searches all along.
func (b *bench) searchesDuringImport(ctx context.Context) error {
	papers, err := b.kindred.Command(ctx, "export", "--data", b.data()).Output()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var alone float64
	for _, searching := range []bool{false, true} {
		s, err := b.kindred.Serve(ctx, filepath.Join(b.dir, fmt.Sprintf("import-%t.db", searching)))
		if err != nil {
			return err
		}
		done := make(chan struct{})
		took := make(chan []time.Duration, 1)
		if searching {
			go func() {
				t, err := s.Ask(ctx, 1<<20, "hybrid", questions, done)
				if err != nil {
					fmt.Println("a search failed:", err)
				}
				took <- t
			}()
		}
		started := time.Now()
		report, err := post(ctx, s.URL+"/v1/papers", papers)
		seconds := time.Since(started).Seconds()
		close(done)
		if !searching {
			alone = seconds
			fmt.Printf("%-32s %.2f s: %s\n", "import over HTTP, alone", seconds, report)
		} else {
			t := <-took
			fmt.Printf("%-32s %.2f s (%.2f of its idle speed), %d searches: p50 %.2f ms, p99 %.2f ms\n", "the same, one client searching",
				seconds, alone/seconds, len(t), binary.Quantile(t, 0.5), binary.Quantile(t, 0.99))
		}
		if _, err := s.Stop(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func post(ctx context.Context, address string, body []byte) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	var report struct{ Added, Updated, Unchanged int }
	if err := json.NewDecoder(a.Body).Decode(&report); err != nil || a.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s %v", address, a.Status, err)
	}
	return fmt.Sprintf("%+v", report), nil
}
