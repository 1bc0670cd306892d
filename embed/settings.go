package embed

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/kindred-search/kindred/embed/tokenize"
)

// Settings is how a model is meant to be used, as its files declare it.
type Settings struct {
	Name           string  // from model.json, else the folder's name
	Pooling        Pooling // empty until the graph has been seen: see settle
	Normalize      bool    // the model's files ask for vectors of length 1 (Kindred's always are)
	MaxTokens      int     // longest input in tokens, special tokens included
	QueryPrefix    string  // put before every query
	DocumentPrefix string  // put before every document
	Lowercase      bool    // text is lower-cased before it is cut into tokens
	Licence        string  // as declared; empty when unknown
	Description    string

	file      string // the graph's path in the folder
	output    string // the graph's output to use; empty: by its shape and name
	dimension int    // declared; 0 when not
	positions int    // rows of the graph's position table; 0 when it has none
	lowercase *bool  // declared in model.json; nil leaves it to tokenizer.json
}

// defaultMaxTokens is the length that BERT-family models take; for a model
// that declares none at all.
const defaultMaxTokens = 512

// readSettings reads, from the strongest to the weakest: model.json; the files
// of sentence-transformers; config.json.
func readSettings(f folder) (Settings, error) {
	m, err := readManifest(f)
	if err != nil {
		return Settings{}, err
	}
	st, err := readSentenceTransformers(f)
	if err != nil {
		return Settings{}, err
	}
	positions, err := readPositions(f)
	if err != nil {
		return Settings{}, err
	}
	file, err := f.graphFile(m.File)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{
		Name:           cmp.Or(m.Name, f.name),
		Pooling:        cmp.Or(m.Pooling, st.pooling),
		Normalize:      st.normalize,
		MaxTokens:      cmp.Or(m.MaxTokens, st.maxTokens),
		QueryPrefix:    st.queryPrefix,
		DocumentPrefix: st.documentPrefix,
		Licence:        m.Licence,
		Description:    m.Description,
		file:           file,
		output:         m.Output,
		dimension:      m.Dimension,
		positions:      positions,
		lowercase:      m.Lowercase,
	}
	if m.Normalize != nil {
		s.Normalize = *m.Normalize
	}
	if m.QueryPrefix != nil {
		s.QueryPrefix = *m.QueryPrefix
	}
	if m.DocumentPrefix != nil {
		s.DocumentPrefix = *m.DocumentPrefix
	}
	if s.lowercase == nil && st.lowercase {
		s.lowercase = &st.lowercase
	}
	return s, nil
}

// settle makes definite what the files left open, now that graph and
// tokenizer are known.
func (s *Settings) settle(g graph, t *tokenize.Tokenizer) error {
	switch {
	case g.rank == 2: // the graph pools, whatever was declared for its token vectors
		s.Pooling = PoolingNone
	case s.Pooling == PoolingNone:
		return fmt.Errorf("%w: %s declares that its graph pools, and the graph gives a vector per token in %s; declare mean, cls or last as \"pooling\" in model.json", ErrMismatch, s.Name, g.output)
	case s.Pooling == "":
		s.Pooling = PoolingMean // what sentence-transformers takes for a folder that does not say
	}
	s.MaxTokens = cmp.Or(s.MaxTokens, t.MaxTokens(), s.positions, defaultMaxTokens)
	if s.positions > 0 { // beyond its position table the graph fails
		s.MaxTokens = min(s.MaxTokens, s.positions)
	}
	s.Lowercase = t.Lowercase()
	return nil
}

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
