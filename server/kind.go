package server

// A kind is what a JSON value is. Values of an address are of any kind.
type kind int

const (
	anyKind kind = iota
	text
	number
	flag
	list
	object
)

// String names the kind in a sentence.
func (k kind) String() string {
	return [...]string{"a value", "a text", "a number", "true or false", "a list", "an object"}[k]
}

// kindOf tells a valid JSON value, without space before it, by its first byte;
// null is anyKind.
func kindOf(raw []byte) kind {
	switch raw[0] {
	case '"':
		return text
	case '{':
		return object
	case '[':
		return list
	case 't', 'f':
		return flag
	case 'n':
		return anyKind
	}
	return number
}
