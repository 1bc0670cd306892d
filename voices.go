package kindred

import (
	"slices"
	"strings"

	"github.com/kindred-search/kindred/rank"
)

// The mean of all vectors of a library says nothing once it is about two subjects:
// it lies between them, where neither is. So each paper of it asks, as a voice, for
// itself, and a paper is as similar to the library as it is to the two voices that
// are for it most, in the mean: one alone may be an odd one out. Each voice is on
// the scale of rank.Similarity, on which papers that are near to everything gain
// nothing. scripts/bench/library has the measurement beside other rules.

// A voice is one paper that results are to be near to.
type voice struct {
	id     string // of the paper
	vector []float32
	mean   float64 // cosine with all papers, in the mean
}

// nearVoices is how many voices make the similarity of a paper.
const nearVoices = 2

// voice adds a voice, turned away from what is not wanted; one that says nothing
// else is left out.
func (v *view) voice(voices []voice, id string, vector []float32, away []float64) []voice {
	if slices.ContainsFunc(away, func(x float64) bool { return x != 0 }) {
		sum := make([]float64, len(vector))
		accumulate(sum, vector, 1)
		addUnit(sum, away, -unlikeWeight, least)
		turned := make([]float64, len(vector))
		if !addUnit(turned, sum, 1, least) {
			return voices
		}
		vector = narrow(turned)
	}
	return append(voices, voice{strings.Clone(id), vector, v.meanCosine(vector)}) // an id may be of the view's file
}

// similarity is how near a paper with this cosine is to a voice.
func (o *voice) similarity(cosine float32) float32 {
	return float32(rank.Similarity(float64(cosine), o.mean))
}

// A verdict is what voices say of a paper.
type verdict struct {
	slot  uint32
	best  [nearVoices]float32 // similarities, the greatest first
	voice [nearVoices]int     // whose they are; -1 for none
}

func newVerdict(slot uint32) verdict { return verdict{slot: slot, voice: [nearVoices]int{-1, -1}} }

// hear takes in what a voice says.
func (d *verdict) hear(voice int, similarity float32) {
	for i := range d.best {
		if d.voice[i] < 0 || similarity > d.best[i] {
			voice, d.voice[i] = d.voice[i], voice
			similarity, d.best[i] = d.best[i], similarity
			if voice < 0 {
				return
			}
		}
	}
}

// similarity is the mean of the best of so many voices as there are.
func (d *verdict) similarity(voices int) float32 {
	n := min(nearVoices, voices)
	var sum float32
	for _, s := range d.best[:n] {
		sum += s
	}
	return sum / float32(n)
}

// near are the ids of the papers that were for the one in a slot.
func (a *asked) near(slot uint32) (ids []string) {
	d, known := a.said[slot]
	for i := range d.voice {
		if known && d.best[i] > 0 && a.voices[d.voice[i]].id != "" {
			ids = append(ids, a.voices[d.voice[i]].id)
		}
	}
	return ids
}
