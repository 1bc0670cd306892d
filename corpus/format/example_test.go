package format_test

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/kindred-search/kindred/corpus/format"
)

func ExampleRead() {
	file := strings.NewReader(`{"id":"2310.00001","title":"Why Kettles Whistle","upvotes":6,"date":"2023-12-21"}
{"id":"2310.00002","title":"Why Kettles Do Not","upvotes":"many"}
{"id":"2310.00003","title":"Why Pans Do Neither"}
`)
	for p, err := range format.Read(file, format.Options{Name: "kettles.jsonl"}) {
		var bad *format.RecordError
		switch {
		case errors.As(err, &bad):
			fmt.Println("passed over:", bad)
		case err != nil:
			fmt.Println("the file ends:", err)
		default:
			fmt.Println(p.ID, p.Title)
		}
	}
	// Output:
	// 2310.00001 Why Kettles Whistle
	// passed over: kettles.jsonl: line 2: votes: a field cannot be read: got "many"; need a whole number
	// 2310.00003 Why Pans Do Neither
}

func ExampleWriter() {
	w := format.NewWriter(os.Stdout)
	for p, err := range format.Read(strings.NewReader("title;year\nWhy Kettles Whistle;2023\n"), format.Options{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := w.Write(p); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"id":"hf:why-kettles-whistle","title":"Why Kettles Whistle","published":"2023"}
}
