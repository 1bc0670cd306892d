package lexical

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/text"
)

const (
	// mostTerms of a query are looked up, those that weigh most. A pasted abstract has
	// some 100.
	mostTerms = 256

	// mostOften is how often a word of a query counts at most.
	mostOften = 16

	// joinedOften is what the joined form of a compound counts beside its parts.
	joinedOften = 0.5
)

// Prepare looks a query up in the present state of the index.
func (x *Index) Prepare(q Query) *Search {
	s := &Search{index: x, state: x.current.Load(), query: q}
	s.norm = x.scoring.norm(s.state.papers, s.state.words)
	a := x.analyzers.Get().(*text.Analyzer)
	defer x.analyzers.Put(a)
	w := wording{s: s, numbers: map[string]int{}}
	w.text(a.Append(nil, q.Text), q.Text)
	w.categories(q.Text)
	s.terms = w.chosen()
	return s
}

// A wording collects the terms of a query.
type wording struct {
	s       *Search
	terms   []term
	numbers map[string]int // of terms, by their text
	typos   int            // words for which neighbors were looked up
}

// text adds the words of a question.
func (w *wording) text(words []text.Term, question string) {
	for i, t := range words {
		if t.Joined {
			w.add(t.Text, t.Word, joinedOften)
			continue
		}
		if !w.known(t.Text) && w.apart(t.Word) {
			continue
		}
		w.add(t.Text, t.Word, 1)
		if i+1 < len(words) && !words[i+1].Joined && question[t.End:words[i+1].Start] == " " {
			w.together(t.Word, words[i+1].Word)
		}
	}
}

// together adds two words as one where one is a number: llama 2 finds llama2, too.
func (w *wording) together(a, b string) {
	if numeral(a) != numeral(b) && w.known(a+b) {
		w.add(a+b, a+b, joinedOften)
	}
}

// apart adds letters and a number that an unknown word is made of: llama2 finds
// llama 2, too.
func (w *wording) apart(word string) bool {
	letters := strings.TrimRight(word, "0123456789")
	if letters == word || len(letters) < 2 || strings.ContainsAny(letters, "0123456789") {
		return false
	}
	w.add(text.Stem(letters), letters, 1)
	w.add(word[len(letters):], word[len(letters):], 1)
	return true
}

// numeral reports whether a word is a number.
func numeral(word string) bool { return strings.Trim(word, "0123456789.") == "" }

// categories adds what looks like one and is one: cs.CL, hep-th.
func (w *wording) categories(question string) {
	for word := range strings.FieldsSeq(question) {
		if word = strings.Trim(word, `.,;:?!()"'`); strings.ContainsAny(word, ".-") && len(word) < maxTerm {
			if c := categoryTerm(word); w.known(c) {
				w.add(c, word, 1)
			}
		}
	}
}

// add adds a term, or counts it once more.
func (w *wording) add(txt, word string, often float64) {
	i, met := w.numbers[txt]
	if !met {
		i = len(w.terms)
		w.numbers[txt] = i
		w.terms = append(w.terms, term{text: txt, word: word, stop: text.StopWord(word)})
		w.terms[i].lists, w.terms[i].df = w.lists(txt)
	}
	w.terms[i].often = min(w.terms[i].often+often, mostOften)
}

// lists looks a word up in every part, and counts the papers that have it.
func (w *wording) lists(word string) (lists []list, df int) {
	if len(word) > maxTerm {
		word = ""
	}
	lists = make([]list, len(w.s.state.parts))
	for i := range lists {
		p := &w.s.state.parts[i]
		l, err := p.list(word)
		if err == nil {
			var n int
			n, err = p.there(&l)
			df += n
		}
		if err != nil {
			w.s.fault = cmp.Or(w.s.fault, err)
			return make([]list, len(lists)), 0
		}
		lists[i] = l
	}
	return lists, df
}

func (w *wording) known(word string) bool {
	if i, met := w.numbers[word]; met {
		return w.terms[i].df > 0
	}
	for i := range w.s.state.parts {
		l, err := w.s.state.parts[i].list(word)
		if err != nil {
			w.s.fault = cmp.Or(w.s.fault, err)
		}
		if l.df > 0 {
			return true
		}
	}
	return false
}

// there is how many of a list's papers are not deleted.
func (p *part) there(l *list) (int, error) {
	if p.gone == 0 || l.df == 0 {
		return l.df, nil
	}
	f := new(feed)
	if err := f.open(*l, 0, nil); err != nil {
		return 0, err
	}
	n := l.df
	for paper := range p.dead.All() {
		_, has, err := f.seek(paper)
		if err != nil {
			return 0, err
		}
		if has {
			n--
		}
	}
	return n, nil
}

// chosen are the terms that are searched for, with their weights.
func (w *wording) chosen() []term {
	content := slices.ContainsFunc(w.terms, func(t term) bool { return !t.stop })
	var chosen []term
	for _, t := range w.terms {
		if content && t.stop {
			continue
		}
		if w.suspicious(&t) {
			if fixed, ok := w.correct(&t); ok {
				chosen = append(chosen, fixed)
				if t.df == 0 {
					continue
				}
			}
		}
		switch {
		case t.df > 0:
			chosen = append(chosen, t)
		case t.often != joinedOften: // the parts of a compound count, its joined form is a guess
			w.s.unknown += t.often * idf(1, w.s.state.papers)
		}
	}
	for i := range chosen {
		chosen[i].weight = float32(chosen[i].often * idf(chosen[i].df, w.s.state.papers) * unit)
	}
	slices.SortStableFunc(chosen, func(a, b term) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text)) })
	chosen = chosen[:min(len(chosen), mostTerms)]
	sum := 0.0
	for _, t := range chosen {
		sum += float64(t.weight) + 2
	}
	if sum > maxSum {
		for i := range chosen {
			chosen[i].weight *= float32(maxSum / sum)
		}
	}
	return chosen
}
