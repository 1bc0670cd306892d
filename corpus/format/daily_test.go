package format_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus/format"
)

// One paper in each of the forms in which people have the daily papers is one
// paper: the item of a list, the bare paper, and the flattened dump in which
// the midnight of a day and an id that looks like a number are the same traps.
func TestDailyForms(t *testing.T) {
	const inner = `"id":"2607.10010","title":"Flat  owls","summary":"An\nabstract, 90\\% of na\\\"{\\i}ve.","upvotes":5,"publishedAt":"2026-07-23T00:00:00.000Z","submittedOnDailyAt":"2026-07-24T00:00:00.000Z",` +
		`"organization":{"name":"pond","fullname":"The Pond"},"githubRepo":"https://example.org/r","ai_keywords":["no"],"authors":[{"name":"Ann Tern","hidden":false},{"name":"No One","hidden":true}]`
	want, errs := collect(t, "{"+inner+"}", format.Options{})
	if len(want) != 1 || len(errs) != 0 || want[0].Published.String() != "2026-07-23" || want[0].Listed.String() != "2026-07-24" || *want[0].Votes != 5 || want[0].Abstract != "An abstract, 90% of naïve." {
		t.Fatalf("got %+v and %v", want, errs)
	}
	for name, text := range map[string]string{
		"item":   `{"paper":{` + inner + `},"publishedAt":"2026-07-25T00:00:00.000Z","title":"outer","summary":"outer","numComments":1}`,
		"search": `[{"paper":{` + inner + `},"numComments":0}]`,
		"CSV": "paper_id,paper_title,paper_summary,paper_upvotes,paper_publishedAt,paper_submittedOnDailyAt,paper_organization.fullname,paper_organization.name,paper_githubRepo,paper_ai_keywords,paper_authors,title,publishedAt\n" +
			"2607.1001,Flat  owls,\"An\nabstract, 90\\% of na\\\"\"{\\i}ve.\",5.0,2026-07-23 00:00:00+00:00,2026-07-24 00:00:00+00:00,The Pond,pond,https://example.org/r,['no'],\"[{'name': 'Ann Tern', 'hidden': False}, {'name': 'No One', 'hidden': True}]\",outer,2026-07-25\n",
		"JSONL": `{"paper_id":2607.1001,"paper_title":"Flat owls","paper_summary":"An abstract, 90\\% of na\\\"{\\i}ve.","paper_upvotes":5,"paper_publishedAt":"2026-07-23T00:00:00.000Z","paper_submittedOnDailyAt":"2026-07-24T00:00:00.000Z",` +
			`"paper_organization.fullname":"The Pond","paper_githubRepo":"https://example.org/r","paper_authors":[{"name":"Ann Tern"},{"name":"No One","hidden":true}],"numComments":1,"publishedAt":"2026-07-25T00:00:00.000Z","title":"outer"}`,
	} {
		got, errs := collect(t, text, format.Options{})
		if len(errs) != 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v and %v; need %+v", name, got, errs, want)
		}
	}
	title, repository := "Flat owls", "https://example.org/r"
	got, errs := collectFile(t, "x.parquet", parquetFile(t, []flatRow{{
		ID: "2607.10010", Title: &title, Summary: `An abstract, 90\% of na\"{\i}ve.`, Upvotes: 5, Published: time.Date(2026, 7, 23, 0, 0, 0, 0, time.UTC), Listed: 20658, Fullname: "The Pond", Repository: &repository,
	}}), format.Options{})
	want[0].Authors, want[0].AuthorCount = nil, 0 // the row has none
	if len(errs) != 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("Parquet: got %+v and %v; need %+v", got, errs, want)
	}
}
