package format_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// A record beyond the limit is an error of its own, in every framing; those
// around it are read.
func TestTooLong(t *testing.T) {
	long := strings.Repeat("x ", 600_000)
	for name, text := range map[string]string{
		"lines":  `{"id":"a","title":"A"}` + "\n" + `{"id":"b","title":"` + long + "\"}\n" + `{"id":"c","title":"C"}` + "\n",
		"array":  `[{"id":"a","title":"A"},{"id":"b","x":["}\"",{}],"title":"` + long + `"},{"id":"c","title":"C"}]`,
		"csv":    "id,title\na,A\nb," + long + "\nc,C\n",
		"quoted": "id,title\na,A\nb,\"" + long + "\"\nc,C\n",
		"bibtex": "@a{x,title={A}}\n@a{y,title={" + long + "}}\n@a{z,title={C}}\n",
		"ris":    "TY  - A\nTI  - A\nER  - \nTY  - A\nTI  - " + long + "\nTI  - B\nER  - \nTY  - A\nTI  - C\nER  - \n",
		"values": "TY  - A\nTI  - A\nER  - \nTY  - A\nTI  - " + strings.ReplaceAll(long, " ", "\n") + "\nER  - \nTY  - A\nTI  - C\nER  - \n",
		"pages":  `{"data":[{"title":"A"},{"title":"` + long + `"},{"title":"C"}]}`,
		"xml":    "<feed><entry><title>A</title></entry><entry><title>" + long + "</title></entry><entry><title>C</title></entry></feed>",
		"page":   "Daily Papers\n\nA\n\nText.\n\n·\nJan 2, 2024\n\n" + long + "\n\nC\n\nText.\n\n·\nJan 2, 2024\n",
	} {
		t.Run(name, func(t *testing.T) {
			papers, errs := collect(t, text, format.Options{MaxRecord: 300_000})
			if len(papers) != 2 || len(errs) != 1 || !errors.Is(errs[0], format.ErrTooLong) {
				t.Fatalf("got %d papers and %v", len(papers), errs)
			}
			if bad := rejected(errs[0]); bad == nil || bad.Record != 2 {
				t.Errorf("got %#v; need an error of record 2", bad)
			}
			if want := "the record is too long: more than 300000 bytes"; !strings.Contains(errs[0].Error(), want) {
				t.Errorf("got %v; need %s", errs[0], want)
			}
		})
	}
}

// Just at the limit is fine.
func TestLongest(t *testing.T) {
	line := `{"id":"a","title":"A"}`
	for _, text := range []string{line, line + "\n", "[" + line + "]"} {
		if papers, errs := collect(t, text, format.Options{MaxRecord: len(line)}); len(papers) != 1 || len(errs) != 0 {
			t.Errorf("%q: got %v and %v", text, papers, errs)
		}
	}
}

// The same papers and errors come, however the stream is cut into reads and
// packed.
func TestPackedAndCut(t *testing.T) {
	var text strings.Builder
	text.WriteString("[")
	for i := range 5000 {
		fmt.Fprintf(&text, "{\"id\":\"p%d\",\"title\":\"A title\",\"abstract\":%q},\n", i, strings.Repeat("word ", i%100))
		if i == 2500 {
			text.WriteString("{\"id\":},\n")
		}
	}
	text.WriteString(`{"id":"last","title":"The last"}]`)
	plain := []byte(text.String())

	var twoMembers, twoFrames bytes.Buffer
	for _, half := range [][]byte{plain[:70_000], plain[70_000:]} {
		z := gzip.NewWriter(&twoMembers)
		_, _ = z.Write(half)
		_ = z.Close()
		e, _ := zstd.NewWriter(&twoFrames)
		_, _ = e.Write(half)
		_ = e.Close()
	}
	skippable := append([]byte{0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4}, twoFrames.Bytes()...)
	for name, r := range map[string]io.Reader{
		"plain":        bytes.NewReader(plain),
		"byte by byte": iotest.OneByteReader(bytes.NewReader(plain)),
		"halves":       iotest.HalfReader(bytes.NewReader(plain)),
		"data and EOF": iotest.DataErrReader(bytes.NewReader(plain)),
		"gzip":         bytes.NewReader(twoMembers.Bytes()),
		"zstd":         bytes.NewReader(twoFrames.Bytes()),
		"skippable":    bytes.NewReader(skippable),
	} {
		t.Run(name, func(t *testing.T) {
			papers, bad, last := 0, 0, ""
			for p, err := range format.Read(r, format.Options{}) {
				if err != nil {
					if e := rejected(err); e == nil || e.Record != 2502 || e.Line != 2502 {
						t.Errorf("got %v", err)
					}
					bad++
					continue
				}
				papers++
				last = p.ID
			}
			if papers != 5001 || bad != 1 || last != "last" {
				t.Errorf("got %d papers, %d errors, the last %q", papers, bad, last)
			}
		})
	}
}

