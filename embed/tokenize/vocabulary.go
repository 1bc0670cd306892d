package tokenize

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/text"
)

// vocabulary is pieces and their ids in the order of the file; of equal pieces the last counts.
type vocabulary []entry

type entry struct {
	piece string
	id    int32
}

// vocab reads the vocabulary of every kind of model but Unigram: an object of pieces and ids. It is read by hand, because
// it is nearly all of a file and the user waits for it: a file of 0.95 MB loads in 31 ms, and took 61 ms with
// encoding/json here. What arrives is known to be valid JSON.
func (m *model) vocab() (vocabulary, error) {
	s := strings.TrimSpace(text.Valid(string(m.Vocab)))
	if !strings.HasPrefix(s, "{") {
		return nil, fmt.Errorf("%w: its vocabulary is no table of pieces and ids; download it again", ErrMalformed)
	}
	v := make(vocabulary, 0, len(s)/16)
	for s = skipTo(s[1:], '"'); s != ""; s = skipTo(s, '"') {
		piece, rest, err := cutString(s)
		if err != nil {
			return nil, fmt.Errorf("%w: a piece of its vocabulary: %w", ErrMalformed, err)
		}
		number := skipTo(rest, ':')
		end := strings.IndexAny(number, ",}")
		if end < 1 {
			return nil, fmt.Errorf("%w: the piece %q has no id", ErrMalformed, piece)
		}
		id, err := strconv.ParseInt(strings.TrimSpace(number[1:end]), 10, 32)
		if err != nil || id < 0 || id == math.MaxInt32 {
			return nil, fmt.Errorf("%w: the piece %q of its vocabulary has the id %s; ids go from 0 to %d", ErrMalformed, piece, number[1:end], math.MaxInt32-1)
		}
		v = append(v, entry{piece, int32(id)})
		s = number[end:]
	}
	if len(v) == 0 {
		return nil, fmt.Errorf("%w: its vocabulary is empty; download it again", ErrMalformed)
	}
	return v, nil
}

// skipTo is s from the first c on, or nothing.
func skipTo(s string, c byte) string {
	i := strings.IndexByte(s, c)
	if i < 0 {
		return ""
	}
	return s[i:]
}

// cutString reads the JSON string with which s begins.
func cutString(s string) (value, rest string, err error) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return s[1:i], s[i+1:], nil
		case '\\':
			return cutEscaped(s)
		}
	}
	return "", "", fmt.Errorf("a text without end")
}

// cutEscaped is cutString for strings with escapes.
func cutEscaped(s string) (value, rest string, err error) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			err = json.Unmarshal([]byte(s[:i+1]), &value)
			return value, s[i+1:], err
		}
	}
	return "", "", fmt.Errorf("a text without end")
}

// id finds a piece.
func (v vocabulary) id(piece string) (id int32, ok bool) {
	for i := len(v) - 1; i >= 0; i-- {
		if v[i].piece == piece {
			return v[i].id, true
		}
	}
	return 0, false
}

// table makes a map of the pieces that are not in except.
func (v vocabulary) table(except map[string]bool) map[string]int32 {
	t := make(map[string]int32, len(v))
	for _, e := range v {
		if !except[e.piece] {
			t[e.piece] = e.id
		}
	}
	return t
}

// size is the largest id plus one.
func (v vocabulary) size(added []addedToken, special template) int {
	largest := int64(-1)
	for _, e := range v {
		largest = max(largest, int64(e.id))
	}
	for _, a := range added {
		largest = max(largest, a.ID)
	}
	for _, ids := range [][]int64{special.before, special.after} {
		for _, id := range ids {
			largest = max(largest, id)
		}
	}
	return int(largest + 1)
}

// pad is the id that fills a batch up.
func (v vocabulary) pad(f *file) int64 {
	if f.Padding != nil {
		return f.Padding.PadID
	}
	for _, name := range []string{"[PAD]", "<pad>", "<|padding|>"} {
		for _, a := range f.AddedTokens {
			if a.Content == name {
				return a.ID
			}
		}
		if id, ok := v.id(name); ok {
			return int64(id)
		}
	}
	return 0
}
