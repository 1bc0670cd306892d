package format_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// flatRow is a row of the dump of the daily papers that people use.
type flatRow struct {
	ID         string    `parquet:"paper_id"`
	Title      *string   `parquet:"paper_title,optional"`
	Summary    string    `parquet:"paper_summary,snappy"`
	Upvotes    int64     `parquet:"paper_upvotes"`
	Published  time.Time `parquet:"paper_publishedAt,timestamp(microsecond)"`
	Listed     int32     `parquet:"paper_submittedOnDailyAt,date"`
	Fullname   string    `parquet:"paper_organization.fullname,dict"`
	Repository *string   `parquet:"paper_githubRepo,optional,zstd"`
	Keywords   []string  `parquet:"paper_ai_keywords,list"`
	Vector     []float32 `parquet:"embedding"`
}

func parquetFile[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestParquet(t *testing.T) {
	title := "Flat  owls\nwalk"
	repository := "https://github.com/a/b"
	rows := []flatRow{
		{ID: "2310.00001", Title: &title, Summary: "Text.", Upvotes: 6, Published: time.Date(2023, 10, 1, 2, 3, 4, 5000, time.UTC), Listed: 19632, Fullname: "Pond", Repository: &repository, Keywords: []string{"no"}, Vector: make([]float32, 100)},
		{ID: "2310.00002", Summary: "", Upvotes: 0},
		{ID: "2310.00003", Summary: "Only text.", Upvotes: -1},
		{ID: "2310.00005", Summary: "Not text \xff."},
		{ID: "2310.00004", Summary: "The last."},
	}
	papers, errs := collectFile(t, "daily.parquet", parquetFile(t, rows), format.Options{})
	if len(papers) != 2 || len(errs) != 3 {
		t.Fatalf("got %+v and %v", papers, errs)
	}
	if p := papers[0]; p.ID != "2310.00001" || p.Title != "Flat owls walk" || p.Abstract != "Text." || *p.Votes != 6 || p.Published.String() != "2023-10-01T02:03:04.000005Z" ||
		p.Listed.String() != "2023-10-02" || p.Organization != "Pond" || p.Repository != repository || len(p.Categories) != 0 {
		t.Errorf("got %+v", p)
	}
	if papers[1].ID != "2310.00004" || *papers[1].Votes != 0 {
		t.Errorf("got %+v", papers[1])
	}
	for i, want := range []string{
		"daily.parquet: record 2: the paper is not valid: 2310.00002 has neither title nor abstract", "daily.parquet: record 3: the paper is not valid: 2310.00003: votes is -1",
		"daily.parquet: record 4: the record cannot be read: a text in it is not UTF-8",
	} {
		if !strings.HasPrefix(errs[i].Error(), want) {
			t.Errorf("got %v; need %s", errs[i], want)
		}
	}
}

// Nested columns come as the JSON that they would be.
func TestParquetNested(t *testing.T) {
	type version struct {
		Version string `parquet:"version"`
		Created string `parquet:"created"`
	}
	type snapshot struct {
		ID         string     `parquet:"id"`
		Title      string     `parquet:"title"`
		Parsed     [][]string `parquet:"authors_parsed,list"`
		Versions   []version  `parquet:"versions,list"`
		Categories string     `parquet:"categories"`
		Journal    *string    `parquet:"journal-ref,optional"`
	}
	papers, errs := collectFile(t, "arxiv.parquet", parquetFile(t, []snapshot{
		{ID: "0704.0001", Title: "a", Parsed: [][]string{{"Tern", "Ann", ""}, {}, {"Gull", "Bea", "Jr."}}, Versions: []version{{"v2", "x"}, {"v1", "Mon, 2 Apr 2007 19:18:42 GMT"}}, Categories: "hep-ph cs.LG"},
		{ID: "0704.0002", Title: "b", Categories: "hep-th"},
		{ID: "0704.0003", Title: "c", Parsed: [][]string{{"Auk", "C.", ""}}},
	}), format.Options{})
	if len(errs) != 0 || len(papers) != 3 || !reflect.DeepEqual(papers[0].Authors, []string{"Ann Tern", "Bea Gull Jr."}) || papers[0].Published.String() != "2007-04-02T19:18:42Z" ||
		!reflect.DeepEqual(papers[0].Categories, []string{"hep-ph", "cs.LG"}) || len(papers[1].Authors) != 0 || papers[1].Title != "b" || papers[2].Authors[0] != "C. Auk" {
		t.Errorf("got %+v and %v", papers, errs)
	}

	type author struct {
		Name   string `parquet:"name"`
		Hidden bool   `parquet:"hidden"`
	}
	type paper struct {
		ID      string   `parquet:"id"`
		Title   string   `parquet:"title"`
		Upvotes *int32   `parquet:"upvotes,optional"`
		Authors []author `parquet:"authors"` // without the group of a list
	}
	type item struct {
		Paper *paper  `parquet:"paper,optional"`
		Year  float64 `parquet:"year"`
	}
	papers, errs = collectFile(t, "items.parquet", parquetFile(t, []item{
		{Paper: &paper{ID: "2310.00001", Title: "a", Upvotes: new(int32), Authors: []author{{"Ann Tern", false}, {"Nobody", true}, {"Bea Gull", false}}}, Year: 2019},
		{Paper: nil}, {Paper: &paper{ID: "2310.00002", Title: "b"}},
	}), format.Options{})
	if len(errs) != 1 || len(papers) != 2 || !reflect.DeepEqual(papers[0].Authors, []string{"Ann Tern", "Bea Gull"}) || *papers[0].Votes != 0 || papers[1].Title != "b" || papers[1].Votes != nil {
		t.Errorf("got %+v and %v", papers, errs)
	}

	type work struct {
		ID       string             `parquet:"id"`
		Title    string             `parquet:"title"`
		Inverted map[string][]int32 `parquet:"abstract_inverted_index"`
	}
	papers, errs = collectFile(t, "works.parquet", parquetFile(t, []work{
		{ID: "https://openalex.org/W1", Title: "a", Inverted: map[string][]int32{"owls": {0, 2}, "count": {1}}}, {ID: "https://openalex.org/W2", Title: "b"},
	}), format.Options{})
	if len(errs) != 0 || len(papers) != 2 || papers[0].ID != "openalex:W1" || papers[0].Abstract != "owls count owls" || papers[1].Abstract != "" {
		t.Errorf("got %+v and %v", papers, errs)
	}
}

// Groups of rows and pages are read one after the other; a damaged group costs
// no other, and memory is that of a page for each column.
func TestParquetGroups(t *testing.T) {
	const n = 4_000
	rows := make([]flatRow, n)
	for i := range rows {
		title := fmt.Sprintf("Title %d", i)
		rows[i] = flatRow{ID: fmt.Sprintf("p%d", i), Title: &title, Summary: strings.Repeat(fmt.Sprintf("word%d ", i), 100)}
	}
	data := parquetFile(t, rows, parquet.MaxRowsPerRowGroup(n/4), parquet.PageBufferSize(32<<10))
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	seen, grown := heapGrowth(t, format.ReadFile(path, format.Options{}), 1000, func(i int, p corpus.Paper) {
		if p.ID != fmt.Sprintf("p%d", i) || p.Title != fmt.Sprintf("Title %d", i) {
			t.Fatalf("paper %d is %s, %s", i, p.ID, p.Title)
		}
	})
	if seen != n || grown > 2<<20 {
		t.Errorf("got %d papers, with %d bytes more; need at most 2 MB of %d", seen, grown, len(data))
	}

	broken := bytes.Clone(data)
	copy(broken[len(data)*3/8:], bytes.Repeat([]byte{0xff}, 4000)) // in the second group
	papers, errs := collectFile(t, "broken.parquet", broken, format.Options{})
	if len(papers) < n*3/4 || len(papers) >= n || len(errs) == 0 || !errors.Is(errs[0], format.ErrDamaged) || rejected(errs[0]) == nil || papers[len(papers)-1].ID != fmt.Sprintf("p%d", n-1) {
		t.Errorf("got %d papers and %v", len(papers), errs)
	}
}

func TestBrokenParquet(t *testing.T) {
	title := "a"
	whole := parquetFile(t, []flatRow{{ID: "a", Title: &title}})
	f := func(data []byte, target error, want string) {
		t.Helper()
		papers, errs := collectFile(t, "x.parquet", data, format.Options{})
		if len(papers) != 0 || len(errs) != 1 || !errors.Is(errs[0], target) || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("got %v and %v; need %s", papers, errs, want)
		}
	}
	f(whole[:len(whole)-1], format.ErrDamaged, "it does not end as Parquet does; fetch the file again")
	f(whole[:6], format.ErrDamaged, "it is too short for Parquet")
	long := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(long[len(long)-8:], 1<<31)
	f(long, format.ErrDamaged, "it does not end as Parquet does")
	footer := bytes.Clone(whole)
	copy(footer[len(footer)-100:], bytes.Repeat([]byte{0xff}, 80))
	f(footer, format.ErrDamaged, "its Parquet footer cannot be read")
	f(parquetFile(t, []struct {
		Name string `parquet:"name"`
	}{{"a"}}), format.ErrUnknownFormat, "none of its Parquet columns has a name that is known")

	// as a stream it says that it needs to be a file
	for _, err := range format.Read(io.MultiReader(bytes.NewReader(whole)), format.Options{}) {
		if !errors.Is(err, format.ErrUnknownFormat) || !strings.Contains(err.Error(), "Parquet, which is read from a file only") {
			t.Errorf("got %v", err)
		}
	}
	long4 := strings.Repeat("x", 5000)
	papers, errs := collectFile(t, "long.parquet", parquetFile(t, []flatRow{{ID: "a", Title: &title}, {ID: "b", Title: &long4}, {ID: "c", Title: &title}}), format.Options{MaxRecord: 2000})
	if len(papers) != 2 || len(errs) != 1 || !errors.Is(errs[0], format.ErrTooLong) {
		t.Errorf("got %v and %v", papers, errs)
	}
}

