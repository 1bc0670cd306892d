package hnsw

// picked is scratch of choose.
type picked struct {
	ids    []uint32
	pruned []near
}

// choose is algorithm 4, SELECT-NEIGHBORS-HEURISTIC, without extending the
// candidates: it appends to chosen, which is empty, at most m of the candidates,
// nodes that are sorted by how near they are to a base. One is chosen when it is
// nearer to the base than to each that was chosen before, so that links lead in
// different directions; marked ones (of the tree, see tree.go) are chosen in any
// case. Then, up to fill, the nearest of the others: keepPrunedConnections.
func (w *walk) choose(chosen, candidates []near, m, fill int) []near {
	must := 0
	for _, e := range candidates {
		must += int(e & treeMark)
	}
	p := &w.picked
	p.ids, p.pruned = p.ids[:0], p.pruned[:0]
	for i, e := range candidates {
		if len(chosen) == m {
			break
		}
		if e&treeMark != 0 {
			must--
		} else if len(chosen)+must >= m || w.nearerToChosen(e) {
			if len(p.pruned) < fill {
				p.pruned = append(p.pruned, e)
			}
			continue
		}
		chosen, p.ids = append(chosen, candidates[i]), append(p.ids, e.node())
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

// nearerToChosen tells whether e is at least as near to one of picked.ids as to
// the base. Equal vectors are, so that they do not link only to each other.
func (w *walk) nearerToChosen(e near) bool {
	const together = 8
	high, low := w.g.rows(e.node())
	join(w.codes, high, low)
	base := e.product()
	for ids := w.picked.ids; len(ids) > 0; ids = ids[min(together, len(ids)):] {
		some := ids[:min(together, len(ids))]
		w.g.dots(w.products[:], w.products2[:], w.codes, some)
		for _, product := range w.products[:len(some)] {
			if product >= base {
				return true
			}
		}
	}
	return false
}
