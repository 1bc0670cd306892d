package hnsw

import "math"

// A node is a row of the index: a vector, its codes, its links. Nodes are numbered
// in the order in which they were added and never change but for their links; a
// slot whose vector is replaced gets another node.

const (
	// noNode is the node of a slot that holds no vector.
	noNode = math.MaxUint32

	// noSlot is the slot of a node that was deleted or replaced.
	noSlot = math.MaxUint32

	// MaxNodes is how many nodes an index may have, deleted ones included.
	MaxNodes = 1<<31 - chunkRows
)

// near is a node and how near it is to what is being looked for, in one word that
// sorts: the nearer first, then the lower node. From the highest bit: 32 bits of
// distance, 31 of node, 1 that notes that its links were followed.
type near uint64

const followed near = 1

// distance turns a product of codes into what sorts: the higher, the nearer.
func distance(product int32) uint32 { return uint32(math.MaxInt32 - int64(product)) }

func nearOf(product int32, node uint32) near {
	return near(distance(product))<<32 | near(node)<<1
}

// nearer tells whether n is nearer than other. Of equally near ones the lower node
// is not: among many equal vectors that would lead on and on.
func (n near) nearer(other near) bool { return n>>32 < other>>32 }

func (n near) node() uint32   { return uint32(n) >> 1 }
func (n near) product() int32 { return int32(math.MaxInt32 - int64(n>>32)) }
