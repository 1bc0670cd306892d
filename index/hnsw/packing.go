package hnsw

// packing is how links lie in a graph with room for n nodes.
func (x *Index) packing(n int) packing {
	if (uint64(n)+chunkMask)&^chunkMask > x.mostInThrees {
		return twos
	}
	return threes
}

// inTwos returns a graph like g, which is not published, whose links are in twos. Where
// there were more than that has room for, they are chosen anew. Nothing changes g
// meanwhile.
func (x *Index) inTwos(g *graph) *graph {
	next := g.clone()
	next.packing = twos
	for i, c := range g.chunks {
		again := *c
		again.links = next.newWords(chunkRows * next.words0())
		next.chunks[i] = &again
	}
	for i := range next.upper {
		next.upper[i] = next.newUpper()
	}
	x.parallel(g, int(g.nodes.Load()), func(w *walk, i int) {
		node := uint32(i)
		for layer := range g.layer(node) + 1 {
			to := next.list(node, layer)
			w.around = g.list(node, layer).append(w.around[:0])
			if len(w.around) > to.room() {
				w.measureAround(node)
				w.relinked = w.choose(w.relinked[:0], w.around, to.room(), to.room())
				w.around = append(w.around[:0], w.relinked...)
			}
			to.write(w.around)
		}
	})
	return next
}
