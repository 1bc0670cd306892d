package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// post imports papers through the server at an address, which has the store open:
// POST /v1/papers, with the key in KINDRED_KEY if there is one.
func post(ctx context.Context, address string, papers iter.Seq2[corpus.Paper, error]) (kindred.Report, error) {
	body, to := io.Pipe()
	type written struct {
		papers int
		err    error
	}
	done := make(chan written, 1)
	go func() {
		n, err := writePapers(to, papers)
		to.CloseWithError(err)
		done <- written{n, err}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/v1/papers", body)
	if err != nil {
		body.CloseWithError(err)
		return kindred.Report{}, fmt.Errorf("the server that has the store cannot be asked: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	if key := os.Getenv("KINDRED_KEY"); key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(request)
	body.Close() // so that writing ends, if the server wants no more
	sent := <-done
	switch {
	case err != nil && sent.err != nil && !errors.Is(sent.err, io.ErrClosedPipe):
		return kindred.Report{}, sent.err
	case err != nil:
		return kindred.Report{}, fmt.Errorf("cannot send papers to the server at %s: %w", address, err)
	}
	defer response.Body.Close()
	if sent.papers == 0 && sent.err == nil {
		return kindred.Report{}, nil // which a server takes for a mistake
	}
	return reportOf(response, address)
}

// writePapers writes JSON Lines and counts them.
func writePapers(to io.Writer, papers iter.Seq2[corpus.Paper, error]) (n int, err error) {
	out := format.NewWriter(to)
	for p, err := range papers {
		if err != nil {
			return n, err
		}
		if err := out.Write(p); err != nil {
			return n, err
		}
		n++
	}
	return n, out.Close()
}

// reportOf reads what a server says of an import.
func reportOf(response *http.Response, address string) (r kindred.Report, err error) {
	if response.StatusCode == http.StatusOK {
		if err := json.NewDecoder(response.Body).Decode(&r); err != nil {
			return r, fmt.Errorf("the server at %s answers what cannot be read: %w", address, err)
		}
		return r, nil
	}
	var problem struct {
		Detail  string
		Applied kindred.Report
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&problem); err != nil || problem.Detail == "" {
		return r, fmt.Errorf("the server at %s answers %s", address, response.Status)
	}
	return problem.Applied, fmt.Errorf("the server at %s: %s", address, problem.Detail)
}
