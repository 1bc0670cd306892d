package format_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// around reads a file of three records, of which the middle one is given, and
// holds the other two to be read.
func (k kind) around(t *testing.T, middle string) (paper *corpus.Paper, err error) {
	t.Helper()
	papers, errs := collect(t, k.file(k.at(1, k.date(), "One."), middle, k.at(3, k.date(), "Three.")), format.Options{})
	if len(papers) < 2 || len(papers)+len(errs) != 3 || papers[0].ID != k.want(1) || papers[len(papers)-1].ID != k.want(3) {
		t.Fatalf("%s: %.300q: got %d papers and %.300v", k.format, middle, len(papers), errs)
	}
	if len(errs) > 0 {
		if bad := rejected(errs[0]); bad == nil || bad.Record != 2 {
			t.Fatalf("%s: %.300q: got %v; need an error of record 2", k.format, middle, errs[0])
		}
		return nil, errs[0]
	}
	return &papers[1], nil
}

// A date that is none makes its record bad, and says what it was; one that is
// not known is no date.
func TestOddDates(t *testing.T) {
	for _, k := range kinds() {
		if k.format == format.Page {
			continue // TestPageErrors
		}
		for date, want := range map[string]string{
			"0000-00-00": "", "2023-13-45": "error", "2021-02-31": "error", "31 February 2021": "error", "20211": "error", "2000 Spring": "error", "0000": "error", "99999999999999999999": "error",
			"Mar 2021": "2021-03", "2021-03-00": "2021-03", "2021-03-04": "2021-03-04", " 2021 ": "2021", "2021-03-04T23:30:00-05:00": "2021-03-05T04:30:00Z",
		} {
			if k.format == format.BibTeX { // a year, wherever it stands in the field
				switch {
				case date == "0000-00-00" || strings.Contains(date, "20211"):
					want = "error"
				case strings.HasPrefix(date, "2") || strings.Contains(date, " 202"):
					want = strings.TrimSpace(date)[:4]
					if strings.Contains(date, " 202") && date[0] != ' ' {
						want = "2021"
					}
				}
			}
			if want == "2021-03-05T04:30:00Z" && k.format == format.RSS { // which has days
				want = "2021-03-05"
			}
			p, err := k.around(t, k.at(2, date, "Two."))
			switch got := "error"; {
			case err != nil && (!errors.Is(err, format.ErrField) || !strings.Contains(err.Error(), date[:4])):
				t.Errorf("%s, %q: got %v", k.format, date, err)
			default:
				if p != nil {
					got = p.Published.String()
				}
				if got != want {
					t.Errorf("%s, %q: got %s, %v; need %s", k.format, date, got, err, want)
				}
			}
		}
	}
}

// Control characters are spaces, in the formats that allow them at all.
func TestControlCharacters(t *testing.T) {
	for _, k := range kinds() {
		p, err := k.around(t, k.at(2, k.date(), "An\x1b[2Jowl \x01\x7f\u0085\u009bwalks."))
		switch k.format {
		case format.Daily, format.Arxiv, format.JSONL, format.OpenAlex, format.SemanticScholar, format.CSLJSON:
			if err == nil || !strings.Contains(err.Error(), "control character '\\x1b' in a string") {
				t.Errorf("%s: got %v and %v", k.format, p, err)
			}
			escaped := `An\u001b[2Jowl \u0000\u007f\u0085\u009bwalks.`
			if p, err = k.around(t, k.at(2, k.date(), escaped)); p == nil || p.Abstract != "An [2Jowl walks." {
				t.Errorf("%s: got %+v and %v", k.format, p, err)
			}
		case format.Atom, format.OAI, format.RSS, format.PubMed:
			if err == nil || !strings.Contains(err.Error(), "illegal character code U+001B") {
				t.Errorf("%s: got %v and %v", k.format, p, err)
			}
			if p, err = k.around(t, k.at(2, k.date(), "An&#x85;owl \u009bwalks.")); p == nil || p.Abstract != "An owl walks." {
				t.Errorf("%s: got %+v and %v", k.format, p, err)
			}
		default:
			if p == nil || p.Abstract != "An [2Jowl walks." {
				t.Errorf("%s: got %+v and %v", k.format, p, err)
			}
		}
	}
}

