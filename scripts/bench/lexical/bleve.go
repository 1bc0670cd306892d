package main

import (
	"io/fs"
	"path/filepath"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
)

// peer is bleve with its English analysis, which leaves out stop words, in one field
// that is neither stored nor sorted by.
type peer struct {
	path  string
	index bleve.Index
}

func newBleve(dir string) (*peer, error) {
	words := bleve.NewTextFieldMapping()
	words.Analyzer = "en"
	words.Store, words.IncludeInAll, words.IncludeTermVectors, words.DocValues = false, false, false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("words", words)
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping = document
	p := &peer{path: filepath.Join(dir, "bleve")}
	var err error
	p.index, err = bleve.New(p.path, mapping)
	return p, err
}

func (p *peer) name() string { return "bleve" }

func (p *peer) add(papers []paper) error {
	batch := p.index.NewBatch()
	for _, one := range papers {
		err := batch.Index(strconv.Itoa(int(one.slot)), map[string]string{"words": one.Title + "\n" + one.Abstract})
		if err != nil {
			return err
		}
	}
	return p.index.Batch(batch)
}

func (p *peer) finish() (size int64, err error) {
	err = filepath.WalkDir(p.path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return nil
	})
	return size, err
}

func (p *peer) search(question string) (int, error) {
	match := bleve.NewMatchQuery(question)
	match.SetField("words")
	result, err := p.index.Search(bleve.NewSearchRequestOptions(match, 100, 0, false))
	if err != nil {
		return 0, err
	}
	return len(result.Hits), nil
}

func (p *peer) close() error { return p.index.Close() }
