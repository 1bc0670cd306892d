package embed_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/models"
)

func Example() {
	ctx := context.Background()
	m, err := embed.OpenFS(models.Builtin(), models.BuiltinName, embed.Options{})
	if err != nil {
		log.Fatal(err) // names what is missing and the command that brings it
	}
	defer m.Close()

	docs, err := m.Documents(ctx, []string{
		embed.DocumentText("Neutron stars", "Gravitational waves constrain dense matter."),
		embed.DocumentText("Legged robots", "A robot walks over rubble with learned control."),
	})
	if err != nil {
		log.Fatal(err)
	}
	query, err := m.Query(ctx, "robots that learn to walk")
	if err != nil {
		log.Fatal(err)
	}
	for i, d := range docs {
		var cosine float32 // vectors have length 1, so the dot product is the cosine
		for j, x := range query {
			cosine += x * d.Vector[j]
		}
		fmt.Printf("paper %d is near: %t\n", i, cosine > 0.2)
	}
	// Output:
	// paper 0 is near: false
	// paper 1 is near: true
}
