package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
)

// getSearch answers GET /v1/search.
func (s *Server) getSearch(c *gin.Context) {
	q, err := ofAddress(c, s.search)
	if err == nil && q.Text == "" {
		err = refuseParameter("q", "it is missing; need a question, as /v1/search?q=protein+folding")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	res, err := s.find(c.Request.Context(), q)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, res)
}

// postSearch answers POST /v1/search: one body, or an array of them. A batch is
// read whole before the first search, and fails whole.
func (s *Server) postSearch(c *gin.Context) {
	queries, batch, err := s.readQueries(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	results := make([]kindred.Result, len(queries))
	for i, q := range queries {
		if results[i], err = s.find(c.Request.Context(), q); err != nil {
			s.fail(c, inBatch(err, i, batch))
			return
		}
	}
	if batch {
		s.ok(c, results)
		return
	}
	s.ok(c, results[0])
}

func (s *Server) readQueries(c *gin.Context) (queries []kindred.Query, batch bool, err error) {
	if err := nothing(c); err != nil {
		return nil, false, err
	}
	body, err := readBody(c, s.o.MaxBody)
	if err != nil {
		return nil, false, err
	}
	queries, batch, err = s.parseQueries(body)
	return queries, batch, err
}

// parseQueries reads the body of a search.
func (s *Server) parseQueries(body []byte) (queries []kindred.Query, batch bool, err error) {
	bodies := []json.RawMessage{body}
	if batch = bytes.TrimSpace(body)[0] == '['; batch {
		bodies = nil // json would write its elements over those of a slice, here the body itself
		if err := json.Unmarshal(body, &bodies); err != nil {
			return nil, true, notJSON(err, "need an array of searches")
		}
		if len(bodies) == 0 || len(bodies) > s.o.MaxBatch {
			return nil, true, refuse(http.StatusBadRequest, "the batch has %d searches; need 1 to %d", len(bodies), s.o.MaxBatch)
		}
	}
	for i, b := range bodies {
		q, err := s.parseQuery(b)
		if err != nil {
			return nil, batch, inBatch(err, i, batch)
		}
		queries = append(queries, q)
	}
	return queries, batch, nil
}

func (s *Server) parseQuery(body []byte) (kindred.Query, error) {
	all, err := inObject(body)
	if err != nil {
		return kindred.Query{}, err
	}
	q, err := s.posted.read(all)
	if err == nil && q.Text == "" && len(q.Vector) == 0 && len(q.Like) == 0 {
		err = refuseParameter("q", "it is missing; need q, vector or like")
	}
	return q, err
}

// inBatch says which search of a batch an error is of.
func inBatch(err error, i int, batch bool) error {
	if !batch {
		return err
	}
	var r *refusal
	if errors.As(err, &r) {
		return &refusal{r.status, r.parameter, fmt.Sprintf("search %d of the batch: %s", i+1, r.detail)}
	}
	return fmt.Errorf("search %d of the batch: %w", i+1, err)
}

// find searches, and notes where the time went.
func (s *Server) find(ctx context.Context, q kindred.Query) (kindred.Result, error) {
	res, err := s.engine.Search(ctx, q)
	if err == nil {
		s.metrics.search(res.Timing)
	}
	return res, err
}
