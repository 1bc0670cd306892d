package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// spelled is the words of a text, joined ones with a + before them.
func spelled(terms []Term) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.Joined {
			b.WriteByte('+')
		}
		b.WriteString(t.Word)
	}
	return b.String()
}

func TestWords(t *testing.T) {
	var a Analyzer
	f := func(s, need string) {
		t.Helper()
		if got := spelled(a.Append(nil, s)); got != need {
			t.Errorf("%q: got %q, need %q", s, got, need)
		}
	}
	f("", "")
	f(" \t.,;!?()[]\"' ", "")
	f("Attention is all you need.", "attention is all you need")
	f("LLaMA-2", "llama 2 +llama2")
	f("LLaMA2 and p53", "llama2 and p53")
	f("4-bit, 3.5 and 10,000; 1,2,3", "4 bit +4bit 3.5 and 10000 1 2 3")
	f("GPT-3.5-turbo", "gpt 3.5 turbo +gpt3.5turbo")
	f("End.Next 3. Then", "end next 3 then")
	f("state-of-the-art one-of-a-kind-of-thing", "state of the art +stateoftheart one of a kind of thing")
	f("pre- and post-training -word- --", "pre and post training +posttraining word")
	f("Kullback–Leibler, Kullback--Leibler, so---then", "kullback leibler +kullbackleibler kullback leibler +kullbackleibler so then")
	f("Alzheimer's don't O’Brien users'", "alzheimer don t +dont o brien +obrien users")

	// Accents, however they are written.
	f("Schrödinger Schro\u0308dinger Schr\\\"odinger Schr{\\\"o}dinger Schr\\\"{o}dinger", "schrodinger schrodinger schrodinger schrodinger schrodinger")
	f("Poincar\\'e Erd\\H{o}s \\v{S}ime", "poincare erdos sime")
	f("Łukasz Søren Straße Æsir ﬁne ＡＢＣ", "lukasz soren strasse aesir fine abc")
	f("soft\u00adhyphen", "softhyphen")

	// Formulae.
	f("H2O H₂O H$_2$O H$_{2}$O H_2O", "h2o h2o h 2 o +h2o h 2 o +h2o h 2o +h2o")
	f("$O(n^2)$ $\\alpha$-helix $x$ and $y$", "o n 2 +n2 alpha helix +alphahelix x and y")
	f("TNF-α TNFα TGF-$\\beta$ λόγος", "tnf alpha +tnfalpha tnfalpha tgf beta +tgfbeta λογος")
	f("10 µm 𝛼-helix Ω", "10 mum alpha helix +alphahelix omega")
	f("\\emph{really} new\\\\line", "emph really new line")

	// Chinese, Japanese and Korean.
	f("图像分割", "图 +图像 像 +像分 分 +分割 割")
	f("GPT模型", "gpt 模 +模型 型")
	f("한국 ﾃｽ", "한 +한국 국 テ +テス ス")
	f("一 ㈔", "一")

	f("\xff\xfea\xc3", "a")
	f(strings.Repeat("x", 100), strings.Repeat("x", maxWord))
	f("a"+strings.Repeat("я", 100), "a"+strings.Repeat("я", maxWord/2-1))
}

func TestTermsSayWhereTheyAre(t *testing.T) {
	var a Analyzer
	s := "Über-models: Schr\\\"odinger's H₂O, 图像"
	var got []string
	for _, term := range a.Append(nil, s) {
		got = append(got, s[term.Start:term.End])
	}
	need := []string{"Über", "models", "Über-models", "Schr\\\"odinger", "H₂O", "图", "图像", "像"}
	if strings.Join(got, "|") != strings.Join(need, "|") {
		t.Errorf("got %q, need %q", got, need)
	}
}

func TestPositions(t *testing.T) {
	var a Analyzer
	var got []int
	for _, term := range a.Append(nil, "the LLaMA-2 模型 works") {
		got = append(got, term.Position)
	}
	need := []int{0, 1, 2, 2, 3, 3, 4, 5} // the llama 2 +llama2 模 +模型 型 works
	if len(got) != len(need) {
		t.Fatalf("got %v, need %v", got, need)
	}
	for i := range need {
		if got[i] != need[i] {
			t.Fatalf("got %v, need %v", got, need)
		}
	}
}

// The stems are those of the published algorithm: words of its own list.
func TestStems(t *testing.T) {
	f := func(word, need string) {
		t.Helper()
		if got := Stem(word); got != need {
			t.Errorf("%q: got %q, need %q", word, got, need)
		}
	}
	f("consignment", "consign")
	f("consistency", "consist")
	f("knightly", "knight")
	f("knots", "knot")
	f("networks", "network")
	f("skies", "sky")
	f("inning", "inning")
	f("gpt4s", "gpt4s")
	f("straße", "straße")
	f("as", "as")
}

func FuzzTerms(f *testing.F) {
	f.Add("LLaMA-2 H$_{2}$O Schr\\\"odinger's 图像 TNF-α 10,000.5")
	f.Add("\xff\u00ad\u0308{\\\"o}''s--_^$}{")
	f.Fuzz(func(t *testing.T, s string) {
		var a, again Analyzer
		position := 0
		for _, term := range a.Append(nil, s) {
			if term.Start < 0 || term.End > len(s) || term.Start >= term.End {
				t.Fatalf("%q is at %d to %d of %q", term.Word, term.Start, term.End, s)
			}
			if term.Text == "" || term.Word == "" || len(term.Word) > 2*maxWord || !utf8.ValidString(term.Word) || !utf8.ValidString(term.Text) {
				t.Fatalf("%q has the word %q with the term %q", s, term.Word, term.Text)
			}
			if !term.Joined {
				if term.Position != position {
					t.Fatalf("%q: %q has position %d, need %d", s, term.Word, term.Position, position)
				}
				position++
			} else if term.Position != position-1 {
				t.Fatalf("%q: the joined %q has position %d, need %d", s, term.Word, term.Position, position-1)
			}
			if words := again.Append(nil, term.Word); len(words) == 0 || !term.Joined && !strings.ContainsFunc(term.Word, isIdeograph) && len(term.Word) < maxWord && words[0].Word != term.Word {
				t.Fatalf("%q: the word %q has the words %q", s, term.Word, spelled(words))
			}
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	const abstract = `We present a method for pre-training large-scale language models on 4-bit hardware. While earlier work has shown that
quantization harms the quality of a model's answers, we find that, with a schedule for the learning rate and O(n^2) updates, networks of
up to 70 billion parameters lose nothing on eleven benchmarks, among them question answering, summarization and translation. In addition,
we analyze which layers are sensitive to noise, and give a bound on the error that depends on the condition number of the Hessian alone.
Our code, data and trained models are available. Experiments on ImageNet and CIFAR-10 show that the same holds for images, where the accuracy
of a ResNet-50 rises from 76.1% to 77.3%, which is better than all published results that use the same number of operations. We hope that
this work encourages further study of training in low precision, which saves time, energy and money.`
	var a Analyzer
	var terms []Term
	b.ReportAllocs()
	b.SetBytes(int64(len(abstract)))
	for b.Loop() {
		terms = a.Append(terms[:0], abstract)
	}
}
