package hnsw

// A search that keeps few nodes on its way looks at many more, and those a bit further
// off than the ones it keeps are what links in other directions lead to. So a node
// that is added may be linked to any of them: the search needs about half the
// efConstruction for the same recall. DiskANN does so, too: its RobustPrune is handed
// all nodes that were visited (Subramanya and others, 2019).

// gatheredMost is how many nodes may be linked to, for each of efConstruction.
const gatheredMost = 3

// nearestAndMore is nearest, which leaves in found behind the ef nearest some more of
// the nodes that it has looked at, the nearer ones, about gatheredMost times ef in all
// and those in no order.
func (w *walk) nearestAndMore(layer, ef int) {
	w.gather = true
	w.nearest(layer, ef)
	w.gather = false
	if len(w.found) < ef || len(w.gathered) <= ef {
		return
	}
	// How near the furthest may be is told by counting, in parts of the distance between
	// the nearest and the last of ef.
	const parts, most = 64, 256
	first, last := w.found[0]>>32, w.found[ef-1]>>32
	part := (last-first)/parts + 1
	var counts [most]int
	for _, n := range w.gathered {
		counts[min((n>>32-first)/part, most-1)]++
	}
	within, sum := near(0), 0
	for sum < gatheredMost*ef && within < most-1 {
		sum += counts[within]
		within++
	}
	for _, n := range w.gathered {
		if n>>32 > last && n>>32 < first+within*part {
			w.found = append(w.found, n)
		}
	}
}
