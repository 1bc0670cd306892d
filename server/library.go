package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// notedRecords is how many records of a library that are no papers are told.
const notedRecords = 20

// postRelated answers POST /v1/related: papers near to those of a library, which
// are not stored.
func (s *Server) postRelated(c *gin.Context) {
	q, notes, err := s.readLibrary(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	res, err := s.findRelated(c.Request.Context(), q)
	if err != nil {
		s.fail(c, err)
		return
	}
	res.Notes = append(notes, res.Notes...)
	s.ok(c, res)
}

func (s *Server) readLibrary(c *gin.Context) (q kindred.RelatedQuery, notes []string, err error) {
	if err := nothing(c); err != nil {
		return q, nil, err
	}
	body, err := readBody(c, s.o.MaxLibrary)
	if err != nil {
		return q, nil, err
	}
	return s.parseLibrary(body)
}

// parseLibrary reads the body of a question about a library; notes are of records
// that are passed over.
func (s *Server) parseLibrary(body []byte) (q kindred.RelatedQuery, notes []string, err error) {
	all, records, err := inObjectBut(body, "library")
	if err != nil {
		return q, nil, err
	}
	read, err := s.library.read(all)
	if err != nil {
		return q, nil, err
	}
	q = relatedOf(read)
	if records != nil {
		q.Library, notes, err = s.libraryOf(records)
	}
	if err == nil && len(q.Library) == 0 && len(q.Like) == 0 && q.Text == "" {
		err = refuseParameter("library", "it is missing; %s, or like, or text", needLibrary)
	}
	return q, notes, err
}

const needLibrary = "need a list of ids, as \"2310.16228\", and of papers, as {\"title\":\"...\",\"abstract\":\"...\"}"

// libraryOf reads the papers of a library, each an id, or an object in any form in
// which papers are imported.
func (s *Server) libraryOf(records json.RawMessage) (papers []corpus.Paper, notes []string, err error) {
	if k := kindOf(records); k != list {
		return nil, nil, refuseParameter("library", "got %s; %s", k, needLibrary)
	}
	var elements, objects []json.RawMessage
	if err := json.Unmarshal(records, &elements); err != nil {
		return nil, nil, notJSON(err, needLibrary)
	}
	var places []int // of objects among elements
	for i, element := range elements {
		if id, ok := idOf(element); ok {
			papers = append(papers, corpus.Paper{ID: id})
		} else {
			objects, places = append(objects, element), append(places, i)
		}
	}
	bad := 0
	for p, err := range readObjects(objects, s.o.MaxRecord) {
		var record *format.RecordError
		switch {
		case errors.As(err, &record):
			if bad++; bad <= notedRecords && record.Record <= len(places) {
				notes = append(notes, fmt.Sprintf("record %d of the library was passed over: %v", places[record.Record-1]+1, record.Err))
			}
		case err != nil:
			return nil, nil, refuseParameter("library", "it cannot be read as papers; %s", needLibrary)
		default:
			papers = append(papers, p)
		}
	}
	switch {
	case len(papers) == 0 && len(notes) > 0:
		return nil, nil, refuseParameter("library", "%s; %s", notes[0], needLibrary)
	case len(papers) == 0:
		return nil, nil, refuseParameter("library", "it is empty; %s", needLibrary)
	case bad > notedRecords:
		notes = append(notes, fmt.Sprintf("%d records of the library more were passed over", bad-notedRecords))
	}
	return papers, notes, nil
}

// idOf is the id that an element is, or that is all that an object has.
func idOf(element json.RawMessage) (id string, ok bool) {
	switch kindOf(element) {
	case text:
		err := json.Unmarshal(element, &id)
		return id, err == nil && id != "" && checkText(id) == ""
	case object:
		var all map[string]json.RawMessage
		if err := json.Unmarshal(element, &all); err == nil && len(all) == 1 && all["id"] != nil && kindOf(all["id"]) == text {
			return idOf(all["id"])
		}
	}
	return "", false
}

// readObjects reads papers of JSON values.
func readObjects(objects []json.RawMessage, most int) iter.Seq2[corpus.Paper, error] {
	if len(objects) == 0 {
		return func(func(corpus.Paper, error) bool) {}
	}
	var list bytes.Buffer
	list.WriteByte('[')
	for i, o := range objects {
		if i > 0 {
			list.WriteByte(',')
		}
		list.Write(o)
	}
	list.WriteByte(']')
	return format.Read(&list, format.Options{Name: "library", MaxRecord: most})
}
