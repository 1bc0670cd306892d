package format_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kindred-search/kindred/corpus/format"
)

// The page as HTML is read however it is cut into reads, in quotes of either
// kind, and ends early where it was cut.
func TestDailyHTML(t *testing.T) {
	data, err := os.ReadFile("testdata/daily.html")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	n := 0
	for range format.Read(iotest.OneByteReader(strings.NewReader(text)), format.Options{}) {
		n++
	}
	if n != 3 {
		t.Errorf("byte by byte: got %d values", n)
	}
	far := strings.Replace(text, "<body", strings.Repeat("<script>x</script>", 10_000)+"<body", 1)
	single := strings.NewReplacer(`data-props="{`, `data-props='{`, `}"><section>`, `}'><section>`, "&quot;", `"`).Replace(text)
	for name, text := range map[string]string{"far": far, "single quotes": single} {
		if papers, errs := collect(t, text, format.Options{}); len(papers) != 2 || len(errs) != 1 || papers[0].Title != `Owls & "quotes" <walk>` {
			t.Errorf("%s: got %v and %v", name, papers, errs)
		}
	}
	papers, errs := collect(t, text[:strings.Index(text, "The last")], format.Options{})
	if len(papers) != 1 || len(errs) != 2 || !errors.Is(errs[1], format.ErrTruncated) {
		t.Errorf("cut: got %v and %v", papers, errs)
	}
	one := `<html><div data-target="PaperPage" data-props="{&quot;paper&quot;:{&quot;id&quot;:&quot;2401.00001&quot;,&quot;title&quot;:&quot;Owls&quot;},&quot;x&quot;:1}"></div></html>`
	if papers, errs := collect(t, one, format.Options{}); len(papers) != 1 || len(errs) != 0 || papers[0].ID != "2401.00001" {
		t.Errorf("of one paper: got %v and %v", papers, errs)
	}
	files, wrong := format.Walk("testdata/daily.html")
	if len(files) != 1 || len(wrong) != 0 {
		t.Errorf("got %v and %v", files, wrong)
	}
	for _, other := range []string{"<html><body>Too many requests</body></html>", `<html><div data-target="Other" data-props="{}">`, `<html><div data-target="DailyPapers">`} {
		if papers, errs := collect(t, other, format.Options{}); len(papers) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), `it begins with "<", as HTML`) {
			t.Errorf("%s: got %v and %v", other, papers, errs)
		}
	}
}
