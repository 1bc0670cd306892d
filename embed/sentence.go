package embed

import (
	"fmt"
	"path"
	"strings"
)

// sentenceTransformers is what the files of the sentence-transformers library
// declare about a model: modules.json, 1_Pooling/config.json,
// sentence_bert_config.json, config_sentence_transformers.json.
type sentenceTransformers struct {
	pooling        Pooling
	normalize      bool
	maxTokens      int
	lowercase      bool
	queryPrefix    string
	documentPrefix string
}

func readSentenceTransformers(f folder) (sentenceTransformers, error) {
	var st sentenceTransformers
	var modules []struct {
		Path string `json:"path"`
		Type string `json:"type"`
	}
	if err := readJSON(f, "modules.json", &modules); err != nil {
		return st, err
	}
	poolingDir := "1_Pooling" // where it is by custom, for a folder without modules.json
	for i, m := range modules {
		kind := m.Type[strings.LastIndexByte(m.Type, '.')+1:]
		switch kind {
		case "Transformer", "StaticEmbedding":
			if i != 0 {
				return st, fmt.Errorf("%w: modules.json of %s has %s as module %d, need it first", ErrUnsupported, f, kind, i)
			}
		case "Pooling":
			poolingDir = m.Path
		case "Normalize":
			st.normalize = true
		default:
			return st, fmt.Errorf("%w: modules.json of %s asks for a %s module, which would be left out; export the model with it inside the graph, and declare \"pooling\": \"none\" in a model.json without modules.json", ErrUnsupported, f, kind)
		}
	}
	var err error
	if st.pooling, err = readPooling(f, path.Join(poolingDir, "config.json")); err != nil {
		return st, err
	}
	var bert struct {
		MaxSeqLength int  `json:"max_seq_length"`
		DoLowerCase  bool `json:"do_lower_case"`
	}
	if err := readJSON(f, "sentence_bert_config.json", &bert); err != nil {
		return st, err
	}
	st.maxTokens, st.lowercase = bert.MaxSeqLength, bert.DoLowerCase
	return st, readPrompts(f, &st)
}

// readPooling reads a pooling module's config.json, in which one mode must be
// chosen; several would be concatenated, which no common model does.
func readPooling(f folder, name string) (Pooling, error) {
	var modes map[string]any
	if err := readJSON(f, name, &modes); err != nil {
		return "", err
	}
	known := map[string]Pooling{
		"pooling_mode_mean_tokens": PoolingMean,
		"pooling_mode_cls_token":   PoolingCLS,
		"pooling_mode_lasttoken":   PoolingLast,
	}
	var chosen []string
	for key, value := range modes {
		if on, ok := value.(bool); ok && on && strings.HasPrefix(key, "pooling_mode_") {
			chosen = append(chosen, key)
		}
	}
	if name, ok := modes["pooling_mode"].(string); ok { // the newer spelling
		return poolingByName(f, name)
	}
	switch {
	case len(chosen) == 0:
		return "", nil
	case len(chosen) == 1 && known[chosen[0]] != "":
		return known[chosen[0]], nil
	}
	return "", fmt.Errorf("%w: %s of %s asks for %s, need one of mean, cls or last token", ErrUnsupported, name, f, strings.Join(chosen, " with "))
}

func poolingByName(f folder, name string) (Pooling, error) {
	switch name {
	case "mean":
		return PoolingMean, nil
	case "cls":
		return PoolingCLS, nil
	case "lasttoken":
		return PoolingLast, nil
	}
	return "", fmt.Errorf("%w: %s asks for pooling %q, need mean, cls or lasttoken", ErrUnsupported, f, name)
}

// readPrompts reads the prefixes: the prompts called query and document (or
// passage), else the default prompt for both.
func readPrompts(f folder, st *sentenceTransformers) error {
	var config struct {
		Prompts map[string]string `json:"prompts"`
		Default string            `json:"default_prompt_name"`
	}
	if err := readJSON(f, "config_sentence_transformers.json", &config); err != nil {
		return err
	}
	pick := func(names ...string) string {
		for _, name := range names {
			if p, ok := config.Prompts[name]; ok {
				return p
			}
		}
		return ""
	}
	st.queryPrefix = pick("query", config.Default)
	st.documentPrefix = pick("document", "passage", config.Default)
	return nil
}
