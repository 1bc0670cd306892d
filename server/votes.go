package server

import (
	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred/corpus"
)

type voteAnswer struct {
	ID    string `json:"id"`
	Votes int    `json:"votes"`
}

// ballot is the body of a vote.
type ballot struct{ delta int }

func ballotTable() table[ballot] {
	return table[ballot]{
		{"delta", number, false, "1 or -1", func(b *ballot, v string) error {
			if err := whole(&b.delta, v, -1, 1); err != nil {
				return err
			}
			return when(b.delta != 0)
		}},
	}
}

// postVote answers POST /v1/papers/{id}/votes.
func (s *Server) postVote(c *gin.Context, id string) {
	err := nothing(c)
	if err == nil {
		err = wrongMedia(c.Request.Header, []string{mediaJSON})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	b, err := s.readBallot(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	votes, err := s.engine.Vote(c.Request.Context(), id, b.delta)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, voteAnswer{corpus.NormalizeID(id), votes})
}

func (s *Server) readBallot(c *gin.Context) (b ballot, err error) {
	body, err := readBody(c, s.o.MaxBody)
	if err != nil {
		return b, err
	}
	all, err := inObject(body)
	if err != nil {
		return b, err
	}
	if b, err = ballotTable().read(all); err == nil && b.delta == 0 {
		err = refuseParameter("delta", `it is missing; need {"delta":1} or {"delta":-1}`)
	}
	return b, err
}
