package corpus

import (
	"strings"
	"testing"
)

func TestNormalizeID(t *testing.T) {
	f := func(want string, forms ...string) {
		t.Helper()
		for _, in := range forms {
			if got := NormalizeID(in); got != want {
				t.Errorf("%q: got %q, need %q", in, got, want)
			}
		}
	}
	f("2310.16228", "2310.16228", " 2310.16228v2\n", "arXiv:2310.16228", "ARXIV:2310.16228v12", "arxiv: 2310.16228",
		"https://arxiv.org/abs/2310.16228v2", "http://www.arxiv.org/pdf/2310.16228v2.pdf", "arxiv.org/abs/2310.16228/",
		"https://export.arxiv.org/abs/2310.16228?context=cs", "https://arxiv.org/html/2310.16228v1#S2",
		"https://huggingface.co/papers/2310.16228", "10.48550/arXiv.2310.16228", "https://doi.org/10.48550/arxiv.2310.16228")
	f("0704.0001", "0704.0001v1", "arXiv:0704.0001")
	f("hep-th/9901001", "hep-th/9901001v1", "arXiv:hep-th/9901001", "HEP-TH/9901001", "https://arxiv.org/abs/hep-th/9901001v3")
	f("math/0309136", "math.GT/0309136", "math/0309136v1", "https://arxiv.org/pdf/math.GT/0309136")
	f("doi:10.1000/xyz", "10.1000/xyz", "10.1000/XYZ", "doi:10.1000/xyz", "DOI: 10.1000/xyz", "https://doi.org/10.1000/Xyz", "http://dx.doi.org/10.1000/xyz", "doi.org/10.1000%2FXYZ")
	f("doi:10.48550/arxiv.nonsense", "10.48550/arXiv.nonsense")
	f("10.10/xyz", "10.10/xyz") // no registrant is so short
	f("pmid:12345", "pmid:12345", "PMID: 12345", "https://pubmed.ncbi.nlm.nih.gov/12345/", "https://www.ncbi.nlm.nih.gov/pubmed/12345?dopt=Abstract")
	f("openalex:W123", "openalex:W123", "OpenAlex:w123", "https://openalex.org/W123", "https://api.openalex.org/works/w123")
	f("s2:123", "s2:123", "CorpusID:123", "CorpusId: 123", "https://api.semanticscholar.org/CorpusID:123")
	f("s2:0123456789abcdef0123456789abcdef01234567", "s2:0123456789ABCDEF0123456789abcdef01234567", "https://www.semanticscholar.org/paper/A-Title/0123456789abcdef0123456789abcdef01234567",
		"https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567#citing-papers")
	f("12345", "12345") // whose?
	f("hf:Some-Title", "hf:Some-Title")
	f("W2741809807", " W2741809807 ")
	f("2310.162289", "2310.162289") // six digits: not of arXiv, left alone
	f("arXiv:nonsense", "arXiv:nonsense")
	f("", "", "  ")
}

func TestIsArxivID(t *testing.T) {
	for id, want := range map[string]bool{
		"2310.16228": true, "hep-th/9901001": true, "2310.16228v2": false, "math.GT/0309136": false, "math.gt/0309136": false, "hf:x": false, "": false,
	} {
		if got := IsArxivID(id); got != want {
			t.Errorf("%q: got %t", id, got)
		}
	}
}

func TestTitleID(t *testing.T) {
	f := func(want string, titles ...string) {
		t.Helper()
		for _, title := range titles {
			if got := TitleID(title); got != want {
				t.Errorf("%q: got %q, need %q", title, got, want)
			}
		}
	}
	f("hf:the-consciousness-prior", "The Consciousness Prior", "  the  consciousness\nprior!", "The Consciousness-Prior.")
	f("hf:schrodinger-s-cat", "Schrödinger's cat", "SCHRO\u0308DINGER’S CAT")
	f("hf:深度学习", "深度学习")
	f("", "", "?!")
	a, b := strings.Repeat("word ", 80), strings.Repeat("word ", 80)+"end"
	if TitleID(a) == TitleID(b) || len(TitleID(a)) > MaxID {
		t.Errorf("long titles: %q and %q", TitleID(a), TitleID(b))
	}
}

func FuzzNormalizeID(f *testing.F) {
	for _, s := range []string{"2310.16228v2", "arXiv:hep-th/9901001v1", "https://arxiv.org/abs/math.GT/0309136", "arxiv: arxiv:2310.16228", "10.48550/arXiv.x", "doi:10.1000/x", "https://doi.org/10.1000/%2Fx%20", "PMID: 1", "https://openalex.org/w1", "CorpusID:1", "doi:doi:10.1000/x", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id := NormalizeID(s)
		if again := NormalizeID(id); again != id {
			t.Fatalf("%q is %q, and that %q", s, id, again)
		}
		if IsArxivID(id) != isBareArxiv(id) {
			t.Fatalf("%q: got %t", id, IsArxivID(id))
		}
		if id == "" && strings.TrimSpace(s) != "" {
			t.Fatalf("%q vanished", s)
		}
	})
}

// isBareArxiv is IsArxivID by the expressions.
func isBareArxiv(id string) bool {
	m, n := newArxiv.FindStringSubmatch(id), oldArxiv.FindStringSubmatch(id)
	return m != nil && m[1] == id || n != nil && n[1]+n[2] == id
}

func FuzzTitleID(f *testing.F) {
	for _, s := range []string{"The Consciousness Prior", "Schrödinger", "\xff\xfe", "\xf2ö", "ﬁ İ K", strings.Repeat("é", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id := TitleID(s)
		if id == "" {
			return
		}
		p := Paper{ID: id, Title: "t"}
		if err := p.Validate(); err != nil {
			t.Fatalf("%q gives %q: %v", s, id, err)
		}
		if len(id) < maxSlug {
			if again := TitleID(strings.TrimPrefix(id, titlePrefix)); again != id {
				t.Fatalf("%q gives %q, and that %q", s, id, again)
			}
		}
	})
}

func TestIsArxivIDIsItsExpressions(t *testing.T) {
	for _, s := range []string{"2310.16228", "0704.0001", "2310.162289", "2310.162", "2310x16228", "a310.16228", "2310.1622v", "231.0162281", "",
		"hep-th/9901001", "math/0309136", "hep-/9901001", "-th/9901001", "a-b-c/9901001", "/9901001", "hep-th/990100", "hep-th/99010011", "Hep-th/9901001", "hep-th/9901001v1", "math.gt/0309136"} {
		if got, want := IsArxivID(s), isBareArxiv(s); got != want {
			t.Errorf("%q: got %t, need %t", s, got, want)
		}
	}
}

// TestNormalizeDOI: a DOI that is written as it is stored is known at once; it is the same
// as by the expressions, which capital letters ask for.
func TestNormalizeDOI(t *testing.T) {
	for _, doi := range []string{"10.1000/x", "10.1000/ABC", "10.1000.10/x y", "10.48550/arxiv.2310.16228", "10.48550/arXiv.2310.16228v2", "10.48550/other",
		"10.4855/x", "10.1/x", "10.1000", "10.1000/", "10.1000/a%2Fb", "10.1000/x?y#z", "10.1000/x.pdf", "10.1000/2310.16228", "10.1000/" + strings.Repeat("x", MaxID), ""} {
		got, need := NormalizeID("doi:"+doi), NormalizeID("DOI:"+doi)
		if strings.HasPrefix(need, "DOI:") { // no DOI: as it is
			need = "doi:" + doi
		}
		if got != need {
			t.Errorf("%q: got %q, need %q", doi, got, need)
		}
	}
}
