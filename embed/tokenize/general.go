package tokenize

import "fmt"

func (t *Tokenizer) buildGeneral(f *file, m *model, o Options) (vocabulary, error) {
	return nil, fmt.Errorf("%w: %s", ErrUnsupported, m.Type)
}
