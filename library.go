package kindred

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
)

// MaxLibrary is the most papers of RelatedQuery.Library.
const MaxLibrary = 10000

// A library is papers that an answer is to be near to as a whole. Those that the
// store has, by id or else by title, speak with the vector that they have there, the
// others with one of their title and abstract, which is not stored.
type library struct {
	papers []corpus.Paper
	titles []string           // the ids that their titles make
	titled map[string][]int64 // numbers of the store's papers with such a title

	embedded []embed.Embedding // of papers, where they are needed
	by       string            // identity of the model that made them
}

// newLibrary looks the ids and the titles of papers up.
func (e *Engine) newLibrary(ctx context.Context, papers []corpus.Paper) (*library, error) {
	if len(papers) > MaxLibrary {
		return nil, parameter("library", said(fmt.Sprint(len(papers), " papers")), fmt.Sprintf("at most %d", MaxLibrary))
	}
	l := &library{}
	var ids []string
	for _, p := range papers {
		p.Clean()
		p.ID = corpus.NormalizeID(p.ID)
		l.papers, l.titles = append(l.papers, p), append(l.titles, corpus.TitleID(p.Title))
		ids = append(ids, p.ID)
	}
	mains, err := e.store.MainIDs(ctx, ids) // what memory knows papers by
	if err != nil {
		return nil, err
	}
	for i, main := range mains {
		l.papers[i].ID = cmp.Or(main, l.papers[i].ID)
	}
	l.titled, err = e.store.Titled(ctx, l.titles)
	return l, err
}

// A member is a paper of a library in one view.
type member struct {
	place int    // in library.papers
	slot  uint32 // when it is known
	known bool
}

// members are the papers of a library, each once, and all slots that are of one of
// them or have the title of one. Engine.publishing is held.
func (l *library) members(m *memory) (members []member, own []uint32) {
	slots, others := map[uint32]bool{}, map[string]bool{}
	for i, p := range l.papers {
		slot, known := m.slotOf(p.ID)
		for _, number := range l.titled[l.titles[i]] {
			if s, there := m.slotOfNumber(number); there {
				own = append(own, s)
				if !known {
					slot, known = s, true
				}
			}
		}
		name := l.titles[i]
		if name == "" {
			name = p.ID
		}
		if known && slots[slot] || !known && others[name] {
			continue
		}
		if known {
			slots[slot] = true
			own = append(own, slot)
		} else {
			others[name] = true
		}
		members = append(members, member{i, slot, known})
	}
	return members, own
}

// embed embeds the members that the store does not have.
func (l *library) embed(ctx context.Context, e *Engine, store corpus.Model, members []member) error {
	var texts []string
	var places []int
	for _, m := range members {
		if p := &l.papers[m.place]; !m.known && p.Title+p.Abstract != "" {
			texts, places = append(texts, embed.DocumentText(p.Title, p.Abstract)), append(places, m.place)
		}
	}
	if len(texts) == 0 || l.by == store.Identity { // a search that begins again
		return nil
	}
	model, err := e.modelFor(store)
	if err != nil {
		return err
	}
	embeddings, err := model.Documents(ctx, texts)
	if err != nil {
		return fmt.Errorf("cannot embed %d papers of the library: %w", len(texts), err)
	}
	l.embedded, l.by = make([]embed.Embedding, len(l.papers)), store.Identity
	for i, x := range embeddings {
		l.embedded[places[i]] = x
	}
	return nil
}

// askLibrary makes voices of a library.
func (e *Engine) askLibrary(ctx context.Context, v *view, q *Query, found *lookup, r *Result) (asked, error) {
	a := asked{mode: Semantic, workers: e.workers()}
	if v.index == nil {
		own, err := e.models.own(e.o.OpenModel)
		if err != nil {
			return a, err
		}
		return a, otherModel(v.model, own.info)
	}
	l := q.library
	begun := time.Now()
	if err := l.embed(ctx, e, v.model, found.members); err != nil {
		return a, err
	}
	if l.embedded != nil {
		r.Timing.Embed = time.Since(begun)
	}
	away, err := v.sum(found.unlike)
	if err != nil {
		return a, err
	}
	here, embedded := 0, 0
	for _, m := range found.members {
		var vector []float32
		id := ""
		switch {
		case m.known && v.bare.Has(m.slot):
		case m.known:
			if vector, id = v.index.Vector(m.slot), v.id(m.slot); vector == nil {
				return a, errNoVector
			}
			here++
		case l.embedded != nil && l.embedded[m.place].Err == nil && len(l.embedded[m.place].Vector) > 0:
			vector, id = l.embedded[m.place].Vector, l.papers[m.place].ID
			embedded++
		}
		if vector != nil {
			a.voices = v.voice(a.voices, id, vector, away)
		}
	}
	members := len(found.members)
	if len(a.voices) == 0 {
		return a, parameter("library", said(fmt.Sprint(members, " papers")), "a paper that is in the store, or one with a title or an abstract that the model knows words of")
	}
	if mute := members - here - embedded; embedded+mute > 0 {
		says := fmt.Sprintf("papers of the library: %d in the store, %d read from title and abstract", here, embedded)
		if mute > 0 {
			says += fmt.Sprintf(", %d without a word that %s knows", mute, v.model.Name)
		}
		r.note("%s", says)
	}
	return a, nil
}
