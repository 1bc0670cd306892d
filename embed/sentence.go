package embed

import (
	"fmt"
	"path"
	"slices"
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
	// Where they are by custom, for a folder without modules.json.
	transformerDir, poolingDir := "", "1_Pooling"
	for i, m := range modules {
		// The name's last part is the same in all releases: sentence_transformers.models.Transformer, ...
		kind := m.Type[strings.LastIndexByte(m.Type, '.')+1:]
		switch kind {
		case "Transformer", "StaticEmbedding":
			if i != 0 {
				return st, fmt.Errorf("%w: modules.json of %s has %s as module %d, need it first", ErrUnsupported, f, kind, i)
			}
			transformerDir = m.Path
		case "Pooling":
			poolingDir = m.Path
		case "Normalize":
			st.normalize = true
		default:
			return st, fmt.Errorf("%w: modules.json of %s asks for a %s module, which would be left out; export the model with it inside the graph, and say \"pooling\": \"none\" in a model.json there", ErrUnsupported, f, kind)
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
	if err := readJSON(f, path.Join(transformerDir, "sentence_bert_config.json"), &bert); err != nil {
		return st, err
	}
	st.maxTokens, st.lowercase = max(0, bert.MaxSeqLength), bert.DoLowerCase
	return st, readPrompts(f, &st)
}

// readPooling reads a pooling module's config.json, in which one mode must be
// chosen; several would be concatenated, which no common model does.
func readPooling(f folder, name string) (Pooling, error) {
	var config map[string]any
	if err := readJSON(f, name, &config); err != nil {
		return "", err
	}
	if include, ok := config["include_prompt"].(bool); ok && !include {
		return "", fmt.Errorf("%w: %s of %s leaves the prompt out of the pooling, which is not done here; say \"pooling\" in a model.json there to pool over all tokens", ErrUnsupported, name, f)
	}
	var chosen []string
	for key, value := range config {
		mode, isMode := strings.CutPrefix(key, "pooling_mode_")
		if on, ok := value.(bool); isMode && ok && on {
			chosen = append(chosen, strings.TrimSuffix(strings.TrimSuffix(mode, "_tokens"), "_token"))
		}
	}
	switch mode := config["pooling_mode"].(type) { // the newer spelling: a name, or a list of them
	case string:
		chosen = []string{mode}
	case []any:
		chosen = nil
		for _, m := range mode {
			chosen = append(chosen, fmt.Sprint(m))
		}
	}
	known := map[string]Pooling{
		"mean":          PoolingMean,
		"mean_sqrt_len": PoolingMean, // another length, the same direction
		"cls":           PoolingCLS,
		"lasttoken":     PoolingLast,
	}
	switch {
	case len(chosen) == 0:
		return "", nil
	case len(chosen) == 1 && known[chosen[0]] != "":
		return known[chosen[0]], nil
	}
	slices.Sort(chosen)
	return "", fmt.Errorf("%w: %s of %s asks for pooling %s, need one of mean, cls or lasttoken", ErrUnsupported, name, f, strings.Join(chosen, " with "))
}

// readPrompts reads the prefixes: of the declared prompts those for search,
// under the names that models use, else the default prompt. Prompts for other
// tasks (clustering, classification) are none of ours.
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
	st.queryPrefix = pick("query", "search_query", config.Default)
	st.documentPrefix = pick("document", "passage", "corpus", "search_document", config.Default)
	return nil
}
