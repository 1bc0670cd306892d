package corpus

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A rehearsal says what the import then does, batch by batch, and leaves nothing.
func TestRehearse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := busyStore(t, path)
	random := rand.New(rand.NewPCG(7, 7))
	var batches [][]Paper
	for i := range 6 {
		records := crashRecords(i + 1)
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		again := records[:5:5]
		again[0].Abstract += " Told anew."
		batches = append(batches, append(again, records...))
	}
	for _, o := range []PlanOptions{{}, {MergeTitles: true}} {
		before := durable(t, s)
		var said [][]Outcome
		texts := 0
		err := s.Rehearse(ctx, o, func(r *Rehearsal) error {
			for _, b := range batches {
				outcomes, n, err := r.Store(ctx, b)
				if err != nil {
					return err
				}
				said, texts = append(said, outcomes), texts+n
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := durable(t, s); after != before {
			t.Fatal("the store is not as it was")
		}
		copied := filepath.Join(t.TempDir(), "copy.db")
		if _, err := s.Backup(ctx, copied, BackupOptions{}); err != nil {
			t.Fatal(err)
		}
		c := openAt(t, copied, Options{})
		embedded := 0
		for i, b := range batches {
			changes, err := c.Plan(ctx, b, o)
			if err != nil {
				t.Fatal(err)
			}
			for j := range changes {
				if changes[j].NeedsVector {
					changes[j].Vector = vectorOf(changes[j].Paper)
					embedded++
				}
			}
			did, err := c.Commit(ctx, testModel.Identity, changes)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(did, said[i]) {
				t.Errorf("batch %d: said %v, did %v", i, said[i], did)
			}
		}
		if texts != embedded || texts == 0 {
			t.Errorf("said %d texts, embedded %d", texts, embedded)
		}
	}
	stop := errors.New("enough")
	before := durable(t, s)
	if err := s.Rehearse(ctx, PlanOptions{}, func(r *Rehearsal) error {
		if _, _, err := r.Store(ctx, []Paper{{ID: "owl", Title: "Owls"}}); err != nil {
			return err
		}
		if _, _, err := r.Store(ctx, []Paper{{ID: "none"}}); !errors.Is(err, ErrInvalid) {
			t.Errorf("got %v, need ErrInvalid", err)
		}
		return stop
	}); !errors.Is(err, stop) || durable(t, s) != before {
		t.Errorf("got %v", err)
	}
	r := openAt(t, path, Options{ReadOnly: true})
	if err := r.Rehearse(ctx, PlanOptions{}, nil); !errors.Is(err, ErrReadOnly) || !strings.Contains(err.Error(), "rehearse") {
		t.Errorf("for reading: got %v", err)
	}
}