// Damage ends the file, behind the papers before it, and is told from a bad
// record.
func TestDamage(t *testing.T) {
	var lines strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&lines, "{\"id\":\"p%d\",\"title\":\"Title %x\"}\n", i, i*7919)
	}
	var gz, zst bytes.Buffer
	z := gzip.NewWriter(&gz)
	_, _ = z.Write([]byte(lines.String()))
	_ = z.Close()
	e, _ := zstd.NewWriter(&zst, zstd.WithEncoderCRC(true))
	_, _ = e.Write([]byte(lines.String()))
	_ = e.Close()
	flipped := bytes.Clone(zst.Bytes())
	flipped[len(flipped)-2] ^= 0xff // in the checksum

	f := func(name string, data []byte, atLeast int, target error, want string) {
		t.Helper()
		papers, errs := collect(t, string(data), format.Options{Name: name})
		var end *format.FileError
		if len(papers) < atLeast || len(errs) != 1 || !errors.As(errs[0], &end) || !errors.Is(errs[0], target) || rejected(errs[0]) != nil {
			t.Errorf("%s: got %d papers and %v", name, len(papers), errs)
		} else if !strings.Contains(errs[0].Error(), want) {
			t.Errorf("got %v; need %s", errs[0], want)
		}
	}
	f("cut.gz", gz.Bytes()[:gz.Len()-100], 1000, format.ErrDamaged, "cut.gz: damaged: its gzip data ends too early; fetch the file again")
	f("cut.zst", zst.Bytes()[:zst.Len()-100], 1, format.ErrDamaged, "cut.zst: damaged: its zstd data ends too early; fetch the file again")
	f("flipped.zst", flipped, 1, format.ErrDamaged, "flipped.zst: damaged: its zstd data cannot be unpacked")
	f("head.gz", gz.Bytes()[:5], 0, format.ErrDamaged, "head.gz: damaged: its gzip data ends too early")
	f("cut.json", []byte(`[{"id":"a","title":"A"},{"id":"b","ti`), 1, format.ErrTruncated, "cut.json: cut short: it ends inside record 2, which begins at byte 24; fetch the file again")
	f("open.json", []byte(`[{"id":"a","title":"A"},`), 1, format.ErrTruncated, "open.json: cut short: it ends inside the array, behind record 1")
}

