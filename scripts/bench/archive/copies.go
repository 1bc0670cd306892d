package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// changed is the part of a copy's words that are dropped, or change places with the next.
const changed = 0.05

// copyOf makes the k-th copy of a paper: another id, none of the ids by which the two
// would be one paper, and a text that differs.
func copyOf(p corpus.Paper, k int, random *rand.Rand) corpus.Paper {
	p.ID = fmt.Sprintf("copy/%d/%s", k, p.ID)
	p.Aliases, p.DOI, p.URL = nil, "", ""
	p.Title, p.Abstract = alter(p.Title, random), alter(p.Abstract, random)
	return p
}

// alter drops some words of a text and has others change places; what has two words or
// more is never left as it was, unless it is one word again and again.
func alter(text string, random *rand.Rand) string {
	words := strings.Fields(text)
	if len(words) < 2 {
		return text
	}
	kept, did := make([]string, 0, len(words)), false
	for i := 0; i < len(words); i++ {
		if random.Float64() >= changed {
			kept = append(kept, words[i])
			continue
		}
		did = true
		if random.IntN(2) == 0 && i+1 < len(words) {
			kept = append(kept, words[i+1], words[i])
			i++
		}
	}
	if !did || len(kept) == 0 {
		kept = append(append(kept[:0], words[1:]...), words[0])
	}
	return strings.Join(kept, " ")
}
