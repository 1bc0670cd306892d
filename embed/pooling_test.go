package embed_test

import (
	"context"
	"math"
	"testing"

	"github.com/kindred-search/kindred/embed/embedtest"
)

func TestPooling(t *testing.T) {
	f := func(name string, m embedtest.Model, text string, want []float32) {
		t.Run(name, func(t *testing.T) {
			got, err := open(t, m).Query(context.Background(), text)
			if err != nil {
				t.Fatal(err)
			}
			if !near(got, want) {
				t.Errorf("%q gives %v, need %v", text, got, want)
			}
		})
	}
	with := func(m embedtest.Model, change func(*embedtest.Model)) embedtest.Model { change(&m); return m }
	half := float32(math.Sqrt(0.5))
	// neural + network = (1, 1), of length 1 after all.
	f("mean by default", small(), "Neural network!", []float32{half, half})
	f("one word", small(), "graph", []float32{0.6, 0.8})
	// [CLS] (0,5), graph (3,4), [SEP] (2,0).
	special := with(small(), func(m *embedtest.Model) { m.Special = true })
	f("mean with special tokens", special, "graph", []float32{5 / float32(math.Sqrt(106)), 9 / float32(math.Sqrt(106))})
	f("cls", with(special, func(m *embedtest.Model) { m.Files = pooled("cls") }), "graph", []float32{0, 1})
	f("last", with(special, func(m *embedtest.Model) { m.Files = pooled("last") }), "graph", []float32{1, 0})
	f("the graph pools", with(small(), func(m *embedtest.Model) { m.Pooled = true }), "graph neural", []float32{half, half})
	f("sentence-transformers files", with(special, func(m *embedtest.Model) {
		m.Files = map[string]string{
			"modules.json":          `[{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]`,
			"1_Pooling/config.json": `{"word_embedding_dimension":2,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}`,
		}
	}), "graph", []float32{0, 1})
	f("token types are sent when asked for", with(small(), func(m *embedtest.Model) {
		m.Inputs = []string{"input_ids", "token_type_ids", "attention_mask"}
	}), "graph", []float32{0.6, 0.8})
	f("several outputs: tokens where a pooling is declared", with(special, func(m *embedtest.Model) {
		m.Both, m.Files = true, pooled("cls")
	}), "graph", []float32{0, 1})
	f("several outputs: the graph's own vector where none is", with(special, func(m *embedtest.Model) {
		m.Both = true // the sum of [CLS], graph and [SEP]
	}), "graph", []float32{5 / float32(math.Sqrt(106)), 9 / float32(math.Sqrt(106))})
	f("today's names of sentence-transformers", with(special, func(m *embedtest.Model) {
		m.Files = map[string]string{
			"modules.json":          `[{"idx":0,"path":"","type":"sentence_transformers.base.modules.transformer.Transformer"},{"idx":1,"path":"1_Pooling","type":"sentence_transformers.sentence_transformer.modules.pooling.Pooling"},{"idx":2,"path":"2_Normalize","type":"sentence_transformers.base.modules.normalize.Normalize"}]`,
			"1_Pooling/config.json": `{"embedding_dimension":2,"pooling_mode":["lasttoken"]}`,
		}
	}), "graph", []float32{1, 0})
	f("weights in a file of their own", with(small(), func(m *embedtest.Model) { m.External = true }), "graph", []float32{0.6, 0.8})
	f("a graph that takes one text at a time", with(small(), func(m *embedtest.Model) { m.Shape = []int64{1, -1} }), "graph", []float32{0.6, 0.8})
	f("query prefix", with(small(), func(m *embedtest.Model) {
		m.Files = map[string]string{"config_sentence_transformers.json": `{"prompts":{"query":"neural ","passage":"network "}}`}
	}), "network", []float32{half, half})
}
