package embed

import (
	"fmt"
	"io"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// onnxFile is what can be known of an ONNX file without loading it. Field
// numbers below are those of
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
type onnxFile struct {
	inputs, outputs []onnxValue
	external        []string        // files that hold weights, relative to this one's folder
	operations      map[string]bool // op_type of every node
	initializers    map[string]bool // names of the weights
}

// onnxValue is an input or output of a graph.
type onnxValue struct {
	name string
	elem int64   // TensorProto.DataType
	dims []int64 // of the shape; below 0: open
}

// Element types of TensorProto.DataType that a sentence embedding has.
const (
	elemFloat32 = 1
	elemInt64   = 7
)

// elemName names an element type for messages.
func elemName(elem int64) string {
	names := []string{"undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64"}
	if elem >= 0 && elem < int64(len(names)) {
		return names[elem]
	}
	return fmt.Sprintf("element type %d", elem)
}

// readONNX reads a file of the given size, in bytes.
func readONNX(file io.ReaderAt, size int64) (onnxFile, error) {
	f := onnxFile{operations: map[string]bool{}, initializers: map[string]bool{}}
	err := wire{file: file, to: size}.each(func(number protowire.Number, field wire) error {
		if number == 7 { // ModelProto.graph
			return field.each(f.readGraphField)
		}
		return nil
	})
	if err != nil {
		return onnxFile{}, err
	}
	if len(f.outputs) == 0 {
		return onnxFile{}, errWire
	}
	// Before IR version 4, weights are listed among the inputs.
	f.inputs = slices.DeleteFunc(f.inputs, func(v onnxValue) bool { return f.initializers[v.name] })
	return f, nil
}

func (f *onnxFile) readGraphField(number protowire.Number, field wire) error {
	switch number {
	case 1: // GraphProto.node
		return field.each(func(number protowire.Number, field wire) error {
			if number != 4 { // NodeProto.op_type
				return nil
			}
			name, err := field.text()
			f.operations[name] = true
			return err
		})
	case 5: // GraphProto.initializer
		return field.each(f.readTensorField)
	case 11: // GraphProto.input
		v, err := readValue(field)
		f.inputs = append(f.inputs, v)
		return err
	case 12: // GraphProto.output
		v, err := readValue(field)
		f.outputs = append(f.outputs, v)
		return err
	}
	return nil
}

func (f *onnxFile) readTensorField(number protowire.Number, field wire) error {
	switch number {
	case 8: // TensorProto.name
		name, err := field.text()
		f.initializers[name] = true
		return err
	case 13: // TensorProto.external_data: StringStringEntryProto
		var key, value string
		err := field.each(func(number protowire.Number, field wire) (err error) {
			switch number {
			case 1:
				key, err = field.text()
			case 2:
				value, err = field.text()
			}
			return err
		})
		if key == "location" && !slices.Contains(f.external, value) {
			f.external = append(f.external, value)
		}
		return err
	}
	return nil
}

// readValue reads a ValueInfoProto that is a tensor.
func readValue(w wire) (v onnxValue, err error) {
	err = w.each(func(number protowire.Number, field wire) (err error) {
		switch number {
		case 1: // name
			v.name, err = field.text()
		case 2: // type: TypeProto
			err = field.each(func(number protowire.Number, field wire) error {
				if number != 1 { // tensor_type: TypeProto.Tensor
					return nil
				}
				return field.each(func(number protowire.Number, field wire) (err error) {
					switch number {
					case 1:
						v.elem, err = field.integer()
					case 2:
						v.dims, err = readShape(field)
					}
					return err
				})
			})
		}
		return err
	})
	return v, err
}

// readShape reads a TensorShapeProto.
func readShape(w wire) (dims []int64, err error) {
	err = w.each(func(number protowire.Number, field wire) error {
		if number != 1 { // dim
			return nil
		}
		dim := int64(-1)
		err := field.each(func(number protowire.Number, field wire) (err error) {
			if number == 1 { // dim_value; dim_param, a name, leaves it open
				dim, err = field.integer()
			}
			return err
		})
		dims = append(dims, dim)
		return err
	})
	return dims, err
}
