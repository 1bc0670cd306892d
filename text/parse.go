package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// Returned when a declaration is read.
var (
	// ErrUnknownStep is returned for a step that this package does not know or cannot do as declared.
	ErrUnknownStep = errors.New("unknown normalizer")
	// ErrDeclaration is returned for a declaration that is not of the expected shape.
	ErrDeclaration = errors.New("malformed normalizer")
)

// declaration has the fields of every step; Type says which of them count.
type declaration struct {
	Type        string            `json:"type"`
	Normalizers []json.RawMessage `json:"normalizers"` // Sequence
	StripLeft   bool              `json:"strip_left"`  // Strip
	StripRight  bool              `json:"strip_right"`
	Pattern     struct {          // Replace: one of the two
		String *string
		Regex  *string
	} `json:"pattern"`
	Content  string `json:"content"`              // Replace
	Prepend  string `json:"prepend"`              // Prepend
	Charsmap []byte `json:"precompiled_charsmap"` // Precompiled: base64
}

// ParseNormalizer reads the "normalizer" of a tokenizer.json; null or nothing gives one that changes only bytes that are
// not UTF-8. A lowercase other than nil overrides the file: true lower-cases before everything else, false leaves
// lower-casing out. lowers reports whether the result lower-cases. The error is ErrUnknownStep or ErrDeclaration, wrapped,
// with the name of the step.
func ParseNormalizer(raw []byte, lowercase *bool) (n Normalizer, lowers bool, err error) {
	n, lowers, err = parseStep(raw, lowercase)
	if err == nil && lowercase != nil && *lowercase && !lowers {
		n, lowers = Sequence{Lowercase{}, n}, true
	}
	return n, lowers, err
}

func parseStep(raw []byte, lowercase *bool) (n Normalizer, lowers bool, err error) {
	if len(raw) == 0 || string(raw) == "null" {
		return Sequence{}, false, nil
	}
	var d declaration
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrDeclaration, err)
	}
	switch d.Type {
	case "Sequence":
		return parseSequence(d.Normalizers, lowercase)
	case "BertNormalizer":
		b, err := ParseBert(raw, lowercase)
		return b, b.LowercaseText, err
	case "Lowercase":
		if lowercase != nil && !*lowercase {
			return Sequence{}, false, nil
		}
		return Lowercase{}, true, nil
	case "NFC":
		n = NFC
	case "NFD":
		n = NFD
	case "NFKC":
		n = NFKC
	case "NFKD":
		n = NFKD
	case "Nmt":
		n = Nmt{}
	case "Strip":
		n = Strip{Left: d.StripLeft, Right: d.StripRight}
	case "StripAccents":
		n = StripAccents{}
	case "Replace":
		n, err = d.replace()
	case "Prepend":
		n = Prepend(d.Prepend)
	case "ByteLevel":
		n = ByteLevel{}
	case "Precompiled":
		n, err = ParseCharsmap(d.Charsmap)
	default:
		err = fmt.Errorf("%w: %q", ErrUnknownStep, d.Type)
	}
	return n, false, err
}

func parseSequence(steps []json.RawMessage, lowercase *bool) (n Normalizer, lowers bool, err error) {
	seq := make(Sequence, 0, len(steps))
	for _, raw := range steps {
		step, l, err := parseStep(raw, lowercase)
		if err != nil {
			return nil, false, err
		}
		seq, lowers = append(seq, step), lowers || l
	}
	return seq, lowers, nil
}

// ParseBert reads a BertNormalizer. Where the file leaves strip_accents open (null), accents are stripped if and only if
// text is lower-cased. A lowercase other than nil replaces the file's.
func ParseBert(raw []byte, lowercase *bool) (Bert, error) {
	d := struct {
		CleanText          bool  `json:"clean_text"`
		HandleChineseChars bool  `json:"handle_chinese_chars"`
		StripAccents       *bool `json:"strip_accents"`
		Lowercase          bool  `json:"lowercase"`
	}{CleanText: true, HandleChineseChars: true, Lowercase: true}
	if err := json.Unmarshal(raw, &d); err != nil {
		return Bert{}, fmt.Errorf("%w: BertNormalizer: %w", ErrDeclaration, err)
	}
	if lowercase != nil {
		d.Lowercase = *lowercase
	}
	b := Bert{CleanText: d.CleanText, PadChinese: d.HandleChineseChars, StripAccents: d.Lowercase, LowercaseText: d.Lowercase}
	if d.StripAccents != nil {
		b.StripAccents = *d.StripAccents
	}
	return b, nil
}

func (d *declaration) replace() (Normalizer, error) {
	switch {
	case d.Pattern.String != nil:
		return Replace{regexp.MustCompile(regexp.QuoteMeta(*d.Pattern.String)), d.Content}, nil
	case d.Pattern.Regex != nil:
		re, err := CompilePattern(*d.Pattern.Regex)
		if err != nil {
			return nil, fmt.Errorf("%w: Replace: %w", ErrUnknownStep, err)
		}
		return Replace{re, d.Content}, nil
	}
	return nil, fmt.Errorf("%w: Replace has neither a String nor a Regex pattern", ErrDeclaration)
}
