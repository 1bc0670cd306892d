package kindred

import (
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/rank"
)

// Bounds of a query.
const (
	DefaultLimit = 10
	MaxLimit     = 1000  // results of one answer, and offset + limit
	MaxText      = 32768 // bytes of a question
	MaxIDs       = 100   // ids of like and of unlike
	MaxExclude   = 10000 // ids of exclude
	MaxValues    = 100   // values of one filter
)

// A Mode is what a search compares: meaning, words or both.
type Mode string

// The modes. The answer says which one ran: a question without words runs as
// semantic, one of which the model knows no word as lexical.
const (
	Hybrid   Mode = "hybrid"
	Semantic Mode = "semantic"
	Lexical  Mode = "lexical"
)

// A Query asks for papers. At least one of Text, Vector and Like is needed;
// the directions of those given are added, each of length 1.
type Query struct {
	Text   string    // a question in natural language, with the operators of lexical.Parse, at most MaxText bytes
	Vector []float32 // of the model's dimension; any length but 0, it is normalized
	Like   []string  // ids of papers to be near to; they are not among the results
	Unlike []string  // ids of papers to be far from; they are not among the results

	Plain   bool     // take every character of Text as text, no operators. Default false
	Exclude []string // ids of papers that are not among the results, known or not; at most MaxExclude

	Limit  int // 1 to MaxLimit. Default DefaultLimit
	Offset int // results to skip; Offset + Limit at most MaxLimit. Default 0

	Mode   Mode        // Default Hybrid, Semantic without Text
	Fusion rank.Fusion // Default rank.Convex

	Profile  rank.Profile // the weights to begin with. Default rank.Balanced
	Recency  *float64     // 0 to 10. Default: as the profile has it
	Votes    *float64     // 0 to 10. Default: as the profile has it
	HalfLife rank.Span    // Default: as the profile has it

	Similarity *float64 // the share of meaning in hybrid relevance, 0 to 1. Default: as the profile has it

	// Diversity makes results differ from each other, 0 to 1: at 0 only their score
	// counts, at 1 only how little they resemble those before them. Default 0.
	Diversity float64

	Filter Filter // Default: every paper

	Facets   []Facet   // count the papers that pass by these fields. Default none
	Snippets bool      // give the sentence of each abstract that answers best. Default false
	Explain  bool      // give the parts of each score. Default false
	Exact    bool      // look at every paper, past the graph. Default false
	Now      time.Time // for the age of papers. Default: Options.Now

	distinct bool     // versions of one paper are one result
	library  *library // papers to be near to as a whole; nil without
}

// A RelatedQuery asks for the papers near some, which are not among the
// results.
type RelatedQuery struct {
	Text   string   // an abstract, or any text of at most MaxText bytes; without one Like must be given
	Like   []string // ids, at most MaxIDs
	Unlike []string // ids of papers to be far from

	// Library is papers to be near to as a whole, whatever number of subjects they
	// are about, at most MaxLibrary; it stands in place of Like and Text. A paper
	// is known by its ID, else by its Title, whatever its case and punctuation;
	// one that is not known speaks by Title and Abstract, and is not stored. A
	// result is near to two of them at least (Hit.Near; its similarity, and what is
	// explained as its cosine, is the mean of both), and none is one of them or has
	// the title of one. Default none.
	Library []corpus.Paper

	Limit  int // as in Query
	Offset int

	Profile  rank.Profile
	Recency  *float64
	Votes    *float64
	HalfLife rank.Span

	Diversity float64

	Filter Filter

	Facets  []Facet
	Explain bool
	Exact   bool
	Now     time.Time
}

// A Filter says which papers may be results. Several values of one field are
// alternatives; different fields must all pass. The zero Filter lets every
// paper pass.
type Filter struct {
	// From and To bound the date of publication, both inclusive: a paper
	// passes when what is known of its date overlaps them.
	From, To corpus.Date

	// Categories are exact, as cs.CL, or a prefix, as cs.*.
	Categories []string

	// Authors, Venues and Organizations match when one author, the venue, the
	// organization has all the words of one value, whatever the case and the
	// accents.
	Authors       []string
	Venues        []string
	Organizations []string

	MinVotes      int   // Default 0
	HasRepository *bool // papers with a repository, or those without. Default: all
}

// A Result is the answer to a query.
type Result struct {
	Query  string  `json:"query"` // the text of the question
	Mode   Mode    `json:"mode"`  // the one that ran
	TookMS float64 `json:"took_ms"`
	Total  int     `json:"total"`   // papers that pass the filters, those excluded by Like and Unlike not counted
	Hits   []Hit   `json:"results"` // the best first; never nil

	Facets map[Facet][]FacetCount `json:"facets,omitempty"` // those asked for, each with its commonest values

	Notes []string `json:"notes,omitempty"` // what who asked should know: a word taken for another, a filter that nothing passes

	Timing Timing `json:"-"`

	mark func(text string) []lexical.Span // where words of the question are; nil when no snippets are asked for
}

// A Hit is one paper of a Result.
type Hit struct {
	corpus.Paper
	Score   float64     `json:"score"`
	Twins   []string    `json:"twins,omitempty"` // ids of other versions of a related paper: the same title, at most two years apart
	Near    []string    `json:"near,omitempty"`  // ids of the papers of a library that it is near to, the nearest first
	Snippet *Snippet    `json:"snippet,omitempty"`
	Explain *rank.Parts `json:"explain,omitempty"`
}

// Timing says where the time of a query went.
type Timing struct {
	Embed  time.Duration // the text to a vector
	Words  time.Duration // the words of the text looked up
	Search time.Duration // filter, both indexes, ranking
	Fetch  time.Duration // the papers shown, from the store
}
