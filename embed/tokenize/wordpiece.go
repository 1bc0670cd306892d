package tokenize

import (
	"sync"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
	"github.com/kindred-search/kindred/text/memo"
)

// wordPiece is the path of BERT-family tokenizers: normalise, split at spaces and punctuation, cover each word with the
// longest pieces from its left (Wu et al. 2016, arXiv 1609.08144; Devlin et al. 2018, arXiv 1810.04805).
//
// It goes through the raw text in runs. A run ends at an ASCII space or an ASCII punctuation mark, which end a word whatever
// the normaliser does: they are starters, so no accent crosses them, and no step changes them. So normalising a run
// by itself gives the same as normalising the text, and the table can be asked with the raw bytes, before any other work.
type wordPiece struct {
	bert   text.Bert
	pieces *pieces
	table  *memo.Table[word]
	class  [256]byteClass
	punct  [utf8.RuneSelf]int32 // the id of each ASCII punctuation mark
	pool   sync.Pool            // of *scratch
}

// scratch is what one goroutine needs to match runs that are not in the table.
type scratch struct {
	normal []byte
	ids    []int32
}

// byteClass says what a raw byte does to a run.
type byteClass uint8

const (
	inside byteClass = iota // part of a run: letters, digits, control characters, everything above ASCII
	space                   // ends a run
	punct                   // ends a run and is a word of its own
)

func newWordPiece(bert text.Bert, p *pieces) *wordPiece {
	w := &wordPiece{bert: bert, pieces: p, table: newTable()}
	w.pool.New = func() any { return new(scratch) }
	for _, b := range " \t\n\r" {
		w.class[b] = space
	}
	sc := new(scratch)
	for b := range rune(utf8.RuneSelf) {
		if text.IsPunct(b) {
			w.class[b] = punct
			w.match(sc, string(b))
			w.punct[b] = sc.ids[0]
		}
	}
	return w
}

// appendContent implements contentEncoder. It fails on no text.
func (w *wordPiece) appendContent(dst []int64, s string, limit int) (Result, error) {
	var sc *scratch
	unknown := w.pieces.unknown
	first, known := len(dst), 0
	for i := 0; i < len(s) && len(dst)-first <= limit; {
		switch w.class[s[i]] {
		case space:
			i++
			continue
		case punct:
			id := w.punct[s[i]&(utf8.RuneSelf-1)]
			if id != unknown {
				known++
			}
			dst = append(dst, int64(id))
			i++
			continue
		}
		j, end := i+1, min(len(s), i+maxPart)
		for j < end && w.class[s[j]] == inside {
			j++
		}
		if j-i <= memo.MaxKey {
			k := memo.KeyOf(s, i, j)
			if found := w.table.Find(&k); found != nil {
				known += int(found.known)
				if found.count == 1 {
					dst = append(dst, int64(found.ids[0]))
				} else {
					for _, id := range found.ids[:found.count] {
						dst = append(dst, int64(id))
					}
				}
				i = j
				continue
			}
		}
		if sc == nil {
			sc = w.pool.Get().(*scratch)
			defer w.pool.Put(sc)
		}
		if j == i+maxPart {
			j = w.partEnd(s, j)
		}
		run := s[i:j]
		w.match(sc, run)
		i += len(run)
		for _, id := range sc.ids {
			if id != unknown {
				known++
			}
			dst = append(dst, int64(id))
		}
		w.remember(run, sc.ids)
	}
	r := Result{IDs: dst, Known: known}
	if limit < len(dst)-first {
		for _, id := range dst[first+limit:] {
			if id != int64(unknown) {
				r.Known--
			}
		}
		r.IDs, r.Truncated = dst[:first+limit], true
	}
	return r, nil
}

// match leaves the ids of a run in sc.ids.
func (w *wordPiece) match(sc *scratch, run string) {
	sc.normal = w.bert.Append(sc.normal[:0], run)
	sc.ids = sc.ids[:0]
	s := sc.normal
	start := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(s[i:])
		}
		isPunct := text.IsPunct(c)
		if isPunct || text.IsSpace(c) {
			sc.ids = w.pieces.appendWord(sc.ids, s[start:i])
			if isPunct {
				sc.ids = w.pieces.appendWord(sc.ids, s[i:i+size])
			}
			start = i + size
		}
		i += size
	}
	sc.ids = w.pieces.appendWord(sc.ids, s[start:])
	if cap(sc.normal) > 4*maxPart {
		sc.normal = nil
	}
}

// remember puts a run into the table, where it fits.
func (w *wordPiece) remember(run string, ids []int32) {
	if len(run) > memo.MaxKey || len(ids) > maxWordIDs {
		return
	}
	k := memo.KeyOf(run, 0, len(run))
	w.table.Add(&k, newWord(ids, w.pieces.unknown))
}

// maxPart is about how many bytes of a run are matched at once. A run can be as long as the text where nobody writes
// ASCII spaces, as in Chinese.
const maxPart = 4096

// partEnd is where a run that goes on to at least i may be cut: before the first code point from there on that ends a word
// whatever stands around it. U+0085 does not: clean_text removes it.
func (w *wordPiece) partEnd(s string, i int) int {
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	for i < len(s) && w.class[s[i]] == inside {
		c, size := utf8.DecodeRuneInString(s[i:])
		if c > 0x85 && (text.IsSpace(c) || text.IsPunct(c) || w.bert.PadChinese && text.IsChinese(c)) {
			break
		}
		i += size
	}
	return i
}