// Files with some bytes wrong end in errors or in papers, never in a panic or
// without an end.
func TestDamagedFiles(t *testing.T) {
	title := "a"
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	path := filepath.Join(t.TempDir(), "x")
	for _, whole := range [][]byte{
		parquetFile(t, []flatRow{{ID: "a", Title: &title, Keywords: []string{"x", "y"}, Fullname: "Pond"}, {ID: "b", Summary: "Text"}, {ID: "c", Title: &title}}),
		archive(t, "a.json", `[{"title":"a"}]`, "b.csv", "title,year\nb,2001\n"),
	} {
		for range 100 {
			data := bytes.Clone(whole)
			for range 1 + r.IntN(4) {
				data[4+r.IntN(len(data)-4)] = byte(r.Uint32())
			}
			if r.IntN(5) == 0 {
				data = data[:4+r.IntN(len(data)-4)]
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			n := 0
			for p, err := range format.ReadFile(path, format.Options{MaxRecord: 1000}) {
				if n++; n > len(data) {
					t.Fatalf("%d values of %d bytes", n, len(data))
				}
				if err == nil && p.Validate() != nil {
					t.Fatal(p.Validate())
				}
			}
		}
	}
}

func FuzzParquet(f *testing.F) {
	title := "a"
	f.Add(parquetFile(f, []flatRow{{ID: "a", Title: &title, Keywords: []string{"x", "y"}}, {ID: "b"}}))
	f.Add(parquetFile(f, []struct {
		Title   string     `parquet:"title"`
		Authors [][]string `parquet:"authors,list"`
	}{{"a", [][]string{{"x"}, {}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("PAR1")) {
			return
		}
		path := filepath.Join(t.TempDir(), "x.parquet")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		n, ended := 0, false
		for p, err := range format.ReadFile(path, format.Options{MaxRecord: 1000}) {
			if ended {
				t.Fatal("a value follows the error of the file")
			}
			if err != nil {
				ended = rejected(err) == nil
			} else if err := p.Validate(); err != nil {
				t.Fatal(err)
			}
			if n++; n > 100_000 {
				break // rows of nothing cost no bytes
			}
		}
	})
}
