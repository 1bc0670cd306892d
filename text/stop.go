package text

// StopWord reports whether a folded word says nothing about what an English text
// is about: the closed classes of the language, as the Snowball project lists them, with the
// few modals and abbreviations that papers add. A question is better answered without them:
// with Stem and BM25 they lift the mean nDCG@10 over seven judged sets from 0.515 to 0.545,
// the 33 words that Lucene leaves out to 0.527.
func StopWord(word string) bool {
	switch word {
	case "a", "an", "the", // articles
		"i", "me", "my", "myself", "we", "our", "ours", "ourselves", "us", "you", "your", "yours", "yourself", "yourselves",
		"he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself",
		"they", "them", "their", "theirs", "themselves", "this", "that", "these", "those", // pronouns
		"what", "which", "who", "whom", "when", "where", "why", "how", // questions
		"am", "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "having", "do", "does", "did", "doing",
		"can", "could", "should", "would", "will", "may", "might", "must", "shall", // auxiliaries
		"and", "but", "if", "or", "because", "as", "until", "while", "than", "so", "nor", "however", // conjunctions
		"of", "at", "by", "for", "with", "about", "against", "between", "into", "through", "during", "before", "after", "above",
		"below", "to", "from", "up", "down", "in", "out", "on", "off", "over", "under", "such", // prepositions
		"again", "further", "then", "once", "here", "there", "all", "any", "both", "each", "few", "more", "most", "other", "some",
		"no", "not", "only", "own", "same", "too", "very", "just", "now", "also", // adverbs and quantities
		"s", "t", "don", "et", "al":
		return true
	}
	return false
}
