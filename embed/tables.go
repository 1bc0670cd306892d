package embed

import (
	"bytes"
	"unsafe"

	"google.golang.org/protobuf/encoding/protowire"
)

// A table is a weight of which a graph only takes rows, by Gather: an embedding's. ONNX
// Runtime copies every weight twice while it loads a graph; a table is given to each run
// instead, as an input, where it lies.
type table struct {
	name string
	elem int64 // TensorProto.DataType
	dims []int64
	data []byte // a part of the graph's file
}

// tableFrom is how large a weight is that is worth it, in bytes.
const tableFrom = 1 << 20

// detachTables returns a graph's file without its tables of at least so many bytes, which
// are inputs of it now, and the tables. They are parts of file, which must not change.
func detachTables(file []byte, least int) (rest []byte, tables []table, err error) {
	var graphs []wire
	whole := wire{file: bytes.NewReader(file), to: int64(len(file))}
	err = whole.each(func(number protowire.Number, field wire) error {
		if number == 7 { // ModelProto.graph
			graphs = append(graphs, field)
		}
		return nil
	})
	if err != nil || len(graphs) != 1 { // more would be parts of one; nobody writes that
		return file, nil, err
	}
	g := graphs[0]
	u := uses{of: map[string]use{}}
	if err := g.each(u.read); err != nil || u.nested {
		return file, nil, err
	}
	var graph []byte
	err = g.each(func(number protowire.Number, field wire) error {
		if number == 5 { // GraphProto.initializer
			t, err := readTable(field, file)
			if err != nil {
				return err
			}
			if len(t.data) >= least && u.of[t.name] == rowsOnly && t.fits() {
				tables = append(tables, t)
				return nil
			}
		}
		graph = append(graph, file[field.head:field.to]...)
		return nil
	})
	if err != nil || len(tables) == 0 {
		return file, nil, err
	}
	for _, t := range tables {
		graph = appendBytes(graph, 11, t.input())
	}
	rest = appendBytes(bytes.Clone(file[:g.head]), 7, graph)
	return append(rest, file[g.to:]...), tables, nil
}

// fits reports whether the table is whole, and lies as the processor wants its numbers.
func (t *table) fits() bool {
	size, left := elemSize(t.elem), int64(len(t.data))
	for _, d := range t.dims {
		if d < 1 || left%d != 0 {
			return false
		}
		left /= d
	}
	return left == size && size > 0 && uintptr(unsafe.Pointer(unsafe.SliceData(t.data)))%uintptr(size) == 0
}

// elemSize is how many bytes a number of a TensorProto.DataType takes; 0 for others than
// tables are of.
func elemSize(elem int64) int64 {
	switch elem {
	case 2, 3: // uint8, int8
		return 1
	case 10, 16: // float16, bfloat16
		return 2
	case elemFloat32:
		return 4
	}
	return 0
}

// input returns the ValueInfoProto of the table as an input.
func (t *table) input() []byte {
	var shape []byte
	for _, d := range t.dims {
		dim := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(d)) // dim_value
		shape = appendBytes(shape, 1, dim)
	}
	tensor := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(t.elem)) // elem_type
	tensor = appendBytes(tensor, 2, shape)
	return appendBytes(appendBytes(nil, 1, []byte(t.name)), 2, appendBytes(nil, 1, tensor)) // name, type.tensor_type
}

func appendBytes(to []byte, number protowire.Number, field []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, number, protowire.BytesType), field)
}

// uses is what a graph does with its tensors.
type uses struct {
	of     map[string]use // by name
	nested bool           // there are graphs in it, which use them, too
}

type use uint8

const (
	rowsOnly use = iota + 1 // it takes rows
	others                  // anything else, too
)

func (u *uses) add(name string, as use) { u.of[name] = max(u.of[name], as) }

func (u *uses) read(number protowire.Number, field wire) error {
	switch number {
	case 1: // GraphProto.node
		return u.readNode(field)
	case 11, 12: // GraphProto.input, output
		v, err := readValue(field)
		u.add(v.name, others)
		return err
	}
	return nil
}

func (u *uses) readNode(node wire) error {
	var (
		in []string
		op string
	)
	err := node.each(func(number protowire.Number, field wire) (err error) {
		switch number {
		case 1: // NodeProto.input
			var name string
			name, err = field.text()
			in = append(in, name)
		case 4: // NodeProto.op_type
			op, err = field.text()
		case 5: // NodeProto.attribute
			err = field.each(func(number protowire.Number, _ wire) error {
				u.nested = u.nested || number == 6 || number == 11 // AttributeProto.g, graphs
				return nil
			})
		}
		return err
	})
	for i, name := range in {
		if op == "Gather" && i == 0 {
			u.add(name, rowsOnly)
		} else {
			u.add(name, others)
		}
	}
	return err
}

// readTable reads a TensorProto; one whose values are not plain bytes in the file has no
// data.
func readTable(tensor wire, file []byte) (t table, err error) {
	err = tensor.each(func(number protowire.Number, field wire) (err error) {
		switch number {
		case 1: // dims
			t.dims, err = field.appendIntegers(t.dims)
		case 2: // data_type
			t.elem, err = field.integer()
		case 8: // name
			t.name, err = field.text()
		case 9: // raw_data
			t.data = file[field.from:field.to:field.to]
		}
		return err
	})
	return t, err
}
