package tokenize

import (
	"strings"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
)

// addedTokens finds tokens that stand outside the model's vocabulary work: they are cut out of the text before it is
// split. Special tokens are not among them, so that no text can spell one.
type addedTokens struct {
	trie   *trie
	tokens map[int32]addedToken
}

// span is a part of a text: an added token, or (id none) text in between.
type span struct {
	text  string
	id    int32
	start bool // the text begins here
}

// newAddedTokens makes the finder of the tokens with this value of Normalized; nil when there are none. Their content is
// compared with normalised text where Normalized says so, and is then normalised itself.
func newAddedTokens(all []addedToken, normalized bool, n text.Normalizer) (*addedTokens, error) {
	a := &addedTokens{trie: newTrie(1), tokens: map[int32]addedToken{}}
	for _, token := range all {
		if token.Special || token.Normalized != normalized {
			continue
		}
		content := token.Content
		if normalized {
			content = n.Normalize(content)
		}
		if err := a.trie.add(0, content, int32(token.ID)); err != nil {
			return nil, err
		}
		a.tokens[int32(token.ID)] = token
	}
	if len(a.tokens) == 0 {
		return nil, nil
	}
	return a, nil
}

// cut appends the spans of s, which begins the text if start is set. The leftmost and then longest token wins.
func (a *addedTokens) cut(dst []span, s string, start bool) []span {
	if a == nil {
		return append(dst, span{s, none, start})
	}
	done := 0
	for i := 0; i < len(s); {
		id, n := int32(none), 0
		a.trie.each(0, s[i:], func(found int32, length int) { id, n = found, length })
		if n == 0 {
			i++
			continue
		}
		token, from, to := a.tokens[id], i, i+n
		i = to
		if token.SingleWord && (endsInWord(s[:from]) || beginsWithWord(s[to:])) {
			continue
		}
		if token.Lstrip {
			from = max(done, len(strings.TrimRightFunc(s[:from], text.IsSpace)))
		}
		if token.Rstrip {
			to = len(s) - len(strings.TrimLeftFunc(s[to:], text.IsSpace))
			i = to
		}
		if done < from {
			dst = append(dst, span{s[done:from], none, start && done == 0})
		}
		dst = append(dst, span{s[from:to], id, start && from == 0})
		done = to
	}
	if done < len(s) {
		dst = append(dst, span{s[done:], none, start && done == 0})
	}
	return dst
}

func endsInWord(s string) bool {
	c, size := utf8.DecodeLastRuneInString(s)
	return size > 0 && text.IsWord(c)
}

func beginsWithWord(s string) bool {
	c, size := utf8.DecodeRuneInString(s)
	return size > 0 && text.IsWord(c)
}
