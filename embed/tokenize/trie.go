package tokenize

import "fmt"

// trie finds the longest piece of a vocabulary at a place in a word. Its edges lie in one open-addressed table, keyed by
// node and byte, so that a step is one multiplication and, nearly always, one memory access.
type trie struct {
	edges []edge
	shift uint8
	used  int
	ids   []int32 // per node the id of the piece that ends there, or none
}

type edge struct {
	key  uint32 // node<<8 | byte, plus 1; 0 is a free place
	next uint32
}

const (
	none     = -1
	maxNodes = 1<<24 - 2
)

// newTrie makes a trie with the given number of roots, nodes 0, 1, ...
func newTrie(roots int) *trie {
	t := &trie{edges: make([]edge, 1<<10), shift: 32 - 10}
	for range roots {
		t.ids = append(t.ids, none)
	}
	return t
}

func (t *trie) place(key uint32) uint32 { return key * 0x9E3779B1 >> t.shift }

// next follows the edge of b from a node; ok is false where there is none.
func (t *trie) next(node uint32, b byte) (next uint32, ok bool) {
	key := node<<8 | uint32(b) + 1
	mask := uint32(len(t.edges) - 1)
	for p := t.place(key); ; p = (p + 1) & mask {
		e := t.edges[p&mask]
		if e.key == key {
			return e.next, true
		}
		if e.key == 0 {
			return 0, false
		}
	}
}

// add puts a piece below a root; an empty piece is left out, because nothing can match it.
func (t *trie) add(root uint32, piece string, id int32) error {
	if piece == "" {
		return nil
	}
	node := root
	for i := range len(piece) {
		next, ok := t.next(node, piece[i])
		if !ok {
			if len(t.ids) > maxNodes {
				return fmt.Errorf("%w: the vocabulary has more than %d distinct prefixes", ErrUnsupported, maxNodes)
			}
			next = uint32(len(t.ids))
			t.ids = append(t.ids, none)
			t.insert(edge{node<<8 | uint32(piece[i]) + 1, next})
		}
		node = next
	}
	t.ids[node] = id
	return nil
}

func (t *trie) insert(e edge) {
	if t.used*2 >= len(t.edges) {
		t.grow()
	}
	mask := uint32(len(t.edges) - 1)
	p := t.place(e.key)
	for t.edges[p&mask].key != 0 {
		p++
	}
	t.edges[p&mask] = e
	t.used++
}

func (t *trie) grow() {
	old := t.edges
	t.edges, t.shift, t.used = make([]edge, 2*len(old)), t.shift-1, 0
	for _, e := range old {
		if e.key != 0 {
			t.insert(e)
		}
	}
}

// longest returns the id and the length of the longest piece below root with which s begins; length 0 if there is none.
func (t *trie) longest(root uint32, s []byte) (id int32, length int) {
	node := root
	for i, b := range s {
		next, ok := t.next(node, b)
		if !ok {
			break
		}
		node = next
		if t.ids[node] != none {
			id, length = t.ids[node], i+1
		}
	}
	return id, length
}

// each calls found with the id and the length of every piece below root with which s begins, shortest first.
func (t *trie) each(root uint32, s string, found func(id int32, length int)) {
	node := root
	for i := range len(s) {
		next, ok := t.next(node, s[i])
		if !ok {
			return
		}
		node = next
		if t.ids[node] != none {
			found(t.ids[node], i+1)
		}
	}
}
