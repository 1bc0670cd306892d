package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"time"
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
	papers, err := b.command(ctx, "export", "--data", b.data()).Output()
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
	s, err := b.start(ctx, b.data())
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("%-32s %d ms\n", "start to ready", s.ready.Milliseconds())
	if err := s.settled(ctx); err != nil {
		return err
	}
	for _, set := range []struct {
		name string
		asks []string
	}{{"16 questions", questions}, {"1,000 titles", b.titles}} {
		for _, mode := range []string{"hybrid", "semantic"} {
			if _, err := ask(ctx, s, 300, mode, set.asks, nil); err != nil { // warm-up
				return err
			}
			took, err := ask(ctx, s, 4000, mode, set.asks, nil)
			if err != nil {
				return err
			}
			fmt.Printf("%-32s p50 %.3f ms, p99 %.3f ms\n", "one client, "+set.name+", "+mode, quantile(took, 0.5), quantile(took, 0.99))
		}
	}
	for _, mode := range []string{"hybrid", "semantic"} {
		b.together(ctx, s, mode)
	}
	return nil
}

// together measures many clients at once.
func (b *bench) together(ctx context.Context, s *server, mode string) {
	ctx, cancel := context.WithTimeout(ctx, b.during)
	defer cancel()
	var mu sync.Mutex
	var all []time.Duration
	var group sync.WaitGroup
	started := time.Now()
	for range b.clients {
		group.Go(func() {
			took, _ := ask(ctx, s, 1<<20, mode, questions, nil) // ends with ctx
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	group.Wait()
	fmt.Printf("%-32s %.0f requests/s, p50 %.2f ms, p99 %.2f ms\n", fmt.Sprintf("%d clients, %s", b.clients, mode),
		float64(len(all))/time.Since(started).Seconds(), quantile(all, 0.5), quantile(all, 0.99))
}

// searchesDuringImport imports the papers through HTTP, first alone and then
// with one client that searches all along.
func (b *bench) searchesDuringImport(ctx context.Context) error {
	papers, err := b.command(ctx, "export", "--data", b.data()).Output()
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var alone float64
	for _, searching := range []bool{false, true} {
		s, err := b.start(ctx, filepath.Join(b.dir, fmt.Sprintf("import-%t.db", searching)))
		if err != nil {
			return err
		}
		done := make(chan struct{})
		took := make(chan []time.Duration, 1)
		if searching {
			go func() {
				t, err := ask(ctx, s, 1<<20, "hybrid", questions, done)
				if err != nil {
					fmt.Println("a search failed:", err)
				}
				took <- t
			}()
		}
		started := time.Now()
		report, err := post(ctx, s.url+"/v1/papers", papers)
		seconds := time.Since(started).Seconds()
		close(done)
		if !searching {
			alone = seconds
			fmt.Printf("%-32s %.2f s: %s\n", "import over HTTP, alone", seconds, report)
		} else {
			t := <-took
			fmt.Printf("%-32s %.2f s (%.2f of its idle speed), %d searches: p50 %.2f ms, p99 %.2f ms\n", "the same, one client searching",
				seconds, alone/seconds, len(t), quantile(t, 0.5), quantile(t, 0.99))
		}
		if err := s.stop(); err != nil {
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

// ask sends n searches one after the other, or fewer if ctx or done ends it, and
// returns what each took.
func ask(ctx context.Context, s *server, n int, mode string, questions []string, done <-chan struct{}) ([]time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var took []time.Duration
	for i := range n {
		select {
		case <-done:
			return took, nil
		case <-ctx.Done():
			return took, nil
		default:
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/v1/search?limit=10&mode="+mode+"&q="+url.QueryEscape(questions[i%len(questions)]), nil)
		if err != nil {
			return took, err
		}
		started := time.Now()
		a, err := client.Do(r)
		if err != nil {
			if ctx.Err() != nil {
				return took, nil
			}
			return took, err
		}
		_, err = io.Copy(io.Discard, a.Body)
		a.Body.Close()
		if err != nil || a.StatusCode != http.StatusOK {
			if ctx.Err() != nil {
				return took, nil
			}
			return took, fmt.Errorf("search: %s %v", a.Status, err)
		}
		took = append(took, time.Since(started))
	}
	return took, nil
}

// quantile is in milliseconds, nearest rank.
func quantile(took []time.Duration, p float64) float64 {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return float64(sorted[min(int(p*float64(len(sorted))), len(sorted)-1)].Microseconds()) / 1000
}
