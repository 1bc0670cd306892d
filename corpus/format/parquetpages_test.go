package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

type parquetText struct {
	Title    string `parquet:"title,zstd"`
	Abstract string `parquet:"abstract,zstd"`
}

func parquetTexts(t *testing.T, rows ...parquetText) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[parquetText](&out, parquet.PageBufferSize(64<<20))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func footerOf(data []byte) []byte {
	n := len(data) - 8 - int(binary.LittleEndian.Uint32(data[len(data)-8:]))
	return data[n : len(data)-8]
}

// A footer ends where it says, and cut anywhere it is short.
func TestThriftEnd(t *testing.T) {
	footer := footerOf(parquetTexts(t, parquetText{"a", "b"}))
	if n, err := thriftEnd(footer); n != len(footer) || err != nil {
		t.Errorf("got %d of %d and %v", n, len(footer), err)
	}
	for n := range footer {
		if _, err := thriftEnd(footer[:n]); err != errShort && !errors.Is(err, errThrift) {
			t.Fatalf("%d bytes: got %v", n, err)
		}
	}
	for name, b := range map[string][]byte{
		"a list of 2,147,483,647 structs": {0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0, 0},
		"a map":                           {0x1b, 0x01, 0x55, 0, 0, 0},
		"an unknown type":                 {0x1d, 0, 0},
		"structs without an end":          bytes.Repeat([]byte{0x1c}, 1000),
		"lists of lists":                  bytes.Repeat([]byte{0x19}, 1000),
		"a number of 11 bytes":            append([]byte{0x15}, bytes.Repeat([]byte{0xff}, 11)...),
	} {
		if _, err := thriftEnd(b); !errors.Is(err, errThrift) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func FuzzThriftEnd(f *testing.F) {
	f.Add([]byte{0x15, 0x02, 0x29, 0x1c, 0x15, 0x04, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := thriftEnd(b)
		if n > len(b) || err != nil && err != errShort && err != errThrift {
			t.Fatalf("got %d of %d and %v", n, len(b), err)
		}
	})
}

// A footer that says it has more groups of rows than bytes ends the file, and
// not the program.
func TestHostileFooter(t *testing.T) {
	data := parquetTexts(t, parquetText{"a", "b"})
	footer := []byte{0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0, 0}
	data = append(data[:len(data)-8-len(footerOf(data))], footer...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(footer)))
	data = append(data, parquetMagic...)
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range ReadFile(path, Options{}) {
		if n++; !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "its Parquet footer cannot be read: its Thrift is broken") {
			t.Errorf("got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("got %d values", n)
	}
}

// A page header is believed where it can be true.
func TestCheckPages(t *testing.T) {
	f := func(want string, pages ...pqformat.PageHeader) {
		t.Helper()
		data := []byte(parquetMagic)
		for _, h := range pages {
			b, err := thrift.Marshal(new(thrift.CompactProtocol), h)
			if err != nil {
				t.Fatal(err)
			}
			data = append(append(data, b...), make([]byte, 100)...) // of data
		}
		file := &fileAt{r: bytes.NewReader(data), size: int64(len(data))}
		err := checkPages(file, &pqformat.ColumnMetaData{DataPageOffset: 4, TotalCompressedSize: file.size - 4})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("got %v; need %s", err, want)
		}
	}
	page := func(packed, unpacked, values int32) (h pqformat.PageHeader) {
		h.CompressedPageSize, h.UncompressedPageSize = packed, unpacked
		h.DataPageHeader.V.NumValues, h.DataPageHeader.Valid = values, true
		return h
	}
	f("", page(100, 1000, 10), page(100, 30<<20, 10))
	f("a page is longer than its column", page(101, 1000, 10))
	f("a page is longer than its column", page(100, 1000, 10), page(1<<30, 1000, 10))
	f("a page is longer than its column", page(-1, 1000, 10))
	f("a page of 100 bytes unpacks to 1073741824, more than 200 times its size", page(100, 1<<30, 10))
	f("more than 200 times its size", page(100, 1000, 1<<30))
	if err := checkPages(&fileAt{r: strings.NewReader("x"), size: 1}, &pqformat.ColumnMetaData{DataPageOffset: 1 << 40}); err == nil {
		t.Error("a column beyond the file is taken")
	}
}

// Parquet that unpacks to very much more than its size costs its group, with
// little memory.
func TestParquetBomb(t *testing.T) {
	rows := make([]parquetText, 340)
	for i := range rows {
		rows[i] = parquetText{"a", strings.Repeat(" ", 100_000)}
	}
	type same struct {
		Title string `parquet:"title,dict"`
	}
	all := make([]same, 3600)
	f := func(data []byte, most uint64, want string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "x.parquet")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var last error
		errs := 0
		for _, err := range ReadFile(path, Options{}) {
			last = err
			errs++
		}
		runtime.ReadMemStats(&after)
		if errs >= len(all) || !errors.Is(last, ErrDamaged) || !strings.Contains(last.Error(), want) {
			t.Errorf("got %d values, the last %v", errs, last)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > most {
			t.Errorf("%d bytes were allocated", used)
		}
	}
	f(parquetTexts(t, rows...), 8<<20, "more than 200 times its size; no papers do")
	// One text for all rows is in the file once.
	var out bytes.Buffer
	for i := range all {
		all[i].Title = strings.Repeat("no title is so long", 500)
	}
	if err := parquet.Write(&out, all); err != nil {
		t.Fatal(err)
	}
	f(out.Bytes(), 20*leastBomb, "it unpacks to more than 200 times its size; no papers do") // row by row
}
