package lexical

// A Query is a question taken apart: what scores, and what must hold of every
// result. Each text of it is analysed as documents are.
type Query struct {
	// Text is the question in natural language. A paper needs any one of its words
	// to be found. Parse puts the words of phrases and titles here, too, so that they
	// score and so that an embedder can read them.
	Text string

	Phrases    []string // every result has each of these, word behind word, in title or abstract; endings do not count
	Titles     []string // every result has all these words in its title; several words are a phrase
	Authors    []string // every result has, for each, an author with all its words
	Categories []string // every result has each of these categories; cs.* is any that begins with cs.
	Without    []string // no result has any of these words or phrases, in title or abstract
}

// Restricts reports whether anything but a word is asked of a result.
func (q *Query) Restricts() bool {
	return len(q.Phrases)+len(q.Titles)+len(q.Authors)+len(q.Categories)+len(q.Without) > 0
}

// Plain is a question without syntax: every character of it is text.
func Plain(s string) Query { return Query{Text: s} }
