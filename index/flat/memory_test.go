package flat

import "testing"

// The memory of slots that follow each other is given back with the last of them.
func TestDeleteGivesBack(t *testing.T) {
	x, err := New(2, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Add([]uint32{0, 1, 1024}, []float32{1, 0, 1, 0, 1, 0}); err != nil {
		t.Fatal(err)
	}
	x.Delete([]uint32{0, 1024})
	if s := x.current.Load(); s.chunks[0] == nil || s.chunks[1] != nil {
		t.Errorf("chunk 0 kept %t, chunk 1 kept %t; need the first alone", s.chunks[0] != nil, s.chunks[1] != nil)
	}
	x.Delete([]uint32{1})
	if s := x.current.Load(); s.chunks[0] != nil || s.live != 0 {
		t.Errorf("an empty index of %d vectors keeps chunk 0: %t", s.live, s.chunks[0] != nil)
	}
}

// Appending shares the rows that are there; replacing copies them, once per Add.
func TestWhatIsCopied(t *testing.T) {
	x, err := New(2, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := func() *float32 { return &x.current.Load().chunks[0].vectors[0] }
	add := func(slots ...uint32) {
		t.Helper()
		vectors := make([]float32, 2*len(slots))
		for i := range slots {
			vectors[2*i] = 1
		}
		if err := x.Add(slots, vectors); err != nil {
			t.Fatal(err)
		}
	}
	add(0, 1)
	before := rows()
	add(2, 3)
	if rows() != before {
		t.Error("appending copied the rows")
	}
	add(1)
	if rows() == before {
		t.Error("replacing wrote to rows that may be being read")
	}
	before = rows()
	x.Delete([]uint32{3})
	if rows() != before {
		t.Error("deleting copied the rows")
	}
	add(3)
	if rows() == before {
		t.Error("filling a slot again wrote to rows that may be being read")
	}
}
