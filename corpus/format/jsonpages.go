package format

// pageKeys are the keys under which APIs put the papers of a page: OpenAlex,
// Semantic Scholar, its recommendations, Zotero, authors with their papers, the
// Daily Papers.
var pageKeys = map[string]bool{"results": true, "data": true, "recommendedPapers": true, "items": true, "papers": true, "dailyPapers": true}

// maxPageHead is how much of a page, in bytes, may stand before its papers.
const maxPageHead = 16 << 10

// opensPage reports whether the object at the front of b is a page: an object
// that is no paper, with an array of objects under one of pageKeys. The end is
// that of the bracket that opens the array.
func opensPage(b []byte) (end int, ok bool) {
	b = b[:min(len(b), maxPageHead)]
	if len(b) == 0 || b[0] != '{' {
		return 0, false
	}
	for i := skipSpace(b, 1); i < len(b) && b[i] == '"'; {
		keyEnd, err := scanString(b, i)
		if err != nil {
			return 0, false
		}
		key := string(b[i+1 : keyEnd-1])
		if f, _ := lookUp(key); f == fieldTitle || f == fieldAbstract {
			return 0, false
		}
		i = skipSpace(b, keyEnd)
		if i >= len(b) || b[i] != ':' {
			return 0, false
		}
		i = skipSpace(b, i+1)
		if pageKeys[key] && i < len(b) && b[i] == '[' {
			first := skipSpace(b, i+1)
			return i + 1, first < len(b) && (b[first] == '{' || b[first] == ']')
		}
		if i, err = scanValue(b, i, maxDepth); err != nil {
			return 0, false
		}
		if i = skipSpace(b, i); i >= len(b) || b[i] != ',' {
			return 0, false
		}
		i = skipSpace(b, i+1)
	}
	return 0, false
}

// enterPage steps into the page at the front of the window, where one begins.
func (s *jsonStream) enterPage() bool {
	end, ok := opensPage(s.in.peek(maxPageHead))
	if ok {
		s.in.skip(end)
		s.inArray, s.inPage, s.lost, s.found = true, true, false, false
	}
	return ok
}

// leavePage leaves behind what follows the papers of a page, up to its end; it
// returns false where the stream ends before.
func (s *jsonStream) leavePage() bool {
	s.inPage = !s.skipBrackets(1)
	return !s.inPage
}
