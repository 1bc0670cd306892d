package format

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// A parquetNode is a column, or a group of columns, on its way to JSON. Rows are
// put together from the levels that stand with each value: the definition level
// says how many of the optional and repeated nodes above it are there, the
// repetition level which of the repeated ones goes on.
type parquetNode struct {
	name     string
	column   *parquet.Column
	optional bool
	repeated bool
	def, rep int
	children []*parquetNode
	values   *parquetValues // of a leaf
}

func newParquetNode(c *parquet.Column) *parquetNode {
	n := &parquetNode{
		name: c.Name(), column: c, optional: c.Optional(), repeated: c.Repeated(),
		def: c.MaxDefinitionLevel(), rep: c.MaxRepetitionLevel(),
	}
	for _, child := range c.Columns() {
		n.children = append(n.children, newParquetNode(child))
	}
	return n
}

// open begins a group of rows.
func (n *parquetNode) open(chunks []parquet.ColumnChunk) {
	if n.column.Leaf() {
		n.values = &parquetValues{pages: chunks[n.column.Index()].Pages()}
	}
	for _, child := range n.children {
		child.open(chunks)
	}
}

// has reports whether the column of this number is the node or lies below it.
func (n *parquetNode) has(column int) bool {
	if n.column != nil && n.column.Leaf() {
		return n.column.Index() == column
	}
	return slices.ContainsFunc(n.children, func(child *parquetNode) bool { return child.has(column) })
}

func (n *parquetNode) close() {
	if n.values != nil {
		n.values.close()
	}
	for _, child := range n.children {
		child.close()
	}
}

// A parquetJSON is a row that is being written.
type parquetJSON struct {
	dst     []byte
	most    int
	left    int64 // bytes that the file may still unpack to
	tooLong bool  // what is beyond is read, not kept
	notUTF8 bool
}

func (o *parquetJSON) add(s string) {
	o.left -= int64(len(s))
	if len(o.dst)+len(s) > o.most {
		o.dst, o.tooLong = o.dst[:0], true
	}
	if !o.tooLong {
		o.dst = append(o.dst, s...)
	}
}

// write writes the node as it stands at its place: null, a list, or one value.
func (n *parquetNode) write(o *parquetJSON) error {
	if n.repeated {
		return n.list(o, n)
	}
	if n.optional {
		v, err := n.leaf().values.peek()
		if err != nil {
			return err
		}
		if v.DefinitionLevel() < n.def {
			o.add("null")
			return n.skip()
		}
	}
	return n.content(o)
}

// content writes what a node that is there holds.
func (n *parquetNode) content(o *parquetJSON) error {
	switch {
	case n.column.Leaf():
		v, err := n.values.next()
		if err != nil {
			return err
		}
		if k := v.Kind(); (k == parquet.ByteArray || k == parquet.FixedLenByteArray) && !utf8.Valid(v.ByteArray()) {
			o.notUTF8 = true
		}
		if o.add(n.text(v)); o.left < 0 {
			return fmt.Errorf("it unpacks to more than %d times its size; no papers do", mostGrowth)
		}
		return nil
	case len(n.children) == 1 && n.children[0].repeated:
		return n.list(o, n.children[0])
	}
	return n.object(o)
}

func (n *parquetNode) object(o *parquetJSON) error {
	for i, child := range n.children {
		before := ","
		if i == 0 {
			before = "{"
		}
		o.add(before + jsonText(child.name) + ":")
		if err := child.write(o); err != nil {
			return err
		}
	}
	o.add("}")
	return nil
}

// list writes a repeated node as an array, or one of keys and values as an
// object. The group of one column that stands between a list and its elements
// is left out.
func (n *parquetNode) list(o *parquetJSON, repeated *parquetNode) error {
	isMap := len(repeated.children) == 2 && repeated.children[0].name == "key" && repeated.children[1].name == "value"
	opening, closing := "[", "]"
	if isMap {
		opening, closing = "{", "}"
	}
	o.add(opening)
	first := repeated.leaf().values
	v, err := first.peek()
	if err != nil {
		return err
	}
	if v.DefinitionLevel() < repeated.def {
		o.add(closing)
		return repeated.skip()
	}
	for i := 0; ; i++ {
		if i > 0 {
			o.add(",")
		}
		switch {
		case isMap:
			key, err := repeated.children[0].leaf().values.next()
			if err != nil {
				return err
			}
			o.add(jsonText(string(key.Bytes())) + ":")
			err = repeated.children[1].write(o)
			if err != nil {
				return err
			}
		case len(repeated.children) == 1:
			err = repeated.children[0].write(o)
		default:
			err = repeated.content(o)
		}
		if err != nil {
			return err
		}
		if v, err = first.peek(); errors.Is(err, io.EOF) || err == nil && v.RepetitionLevel() < repeated.rep {
			o.add(closing)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// leaf is the first column with values at or below the node.
func (n *parquetNode) leaf() *parquetNode {
	for !n.column.Leaf() {
		n = n.children[0]
	}
	return n
}

// skip passes the value over that stands for a node that is not there, in each
// column below it.
func (n *parquetNode) skip() error {
	if n.column.Leaf() {
		_, err := n.values.next()
		return err
	}
	for _, child := range n.children {
		if err := child.skip(); err != nil {
			return err
		}
	}
	return nil
}

// text is a value as JSON: dates and times as texts, as they are read there.
func (n *parquetNode) text(v parquet.Value) string {
	if v.IsNull() {
		return "null"
	}
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return n.whole(int64(v.Int32()))
	case parquet.Int64:
		return n.whole(v.Int64())
	case parquet.Int96: // nanoseconds of the day, and the Julian day
		i := v.Int96()
		t := time.Unix((int64(i[2])-2440588)*86400, int64(i[1])<<32|int64(i[0]))
		return jsonText(t.UTC().Format(time.RFC3339Nano))
	case parquet.Float:
		return jsonNumber(float64(v.Float()), 32)
	case parquet.Double:
		return jsonNumber(v.Double(), 64)
	}
	return jsonText(string(v.ByteArray()))
}

// whole is a whole number, or the date, time or fraction that it stands for.
func (n *parquetNode) whole(x int64) string {
	logical := n.column.Type().LogicalType()
	if logical == nil {
		return strconv.FormatInt(x, 10)
	}
	switch l := logical.Value.(type) {
	case *pqformat.DateType:
		return jsonText(time.Unix(0, 0).UTC().AddDate(0, 0, int(x)).Format("2006-01-02"))
	case *pqformat.TimestampType:
		t := time.UnixMilli(x)
		switch l.Unit.Value.(type) {
		case *pqformat.MicroSeconds:
			t = time.UnixMicro(x)
		case *pqformat.NanoSeconds:
			t = time.Unix(0, x)
		}
		return jsonText(t.UTC().Format(time.RFC3339Nano))
	case *pqformat.DecimalType:
		return jsonNumber(float64(x)/math.Pow10(int(l.Scale)), 64)
	}
	return strconv.FormatInt(x, 10)
}

func jsonText(s string) string {
	b, _ := json.Marshal(s) // a text has no error
	return string(b)
}

func jsonNumber(x float64, bits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "null"
	}
	return strconv.FormatFloat(x, 'f', -1, bits)
}
