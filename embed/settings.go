package embed

import (
	"cmp"
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
	batch     int    // tokens of a run that are fastest, as model.json has it; 0 when it does not say
	positions int    // tokens that the graph takes, as config.json has it; 0 when it does not say
	longest   int    // tokens that tokenizer_config.json allows; 0 when it does not say
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
	var st sentenceTransformers
	if m.Pooling != PoolingNone { // then the graph does all that those files speak of
		if st, err = readSentenceTransformers(f); err != nil {
			return Settings{}, err
		}
	}
	positions, err := readPositions(f)
	if err != nil {
		return Settings{}, err
	}
	longest, err := readTokenizerLength(f)
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
		batch:          m.BatchTokens,
		positions:      positions,
		longest:        longest,
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
	s.MaxTokens = cmp.Or(s.MaxTokens, t.MaxTokens(), s.longest, s.positions, defaultMaxTokens)
	if s.positions > 0 { // beyond its position table the graph fails
		s.MaxTokens = min(s.MaxTokens, s.positions)
	}
	s.Lowercase = t.Lowercase()
	return nil
}
