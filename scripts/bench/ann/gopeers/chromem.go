package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// exhaustive is chromem-go, which looks at every vector.
type exhaustive struct {
	db         *chromem.DB
	collection *chromem.Collection
}

const collection = "papers"

func noText(context.Context, string) ([]float32, error) {
	return nil, errors.New("all vectors are given")
}

func newChromem() *exhaustive { return &exhaustive{db: chromem.NewDB()} }

func (e *exhaustive) add(slot uint32, v []float32) (err error) {
	if e.collection == nil {
		if e.collection, err = e.db.CreateCollection(collection, nil, noText); err != nil {
			return err
		}
	}
	return e.collection.AddDocument(context.Background(), chromem.Document{ID: strconv.Itoa(int(slot)), Embedding: v})
}

func (e *exhaustive) ef(int) {}

func (e *exhaustive) save(file string) error { return e.db.ExportToFile(file, false, "") }

func (e *exhaustive) open(file string) error {
	e.db = chromem.NewDB()
	if err := e.db.ImportFromFile(file, ""); err != nil {
		return err
	}
	e.collection = e.db.GetCollection(collection, noText)
	return nil
}

func (e *exhaustive) search(query []float32, k int) ([]uint32, error) {
	results, err := e.collection.QueryEmbedding(context.Background(), query, k, nil, nil)
	if err != nil {
		return nil, err
	}
	slots := make([]uint32, len(results))
	for i, r := range results {
		slot, err := strconv.ParseUint(r.ID, 10, 32)
		if err != nil {
			return nil, err
		}
		slots[i] = uint32(slot)
	}
	return slots, nil
}
