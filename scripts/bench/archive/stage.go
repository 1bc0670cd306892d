package main

import (
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// A rule gives a stage to every stack that has a function whose name begins as one of
// these.
type rule struct {
	stage string
	begin []string
}

const ours = "github.com/kindred-search/kindred"

// other is the stage of what no rule knows.
const other = "runtime and other"

// rules in the order in which they are tried, the most specific first: a checkpoint
// writes the graph, and is a checkpoint; a text that the model's tokenizer normalises is
// of the tokenizer; what is left of the engine's own functions comes last.
var rules = []rule{
	{"garbage collection", []string{"runtime.gcBgMarkWorker", "runtime.gcAssistAlloc", "runtime.gcStart", "runtime.gcMark", "runtime.gcDrain", "runtime.gcWriteBarrier", "runtime.wbBufFlush", "runtime.bgsweep", "runtime.bgscavenge", "runtime.sweepone", "runtime.(*sweepLocked)", "runtime.(*mheap).reclaim", "runtime.deductSweepCredit"}},
	{"checkpoints", []string{ours + ".(*Engine).save", ours + ".(*Engine).trySave", ours + ".(*Engine).cutAndSaveIndex", ours + ".(*cut)", ours + "/index/section.(*Writer)"}},
	{"measuring recall", []string{ours + "/index/hnsw.(*Index).Exact", ours + "/index/hnsw.(*Index).exact", ours + ".(*Engine).measureRecall", ours + ".(*Engine).probes", ours + ".recallOf"}},
	{"embedding: tokenizer", []string{ours + "/embed/tokenize.", ours + "/embed.(*Model).cut", ours + "/embed.(*Model).tokens"}},
	{"embedding: ONNX Runtime", []string{ours + "/embed", "github.com/yalue/onnxruntime_go."}},
	{"normalising", []string{ours + "/text.", ours + "/corpus.(*Paper).Clean", ours + "/corpus.(*Paper).Validate"}},
	{"words", []string{ours + "/index/lexical."}},
	{"graph", []string{ours + "/index/hnsw.", ours + "/index/staged.", ours + "/index/flat.", ours + "/index/vec."}},
	{"reading", []string{ours + "/corpus/format.", ours + ".gather", "github.com/klauspost/compress/"}},
	{"store", []string{ours + "/corpus.", "github.com/mattn/go-sqlite3.", "database/sql."}},
	{"columns and rest", []string{ours + ".", ours + "/", "main."}},
}

// stageOf is the stage of a stack of function names: that of the first rule of which one
// of them is.
func stageOf(stack []string) string {
	for _, r := range rules {
		if slices.ContainsFunc(stack, func(name string) bool {
			return slices.ContainsFunc(r.begin, func(begin string) bool { return strings.HasPrefix(name, begin) })
		}) {
			return r.stage
		}
	}
	return other
}

// A sampled is one stack of a profile, the outermost function first, with the
// nanoseconds of processor time that were spent in it.
type sampled struct {
	stage string
	stack []string
	nanos int64
}

// samples reads the stacks of a CPU profile.
func samples(p *profile.Profile) (all []sampled) {
	value := len(p.SampleType) - 1 // samples, then nanoseconds
	for _, s := range p.Sample {
		var stack []string
		for _, l := range s.Location { // the innermost first, in a location as well
			for _, line := range l.Line {
				if line.Function != nil {
					stack = append(stack, line.Function.Name)
				}
			}
		}
		slices.Reverse(stack)
		all = append(all, sampled{stageOf(stack), stack, s.Value[value]})
	}
	return all
}

// A share is the time of one stage.
type share struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
	Part    float64 `json:"part"` // of all
}

// byStage adds up the samples, the longest stage first.
func byStage(all []sampled) (shares []share) {
	var total int64
	nanos := map[string]int64{}
	for _, s := range all {
		nanos[s.stage] += s.nanos
		total += s.nanos
	}
	for stage, n := range nanos {
		shares = append(shares, share{stage, float64(n) / 1e9, float64(n) / float64(max(total, 1))})
	}
	slices.SortFunc(shares, func(a, b share) int {
		if a.Seconds != b.Seconds {
			if a.Seconds > b.Seconds {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Stage, b.Stage)
	})
	return shares
}
