package embed

import (
	"encoding/json"
	"fmt"
)

// readPositions returns how many tokens config.json lets the graph take; 0
// when it does not say.
func readPositions(f folder) (int, error) {
	var config struct {
		ModelType             string `json:"model_type"`
		MaxPositionEmbeddings int    `json:"max_position_embeddings"`
		PadTokenID            int    `json:"pad_token_id"`
	}
	if err := readJSON(f, "config.json", &config); err != nil {
		return 0, err
	}
	switch config.ModelType {
	case "roberta", "xlm-roberta", "camembert", "mpnet":
		// These number positions from the padding id + 1 on, so that many rows
		// of the table are never a position of a token.
		if config.MaxPositionEmbeddings > 0 {
			return config.MaxPositionEmbeddings - config.PadTokenID - 1, nil
		}
	}
	return config.MaxPositionEmbeddings, nil
}

// readTokenizerLength returns the longest input that tokenizer_config.json
// allows; 0 when it does not say, or says the huge number that stands for no
// limit.
func readTokenizerLength(f folder) (int, error) {
	var config struct {
		ModelMaxLength float64 `json:"model_max_length"` // up to 1e30
	}
	if err := readJSON(f, "tokenizer_config.json", &config); err != nil {
		return 0, err
	}
	if config.ModelMaxLength < 1 || config.ModelMaxLength > 1e6 {
		return 0, nil
	}
	return int(config.ModelMaxLength), nil
}

// readJSON decodes a file of the folder into v, and leaves v alone when the
// folder does not have it.
func readJSON(f folder, name string, v any) error {
	data, err := f.read(name)
	if err != nil || data == nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("cannot read %s of %s: %w; the file is damaged: add the model again", name, f, err)
	}
	return nil
}
