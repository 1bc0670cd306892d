# Kindred: `make demo` sets up, builds and shows first answers; `make test` sets up and tests.

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 20s
# Judged collections in BEIR layout; not part of the project (see README, "The numbers").
SHARED      ?= $(or $(KINDRED_SHARED),../shared)
JUDGED      ?= $(addprefix $(SHARED)/eval/,cranfield cisi cacm scifact-train nfcorpus-dev pubmedqa doris-mae)
QUESTIONS   ?= $(SHARED)/eval/pasa-auto
SOURCES     := $(shell find . \( -name '*.go' -o -name '*.s' \) -not -path './build/*') go.mod go.sum $(wildcard models/kindred-static-v1/* cmd/kindred/sample/*)

.PHONY: setup build demo test check bench bench-engine bench-archive bench-ann bench-lexical bench-library bench-peer eval golden model fuzz crash clean

build: bin/kindred

bin/kindred: $(SOURCES)
	@mkdir -p bin
	$(GO) build -o $@ ./cmd/kindred

# ONNX Runtime, found or brought into the user's cache folder.
setup: bin/kindred
	@bin/kindred setup

demo: setup
	@mkdir -p build && rm -rf build/demo.db* build/demo.idx
	@bin/kindred index --data build/demo.db cmd/kindred/sample/papers.jsonl
	@set -e; while read -r question; do \
	  echo; echo "$$question"; bin/kindred search --data build/demo.db --limit 3 "$$question"; \
	done < cmd/kindred/sample/questions.txt
	@echo
	@echo 'Ask your own:       bin/kindred search --data build/demo.db "your question"'
	@echo 'Over HTTP:          bin/kindred serve --data build/demo.db     (Ctrl-C stops it)'
	@echo 'Today on HF:        bin/kindred pull hf     (every day: it goes on where it ended)'
	@echo 'All of arXiv:       bin/kindred index arxiv-metadata-oai-snapshot.json     (from Kaggle; about 5 GB)'
	@echo 'Then, on those:     bin/kindred search "your question"'

test: setup
	$(GO) test ./...

check: setup
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not gofmt-ed: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) test -race ./...

# Every figure of the README that is a speed; takes some minutes, wants a quiet machine.
bench: setup
	$(GO) test -run '^$$' -bench . -benchtime 2s ./...

# The whole binary as its users meet it: import, start, searches over HTTP.
bench-engine: setup
	$(GO) run ./scripts/bench/engine -kindred bin/kindred -papers $(SHARED)/corpora/hf-daily.json.zst

# `kindred index` on a whole archive: docs/archive.md. Takes an hour or more and 20 GB of disk, wants a quiet machine.
bench-archive: setup
	$(GO) run -tags sqlite_dbstat ./scripts/bench/archive $(STEPS) -shared $(SHARED)

# The graph beside its peers, on real vectors: docs/benchmarks.md. Needs node and npm; takes hours, wants a quiet machine.
bench-ann: setup
	$(GO) run ./scripts/bench/ann -shared $(SHARED)

# The same work done by @huggingface/transformers on Node, side by side.
bench-peer: setup
	scripts/bench/peer.sh

# Search by words beside bleve and SQLite's FTS5, on 401,969 papers, and its quality; bleve takes minutes to index.
bench-lexical:
	cd scripts/bench/lexical && $(GO) run -mod=mod -tags sqlite_fts5 . -shared $(abspath $(SHARED))
	cd scripts/bench/lexical && $(GO) run -mod=mod -tags sqlite_fts5 . -quality $(abspath $(JUDGED) $(QUESTIONS))

# What `kindred related --bib` finds again of libraries of which a fifth is hidden, beside the mean of their vectors, and what it costs.
bench-library: setup
	@mkdir -p build && rm -rf build/library.db* build/library.idx
	bin/kindred index --data build/library.db $(SHARED)/corpora/hf-daily.json.zst
	$(GO) run ./scripts/bench/library -data build/library.db

# Quality of search on the judged collections, in each mode: docs/quality.md.
eval: setup
	bin/kindred eval $(JUDGED)
	bin/kindred eval $(QUESTIONS)

# Token ids as Hugging Face's own implementation makes them: the golden file of the tests, and all of hf-daily.
golden: setup
	cd scripts/golden && npm install --ignore-scripts --no-package-lock --no-audit --no-fund && npm run golden
	@mkdir -p build
	node scripts/golden/corpus.mjs $(SHARED)/corpora/hf-daily.json.zst build/corpus-ids.json
	KINDRED_CORPUS_IDS=$(CURDIR)/build/corpus-ids.json $(GO) test -count=1 -v -run 'Corpus|Golden' ./embed/tokenize

# The built-in model, trained anew from the corpora: 6 to 10 minutes on two cores.
model:
	KINDRED_SHARED=$(SHARED) sh scripts/train/run.sh

fuzz: setup
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg; \
	  done; \
	done

# Processes killed at random moments, nothing half-written may be left; a million equal vectors.
crash: setup
	$(GO) test -count=1 -tags crash -run '^TestCrash' -v ./cmd/kindred
	$(GO) test -count=7 -run '^TestKilledImport$$' -v .
	$(GO) test -count=1 -run '^TestCrash' -v ./corpus -kills 50
	$(GO) test -count=1 -tags crash -run '^TestCrash' -v ./index/hnsw

clean:
	rm -rf bin build
