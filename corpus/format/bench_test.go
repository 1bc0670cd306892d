package format_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// Each reader on records of usual length, in memory and not compressed; MB are
// those of the text.
func BenchmarkRead(b *testing.B) {
	const n = 2000
	abstract := strings.Repeat("A sentence of a usual abstract with $x^2$, some \\\"quotes\\\" and \\\\beta. ", 18)
	plain := strings.NewReplacer(`\"`, "'", `\\`, "").Replace(abstract)
	build := func(open, separator, end string, record func(i int) string) []byte {
		var out bytes.Buffer
		out.WriteString(open)
		for i := range n {
			if i > 0 {
				out.WriteString(separator)
			}
			out.WriteString(record(i))
		}
		out.WriteString(end)
		return out.Bytes()
	}
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"page", build("Daily Papers\n\n", "\n\n", "\n", func(i int) string {
			return fmt.Sprintf("A Title of Usual Length, Number %d\n\n%s\n\n  • 6 authors\n·\nDec 21, 2023 6", i, plain)
		})},
		{"daily", build("[", ",\n", "]", func(i int) string {
			return fmt.Sprintf(`{"paper":{"id":"2509.%05d","authors":[{"name":"Ada Lark","hidden":false},{"name":"Bo Finch","hidden":false}],"publishedAt":"2025-09-04T21:26:31.000Z","title":"A Title of Usual Length","summary":"%s","upvotes":12,"submittedOnDailyAt":"2025-09-08T02:44:20.973Z"},"title":"A Title of Usual Length","summary":"%s"}`, i, abstract, abstract)
		})},
		{"arxiv", build("", "\n", "", func(i int) string {
			return fmt.Sprintf(`{"id":"2509.%05d","submitter":null,"authors":"A. Lark, B. Finch","title":"A Title of Usual\n  Length","categories":"cs.CL cs.LG","abstract":"  %s\n","versions":[{"version":"v1","created":"Fri, 4 Sep 2025 12:00:00 GMT"}],"update_date":"2025-09-05","authors_parsed":[["Lark","A.",""],["Finch","B.",""]]}`, i, abstract)
		})},
		{"jsonl", build("", "\n", "", func(i int) string {
			return fmt.Sprintf(`{"id":"p%d","title":"A Title of Usual Length","abstract":"%s","authors":["Ada Lark","Bo Finch"],"year":2025,"venue":"larks","citations":7}`, i, abstract)
		})},
		{"csv", build("id,title,abstract,authors,year\n", "\n", "", func(i int) string {
			return fmt.Sprintf(`p%d,A Title of Usual Length,"%s",Ada Lark; Bo Finch,2025`, i, plain)
		})},
		{"atom", build("<feed>", "\n", "</feed>", func(i int) string {
			return fmt.Sprintf("<entry><id>http://arxiv.org/abs/2509.%05dv1</id><updated>2025-09-04T00:00:00Z</updated><published>2025-09-04T00:00:00Z</published><title>A Title of Usual Length</title><summary>%s</summary><author><name>Ada Lark</name></author><author><name>Bo Finch</name></author><category term=\"cs.CL\"/></entry>", i, plain)
		})},
		{"pubmed", build("<PubmedArticleSet>", "\n", "</PubmedArticleSet>", func(i int) string {
			return fmt.Sprintf("<PubmedArticle><MedlineCitation><PMID>%d</PMID><Article><Journal><JournalIssue><PubDate><Year>2025</Year><Month>Sep</Month></PubDate></JournalIssue><Title>Larks</Title></Journal><ArticleTitle>A Title of Usual Length</ArticleTitle><Abstract><AbstractText Label=\"BACKGROUND\">%s</AbstractText></Abstract><AuthorList><Author><LastName>Lark</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle>", i+1, plain)
		})},
		{"openalex", build("", "\n", "", func(i int) string {
			words := map[string][]int{}
			for at, w := range strings.Fields(plain) {
				words[w] = append(words[w], at)
			}
			inverted, _ := json.Marshal(words)
			return fmt.Sprintf(`{"id":"https://openalex.org/W%d","doi":null,"title":"A Title of Usual Length","publication_date":"2025-09-04","authorships":[{"author":{"display_name":"Ada Lark"},"institutions":[]}],"cited_by_count":7,"abstract_inverted_index":%s}`, i, inverted)
		})},
		{"semanticscholar", build("", "\n", "", func(i int) string {
			return fmt.Sprintf(`{"corpusId":%d,"externalIds":{"ArXiv":"2509.%05d"},"title":"A Title of Usual Length","abstract":"%s","authors":[{"name":"Ada Lark"},{"name":"Bo Finch"}],"year":2025,"citationCount":7}`, i, i, abstract)
		})},
		{"csljson", build("[", ",\n", "]", func(i int) string {
			return fmt.Sprintf(`{"id":"x%d","type":"article","title":"A Title of Usual Length %d","abstract":"%s","author":[{"family":"Lark","given":"Ada"}],"issued":{"date-parts":[[2025,9,4]]}}`, i, i, abstract)
		})},
		{"bibtex", build("", "\n", "", func(i int) string {
			return fmt.Sprintf("@article{x%d, title = {A Title of {Usual} Length %d}, author = {Lark, Ada and Finch, Bo}, year = {2025}, abstract = {%s}}", i, i, plain)
		})},
		{"ris", build("", "", "", func(i int) string {
			return fmt.Sprintf("TY  - JOUR\nTI  - A Title of Usual Length %d\nAU  - Lark, Ada\nAU  - Finch, Bo\nPY  - 2025\nAB  - %s\nER  - \n\n", i, plain)
		})},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				drain(b, format.Read(bytes.NewReader(c.data), format.Options{}), n)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
		})
	}
}

// The small corpus from its compressed file; MB are those of the text.
func BenchmarkHFDaily(b *testing.B) {
	packed, err := os.ReadFile(shared(b, "corpora/hf-daily.json.zst"))
	if err != nil {
		b.Fatal(err)
	}
	z, err := zstd.NewReader(nil)
	if err != nil {
		b.Fatal(err)
	}
	defer z.Close()
	text, err := z.DecodeAll(packed, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		drain(b, format.Read(bytes.NewReader(packed), format.Options{}), 10_644)
	}
	b.ReportMetric(10_644*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
}

// The snapshot of arXiv: its text, of which MB are told, and the unpacking alone.
func BenchmarkArxiv(b *testing.B) {
	packed, err := os.Open(shared(b, "corpora/arxiv.jsonl.zst"))
	if err != nil {
		b.Fatal(err)
	}
	defer packed.Close()
	z, err := zstd.NewReader(packed)
	if err != nil {
		b.Fatal(err)
	}
	defer z.Close()
	text := make([]byte, 64<<20)
	if _, err := io.ReadFull(z, text); err != nil {
		b.Fatal(err)
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	n := bytes.Count(text, []byte{'\n'})
	b.Run("text", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			drain(b, format.Read(bytes.NewReader(text), format.Options{}), n)
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
	})
	b.Run("unpack", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			b.Fatal(err)
		}
		defer z.Close()
		for b.Loop() {
			if _, err := packed.Seek(0, io.SeekStart); err != nil {
				b.Fatal(err)
			}
			if err := z.Reset(packed); err != nil {
				b.Fatal(err)
			}
			if _, err := io.CopyN(io.Discard, z, int64(len(text))); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func drain(b *testing.B, papers func(func(corpus.Paper, error) bool), want int) {
	n := 0
	for _, err := range papers {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	if n != want {
		b.Fatalf("got %d papers, need %d", n, want)
	}
}