// A title of 10 MB is its own record's fault, and costs a few times its size.
func TestHugeTitle(t *testing.T) {
	for _, k := range kinds() {
		if k.format == format.Page {
			continue // where a paragraph that long is no title
		}
		size := 1 << 20
		if slices.Contains([]format.Format{format.JSONL, format.CSV, format.Atom, format.BibTeX}, k.format) && !underRace {
			size = 10 << 20
		}
		const times = 30
		record := strings.Replace(k.at(2, k.date(), "Two."), "Title 2", strings.Repeat("Title 2 of ten. ", size>>4), 1)
		text := k.file(k.at(1, k.date(), "One."), record, k.at(3, k.date(), "Three."))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var got []string
		for p, err := range format.Read(strings.NewReader(text), format.Options{}) {
			if err != nil {
				got = append(got, err.Error())
			} else {
				got = append(got, p.ID)
			}
		}
		runtime.ReadMemStats(&after)
		if len(got) != 3 || got[0] != k.want(1) || !strings.Contains(got[1], "its title has ") || !strings.Contains(got[1], "need at most 10000") || got[2] != k.want(3) {
			t.Errorf("%s: got %.500q", k.format, got)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(times*size) {
			t.Errorf("%s: %d MB were allocated for a title of %d MB", k.format, used>>20, size>>20)
		}
	}
}

// 100,000 brackets within each other end at the depth that is allowed.
func TestDeeplyNested(t *testing.T) {
	const depth = 100_000
	arrays := strings.Repeat("[", depth) + strings.Repeat("]", depth)
	objects := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	for _, k := range kinds() {
		switch record := k.at(2, k.date(), "Two."); k.format {
		case format.Daily, format.Arxiv, format.JSONL, format.OpenAlex, format.SemanticScholar, format.CSLJSON:
			for _, deep := range []string{arrays, objects} {
				record = strings.NewReplacer(`{"paper":`, "", "}}", "}").Replace(record) // else the paper within is found
				_, err := k.around(t, strings.Replace(record, "{", `{"x":`+deep+",", 1))
				if err == nil || !errors.Is(err, format.ErrSyntax) || !strings.Contains(err.Error(), "nested deeper than 64") {
					t.Errorf("%s: got %.300v", k.format, err)
				}
			}
		case format.Atom, format.OAI, format.RSS, format.PubMed:
			i := strings.Index(record, "</")
			deep := record[:i] + strings.Repeat("<i>", depth) + strings.Repeat("</i>", depth) + record[i:]
			if p, err := k.around(t, deep); (p == nil) == (err == nil) {
				t.Errorf("%s: got %v and %v", k.format, p, err)
			}
		case format.BibTeX:
			deep := strings.Replace(record, "Two.", strings.Repeat("{", depth)+"Two."+strings.Repeat("}", depth), 1)
			if p, err := k.around(t, deep); err != nil || p.Abstract != "Two." {
				t.Errorf("%s: got %.300v and %v", k.format, p, err)
			}
		}
	}
}

// Whatever kind of value stands in a field, its record is a paper or an error
// and never costs another one; null is the same as nothing.
func TestAnyValue(t *testing.T) {
	for _, file := range []string{"daily-one.json", "arxiv.jsonl", "plain.jsonl", "openalex-page.json", "scholar-page.json", "scholar-papers.jsonl", "csl.json"} {
		record := firstRecord(t, file)
		base, errs := collect(t, record, format.Options{})
		if len(base) != 1 || len(errs) != 0 {
			t.Fatalf("%s: got %v and %v from %s", file, base, errs, record)
		}
		last := `{"id":"last","title":"The last"}`
		for _, at := range placesOf(record) {
			for _, value := range []string{"null", "NaN", "7", "-1.5", `"7"`, `""`, `"null"`, "true", "[]", "{}", "[null]", "[[]]", `[{}]`, `{"x":null}`, `"\ud800"`, `["a",7,null,{"name":"b"}]`} {
				text := record[:at[0]] + value + record[at[1]:]
				papers, errs := collect(t, text+"\n"+last+"\n", format.Options{})
				if len(papers)+len(errs) != 2 || len(papers) == 0 {
					t.Errorf("%s: %s: got %v and %v", file, text, papers, errs)
				}
				for _, err := range errs {
					if !errors.Is(err, format.ErrField) && !errors.Is(err, corpus.ErrInvalid) {
						t.Errorf("%s: %s: got %v", file, text, err)
					}
				}
			}
		}
	}
}

// firstRecord is the first object of a file, on one line.
func firstRecord(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if _, page, ok := strings.Cut(text, `"results":[`); ok {
		text = page
	}
	if _, page, ok := strings.Cut(text, `"data": [`); ok {
		text = page
	}
	text = text[strings.IndexByte(text, '{'):]
	depth, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' && text[i-1] != '\\':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return strings.Join(strings.Fields(text[:i+1]), " ")
			}
		}
	}
	t.Fatalf("%s has no record", file)
	return ""
}

// placesOf are where the values of all keys stand in a record.
func placesOf(record string) (places [][2]int) {
	for i := range len(record) {
		if !strings.HasPrefix(record[i:], `":`) {
			continue
		}
		begin := i + 2
		for record[begin] == ' ' {
			begin++
		}
		depth, quoted, end := 0, false, begin
		for ; ; end++ {
			c := record[end]
			if c == '"' && record[end-1] != '\\' {
				quoted = !quoted
			} else if !quoted && depth == 0 && (c == ',' || c == '}' || c == ']') {
				break
			} else if !quoted && (c == '{' || c == '[') {
				depth++
			} else if !quoted && (c == '}' || c == ']') {
				depth--
			}
		}
		places = append(places, [2]int{begin, end})
	}
	return places
}

// Numbers may be texts, and texts numbers.
func TestNumbersAndTexts(t *testing.T) {
	papers, errs := collect(t, `{"id":17,"title":1984,"abstract":-1.5e3,"authors":["Ann",7],"venue":7,"categories":[1,"b"],"votes":"6","citations":"1,024","author_count":"3.0","year":"2019","doi":10.1}`, format.Options{})
	if got := fmt.Sprintf("%+v", papers); len(errs) != 0 || len(papers) != 1 || papers[0].ID != "17" || papers[0].Title != "1984" || papers[0].Abstract != "-1.5e3" || len(papers[0].Authors) != 2 ||
		*papers[0].Votes != 6 || *papers[0].Citations != 1024 || papers[0].AuthorCount != 3 || papers[0].Published.String() != "2019" {
		t.Errorf("got %s and %v", got, errs)
	}
}

// Of two equal keys the last counts, unless it is null or empty.
func TestKeysTwice(t *testing.T) {
	for _, text := range []string{
		`{"id":"a","title":"no","title":"T","votes":1,"votes":2,"x":{},"x":1}`,
		`{"paper":{"id":"no","title":"no"},"paper":{"id":"a","title":"no","title":"T","upvotes":1,"upvotes":2}}`,
	} {
		papers, errs := collect(t, text, format.Options{})
		if len(errs) != 0 || len(papers) != 1 || papers[0].ID != "a" || papers[0].Title != "T" || *papers[0].Votes != 2 {
			t.Errorf("%s: got %+v and %v", text, papers, errs)
		}
	}
}
