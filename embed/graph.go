package embed

import (
	"fmt"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"
)

// graph is what an ONNX graph takes and gives, as far as it concerns us.
type graph struct {
	inputs    []string // in the graph's order: of inputIDs, attentionMask, tokenTypeIDs
	output    string
	rank      int // of the output: 2 [texts x dimension], 3 [texts x tokens x dimension]
	dimension int // the output's last axis; 0 when the graph leaves it open
}

// The inputs that a graph may have, by the names that every exporter gives them.
const (
	inputIDs      = "input_ids"      // ids of the tokens
	attentionMask = "attention_mask" // 1 for a token, 0 for padding
	tokenTypeIDs  = "token_type_ids" // which of two texts a token is of; always 0
)

// readGraph loads the graph for a moment to read its inputs and outputs, and
// chooses the output: the declared one, else the only one, else by name.
func readGraph(f folder, s Settings) (graph, error) {
	ins, outs, err := inspect(f, s.file)
	if err != nil {
		return graph{}, fmt.Errorf("cannot load %s of %s: %w; the file is no ONNX graph or is damaged: export it or add the model again", s.file, f, err)
	}
	g := graph{}
	for _, in := range ins {
		switch in.Name {
		case inputIDs, attentionMask, tokenTypeIDs:
		default:
			return g, fmt.Errorf("%w: the graph of %s takes an input %q, need %s, %s and %s at most", ErrUnsupported, f, in.Name, inputIDs, attentionMask, tokenTypeIDs)
		}
		if in.DataType != onnx.TensorElementDataTypeInt64 {
			return g, fmt.Errorf("%w: the graph of %s takes %s as %s, need int64; export it with int64 inputs", ErrUnsupported, f, in.Name, in.DataType)
		}
		g.inputs = append(g.inputs, in.Name)
	}
	out, err := chooseOutput(outs, s)
	if err != nil {
		return g, fmt.Errorf("%w: the graph of %s %w", ErrUnsupported, f, err)
	}
	if out.DataType != onnx.TensorElementDataTypeFloat {
		return g, fmt.Errorf("%w: the graph of %s gives %s as %s, need float32; export it with float32 outputs", ErrUnsupported, f, out.Name, out.DataType)
	}
	g.output, g.rank = out.Name, len(out.Dimensions)
	if g.rank != 2 && g.rank != 3 {
		return g, fmt.Errorf("%w: the graph of %s gives %s with shape %s, need [texts, dimension] or [texts, tokens, dimension]", ErrUnsupported, f, out.Name, out.Dimensions)
	}
	if last := out.Dimensions[g.rank-1]; last > 0 {
		g.dimension = int(last)
	}
	return g, nil
}

// inspect reads the graph's inputs and outputs without optimizing it.
func inspect(f folder, file string) (ins, outs []onnx.InputOutputInfo, err error) {
	if f.dir != "" {
		return onnx.GetInputOutputInfo(f.path(file))
	}
	data, err := f.read(file)
	if err != nil {
		return nil, nil, err
	}
	return onnx.GetInputOutputInfoWithONNXData(data)
}

// chooseOutput prefers what the pooling needs: token vectors for mean, cls and
// last, one vector per text for none. The names are those that the common
// exporters use.
func chooseOutput(outs []onnx.InputOutputInfo, s Settings) (onnx.InputOutputInfo, error) {
	names := make([]string, len(outs))
	byName := make(map[string]onnx.InputOutputInfo, len(outs))
	for i, out := range outs {
		names[i] = out.Name
		byName[out.Name] = out
	}
	if s.output != "" {
		if out, ok := byName[s.output]; ok {
			return out, nil
		}
		return onnx.InputOutputInfo{}, fmt.Errorf("has no output %q, which model.json names; it has %s", s.output, strings.Join(names, ", "))
	}
	if len(outs) == 1 {
		return outs[0], nil
	}
	tokens := []string{"last_hidden_state", "token_embeddings"}
	texts := []string{"sentence_embedding", "text_embeds"}
	order := append(tokens, texts...)
	if s.Pooling == PoolingNone {
		order = texts
	}
	for _, name := range order {
		if out, ok := byName[name]; ok {
			return out, nil
		}
	}
	return onnx.InputOutputInfo{}, fmt.Errorf("has %d outputs (%s) and none of the names %s; name the one to use as \"output\" in model.json", len(outs), strings.Join(names, ", "), strings.Join(order, ", "))
}
