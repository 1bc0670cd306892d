package lexical_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kindred-search/kindred/index/lexical"
)

func Example() {
	x, err := lexical.New(lexical.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer x.Close()
	err = x.Add([]uint32{0, 1, 2}, []lexical.Document{
		{Title: "Low-rank adapters", Abstract: "Fine-tuning large models with few weights.", Authors: []string{"Ana Šimić"}},
		{Title: "Fine-tuning by prompts", Abstract: "Prompts adapt a large model without new weights."},
		{Title: "Galaxies at low redshift", Abstract: "A large survey."},
	})
	if err != nil {
		log.Fatal(err)
	}
	s := x.Prepare(lexical.Parse(`finetuning of large models -galaxies author:simic`))
	hits, err := s.Top(context.Background(), 10, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range hits {
		matches, err := s.Explain(h.Slot)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("slot", h.Slot)
		for _, m := range matches {
			fmt.Println(m.Word, "in", m.Field)
		}
	}
	// Output:
	// slot 0
	// finetuning in abstract
	// models in abstract
	// large in abstract
}
