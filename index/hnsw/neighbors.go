package hnsw

import (
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

// picked is scratch of choose.
type picked struct {
	codes    []int8 // of those that were chosen, one row after the other
	products [8]int32
	pruned   []near
}

// choose is algorithm 4, SELECT-NEIGHBORS-HEURISTIC, without extending the
// candidates: it appends to chosen, which is empty, at most m of the candidates,
// nodes that are sorted by how near they are to a base. One is chosen when none that
// was chosen before stands for it, so that links lead in different directions; marked
// ones (of the tree, see tree.go) are chosen in any case. Then, up to fill, the nearest
// of the others: keepPrunedConnections.
func (w *walk) choose(chosen, candidates []near, m, fill int) []near {
	must := 0
	for _, e := range candidates {
		must += int(e & treeMark)
	}
	p := &w.picked
	p.codes, p.pruned = p.codes[:0], p.pruned[:0]
	for i, e := range candidates {
		if len(chosen) == m {
			break
		}
		if e&treeMark == 0 && len(chosen)+must >= m {
			continue
		}
		w.g.join(w.codes, e.node())
		if e&treeMark != 0 {
			must--
		} else if w.stoodFor(e) {
			if len(p.pruned) < fill {
				p.pruned = append(p.pruned, e)
			}
			continue
		}
		chosen, p.codes = append(chosen, candidates[i]), append(p.codes, w.codes...)
	}
	for _, e := range p.pruned {
		if len(chosen)+must >= min(m, fill) {
			break
		}
		chosen = append(chosen, e)
	}
	return chosen
}

// treeMark notes a candidate that choose must take.
const treeMark near = 1

// stoodFor tells whether one of picked stands for e, whose codes are in codes: whether e
// is nearer to it than to the base, by squared distances and a twentieth at least. The paper has no such
// margin; with it nodes get a fifth more links, and searches find more at the same
// efSearch. It is alpha of RobustPrune in DiskANN (Subramanya and others, 2019). Of
// equal vectors one stands for the others, so that they do not link only to each other.
func (w *walk) stoodFor(e near) bool {
	// Half the squared distance is the product with itself less that with another.
	self := vec.DotInt8(w.codes, w.codes)
	floor := self - int32(int64(self-e.product())*20/21)
	for rows := w.picked.codes; len(rows) > 0; {
		n := min(len(w.picked.products), len(rows)/len(w.codes))
		products := w.picked.products[:n]
		vec.DotsInt8(products, w.codes, rows)
		if slices.Max(products) >= floor {
			return true
		}
		rows = rows[n*len(w.codes):]
	}
	return false
}
