package tokenize

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/sugarme/tokenizer/pretrained"

	sugarme "github.com/sugarme/tokenizer"
)

// sharedCorpora is the folder of the corpora, which are no part of the project.
func sharedCorpora() string {
	if dir := os.Getenv("KINDRED_SHARED"); dir != "" {
		return filepath.Join(dir, "corpora")
	}
	return filepath.Join("..", "..", "..", "shared", "corpora")
}

// hfDaily reads the documents (title, abstract) of hf-daily in file order; nil where the corpora are absent.
func hfDaily(t testing.TB) []string {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedCorpora(), "hf-daily.json.zst"))
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var papers []struct {
		Paper struct{ Title, Summary string }
	}
	if err := json.NewDecoder(bufio.NewReader(z)).Decode(&papers); err != nil {
		t.Fatal(err)
	}
	docs := make([]string, len(papers))
	for i, p := range papers {
		docs[i] = p.Paper.Title + ". " + p.Paper.Summary
	}
	return docs
}

// documents gives the texts that are timed: 2,000 of hf-daily, else as many made from the golden texts.
func documents(t testing.TB) []string {
	t.Helper()
	const n = 2000
	if docs := hfDaily(t); len(docs) >= n {
		return docs[:n]
	}
	_, texts := readGolden(t)
	docs := make([]string, n)
	for i := range docs {
		var b strings.Builder
		for j := i; b.Len() < 1400; j++ {
			if text := texts[j*7%len(texts)]; len(text) < 300 {
				b.WriteString(text + " ")
			}
		}
		docs[i] = b.String()
	}
	return docs
}

func totalBytes(docs []string) (n int64) {
	for _, d := range docs {
		n += int64(len(d))
	}
	return n
}

// builtInFile is the tokenizer of the built-in model.
const builtInFile = "../../../models/kindred-static-v1/tokenizer.json"

func BenchmarkOurs(b *testing.B) {
	docs := documents(b)
	tok := readTokenizer(b, builtInFile, nil)
	b.Run("one goroutine", func(b *testing.B) { benchmarkOurs(b, tok, docs, 1) })
	b.Run("two goroutines", func(b *testing.B) { benchmarkOurs(b, tok, docs, 2) })
	b.Run("words never met", func(b *testing.B) {
		w := tok.content.(*wordPiece)
		b.SetBytes(totalBytes(docs))
		var dst []int64
		for b.Loop() {
			for _, doc := range docs {
				w.table = newTable()
				dst, _ = tokenizeInto(tok, dst[:0], doc)
			}
		}
	})
}

func tokenizeInto(tok *Tokenizer, dst []int64, doc string) ([]int64, error) {
	r, err := tok.AppendIDs(dst, doc, 512)
	return r.IDs, err
}

func benchmarkOurs(b *testing.B, tok *Tokenizer, docs []string, goroutines int) {
	b.SetBytes(totalBytes(docs))
	b.ReportAllocs()
	var group sync.WaitGroup
	for b.Loop() {
		for g := range goroutines {
			group.Add(1)
			go func() {
				defer group.Done()
				dst := make([]int64, 0, 600)
				for i := g; i < len(docs); i += goroutines {
					dst, _ = tokenizeInto(tok, dst[:0], docs[i])
				}
			}()
		}
		group.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(docs)), "µs/doc")
}

// BenchmarkAgainstSugarme lets the two take turns on the same texts, so that a noisy machine is noisy for both. The peer
// gets its texts normalised beforehand: that it cannot do itself.
func BenchmarkAgainstSugarme(b *testing.B) {
	docs := documents(b)[:200]
	tok := readTokenizer(b, builtInFile, nil)
	data := tokenizerJSON(b, builtInFile, map[string]json.RawMessage{"normalizer": json.RawMessage("null")})
	peer, err := pretrained.FromReader(strings.NewReader(string(data)))
	if err != nil {
		b.Fatal(err)
	}
	bert := tok.content.(*wordPiece).bert
	var inputs []sugarme.EncodeInput
	for _, doc := range docs {
		inputs = append(inputs, sugarme.NewSingleEncodeInput(sugarme.NewInputSequence(bert.Normalize(doc))))
	}
	var ours, theirs time.Duration
	dst := make([]int64, 0, 600)
	for b.Loop() {
		started := time.Now()
		for _, doc := range docs {
			dst, _ = tokenizeInto(tok, dst[:0], doc)
		}
		ours += time.Since(started)
		started = time.Now()
		for _, input := range inputs {
			if _, err := peer.Encode(input, true); err != nil {
				b.Fatal(err)
			}
		}
		theirs += time.Since(started)
	}
	n := float64(b.N * len(docs))
	b.ReportMetric(float64(ours.Microseconds())/n, "ours-µs/doc")
	b.ReportMetric(float64(theirs.Microseconds())/n, "sugarme-µs/doc")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times-faster")
}

func BenchmarkLoad(b *testing.B) {
	for _, file := range []string{builtInFile, "bpe.json", "unigram.json"} {
		data := tokenizerJSON(b, file, nil)
		b.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(b *testing.B) {
			for b.Loop() {
				if _, err := Load(data, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGeneral(b *testing.B) {
	docs := documents(b)[:200]
	for _, file := range tokenizerFiles[1:] {
		tok := readTokenizer(b, file, nil)
		b.Run(file, func(b *testing.B) {
			var dst []int64
			for b.Loop() {
				for _, doc := range docs {
					dst, _ = tokenizeInto(tok, dst[:0], doc)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(docs)), "µs/doc")
		})
	}
}
