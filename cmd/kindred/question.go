package main

import (
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// A question is what search, related and export are asked with flags: which
// papers, how many, in which order.
type question struct {
	limit, offset  int
	profile        string
	recency, votes float64
	halfLife       string

	from, to                                   string
	categories, authors, venues, organizations []string
	minVotes                                   int
	diversity                                  float64
	hasRepository                              bool
	explain, exact                             bool

	flags *pflag.FlagSet
}

// take gives a command the flags of a question.
func (q *question) take(c *cobra.Command, limit int) {
	q.flags = c.Flags()
	f := c.Flags()
	f.IntVar(&q.limit, "limit", limit, "how many papers at most, up to 1000")
	f.IntVar(&q.offset, "offset", 0, "how many of the best to leave out")
	f.StringVar(&q.profile, "profile", string(rank.Balanced), "how relevance, date and votes are weighed: balanced, relevance, fresh, hot or classic")
	f.Float64Var(&q.recency, "recency", 0, "how much the newest paper gains, 0 to 10 (default: as the profile)")
	f.Float64Var(&q.votes, "votes", 0, "how much the most voted for gains, 0 to 10 (default: as the profile)")
	f.StringVar(&q.halfLife, "half-life", "", "age at which a paper gains half as much, as 12h, 30d, 8w, 2y (default: as the profile)")
	f.StringVar(&q.from, "from", "", "published then or later: `YYYY`, YYYY-MM or YYYY-MM-DD")
	f.StringVar(&q.to, "to", "", "published then or earlier: `YYYY`, YYYY-MM or YYYY-MM-DD")
	f.StringArrayVar(&q.categories, "category", nil, "only this category, as cs.CL or cs.*; several are alternatives, as with the next three")
	f.StringArrayVar(&q.authors, "author", nil, "only papers with an author of this name, or part of it")
	f.StringArrayVar(&q.venues, "venue", nil, "only this venue, or part of its name")
	f.StringArrayVar(&q.organizations, "organization", nil, "only this organization, or part of its name")
	f.IntVar(&q.minVotes, "min-votes", 0, "only papers with so many votes")
	f.BoolVar(&q.hasRepository, "has-repository", false, "only papers with source code; =false for those without")
	f.Float64Var(&q.diversity, "diversity", 0, "how much results are to differ from each other, 0 to 1")
	f.BoolVar(&q.explain, "explain", false, "show the parts of each score")
	f.BoolVar(&q.exact, "exact", false, "look at every paper, past the graph")
	profiles := make([]string, 0, 5)
	for _, p := range rank.Profiles() {
		profiles = append(profiles, string(p))
	}
	complete(c, "profile", profiles...)
}

// query is the question as the engine takes it, without a text. Whether it can
// be, but for what is text here, is the engine's to say.
func (q *question) query() (kindred.Query, error) {
	filter, err := q.filter()
	if err != nil {
		return kindred.Query{}, err
	}
	out := kindred.Query{
		Limit: q.limit, Offset: q.offset, Profile: rank.Profile(q.profile), Filter: filter,
		Diversity: q.diversity, Explain: q.explain, Exact: q.exact,
	}
	if q.limit == 0 { // which the engine takes for its default
		return out, &kindred.ParameterError{Name: "limit", Got: "0", Need: "1 to 1000"}
	}
	if q.flags.Changed("recency") {
		out.Recency = &q.recency
	}
	if q.flags.Changed("votes") {
		out.Votes = &q.votes
	}
	if q.halfLife != "" {
		if out.HalfLife, err = rank.ParseSpan(q.halfLife); err != nil {
			return out, cannotBe("half_life", q.halfLife, "a whole number and h, d, w or y, from 1h to 100y, as in 30d")
		}
	}
	return out, nil
}

func (q *question) filter() (kindred.Filter, error) {
	f := kindred.Filter{
		Categories: q.categories, Authors: q.authors, Venues: q.venues, Organizations: q.organizations, MinVotes: q.minVotes,
	}
	if q.flags.Changed("has-repository") {
		f.HasRepository = &q.hasRepository
	}
	var err error
	if q.from != "" {
		if f.From, err = corpus.ParseDate(q.from); err != nil {
			return f, cannotBe("from", q.from, dates)
		}
	}
	if q.to != "" {
		if f.To, err = corpus.ParseDate(q.to); err != nil {
			return f, cannotBe("to", q.to, dates)
		}
	}
	return f, nil
}

const dates = "a date as 2023, 2023-12 or 2023-12-21"

func cannotBe(parameter, got, need string) error {
	return &kindred.ParameterError{Name: parameter, Got: strconv.Quote(got), Need: need}
}
