package eval_test

import (
	"context"
	"errors"
	"log"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/kindred-search/kindred/eval"
)

// letters is an embedder for the example: how often each letter occurs.
type letters struct{}

func (l letters) Documents(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i], _ = l.Query(ctx, text)
	}
	return vectors, nil
}

func (letters) Query(_ context.Context, text string) ([]float32, error) {
	v, square := make([]float32, 26), 0.0
	for _, r := range text {
		if r >= 'a' && r <= 'z' {
			v[r-'a']++
		}
	}
	for _, value := range v {
		square += float64(value * value)
	}
	if square == 0 {
		return nil, nil // no vector; no error
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v, nil
}

// Measures an embedder on a folder, prints the table, and writes a TREC run.
func Example() {
	dir, err := os.MkdirTemp("", "eval")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "animals")
	for name, content := range map[string]string{
		"corpus.jsonl":   `{"_id":"1","title":"cats","text":"cats sleep all day"}` + "\n" + `{"_id":"2","title":"dogs","text":"dogs bark loudly"}` + "\n",
		"queries.jsonl":  `{"_id":"a","text":"sleepy cats"}` + "\n" + `{"_id":"b","text":"loud dogs"}` + "\n",
		"qrels/test.tsv": "query-id\tcorpus-id\tscore\na\t1\t1\nb\t2\t1\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			log.Fatal(err)
		}
	}

	collection, err := eval.Open(dir, eval.OpenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.Create(filepath.Join(dir, "letters.run"))
	if err != nil {
		log.Fatal(err)
	}
	run := eval.NewRunWriter(file, "letters")
	frozen := time.Unix(0, 0)
	report, err := eval.Run(context.Background(), collection, eval.NewExact(letters{}, eval.ExactOptions{}), eval.RunOptions{
		Now: func() time.Time { return frozen }, // only here, where the output is compared
		Ranked: func(mode string, q eval.Query, hits []eval.Hit) error {
			return run.Write(q.ID, hits)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(run.Flush(), file.Close()); err != nil {
		log.Fatal(err)
	}
	if err := eval.WriteTable(os.Stdout, []eval.Report{report}); err != nil {
		log.Fatal(err)
	}
	// Output:
	//       set      mode  documents  queries  nDCG@10  MRR@10    R@10    R@20   R@100  p50 ms  p99 ms
	//   animals  semantic          2        2   1.0000  1.0000  1.0000  1.0000  1.0000   0.000   0.000
}
