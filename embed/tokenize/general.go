package tokenize

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
	"github.com/kindred-search/kindred/text/memo"
)

// general is the path of every tokenizer that is not BERT's: added tokens, the declared normalizer, the declared
// pre-tokenizer, the model.
type general struct {
	rawAdded    *addedTokens // found before normalising; nil: none
	normalAdded *addedTokens // found after it; nil: none
	normalizer  text.Normalizer
	split       splitter
	model       pieceModel
	table       *memo.Table[word]
	unknown     int32          // or none
	blank       map[int32]bool // tokens of white space only: a text of nothing else says nothing
}

// pieceModel gives the ids of one piece of text, which is never empty. It is safe for concurrent use.
type pieceModel interface {
	appendPiece(dst []int32, piece string) ([]int32, error)
}

// buildGeneral makes the general path and returns the vocabulary.
func (t *Tokenizer) buildGeneral(f *file, m *model, o Options) (vocabulary, error) {
	n, lowers, err := text.ParseNormalizer(f.Normalizer, o.Lowercase)
	if err != nil {
		return nil, fmt.Errorf("%w: its normalizer: %w; use a model with another tokenizer", kindOf(err), err)
	}
	g := &general{normalizer: n, table: newTable(), unknown: none}
	if g.split, err = parsePreTokenizer(f.PreTokenizer); err != nil {
		return nil, err
	}
	vocab, err := g.setModel(m, specialContent(f.AddedTokens))
	if err != nil {
		return nil, err
	}
	if g.rawAdded, err = newAddedTokens(f.AddedTokens, false, n); err != nil {
		return nil, err
	}
	if g.normalAdded, err = newAddedTokens(f.AddedTokens, true, n); err != nil {
		return nil, err
	}
	g.blank = blankIDs(vocab, f)
	t.content, t.lowercase = g, lowers
	return vocab, nil
}

// blankIDs finds the tokens that stand for white space alone: as themselves, as sentencepiece's mark, or as the letters of
// bytes (space, tab, line feed, carriage return).
func blankIDs(vocab vocabulary, f *file) map[int32]bool {
	blank := map[int32]bool{}
	marks := "\u2581 "
	if bytes.Contains(f.PreTokenizer, []byte(`"ByteLevel"`)) || bytes.Contains(f.Normalizer, []byte(`"ByteLevel"`)) {
		marks = "ĠĉĊč"
	}
	for _, e := range vocab {
		if e.piece != "" && strings.Trim(e.piece, marks) == "" {
			blank[e.id] = true
		}
	}
	for _, a := range f.AddedTokens {
		if strings.TrimSpace(a.Content) == "" {
			blank[int32(a.ID)] = true
		}
	}
	return blank
}

// kindOf tells a normalizer that we do not know from one that is broken.
func kindOf(err error) error {
	if errors.Is(err, text.ErrUnknownStep) {
		return ErrUnsupported
	}
	return ErrMalformed
}

// setModel makes the model; pieces that spell a special token are left out of it.
func (g *general) setModel(m *model, special map[string]bool) (vocab vocabulary, err error) {
	switch m.Type {
	case "BPE":
		var b *bpe
		if vocab, b, err = m.bpe(special); err == nil {
			g.model, g.unknown = b, b.unknown
		}
	case "Unigram":
		var u *unigram
		if vocab, u, err = m.unigram(special); err == nil {
			g.model, g.unknown = u, u.unknown
		}
	case "WordPiece":
		var p *pieces
		if vocab, p, err = m.wordPieces(special); err == nil {
			g.model, g.unknown = p, p.unknown
		}
	case "WordLevel":
		var w *wordLevel
		if vocab, w, err = m.wordLevel(special); err == nil {
			g.model, g.unknown = w, w.unknown
		}
	default:
		err = fmt.Errorf("%w: the model %q is not known here; known are WordPiece, BPE, Unigram and WordLevel", ErrUnsupported, m.Type)
	}
	return vocab, err
}

const (
	// bytesPerID is how much text is read at first for each id wanted: English has 4 to 6 bytes in a token.
	bytesPerID = 16
	// margin is how many ids at the end of a beginning are not trusted, in case a normalizer's pattern or a piece of the
	// vocabulary reaches over the cut after all.
	margin = 64
)

// appendContent implements contentEncoder. Of a long text only a beginning is read, four times as much each time that it
// gave too few ids.
func (g *general) appendContent(dst []int64, s string, limit int) (Result, error) {
	end := len(s)
	if limit < len(s)/bytesPerID-margin {
		end = safeEnd(s, (limit+margin)*bytesPerID)
	}
	for {
		ids, err := g.encode(text.Valid(s[:end]))
		if err != nil {
			return Result{IDs: dst}, err
		}
		if end < len(s) && len(ids) < limit+margin {
			end = safeEnd(s, 4*end)
			continue
		}
		r := Result{IDs: dst, Truncated: len(ids) > limit}
		for _, id := range ids[:min(limit, len(ids))] {
			if id != g.unknown && !g.blank[id] {
				r.Known++
			}
			r.IDs = append(r.IDs, int64(id))
		}
		return r, nil
	}
}

// maxStretch is how far a place between two words is looked for. Text that goes on for longer without a space between two
// letters is cut anywhere; then, and only then, can the last ids before the limit depend on what was not read.
const maxStretch = 256 << 10

// safeEnd is the first place at or after end where s can be cut without changing the ids before it: before a space or a
// line end that has a letter on either side. No tokenizer joins across such a place.
func safeEnd(s string, end int) int {
	for i := end; i < len(s)-1 && i < end+maxStretch; i++ {
		if s[i] != ' ' && s[i] != '\n' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if unicode.IsLetter(before) && unicode.IsLetter(after) {
			return i
		}
	}
	end += maxStretch
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	return min(end, len(s))
}

// encode gives the ids of a whole text.
func (g *general) encode(s string) (ids []int32, err error) {
	var parts []string
	for _, raw := range g.rawAdded.cut(nil, s, true) {
		if raw.id != none {
			ids = append(ids, raw.id)
			continue
		}
		for _, normal := range g.normalAdded.cut(nil, g.normalizer.Normalize(raw.text), raw.start) {
			if normal.id != none {
				ids = append(ids, normal.id)
				continue
			}
			parts = g.split(parts[:0], normal.text, normal.start)
			for _, piece := range parts {
				if ids, err = g.appendPiece(ids, piece); err != nil {
					return nil, err
				}
			}
		}
	}
	return ids, nil
}

// appendPiece asks the table, then the model.
func (g *general) appendPiece(dst []int32, piece string) ([]int32, error) {
	if len(piece) > memo.MaxKey {
		return g.model.appendPiece(dst, piece)
	}
	key := memo.KeyOf(piece, 0, len(piece))
	if w := g.table.Find(&key); w != nil {
		return append(dst, w.ids[:w.count]...), nil
	}
	before := len(dst)
	dst, err := g.model.appendPiece(dst, piece)
	if ids := dst[before:]; err == nil && len(ids) <= maxWordIDs {
		g.table.Add(&key, newWord(ids, g.unknown))
	}
	return dst, err
}
