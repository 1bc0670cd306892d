package embed

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// graph is what an ONNX graph takes and gives, as far as it concerns us.
type graph struct {
	inputs    []string // in the graph's order: of inputIDs, attentionMask, tokenTypeIDs
	output    string
	rank      int      // of the output: 2 [texts x dimension], 3 [texts x tokens x dimension]
	dimension int      // the output's last axis; 0 when the graph leaves it open
	weights   []string // files beside the graph's that hold weights, by their paths in the folder
	limits    limits   // what a batch must keep to
}

// The inputs that a graph may have, by the names that every exporter gives them.
const (
	inputIDs      = "input_ids"      // ids of the tokens
	attentionMask = "attention_mask" // 1 for a token, 0 for padding
	tokenTypeIDs  = "token_type_ids" // which of two texts a token is of; always 0
)

// readGraph reads the graph's inputs and outputs from its file, refuses what
// could not be run right, and chooses the output.
func readGraph(f folder, s Settings) (graph, error) {
	file, err := f.readONNX(s.file)
	if err != nil {
		return graph{}, fmt.Errorf("cannot read %s of %s: it is no ONNX graph or is damaged (%w); export it or add the model again", s.file, f, err)
	}
	var g graph
	if err := g.takeInputs(file); err != nil {
		return g, fmt.Errorf("%w: the graph of %s %w", ErrUnsupported, f, err)
	}
	out, err := chooseOutput(file.outputs, s)
	if err != nil {
		return g, fmt.Errorf("%w: the graph of %s %w", ErrUnsupported, f, err)
	}
	if out.elem != elemFloat32 {
		return g, fmt.Errorf("%w: the graph of %s gives %s as %s, need float32; export it with float32 outputs", ErrUnsupported, f, out.name, elemName(out.elem))
	}
	g.output, g.rank = out.name, len(out.dims)
	if g.rank != 2 && g.rank != 3 {
		return g, fmt.Errorf("%w: the graph of %s gives %s with %d axes, need [texts, dimension] or [texts, tokens, dimension]", ErrUnsupported, f, out.name, g.rank)
	}
	g.dimension = int(max(0, out.dims[g.rank-1]))
	for _, name := range file.external {
		g.weights = append(g.weights, path.Join(path.Dir(s.file), name))
	}
	slices.Sort(g.weights)
	return g, nil
}

// readONNX reads the structure of a graph's file.
func (f folder) readONNX(name string) (onnxFile, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return onnxFile{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return onnxFile{}, err
	}
	if r, ok := file.(io.ReaderAt); ok {
		return readONNX(r, info.Size())
	}
	data, err := io.ReadAll(file)
	if err != nil {
		return onnxFile{}, err
	}
	return readONNX(bytes.NewReader(data), int64(len(data)))
}

// takeInputs takes the graph's inputs, and from them and its operations what a
// batch must keep to.
func (g *graph) takeInputs(file onnxFile) error {
	for _, in := range file.inputs {
		switch in.name {
		case inputIDs, attentionMask, tokenTypeIDs:
		default:
			return fmt.Errorf("takes an input %q, need %s, %s and %s at most", in.name, inputIDs, attentionMask, tokenTypeIDs)
		}
		if in.elem != elemInt64 {
			return fmt.Errorf("takes %s as %s, need int64; export it with int64 inputs", in.name, elemName(in.elem))
		}
		if len(in.dims) != 2 || in.dims[0] > 1 || in.dims[1] >= 0 {
			return fmt.Errorf("takes %s with a fixed shape %v, need [texts, tokens] of any size; export it with dynamic axes", in.name, in.dims)
		}
		if in.dims[0] == 1 {
			g.limits.texts = 1
		}
		g.inputs = append(g.inputs, in.name)
	}
	if !slices.Contains(g.inputs, inputIDs) {
		return fmt.Errorf("takes no %s; export the part of the model that reads text", inputIDs)
	}
	// Without a mask, padding would be read as text.
	g.limits.equal = !slices.Contains(g.inputs, attentionMask)
	if file.operations["DynamicQuantizeLinear"] {
		// The scale is taken from all activations of a run: a vector would
		// depend on what else is in its batch.
		g.limits.texts = 1
	}
	return nil
}

// The names that exporters give to outputs: one vector per token, one per text.
var (
	tokenOutputs = []string{"last_hidden_state", "token_embeddings"}
	textOutputs  = []string{"sentence_embedding", "text_embeds"}
)

// chooseOutput takes the declared output, else what the pooling needs: token
// vectors for mean, cls and last; one vector per text for none and where no
// pooling is declared, because a graph that gives one knows best.
func chooseOutput(outs []onnxValue, s Settings) (onnxValue, error) {
	names := make([]string, len(outs))
	for i, out := range outs {
		names[i] = out.name
	}
	find := func(name string) (onnxValue, bool) {
		i := slices.Index(names, name)
		if i < 0 {
			return onnxValue{}, false
		}
		return outs[i], true
	}
	if s.output != "" {
		if out, ok := find(s.output); ok {
			return out, nil
		}
		return onnxValue{}, fmt.Errorf("has no output %q, which model.json names; it has %s", s.output, strings.Join(names, ", "))
	}
	order := slices.Concat(textOutputs, tokenOutputs)
	if s.Pooling != "" && s.Pooling != PoolingNone {
		order = slices.Concat(tokenOutputs, textOutputs)
	}
	for _, name := range order {
		if out, ok := find(name); ok {
			return out, nil
		}
	}
	if len(outs) == 1 && names[0] != "logits" {
		return outs[0], nil
	}
	return onnxValue{}, fmt.Errorf("has %d outputs (%s) and none of the names %s; if one is the embedding, name it as \"output\" in model.json", len(outs), strings.Join(names, ", "), strings.Join(order, ", "))
}