// Compressed data that was cut gives every record that was whole before the
// cut, and then one error.
func TestCutCompression(t *testing.T) {
	type flusher interface {
		io.WriteCloser
		Flush() error
	}
	for _, k := range kinds() {
		if k.format == format.Page {
			continue // where the block behind a paper ends it
		}
		for name, compress := range map[string]func(io.Writer) flusher{
			"gzip": func(w io.Writer) flusher { return gzip.NewWriter(w) },
			"zstd": func(w io.Writer) flusher { z, _ := zstd.NewWriter(w); return z },
		} {
			var packed bytes.Buffer
			w := compress(&packed)
			_, _ = io.WriteString(w, k.open)
			const n = 12
			var ends []int // of the records in what is packed
			for i := range n {
				text := k.at(i, k.date(), strings.Repeat(fmt.Sprint("word ", i, " "), 400)) + k.glue
				if k.glue == "" {
					text += "\n"
				}
				_, _ = io.WriteString(w, text)
				_ = w.Flush()
				ends = append(ends, packed.Len())
			}
			_ = w.Close()
			for _, whole := range []int{1, n / 2, n - 1} {
				for _, cut := range []int{ends[whole-1], ends[whole-1] + 5, (ends[whole-1] + ends[whole]) / 2} {
					papers, errs := collect(t, packed.String()[:cut], format.Options{})
					if len(papers) != whole || len(errs) != 1 || !errors.Is(errs[0], format.ErrDamaged) || !strings.Contains(errs[0].Error(), "ends too early; fetch the file again") {
						t.Errorf("%s, %s, %d records and %d bytes: got %d papers and %v", k.format, name, whole, cut-ends[whole-1], len(papers), errs)
					}
				}
			}
		}
	}
}

// A failing reader ends the file with its own error, and the record it cut is
// not reported.
func TestFailingReader(t *testing.T) {
	broken := errors.New("the cable is out")
	for _, text := range []string{
		"{\"title\":\"a\"}\n{\"tit", `[{"title":"a"},{"tit`, "title,year\na,2001\n\"b,20", "title,year\na,2001\nb,20",
		"Daily Papers\n\na\n\nText.\n\n·\nJan 2, 2024\n\nB\n\nText. And",
	} {
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		papers, errs := 0, []error(nil)
		for _, err := range format.Read(r, format.Options{}) {
			if err != nil {
				errs = append(errs, err)
			} else {
				papers++
			}
		}
		if papers != 1 || len(errs) != 1 || !errors.Is(errs[0], broken) || rejected(errs[0]) != nil {
			t.Errorf("%q: got %d papers and %v", text, papers, errs)
		}
	}
}

// Memory stays that of a record, however much has been read.
func TestConstantMemory(t *testing.T) {
	record := `{"id":"p","title":"A title","abstract":"` + strings.Repeat("word ", 300) + `"}`
	for name, frame := range map[string][3]string{"lines": {"", "\n", ""}, "array": {"[", ",", "]"}, "xml": {"<feed>", "", "</feed>"}} {
		t.Run(name, func(t *testing.T) {
			const n = 6_000 // 9 MB
			record := record
			if name == "xml" {
				record = "<entry><title>A title</title><summary>" + strings.Repeat("word ", 300) + "</summary></entry>"
			}
			r := io.MultiReader(strings.NewReader(frame[0]), &repeated{text: record + frame[1], left: n}, strings.NewReader(record+frame[2]))
			seen, grown := heapGrowth(t, format.Read(r, format.Options{}), 1_500, nil)
			if seen != n+1 {
				t.Errorf("got %d papers", seen)
			}
			if grown > 4<<20 {
				t.Errorf("the heap grew by %d bytes; need at most 4 MB", grown)
			}
		})
	}
}

// heapGrowth runs a sequence to its end, and tells how many papers it gave and by how
// many bytes the heap had grown, at most, looked at after every so many. each, when not
// nil, gets the papers.
func heapGrowth(t *testing.T, papers iter.Seq2[corpus.Paper, error], every int, each func(i int, p corpus.Paper)) (seen int, grown int64) {
	t.Helper()
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for p, err := range papers {
		if err != nil {
			t.Fatal(err)
		}
		if each != nil {
			each(seen, p)
		}
		if seen++; seen%every == 0 {
			runtime.GC()
			runtime.ReadMemStats(&during)
			grown = max(grown, int64(during.HeapAlloc)-int64(before.HeapAlloc))
		}
	}
	return seen, grown
}

// repeated is a text again and again.
type repeated struct {
	text string
	at   int
	left int
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.text[r.at:])
	if r.at += n; r.at == len(r.text) {
		r.at = 0
		r.left--
	}
	return n, nil
}

