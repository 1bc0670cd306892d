package lexical

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

// shelf is an index of a few papers, under slots 0, 1, 2 ...
func shelf(t testing.TB, documents ...Document) *Index {
	t.Helper()
	x, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	slots := make([]uint32, len(documents))
	for i := range slots {
		slots[i] = uint32(i)
	}
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
	return x
}

func slotsOf(hits []index.Hit) (slots []uint32) {
	for _, h := range hits {
		slots = append(slots, h.Slot)
	}
	slices.Sort(slots)
	return slots
}

var papers = []Document{
	0: {Title: "Attention Is All You Need", Abstract: "We propose the Transformer, based solely on attention mechanisms.", Authors: []string{"Ashish Vaswani", "Noam Shazeer"}, Categories: []string{"cs.CL", "cs.LG"}},
	1: {Title: "LLaMA-2: open foundation models", Abstract: "Chat models with 4-bit weights. The learning rate is low.", Authors: []string{"Hugo Touvron"}, Categories: []string{"cs.CL"}},
	2: {Title: "A quantum view", Abstract: "The Schrödinger equation of H$_2$O. We learn rates of decay; p53 is not involved.", Authors: []string{"Łukasz Kaiser", "Jane Banks"}, Categories: []string{"quant-ph"}},
	3: {Title: "图像分割方法", Abstract: "深度学习模型", Categories: []string{"cs.CV"}},
	4: {Title: "State space models", Abstract: "All you need is a state. Attention mechanisms are slow.", Authors: []string{"Lukas Vaswani", "Noam Kaiser"}},
	5: {Abstract: "llama2 uses rates of learning", Authors: []string{"J. Bank"}},
}

