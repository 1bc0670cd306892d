package models

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// ErrNotUsable is returned for a repository whose files do not make a model
// that can be run.
var ErrNotUsable = errors.New("no usable model")

// Files chooses, among the files of a repository, those that make the model:
// one ONNX graph with the weights beside it, the tokenizer, and whatever
// declares how the two are meant to be used. The graph is the model's Graph if
// it is there, else model.onnx, onnx/model.onnx, or the only onnx/model*.onnx.
func (m Model) Files(available []string) ([]string, error) {
	graph, err := m.graph(available)
	if err != nil {
		return nil, err
	}
	const tokenizer = "tokenizer.json"
	if !slices.Contains(available, tokenizer) {
		return nil, fmt.Errorf("%w: the repository has no %s: convert its tokenizer with the library tokenizers and add the folder", ErrNotUsable, tokenizer)
	}
	chosen := []string{graph, tokenizer}
	for _, name := range available {
		if isWeightsOf(graph, name) || saysHow(name) {
			chosen = append(chosen, name)
		}
	}
	return chosen, nil
}

func (m Model) graph(available []string) (string, error) {
	for _, name := range []string{m.Graph, "model.onnx", "onnx/model.onnx"} {
		if name != "" && slices.Contains(available, name) {
			return name, nil
		}
	}
	var graphs, others []string
	for _, name := range available {
		if ok, _ := path.Match("onnx/model*.onnx", name); ok { // the only error is a bad pattern
			graphs = append(graphs, name)
		} else if path.Ext(name) == ".onnx" {
			others = append(others, name)
		}
	}
	if len(graphs) == 1 {
		return graphs[0], nil
	}
	if found := append(graphs, others...); len(found) > 0 {
		return "", fmt.Errorf("%w: the repository has neither model.onnx nor onnx/model.onnx, but %s: download one of them with tokenizer.json and config.json into one folder, call it model.onnx, and add the folder",
			ErrNotUsable, strings.Join(found[:min(len(found), 8)], ", "))
	}
	return "", fmt.Errorf("%w: the repository has no ONNX file: choose one that has (often the same name ending in -ONNX), or export it with optimum-cli and add the folder", ErrNotUsable)
}

// isWeightsOf reports whether name holds weights of the graph, as exporters
// name such files: model.onnx_data, model.onnx_data_1, model.onnx.data.
func isWeightsOf(graph, name string) bool {
	rest, ok := strings.CutPrefix(name, graph)
	return ok && (strings.HasPrefix(rest, "_data") || strings.HasPrefix(rest, ".data"))
}

// saysHow reports whether a file declares how the model is meant to be used,
// or under which terms.
func saysHow(name string) bool {
	switch name {
	case "config.json", "sentence_bert_config.json", "config_sentence_transformers.json", "modules.json",
		"tokenizer_config.json", "special_tokens_map.json", "model.json", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md":
		return true
	}
	// 1_Pooling/config.json and the like: modules.json names the folders.
	folder, file := path.Split(name)
	return file == "config.json" && strings.Count(folder, "/") == 1 && len(folder) > 2 && folder[0] >= '0' && folder[0] <= '9' && folder[1] == '_'
}
