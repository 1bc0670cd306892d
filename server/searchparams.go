package server

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// searchTable is what a search takes in an address.
func searchTable(maxQuery int) table[kindred.Query] {
	type Q = kindred.Query
	return append(table[Q]{
		{"q", text, false, "a question of at most " + strconv.Itoa(maxQuery) + " bytes", func(q *Q, v string) error {
			q.Text = v
			return when(len(v) <= maxQuery)
		}},
		{"mode", text, false, "hybrid, semantic or lexical", func(q *Q, v string) error {
			q.Mode = kindred.Mode(v)
			return when(q.Mode == kindred.Hybrid || q.Mode == kindred.Semantic || q.Mode == kindred.Lexical)
		}},
		{"fusion", text, false, "convex or rrf", func(q *Q, v string) (err error) {
			q.Fusion, err = rank.ParseFusion(v)
			return ours(err)
		}},
		{"snippets", flag, false, "true or false", func(q *Q, v string) error { return truth(&q.Snippets, v) }},
	}, rankTable()...)
}

// rankTable is what every ranked answer takes.
func rankTable() table[kindred.Query] {
	type Q = kindred.Query
	return table[Q]{
		{"limit", number, false, "a whole number from 1 to 1000", func(q *Q, v string) error {
			return whole(&q.Limit, v, 1, kindred.MaxLimit)
		}},
		{"offset", number, false, "a whole number from 0 to 999, with limit at most 1000", func(q *Q, v string) error {
			return whole(&q.Offset, v, 0, kindred.MaxLimit-1)
		}},
		{"profile", text, false, "balanced, relevance, fresh, hot or classic", func(q *Q, v string) (err error) {
			q.Profile, err = rank.ParseProfile(v)
			return ours(err)
		}},
		{"recency", number, false, "a number from 0 to 10", func(q *Q, v string) error { return weight(&q.Recency, v) }},
		{"votes", number, false, "a number from 0 to 10", func(q *Q, v string) error { return weight(&q.Votes, v) }},
		{"half_life", text, false, "a time of at most 100 years, as 12h, 30d, 8w or 2y", func(q *Q, v string) (err error) {
			q.HalfLife, err = rank.ParseSpan(v)
			return ours(err)
		}},
		{"diversity", number, false, "a number from 0 to 1", func(q *Q, v string) (err error) {
			q.Diversity, err = strconv.ParseFloat(v, 64)
			return when(err == nil && q.Diversity >= 0 && q.Diversity <= 1)
		}},
		{"from", text, false, "a date, as 2023, 2023-12, 2023-12-21 or 2023-12-21T09:30:00Z", func(q *Q, v string) (err error) {
			q.Filter.From, err = corpus.ParseDate(v)
			return ours(err)
		}},
		{"to", text, false, "a date, as 2023, 2023-12, 2023-12-21 or 2023-12-21T09:30:00Z", func(q *Q, v string) (err error) {
			q.Filter.To, err = corpus.ParseDate(v)
			return ours(err)
		}},
		{"category", text, true, "a category, as cs.CL, or a prefix, as cs.*", func(q *Q, v string) error { return add(&q.Filter.Categories, v) }},
		{"author", text, true, "words of a name", func(q *Q, v string) error { return add(&q.Filter.Authors, v) }},
		{"venue", text, true, "words of a venue", func(q *Q, v string) error { return add(&q.Filter.Venues, v) }},
		{"organization", text, true, "words of an organization", func(q *Q, v string) error { return add(&q.Filter.Organizations, v) }},
		{"min_votes", number, false, "a whole number from 0 to 1000000000", func(q *Q, v string) error {
			return whole(&q.Filter.MinVotes, v, 0, corpus.MaxCount)
		}},
		{"has_repository", flag, false, "true or false", func(q *Q, v string) error {
			q.Filter.HasRepository = new(bool)
			return truth(q.Filter.HasRepository, v)
		}},
		{"facets", text, true, "category, year, venue or author, or several with commas between", func(q *Q, v string) error {
			return facets(&q.Facets, v)
		}},
		{"explain", flag, false, "true or false", func(q *Q, v string) error { return truth(&q.Explain, v) }},
		{"exact", flag, false, "true or false", func(q *Q, v string) error { return truth(&q.Exact, v) }},
	}
}

// likeTable is the papers to be near to and far from.
func likeTable() table[kindred.Query] {
	type Q = kindred.Query
	return table[Q]{
		{"like", text, true, "the id of a paper to be near to", func(q *Q, v string) error { return add(&q.Like, v) }},
		{"unlike", text, true, "the id of a paper to be far from", func(q *Q, v string) error { return add(&q.Unlike, v) }},
	}
}

// postedTable is what a search takes as a JSON body: that of an address, and
// what is too long for one.
func postedTable(search table[kindred.Query]) table[kindred.Query] {
	vector := parameter[kindred.Query]{"vector", number, true, "as many numbers as the model has dimensions", func(q *kindred.Query, v string) error {
		f, err := strconv.ParseFloat(v, 32)
		q.Vector = append(q.Vector, float32(f))
		return when(err == nil)
	}}
	return append(append(search[:len(search):len(search)], vector), likeTable()...)
}

// relatedTable is what papers related to the one in the address take.
func relatedTable() table[kindred.Query] { return append(rankTable(), likeTable()...) }

// libraryTable is what papers related to a library take, beside the library.
func libraryTable(maxText int) table[kindred.Query] {
	return append(relatedTable(), parameter[kindred.Query]{"text", text, false, "an abstract of at most " + strconv.Itoa(maxText) + " bytes", func(q *kindred.Query, v string) error {
		q.Text = v
		return when(len(v) <= maxText)
	}})
}

// when returns errNotAccepted unless the value is good.
func when(good bool) error {
	if good {
		return nil
	}
	return errNotAccepted
}

// ours replaces another package's sentence by that of the table.
func ours(err error) error { return when(err == nil) }

func add(to *[]string, v string) error {
	*to = append(*to, v)
	return nil
}

// facets adds those of a list with commas, each once.
func facets(to *[]kindred.Facet, v string) error {
	for name := range strings.SplitSeq(v, ",") {
		f := kindred.Facet(name)
		if !slices.Contains([]kindred.Facet{kindred.ByCategory, kindred.ByYear, kindred.ByVenue, kindred.ByAuthor}, f) {
			return errNotAccepted
		}
		if !slices.Contains(*to, f) {
			*to = append(*to, f)
		}
	}
	return nil
}

func whole(to *int, v string, least, most int) (err error) {
	*to, err = strconv.Atoi(v)
	return when(err == nil && *to >= least && *to <= most)
}

func weight(to **float64, v string) error {
	f, err := strconv.ParseFloat(v, 64)
	*to = &f
	return when(err == nil && !math.IsNaN(f) && f >= 0 && f <= 10)
}

// truth takes the two words of JSON and no others, so that an address and a
// body mean the same.
func truth(to *bool, v string) error {
	*to = v == "true"
	return when(*to || v == "false")
}
