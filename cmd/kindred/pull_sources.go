package main

import "github.com/kindred-search/kindred/corpus/source"

// A pullSource is what a user is told about a source, and which flags it has.
type pullSource struct {
	name, short, long, example string

	day      string // what --since and --until mean
	first    string // what the first run brings without --since
	query    string // what --query is; "" where there is none
	category string // what --category is, likewise
	keyName  string // environment variable of the key, likewise
	endpoint string // environment variable of another address, likewise
}

const (
	lastDays = "the last 30 days"
	whole    = "all that match"
)

func pullSources() []pullSource {
	return []pullSource{{
		name: source.HF, short: "The daily papers of Hugging Face",
		long: `Brings the daily papers of Hugging Face, day by day, months that are over at once;
their votes, too. The list begins in May 2023. HF_ENDPOINT names a mirror.`,
		example: `  kindred pull hf
  kindred pull hf --since 2023`,
		day: "the day of the list", first: lastDays, endpoint: "HF_ENDPOINT",
	}, {
		name: source.Arxiv, short: "arXiv: categories, or what a query matches",
		long: `Brings what has changed in categories of arXiv, or in all of it, by OAI-PMH; with
--query what its search finds, the oldest first. A first run of much takes hours:
arXiv answers every three seconds. For all of it there is a snapshot, which
kindred index reads: https://www.kaggle.com/datasets/Cornell-University/arxiv`,
		example: `  kindred pull arxiv --category cs.CL --since 2026-06
  kindred pull arxiv --query '"reward hacking"' --category cs.LG
  kindred pull arxiv --query 'au:hinton_g AND ti:distillation'`,
		day:      "the day of the last change; with --query that of submission",
		first:    lastDays + "; with --query " + whole,
		query:    "words that must all be there, or the syntax of arXiv, as ti:owl AND cat:cs.CL",
		category: "`CATEGORY` as cs.CL, hep-th, or math for all of it",
	}, {
		name: source.OpenAlex, short: "OpenAlex: works that match a query or a topic",
		long: `Brings works of OpenAlex. It needs a key for more than the first page, which is
free: https://openalex.org/settings/api`,
		example: `  kindred pull openalex --query "owl calls" --since 2020
  kindred pull openalex --category T10036
  kindred pull openalex --category authorships.institutions.id:I27837315`,
		day: "the day of publication", first: whole,
		query:    "words in title, abstract and full text, with AND, OR, NOT and \"phrases\"",
		category: "`TOPIC` as T10036, fields/17, subfields/1702, domains/3, or a filter as name:value",
		keyName:  "OPENALEX_API_KEY",
	}, {
		name: source.SemanticScholar, short: "Semantic Scholar: papers that match a query or a field",
		long: `Brings papers by the bulk search of Semantic Scholar. Without a key it often says
429, which is waited for up to a minute: https://www.semanticscholar.org/product/api`,
		example: `  kindred pull semanticscholar --query '+"reward hacking" -games' --since 2022
  kindred pull semanticscholar --category Geology --since 2026-07`,
		day: "the day of publication, or its year where the day is not known", first: whole,
		query:    "words, with + | - \"phrases\" * and parentheses",
		category: "`FIELD` of study, as Computer Science",
		keyName:  "S2_API_KEY",
	}, {
		name: source.PubMed, short: "PubMed: records that match a query or a heading",
		long: `Brings records of PubMed by E-utilities, those that it has had longest first. For all
of it there are baseline files, which kindred index reads:
https://pubmed.ncbi.nlm.nih.gov/download/`,
		example: `  kindred pull pubmed --query "owls[ti]"
  kindred pull pubmed --category "Neural Networks, Computer" --since 2026`,
		day: "the day on which PubMed got the record", first: whole,
		query:    "the syntax of PubMed, as owls[ti] AND review[pt]",
		category: "`HEADING` of MeSH, as Neural Networks, Computer",
		keyName:  "NCBI_API_KEY",
	}}
}