// TestFinds asks for papers as people do.
func TestFinds(t *testing.T) {
	x := shelf(t, papers...)
	f := func(s string, need ...uint32) {
		t.Helper()
		search := x.Prepare(Parse(s))
		hits, err := search.Top(context.Background(), 100, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := slotsOf(hits); !slices.Equal(got, need) {
			t.Errorf("%q: got %v, need %v", s, got, need)
		}
		matching, err := search.Matching(len(papers))
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Collect(matching.All()); !slices.Equal(got, need) {
			t.Errorf("%q: %v match, need %v", s, got, need)
		}
	}
	f("transformers", 0)
	f("attention", 0, 4)

	// Names and formulae, however they are written.
	f("schrodinger", 2)
	f("Schrödinger's", 2)
	f("h2o", 2)
	f("H₂O", 2)
	f("p53", 2)
	f("P-53", 2)
	f("llama2", 1, 5)
	f("LLaMA-2", 1, 2, 5) // 2 has H$_2$O
	f("llama 2", 1, 2, 5) // 2 has H$_2$O
	f("4-bit", 1)
	f("4bit", 1)
	f("lukasz", 2)
	f("Łukasz", 2)

	f("rate53", 1, 2, 5) // nobody writes it so: rate 53

	// By characters and words.
	f("分割", 3)
	f("图像", 3)
	f("模", 3)

	// Phrases are words behind each other, in one field.
	f(`"attention is all"`, 0)
	f(`"all you need"`, 0, 4)
	f(`"need we propose"`)
	f(`"learning rate"`, 1, 2) // endings do not count
	f(`"learned rates"`, 1, 2)
	f(`"rates learning"`)
	f(`"图像分割"`, 3)
	f(`"分图"`)
	f(`"4-bit weights"`, 1)

	// Operators.
	f("attention -transformer", 4)
	f(`attention -"attention mechanisms"`)
	f("-attention -models", 2, 3, 5)
	f("title:attention", 0)
	f(`title:"state space"`, 4)
	f(`title:mechanisms`)
	f("author:vaswani", 0, 4)
	f(`author:"ashish vaswani"`, 0)
	f(`author:"Vaswani Ashish"`, 0)
	f(`author:"Noam Vaswani"`) // words of two authors
	f("author:banks", 2)
	f("author:lukasz attention")
	f("cat:cs.CL", 0, 1)
	f("cat:CS.*", 0, 1, 3)
	f("cat:cs.C", nil...)
	f("cat:cs.CL models", 1)
	f("cs.CL", 0, 1)

	// Nothing is an error.
	f("")
	f("?! ... \"\" - :")
	f("the of and", 0, 1, 2, 5)
	f(`"the rate`, 1, 2, 5)
	f("xyzzyx")
	f(strings.Repeat("attention transformer ", 5000), 0, 4)
}

// TestTypos finds words in spite of one wrong letter.
func TestTypos(t *testing.T) {
	x := shelf(t, papers...)
	f := func(s, stem string, need ...uint32) {
		t.Helper()
		search := x.Prepare(Parse(s))
		hits, err := search.Top(context.Background(), 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := slotsOf(hits); !slices.Equal(got, need) {
			t.Errorf("%q: got %v, need %v", s, got, need)
		}
		if stem == "" {
			if c := search.Corrections(); len(c) > 0 {
				t.Errorf("%q: corrected %v, need nothing", s, c)
			}
			return
		}
		if got, need := search.Corrections(), []Correction{{strings.ToLower(s), stem}}; !slices.Equal(got, need) {
			t.Errorf("%q: corrected %v, need %v", s, got, need)
		}
		for _, slot := range need {
			matches, err := search.Explain(slot)
			if err != nil {
				t.Fatal(err)
			}
			if len(matches) == 0 || !matches[0].Typo || matches[0].Word != strings.ToLower(s) || matches[0].Term != stem {
				t.Errorf("%q: explained by %+v", s, matches)
			}
		}
	}
	f("Transfomer", "transform", 0)   // a letter left out
	f("transfformer", "transform", 0) // one too many
	f("trensformer", "transform", 0)  // a wrong one
	f("tarnsformers", "transform", 0) // two exchanged
	f("shroedinger", "")              // two letters away
	f("transformer", "", 0)           // right
	f("bti", "")                      // too short
	f("vaswami", "vaswani", 0, 4)
}

// TestRareTypos: an error that a paper has, too, is searched for as it is and as
// what it probably means.
func TestRareTypos(t *testing.T) {
	documents := make([]Document, rareShare)
	for i := range documents {
		documents[i].Title = []string{"language", "modal", "model", "other"}[i%4]
	}
	documents[5].Title = "langauge"
	documents[6].Title = "modelx"
	x := shelf(t, documents...)
	f := func(s string, found int, need ...Correction) {
		t.Helper()
		search := x.Prepare(Plain(s))
		if got := search.Corrections(); !slices.Equal(got, need) {
			t.Errorf("%q: corrected %v, need %v", s, got, need)
		}
		hits, err := search.Top(context.Background(), len(documents), nil)
		if err != nil || len(hits) != found {
			t.Errorf("%q: found %d papers, need %d: %v", s, len(hits), found, err)
		}
	}
	f("langauge", rareShare/4+1, Correction{"langauge", "languag"})
	f("language", rareShare/4)
	f("modal", rareShare/4-1)             // is no rare word
	f("langauge language", rareShare/4+1) // was asked for
	if hits, err := x.Prepare(Plain("langauge")).Top(context.Background(), 1, nil); err != nil || hits[0].Slot != 5 {
		t.Errorf("got %v, %v; need the word as it is first", hits, err)
	}
}

func TestExplainSumsToTheScore(t *testing.T) {
	x := shelf(t, papers...)
	s := x.Prepare(Parse("attention mechanisms of the transformer, cs.CL vaswani"))
	slots := []uint32{0, 1, 2, 3, 4, 5, 99}
	scores := make([]float32, len(slots))
	if err := s.Score(scores, slots); err != nil {
		t.Fatal(err)
	}
	for i, slot := range slots {
		matches, err := s.Explain(slot)
		if err != nil {
			t.Fatal(err)
		}
		sum := float32(0)
		for _, m := range matches {
			sum += m.Weight
		}
		if math.Abs(float64(sum-scores[i])) > 1e-4 {
			t.Errorf("slot %d: the parts sum to %v, need %v: %+v", slot, sum, scores[i], matches)
		}
	}
	matches, err := s.Explain(0)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, m := range matches {
		got[fmt.Sprint(m.Word, " ", m.Term, " ", m.Field)] = true
	}
	for _, need := range []string{"attention attent title", "attention attent abstract", "mechanisms mechan abstract", "transformer transform abstract", "vaswani vaswani authors", "cs.CL =cs.cl categories"} {
		if !got[need] {
			t.Errorf("no match %q among %v", need, got)
		}
	}
}

// TestBM25F is the formula, worked out by hand for one paper of three.
func TestBM25F(t *testing.T) {
	x, err := New(Options{K1: 1.5, B: 0.5, Weights: [4]float64{3, 1, 1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	err = x.Add([]uint32{7, 8, 9}, []Document{
		{Title: "zebra", Abstract: "zebra zebra lion"}, // length 4
		{Abstract: "lion gnu"},                         // length 2
		{Abstract: "gnu hippo gnu"},                    // length 3: the mean
	})
	if err != nil {
		t.Fatal(err)
	}
	s := x.Prepare(Plain("zebra lion lion"))
	dst := make([]float32, 1)
	if err := s.Score(dst, []uint32{7}); err != nil {
		t.Fatal(err)
	}
	k := 1.5 * (0.5 + 0.5*4/3)
	zebra := math.Log(1+2.5/1.5) * 5 / (5 + k) // 3 for the title, 2 for the abstract
	lion := 2 * math.Log(1+1.5/2.5) * 1 / (1 + k)
	if need := zebra + lion; math.Abs(float64(dst[0])-need) > 1e-4 {
		t.Errorf("got %v, need %v", dst[0], need)
	}
	if most, need := float64(s.Most()), math.Log(1+2.5/1.5)+2*math.Log(1+1.5/2.5); math.Abs(most-need) > 1e-3 {
		t.Errorf("got %v as the most, need %v", most, need)
	}
}

func TestMark(t *testing.T) {
	x := shelf(t, papers...)
	f := func(q, s string, need ...string) {
		t.Helper()
		var got []string
		for _, span := range x.Prepare(Parse(q)).Mark(s) {
			got = append(got, s[span.Start:span.End])
		}
		if !slices.Equal(got, need) {
			t.Errorf("%q in %q: got %q, need %q", q, s, got, need)
		}
	}
	f("the attention of transformer", "Attention: Transformers attend the", "Attention", "Transformers")
	f("llama2", "a LLaMA-2 (LLaMA)", "LLaMA-2")
	f("llama-2", "a LLaMA-2 (LLaMA)", "LLaMA-2", "LLaMA")
	f("schrodinger", "Schrödinger's", "Schrödinger")
	f("图像", "新图像法", "图像")
	f("", "nothing")
}

func TestFilterAndOperators(t *testing.T) {
	x := shelf(t, papers...)
	filter := bitmap.New(6)
	filter.Set(4)
	filter.Set(5)
	hits, err := x.Prepare(Parse("attention cat:cs.CL")).Top(context.Background(), 10, filter)
	if err != nil || len(hits) > 0 {
		t.Errorf("got %v, %v; need nothing", hits, err)
	}
	hits, err = x.Prepare(Parse("attention -transformer")).Top(context.Background(), 10, filter)
	if err != nil || !slices.Equal(slotsOf(hits), []uint32{4}) {
		t.Errorf("got %v, %v; need slot 4", hits, err)
	}
	passing, err := x.Prepare(Parse("attention")).Passing(6)
	if err != nil || passing != nil {
		t.Errorf("got %v, %v; need nil without operators", passing, err)
	}
	passing, err = x.Prepare(Parse("attention author:kaiser")).Passing(3)
	if err != nil || !slices.Equal(slices.Collect(passing.All()), []uint32{2}) {
		t.Errorf("got %v, %v; need slot 2", passing, err)
	}
}

func TestSearchIsStopped(t *testing.T) {
	x := shelf(t, papers...)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Prepare(Plain("attention")).Top(ctx, 10, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, need that of the context", err)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{{K1: -1}, {K1: math.NaN()}, {K1: math.Inf(1)}, {B: 1.5}, {B: math.NaN()}, {Weights: [4]float64{math.NaN()}}, {Weights: [4]float64{1, math.Inf(1)}}} {
		if _, err := New(o); !errors.Is(err, ErrParameter) {
			t.Errorf("%+v: got %v, need ErrParameter", o, err)
		}
	}
	x := shelf(t)
	if err := x.Add([]uint32{1}, nil); !errors.Is(err, ErrParameter) {
		t.Errorf("got %v, need ErrParameter", err)
	}
}
