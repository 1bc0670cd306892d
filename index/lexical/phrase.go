package lexical

import "slices"

// A matcher looks whether papers, in ascending order, meet a condition.
type matcher struct {
	*condition
	feeds  []feed // of each word
	places []places
	at     []int // the posting of each in its block
}

// in reports whether a word that occurs so often is in one of the fields.
func (c *condition) in(n counts) bool {
	return slices.ContainsFunc(c.fields, func(f Field) bool { return n.of(f) > 0 })
}

// meets reports whether a paper meets a condition of several words.
func (m *matcher) meets(paper uint32) (bool, error) {
	m.at = m.at[:0]
	for i := range m.feeds {
		at, ok, err := m.feeds[i].seek(paper)
		if err != nil || !ok {
			return false, err
		}
		m.at = append(m.at, at)
	}
	for i := range m.places {
		if err := m.places[i].read(m.at[i]); err != nil {
			return false, err
		}
	}
	for _, field := range m.fields {
		if m.names && m.oneName() || !m.names && m.phraseIn(field) {
			return true, nil
		}
	}
	return false, nil
}

// phraseIn reports whether the words are behind each other in a field.
func (m *matcher) phraseIn(field Field) bool {
	for _, start := range m.places[0].in[field] {
		start -= uint32(m.words[0].offset) // 0
		found := true
		for i := 1; i < len(m.words) && found; i++ {
			_, found = slices.BinarySearch(m.places[i].in[field], start+uint32(m.words[i].offset))
		}
		if found {
			return true
		}
	}
	return false
}

// oneName reports whether all words are of one author. Of a word that so many authors have
// that not all are kept, any may be meant.
func (m *matcher) oneName() bool {
	for _, first := range m.places[0].in[Authors] {
		author, all := first/authorStep, true
		for i := 1; i < len(m.places) && all; i++ {
			in := m.places[i].in[Authors]
			all = len(in) == mostCounted[Authors] || slices.ContainsFunc(in, func(at uint32) bool { return at/authorStep == author })
		}
		if all {
			return true
		}
	}
	return len(m.places[0].in[Authors]) == mostCounted[Authors]
}
