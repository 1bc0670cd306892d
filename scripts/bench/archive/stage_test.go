package main

import (
	"slices"
	"testing"

	"github.com/google/pprof/profile"
)

func TestStageOf(t *testing.T) {
	f := func(want string, stack ...string) {
		t.Helper()
		if got := stageOf(stack); got != want {
			t.Errorf("%v is %q, need %q", stack, got, want)
		}
	}
	f("garbage collection", "runtime.systemstack", "runtime.gcBgMarkWorker.func2", "runtime.gcDrain")
	f("garbage collection", ours+"/index/hnsw.(*Index).insert", "runtime.mallocgc", "runtime.gcAssistAlloc")
	f("checkpoints", ours+".(*Engine).save", ours+".(*Engine).cutAndSaveIndex", ours+"/index/hnsw.(*Index).Save")
	f("measuring recall", ours+".(*Engine).measureRecall", ours+".recallOf", ours+"/index/hnsw.(*Index).Search")
	f("measuring recall", "golang.org/x/sync/errgroup.(*Group).Go.func1", ours+"/index/hnsw.(*Index).ExactAll.func1", ours+"/index/hnsw.(*Index).exactSome")
	f("embedding: tokenizer", ours+".(*Engine).prepare", ours+"/embed.(*Model).batch", ours+"/embed/tokenize.(*Tokenizer).AppendIDs", ours+"/text.Fold")
	f("embedding: ONNX Runtime", ours+".(*Engine).prepare", ours+"/embed.(*session).runInto", "runtime.cgocall")
	f("normalising", ours+".(*Engine).apply", ours+"/index/lexical.(*Index).Add", ours+"/text.(*Analyzer).Append")
	f("normalising", ours+".gather", ours+"/corpus.(*Paper).Clean", "strings.TrimSpace")
	f("words", ours+".(*Engine).apply", ours+"/index/lexical.merge", "runtime.memmove")
	f("graph", ours+".(*Engine).settle", ours+"/index/staged.(*Index).Link", ours+"/index/hnsw.(*Index).insert")
	f("reading", ours+".gather", "main.(*input).all.func1", ours+"/corpus/format.readFrames", "encoding/json.Unmarshal")
	f("store", ours+".(*Engine).storeBatch", ours+"/corpus.(*Store).Commit", "runtime.cgocall")
	f("columns and rest", ours+".(*Engine).apply", ours+".(*memory).place", "runtime.growslice")
	f(other, "runtime.mcall", "runtime.schedule")
	f(other)
}

func TestSamples(t *testing.T) {
	at := func(id uint64, names ...string) *profile.Location { // the first is inlined into the others
		l := &profile.Location{ID: id}
		for _, name := range names {
			l.Line = append(l.Line, profile.Line{Function: &profile.Function{Name: name}})
		}
		return l
	}
	p := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: "samples"}, {Type: "cpu", Unit: "nanoseconds"}},
		Sample: []*profile.Sample{
			{Location: []*profile.Location{at(1, "inlined", ours+"/corpus/format.Read"), at(2, ours+".gather")}, Value: []int64{3, 30e9}},
			{Location: []*profile.Location{at(3, "runtime.schedule")}, Value: []int64{1, 10e9}},
		},
	}
	all := samples(p)
	if want := []string{ours + ".gather", ours + "/corpus/format.Read", "inlined"}; len(all) != 2 || !slices.Equal(all[0].stack, want) {
		t.Fatalf("got %v, need %v first", all, want)
	}
	if got, want := byStage(all), []share{{"reading", 30, 0.75}, {other, 10, 0.25}}; !slices.Equal(got, want) {
		t.Errorf("got %v, need %v", got, want)
	}
}
