// Package eval measures search on judged collections: folders in the layout of
// BEIR, and the measures nDCG@10, MRR@10 and recall@10, @20 and @100.
//
// Call order: Open a folder, Run it against a Searcher, then WriteJSON or
// WriteTable the reports. Exact is a Searcher over any embedder; it compares
// every document with the query, so its figures are those of the model and not
// of an index.
//
// The layout, each file plain, gzip or zstd:
//
//	DIR/corpus.jsonl      {"_id": "d1", "title": "...", "text": "..."}
//	DIR/queries.jsonl     {"_id": "q1", "text": "...", "metadata": {"exclude": ["d7"]}}
//	DIR/qrels/test.tsv    query-id <tab> corpus-id <tab> score, or TREC's q 0 d score
//
// What counts, in the cases where evaluations differ:
//
//   - A grade above 0 is relevant. nDCG's gain is the grade itself (linear, as
//     trec_eval's ndcg_cut); a negative grade gains nothing, like no judgment.
//   - A judged document that is missing from the corpus, or has no text, or is
//     excluded by its query, cannot be found but still counts in the ideal
//     ranking and in recall (as in trec_eval). Reports count the missing ones.
//   - A query without a grade above 0 is skipped and counted.
//   - Hits are ranked by score, highest first; equal scores by document id,
//     lowest first. (trec_eval puts the highest id first; a run written by
//     RunWriter has strictly decreasing scores, so both rank it alike.)
//   - Of documents, queries or judgments with the same id the first holds; the
//     others are counted.
//
// A judged collection is for measuring: nothing read here may reach training.
//
// A Collection is read-only after Open and safe for concurrent use. Run, Exact
// and RunWriter are for one goroutine at a time, but for Exact.Search, which
// any number may call once Index has returned.
package eval
