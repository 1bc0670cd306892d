package embedtest

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of onnx.proto3 that a small graph needs, written field by field.
// Numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.

type message []byte

func (m message) bytes(field protowire.Number, b []byte) message {
	m = protowire.AppendTag(m, field, protowire.BytesType)
	return protowire.AppendBytes(m, b)
}

func (m message) string(field protowire.Number, s ...string) message {
	for _, s := range s {
		m = m.bytes(field, []byte(s))
	}
	return m
}

func (m message) int(field protowire.Number, n ...int64) message {
	for _, n := range n {
		m = protowire.AppendTag(m, field, protowire.VarintType)
		m = protowire.AppendVarint(m, uint64(n))
	}
	return m
}

// Element types of TensorProto.DataType.
const (
	float32Type = 1
	int64Type   = 7
	float16Type = 10
)

// tensor is an initializer of float32 values.
func tensor(name string, values []float32, dims ...int64) message {
	return message(nil).int(1, dims...).int(2, float32Type).string(8, name).bytes(9, floats(values))
}

// externalTensor is an initializer of float32 values that lie in another file.
func externalTensor(name, file string, dims ...int64) message {
	const external = 1 // TensorProto.DataLocation
	location := message(nil).string(1, "location").string(2, file)
	return message(nil).int(1, dims...).int(2, float32Type).string(8, name).bytes(13, location).int(14, external)
}

// floats are the bytes of float32 values, little-endian.
func floats(values []float32) []byte {
	raw := make([]byte, 0, 4*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return raw
}

// integers is an initializer of int64 values, one-dimensional.
func integers(name string, values ...int64) message {
	raw := make([]byte, 0, 8*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return message(nil).int(1, int64(len(values))).int(2, int64Type).string(8, name).bytes(9, raw)
}

// node is one operation.
func node(op string, in []string, out string, attributes ...message) message {
	m := message(nil).string(1, in...).string(2, out).string(3, op+"_"+out).string(4, op)
	for _, a := range attributes {
		m = m.bytes(5, a)
	}
	return m
}

// attribute is an integer attribute of a node.
func attribute(name string, value int64) message {
	const integer = 2 // AttributeProto.AttributeType
	return message(nil).string(1, name).int(3, value).int(20, integer)
}

// value is an input or output of the graph; a dim below 0 is open.
func value(name string, elem int64, dims ...int64) message {
	var shape message
	for _, d := range dims {
		var dim message
		if d >= 0 {
			dim = dim.int(1, d)
		} else {
			dim = dim.string(2, "open")
		}
		shape = shape.bytes(1, dim)
	}
	tensorType := message(nil).int(1, elem).bytes(2, shape)
	return message(nil).string(1, name).bytes(2, message(nil).bytes(1, tensorType))
}

// graph is a whole model file.
func graph(nodes, initializers, inputs, outputs []message) []byte {
	var g message
	for _, n := range nodes {
		g = g.bytes(1, n)
	}
	g = g.string(2, "kindred_test")
	for _, i := range initializers {
		g = g.bytes(5, i)
	}
	for _, v := range inputs {
		g = g.bytes(11, v)
	}
	for _, v := range outputs {
		g = g.bytes(12, v)
	}
	const irVersion, opset = 9, 13
	return message(nil).int(1, irVersion).bytes(7, g).bytes(8, message(nil).string(1, "").int(2, opset))
}
