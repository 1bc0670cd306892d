package tokenize

import (
	"encoding/json"
	"fmt"
	"math"
)

// template is what stands around the ids of a text: [CLS] before, [SEP] after.
type template struct {
	before, after []int64
}

func (t template) size() int { return len(t.before) + len(t.after) }

// parseTemplate reads a post_processor.
func parseTemplate(raw json.RawMessage) (template, error) {
	kind, err := typeOf(raw)
	if err != nil {
		return template{}, fmt.Errorf("%w: its post_processor is no object: %w", ErrMalformed, err)
	}
	switch kind {
	case "", "ByteLevel": // ByteLevel only moves offsets
		return template{}, nil
	case "TemplateProcessing":
		return parseTemplateProcessing(raw)
	case "BertProcessing", "RobertaProcessing":
		return parsePairProcessing(raw)
	case "Sequence":
		return parseTemplateSequence(raw)
	}
	return template{}, fmt.Errorf("%w: the post_processor %q is not known here; use a model with another tokenizer", ErrUnsupported, kind)
}

func parseTemplateSequence(raw json.RawMessage) (template, error) {
	var seq struct {
		Processors []json.RawMessage `json:"processors"`
	}
	if err := json.Unmarshal(raw, &seq); err != nil {
		return template{}, fmt.Errorf("%w: its post_processor Sequence: %w", ErrMalformed, err)
	}
	var all template
	for _, p := range seq.Processors {
		t, err := parseTemplate(p)
		if err != nil {
			return template{}, err
		}
		all.before = append(t.before, all.before...)
		all.after = append(all.after, t.after...)
	}
	return all, nil
}

// parsePairProcessing reads BertProcessing and RobertaProcessing: cls and sep as [token, id].
func parsePairProcessing(raw json.RawMessage) (template, error) {
	var pair struct {
		Sep, Cls []json.RawMessage
	}
	if err := json.Unmarshal(raw, &pair); err != nil {
		return template{}, fmt.Errorf("%w: its post_processor: %w", ErrMalformed, err)
	}
	id := func(entry []json.RawMessage) (id int64, err error) {
		if len(entry) != 2 {
			return 0, fmt.Errorf("%w: its post_processor gives %d values for a token; needed are 2, the token and its id", ErrMalformed, len(entry))
		}
		if err := json.Unmarshal(entry[1], &id); err != nil {
			return 0, fmt.Errorf("%w: its post_processor: %w", ErrMalformed, err)
		}
		return id, checkID(id)
	}
	cls, err := id(pair.Cls)
	if err != nil {
		return template{}, err
	}
	sep, err := id(pair.Sep)
	if err != nil {
		return template{}, err
	}
	return template{[]int64{cls}, []int64{sep}}, nil
}

// parseTemplateProcessing reads the template for a single text, such as "[CLS] $A [SEP]".
func parseTemplateProcessing(raw json.RawMessage) (template, error) {
	var p struct {
		Single []struct {
			SpecialToken *struct {
				ID string `json:"id"`
			}
			Sequence *struct {
				ID string `json:"id"`
			}
		} `json:"single"`
		SpecialTokens map[string]struct {
			IDs []int64 `json:"ids"`
		} `json:"special_tokens"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return template{}, fmt.Errorf("%w: its post_processor: %w", ErrMalformed, err)
	}
	var t template
	seen := false
	for _, part := range p.Single {
		switch {
		case part.Sequence != nil && part.Sequence.ID == "A" && !seen:
			seen = true
		case part.SpecialToken != nil:
			special, ok := p.SpecialTokens[part.SpecialToken.ID]
			if !ok {
				return template{}, fmt.Errorf("%w: its template uses the token %q without giving its ids", ErrMalformed, part.SpecialToken.ID)
			}
			for _, id := range special.IDs {
				if err := checkID(id); err != nil {
					return template{}, err
				}
			}
			if seen {
				t.after = append(t.after, special.IDs...)
			} else {
				t.before = append(t.before, special.IDs...)
			}
		default:
			return template{}, fmt.Errorf("%w: its template for one text has a part that is neither a special token nor the text, once", ErrUnsupported)
		}
	}
	if !seen {
		return template{}, fmt.Errorf("%w: its template for one text leaves the text out", ErrMalformed)
	}
	return t, nil
}

func checkID(id int64) error {
	if id < 0 || id >= math.MaxInt32 {
		return fmt.Errorf("%w: a special token has the id %d; ids go from 0 to %d", ErrMalformed, id, math.MaxInt32-1)
	}
	return nil
}
