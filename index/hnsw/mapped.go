package hnsw

import (
	"sync/atomic"

	"github.com/kindred-search/kindred/index/section"
)

// mapped is what a graph reads from a file instead of memory, and verifies when it
// is first looked at: rows of the first nodes. A nil mapped is of a graph that has
// everything in memory.
//
// What is damaged stays so: the first damage that is found, by whichever search, is
// the error of every one that ends later. So a search that comes upon damage need
// only not fall over it; what it has found nobody gets.
type mapped struct {
	nodes                     uint32 // how many have their row in the file
	file                      *section.File
	high, low, vectors, links *section.Section
	fault                     atomic.Pointer[error]
}

// err is the damage that was found, nil when none was.
func (m *mapped) err() error {
	if m == nil {
		return nil
	}
	if err := m.fault.Load(); err != nil {
		return *err
	}
	return nil
}

func (m *mapped) blame(err error) { m.fault.CompareAndSwap(nil, &err) }

// holds tells whether the row of a node is as it was saved.
func (m *mapped) holds(s *section.Section, node uint32) bool {
	if m == nil || s.Verified() || node >= m.nodes {
		return true
	}
	size := s.Len() / int(m.nodes)
	if err := s.Check(int(node)*size, size); err != nil {
		m.blame(err)
		return false
	}
	return true
}

// holdsAll is holds for many nodes.
func (m *mapped) holdsAll(s *section.Section, nodes []uint32) bool {
	if s.Verified() {
		return true
	}
	for _, node := range nodes {
		if !m.holds(s, node) {
			return false
		}
	}
	return true
}

// forChanges verifies all that a change looks at: not the vectors but those of the
// last chunk, which whole copies.
func (m *mapped) forChanges() error {
	if m == nil {
		return nil
	}
	if err := m.all(m.high, m.low, m.links); err != nil {
		return err
	}
	first := m.vectors.Len() / int(m.nodes) * int(m.nodes&^chunkMask)
	err := m.vectors.Check(first, m.vectors.Len()-first)
	if err != nil {
		m.blame(err)
	}
	return err
}

// everything verifies all there is.
func (m *mapped) everything() error {
	if m == nil {
		return nil
	}
	return m.all(m.high, m.low, m.links, m.vectors)
}

func (m *mapped) all(sections ...*section.Section) error {
	if err := m.err(); err != nil {
		return err
	}
	for _, s := range sections {
		if err := s.Check(0, s.Len()); err != nil {
			m.blame(err)
			return err
		}
	}
	return nil
}
