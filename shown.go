package kindred

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/kindred-search/kindred/corpus"
)

const (
	shownPapers   = 4096 // that are remembered, 3 KB each
	shownAbstract = 8192 // bytes of the longest abstract that is
)

// shown remembers the papers that answers showed lately: reading ten of them
// from the store takes as long as finding them. It holds none that has changed:
// apply makes it forget them before a change is acknowledged.
type shown struct {
	mu     sync.Mutex
	papers *simplelru.LRU[int64, corpus.Paper]
	epoch  int // how often something was forgotten
}

func newShown() (*shown, error) {
	papers, err := simplelru.NewLRU[int64, corpus.Paper](shownPapers, nil)
	return &shown{papers: papers}, err
}

// read is corpus.Store.Papers with a memory.
func (s *shown) read(ctx context.Context, store *corpus.Store, numbers []int64) ([]corpus.Paper, error) {
	known := make([]corpus.Paper, len(numbers))
	var missing []int64
	s.mu.Lock()
	epoch := s.epoch
	for i, n := range numbers {
		var remembered bool
		if known[i], remembered = s.papers.Get(n); !remembered {
			missing = append(missing, n)
		}
	}
	s.mu.Unlock()
	papers := make([]corpus.Paper, 0, len(numbers))
	var fresh []corpus.Paper
	if len(missing) > 0 {
		var err error
		if fresh, err = store.Papers(ctx, missing); err != nil {
			return nil, err
		}
		if len(fresh) != len(missing) {
			return nil, nil // one is gone, and which the caller does not ask
		}
		s.remember(missing, fresh, epoch)
	}
	for _, p := range known {
		if p.ID == "" {
			p, fresh = fresh[0], fresh[1:]
		}
		papers = append(papers, own(p))
	}
	return papers, nil
}

// own is a paper that shares nothing that its reader may change.
func own(p corpus.Paper) corpus.Paper {
	p.Authors, p.Categories = slices.Clone(p.Authors), slices.Clone(p.Categories)
	for _, n := range []**int{&p.Votes, &p.Citations} {
		if *n != nil {
			*n = new(**n)
		}
	}
	return p
}

// remember keeps papers that were read since epoch, unless something was
// forgotten meanwhile: it may be one of them.
func (s *shown) remember(numbers []int64, papers []corpus.Paper, epoch int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		return
	}
	for i, p := range papers {
		if len(p.Abstract) <= shownAbstract {
			s.papers.Add(numbers[i], p)
		}
	}
}

// forget drops papers that have changed.
func (s *shown) forget(numbers func(yield func(int64) bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	for n := range numbers {
		s.papers.Remove(n)
	}
}

// forgetAll drops what is remembered.
func (s *shown) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	s.papers.Purge()
}
