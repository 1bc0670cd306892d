package hnsw

import (
	"fmt"
	"math"
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

// Check looks at everything that the index holds and returns an error that wraps
// ErrFault, and names the node, at the first contradiction: rows whose codes are
// not those of their vector; links that lead nowhere, to their own node, twice to
// one, or to one that is not in the layer; a node that no way leads to from the
// entry point. Changes wait for it; searches do not.
func (x *Index) Check() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.current.Load()
	if err := g.mapped.everything(); err != nil {
		return fmt.Errorf("hnsw: cannot check the graph: %w", err)
	}
	c := checker{g: g, nodes: g.nodes.Load(), codes: make([]int8, 2*g.stride), high: make([]uint8, g.stride), low: make([]uint8, g.stride), wide: make([]float32, g.dim)}
	err := c.counts()
	for node := uint32(0); err == nil && node < c.nodes; node++ {
		if err = c.row(node); err == nil {
			err = c.links(node)
		}
	}
	if err == nil {
		err = c.reach()
	}
	if err != nil {
		return fmt.Errorf("hnsw: %w: %w; build the index again", err, ErrFault)
	}
	return nil
}

type checker struct {
	g         *graph
	nodes     uint32
	codes     []int8
	high, low []uint8
	wide      []float32
}

// counts checks what head says against the rows.
func (c *checker) counts() error {
	g := c.g
	if c.nodes > g.capacity() {
		return fmt.Errorf("there are %d nodes in room for %d", c.nodes, g.capacity())
	}
	live, held, top := int64(0), int64(0), -1
	for node := range c.nodes {
		if g.slot(node) != noSlot {
			live++
		}
		top = max(top, g.layer(node))
	}
	for i, part := range g.slots {
		for j := range part {
			slot := uint32(i*chunkRows + j)
			switch node := g.node(slot); {
			case node == noNode:
			case node >= c.nodes || g.slot(node) != slot:
				return fmt.Errorf("slot %d is said to be node %d, which is not so", slot, node)
			default:
				held++
			}
		}
	}
	if live != g.live.Load() || held != live || int64(c.nodes)-live != g.dead.Load() {
		return fmt.Errorf("counted %d vectors in %d nodes and %d slots, need %d and %d deleted", live, c.nodes, held, g.live.Load(), g.dead.Load())
	}
	entry, layer, ok := g.top()
	if ok != (c.nodes > 0) || ok && (entry >= c.nodes || layer != top || g.layer(entry) != top) {
		return fmt.Errorf("the entry point is node %d in layer %d, need one of %d nodes in layer %d", entry, layer, c.nodes, top)
	}
	return nil
}

// row checks the vector of a node and its codes.
func (c *checker) row(node uint32) error {
	g := c.g
	vec.Widen(c.wide, g.vector(node))
	if err := checkUnit(c.wide, g.dim); err != nil {
		return fmt.Errorf("the vector of node %d: %w", node, err)
	}
	off, wide := encode(c.codes, c.wide, g.step)
	split(c.high, c.low, c.codes)
	if high, low := g.rows(node); !slices.Equal(high, c.high) || !slices.Equal(low, c.low) {
		return fmt.Errorf("the codes of node %d are not those of its vector", node)
	}
	if wide != g.isWide(node) {
		return fmt.Errorf("node %d is said to have a wide row: %t, need %t", node, !wide, wide)
	}
	if bound := math.Float32frombits(g.off.Load()); !wide && off > bound {
		return fmt.Errorf("the vector of node %d is %g from its codes, need at most %g", node, off, bound)
	}
	return nil
}

// links checks the lists of a node.
func (c *checker) links(node uint32) error {
	g := c.g
	if g.layer(node) > maxLayer {
		return fmt.Errorf("node %d is in layer %d, need at most %d", node, g.layer(node), maxLayer)
	}
	for layer := range g.layer(node) + 1 {
		l := g.list(node, layer)
		if l.words == nil {
			return fmt.Errorf("node %d has no links in layer %d", node, layer)
		}
		links := l.append(nil)
		if !slices.IsSortedFunc(l.words, func(a, b uint64) int { return ended(l, a) - ended(l, b) }) {
			return fmt.Errorf("the links of node %d in layer %d go on behind their end", node, layer)
		}
		for i, n := range links {
			to, tree := n.node(), n&treeMark != 0
			switch {
			case to >= c.nodes:
				return fmt.Errorf("node %d links to node %d of %d in layer %d", node, to, c.nodes, layer)
			case to == node:
				return fmt.Errorf("node %d links to itself in layer %d", node, layer)
			case g.layer(to) < layer:
				return fmt.Errorf("node %d links to node %d in layer %d, which that is not in", node, to, layer)
			case layer > 0 && tree:
				return fmt.Errorf("node %d has a link of the tree in layer %d", node, layer)
			case tree && !slices.Contains(g.list(to, 0).append(nil), near(node)<<1|treeMark):
				return fmt.Errorf("node %d has a link of the tree to node %d, which has none back", node, to)
			}
			for _, other := range links[:i] {
				if other.node() == to {
					return fmt.Errorf("node %d links twice to node %d in layer %d", node, to, layer)
				}
			}
		}
	}
	return nil
}

// ended is 1 for the word that ends a list, 0 for another.
func ended(l list, word uint64) int {
	if word == l.empty() {
		return 1
	}
	return 0
}

// reach checks that the tree spans all nodes. Its links lead both ways, therefore
// each node is then reached from each.
func (c *checker) reach() error {
	entry, _, ok := c.g.top()
	if !ok {
		return nil
	}
	seen := make([]bool, c.nodes)
	seen[entry] = true
	queue := []uint32{entry}
	for i := 0; i < len(queue); i++ {
		for _, n := range c.g.list(queue[i], 0).append(nil) {
			if to := n.node(); n&treeMark != 0 && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	if len(queue) < int(c.nodes) {
		return fmt.Errorf("node %d is not reached from the entry point, and %d others", slices.Index(seen, false), int(c.nodes)-len(queue)-1)
	}
	return nil
}
