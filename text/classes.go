package text

// IsSpace reports whether c has the property White_Space, as Rust's char::is_whitespace does.
func IsSpace(c rune) bool {
	switch {
	case c < 0x80:
		return c == ' ' || '\t' <= c && c <= '\r'
	case c < 0x2000:
		return c == 0x85 || c == 0xA0 || c == 0x1680
	}
	return c <= 0x200A || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000
}

// IsPunct reports whether BERT's pre-tokenizer makes c a token of its own: the 32 marks and symbols of ASCII, and
// category P of Unicode 8.
func IsPunct(c rune) bool {
	if c < 0x80 {
		return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
	}
	return punctuation.has(c)
}

// IsChinese reports whether c is a "Chinese character" in BERT's sense: the CJK ideographs, without kana and Hangul.
// The range 2B920 is the reference's; the block begins at 2B820, and models were trained with the reference.
func IsChinese(c rune) bool {
	if c < 0x3400 {
		return false
	}
	return c <= 0x4DBF || 0x4E00 <= c && c <= 0x9FFF || 0xF900 <= c && c <= 0xFAFF ||
		0x20000 <= c && c <= 0x2A6DF || 0x2A700 <= c && c <= 0x2B73F || 0x2B740 <= c && c <= 0x2B81F ||
		0x2B920 <= c && c <= 0x2CEAF || 0x2F800 <= c && c <= 0x2FA1F
}

// isDropped reports whether BERT's clean_text removes c.
func isDropped(c rune) bool {
	if c < 0x80 {
		return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F
	}
	return dropped.has(c)
}

// IsWord reports whether c is part of a word in the sense of \w: letters, marks, digits, connectors, joiners.
func IsWord(c rune) bool {
	if c < 0x80 {
		return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	return wordChars.has(c)
}

// IsNumber reports whether c has category N: digits, number letters, fractions.
func IsNumber(c rune) bool {
	if c < 0x80 {
		return '0' <= c && c <= '9'
	}
	return numbers.has(c)
}
