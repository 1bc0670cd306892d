package corpus

import "testing"

func TestIsGeneric(t *testing.T) {
	for title, want := range map[string]bool{
		"Editorial": true, "Letter to the Editor": true, "Introduction to the Special Issue": true, "Table of Contents": true, "Chapter 3": true, "Preface 2019": true,
		"Attention": true, "": true, "?!": true, "Reply": true, "Book Reviews": true, "In memoriam": true, "Introduction to Economics": true, "深": true,
		"Mistral 7B": false, "GPT-4 Technical Report": false, "Attention Is All You Need": false, "Introduction to the Special Issue on Graph Mining": false, "Deep Learning": false, "深度学习": false,
	} {
		if got := isGeneric(title); got != want {
			t.Errorf("%q: got %t", title, got)
		}
	}
}

func TestAlike(t *testing.T) {
	f := func(want bool, a, b string) {
		t.Helper()
		if got := alike(a, b); got != want || got != alike(b, a) {
			t.Errorf("%q and %q: got %t and %t", a, b, got, alike(b, a))
		}
	}
	f(true, "Sparse owls", "SPARSE OWLS.")
	f(true, "Sparse owls", "")
	f(true, "Sparse owls", "Sparse owls: a survey of forests")
	f(true, "Learning to count sparse owls", "Counting sparse owls by learning")
	f(false, "Graph algorithms", "String algorithms") // half is not more than half
	f(false, "The theory of graphs", "The theory of sets")
	f(false, "Sparse owls in a forest", "Herons and what they hear")
	f(false, "Introduction", "Introduction to algorithms")
	f(true, "Introduction", "introduction")
	f(true, "Fünf Eulen im Wald", "Funf Eulen im Wald")
	f(true, "深度学习综述", "深度学习的综述")
	f(false, "深度学习综述", "芦苇与苍鹭")
}

func TestAgree(t *testing.T) {
	f := func(want bool, a, b []string) {
		t.Helper()
		if got := agree(&Paper{ID: "a", Authors: a}, &Paper{ID: "b", Authors: b}); got != want {
			t.Errorf("%q and %q: got %t", a, b, got)
		}
	}
	f(true, []string{"Ada Tern"}, []string{"Bo Gull", "A. Tern"})
	f(true, []string{"Tern, Ada"}, []string{"Ada B. Tern Jr."})
	f(true, []string{"José Pérez"}, []string{"PEREZ, J."})
	f(false, []string{"Ada Tern"}, []string{"Ada Gull"})
	f(false, []string{"Ada Tern"}, nil)
	f(false, []string{"A."}, []string{"A."})
	f(false, nil, nil)
	if !agree(&Paper{ID: "hf:editorial"}, &Paper{ID: "hf:editorial.2019"}) {
		t.Error("two papers of which nothing is known but a title do not agree")
	}
}

func TestNear(t *testing.T) {
	f := func(want bool, a, b string) {
		t.Helper()
		p, q := Paper{Title: "Sparse owls"}, Paper{Title: "Sparse owls"}
		year(a)(&p)
		year(b)(&q)
		if near(&p, &q) != want || near(&q, &p) != want || sameTitle(&p, &q) != want {
			t.Errorf("%q and %q: need %t", a, b, want)
		}
	}
	f(true, "", "")
	f(true, "2017", "")
	f(true, "2017-12-31", "2019-01-01")
	f(true, "2017-01-01", "2019-12-31")
	f(false, "2017-12-31", "2020-01-01")
	if p := (Paper{Title: "?!"}); sameTitle(&p, &p) {
		t.Error("titles without letters are the same")
	}
}