// Texts made to be slow take as long as others of their size: what is looked at
// again and again would run into the limit of the test.
func TestHostile(t *testing.T) {
	size := 1 << 18
	if underRace {
		size = 1 << 15
	}
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, text := range map[string]string{
		"nested":       `[{]` + fill(`{"a":[0,`),
		"open objects": `[{]` + fill(`{"a":0 `),
		"open strings": `[{]` + fill(`{"a":"`),
		"braces":       `[{]{"` + fill(`{`) + `"}`,
		"brackets":     fill(`[`),
		"commas":       `[` + fill(`,`),
		"numbers":      `[{},` + fill(`1`),
		"categories":   `{"title":"a","categories":"` + fill("a;b;c1;") + `"}`,
		"fields":       `{"title":"a",` + fill(`"title":"b",`) + `"id":"a"}`,
		"lines":        fill("{\n"),
		"quotes":       "title,id\n" + fill("a\",\"\n"),
		"more quotes":  "title,id\n" + fill("\"\"\"\n"),
		"cells":        "title,id\n" + fill(","),
		"blocks":       "Daily Papers\n\n" + fill("a\n\n"),
		"paragraphs":   "Daily Papers\n\n" + fill("a.\n\n"),
		"dots":         "Daily Papers\n\na\n\n" + fill("·\n"),
		"bullets":      "Daily Papers\n\na\n\n" + fill("• 1 author "),
		"names":        `{"title":"a","authors":"` + fill(`a and `) + `"}`,
		"accents":      `{"title":"a","authors_parsed":[["` + fill(`\\'`) + `"]]}`,
		"starts":       "<feed>" + fill("<entry>"),
		"ends":         "<feed>" + fill("</entry>"),
		"comments":     "<feed>" + fill("<entry><!--"),
		"doctype":      "<!DOCTYPE feed [" + fill("<!ENTITY a '&a;&a;'>"),
		"attributes":   "<feed><entry " + fill("a='<' "),
		"depths":       "<feed><entry>" + fill("<a>") + "</entry></feed>",
		"entities":     "<feed><entry><title>" + fill("&amp;") + "</title></entry></feed>",
		"entries":      fill("@a{"),
		"entry lines":  fill("@a{b,\n"),
		"bib parens":   "@a{x,y={z}}" + fill("@a(\""),
		"bib values":   "@a{x," + fill("y={z},") + "title={a}}",
		"macros":       "@string{a={" + strings.Repeat("x", 1000) + "}}\n" + strings.Repeat("@string{a = a # a}\n", 100) + "@a{x,title=a}",
		"and":          "@a{x,title={y},author={" + fill("a and ") + "}}",
		"latex":        "@a{x,title={" + fill(`\'{\i}`) + "}}",
		"commands":     "{\"title\":\"a\",\"authors\":\"" + fill(`\\a{`) + "\",\"authors_parsed\":[]}",
		"open latex":   "@a{x,title={" + fill(`$\(\[`) + "}}",
		"ris":          fill("TY  - A\n"),
		"ris values":   "TY  - A\n" + fill("KW  - \n") + "TI  - a\nER  - \n",
		"ris lines":    "TY  - A\nAB  - \n" + fill("a\n") + "TI  - a\nER  - \n",
		"pages":        fill(`{"data":[{`),
		"page ends":    `{"data":[]` + fill("]"),
		"empty pages":  fill(`{"data":[]}`),
		"math":         "<feed><entry><title>" + fill("$$") + fill("\\(") + "</title></entry></feed>",
		"printed list": `{"title":"a","authors":"[` + fill(`'a',`) + `"}`,
	} {
		for _, most := range []int{0, 5000} {
			n := 0
			for range format.Read(strings.NewReader(text), format.Options{MaxRecord: most}) {
				n++
			}
			if n > size {
				t.Errorf("%s: %d values", name, n)
			}
		}
	}
}
