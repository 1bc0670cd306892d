#!/usr/bin/env bash
# Documents a second of Kindred and of @huggingface/transformers (Node), on the
# same texts and the same graph: MiniLM-L6's shape, made by minilm_graph.py.
#
#   scripts/bench/peer.sh            ROUNDS=3 THREADS=2 by default
#
# The two take turns; the ratio is that of the medians. Both have loaded their
# model before the clock runs. Kindred orders texts by length and fills batches;
# the peer gets batches of 32 in file order, as its users run it. First their
# vectors are compared: a speed of something else would mean nothing.
#
# Needs Go, Node 20 or later with npm, zstd, and python3 with numpy and onnx (Debian:
# python3-numpy python3-onnx). Everything made or downloaded goes to build/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/build/bench
rounds=${ROUNDS:-3} threads=${THREADS:-2}
count=512 # as in BenchmarkFolder of package embed
KINDRED_SHARED=$(realpath -m "${KINDRED_SHARED:-../shared}")
export KINDRED_SHARED KINDRED_BENCH_MODEL=$out/minilm GOMAXPROCS=$threads
papers=$KINDRED_SHARED/corpora/hf-daily.json.zst

fail() { echo "peer.sh: $*" >&2; exit 1; }

[ -r "$papers" ] || fail "cannot read $papers; set KINDRED_SHARED to the folder that holds corpora"
for tool in go node npm zstd; do
  command -v "$tool" >/dev/null || fail "$tool is not installed; install it and run again"
done
for python in "${PYTHON:-python3}" /usr/bin/python3 ""; do
  [ -n "$python" ] || fail "no python3 with numpy and onnx; install python3-numpy and python3-onnx, or set PYTHON"
  "$python" -c 'import numpy, onnx' 2>/dev/null && break
done

mkdir -p "$out/transformersjs"
[ -s "$out/texts.txt" ] || {
  zstd -dcq "$papers" | "$python" scripts/bench/texts.py >"$out/texts.tmp"
  mv "$out/texts.tmp" "$out/texts.txt"
}
[ -s "$out/minilm/onnx/model.onnx" ] || "$python" -B scripts/bench/minilm_graph.py "$out/minilm" --words "$out/texts.txt"

cp scripts/bench/transformersjs/{package.json,bench.mjs} "$out/transformersjs/"
(cd "$out/transformersjs" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error >&2)
go build -o "$out/kindred" ./cmd/kindred
"$out/kindred" setup >&2
go test -c -o "$out/embed.test" ./embed

peer() { # prints the peer's line of JSON
  node "$out/transformersjs/bench.mjs" --model "$out/minilm" --texts "$out/texts.txt" \
    --count "$1" --batch 32 --threads "$threads" --vectors "$out/peer-vectors.jsonl"
}

field() { # of the JSON on standard input
  "$python" -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

ours() { # prints documents a second
  local said
  said=$(cd embed && "$out/embed.test" -test.run '^$' -test.bench '^BenchmarkFolder$' -test.benchtime 1x)
  awk '{ for (i = 2; i <= NF; i++) if ($i == "docs/s") { print $(i - 1); found = 1 } } END { exit !found }' <<<"$said" ||
    fail "BenchmarkFolder printed no docs/s but: $said"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

said=$(peer 8)
head -n 8 "$out/texts.txt" | "$out/kindred" embed --model "$out/minilm" >"$out/our-vectors.jsonl"
"$python" - "$out/our-vectors.jsonl" "$out/peer-vectors.jsonl" <<'PY'
import json, sys
import numpy as np

ours, peer = (np.array([json.loads(line) for line in open(name)]) for name in sys.argv[1:])
if ours.shape != peer.shape:
    sys.exit(f"peer.sh: vectors of shape {ours.shape} against {peer.shape}; is it the same model?")
most = abs(ours - peer).max()
print(f"vectors: {len(ours)} of {ours.shape[1]} dimensions, largest difference {most:.1e}")
if most > 1e-5:
    sys.exit("peer.sh: the vectors differ, need at most 1e-5; compare tokenizer, pooling and maximum length")
PY

echo "peer:    $(field peer <<<"$said"), onnxruntime-node $(field onnxruntime <<<"$said"), node $(field node <<<"$said")"
echo "kindred: $("$out/kindred" version | head -n 1)"
echo "data:    first $count daily papers, maximum length 512, $threads threads each"
: >"$out/ours.txt" && : >"$out/peer.txt"
for ((round = 1; round <= rounds; round++)); do
  ours >>"$out/ours.txt"
  peer "$count" | field documents_per_second >>"$out/peer.txt"
  printf 'round %d: kindred %.2f documents/s, peer %.2f\n' "$round" "$(tail -n 1 "$out/ours.txt")" "$(tail -n 1 "$out/peer.txt")"
done
mine=$(median <"$out/ours.txt") theirs=$(median <"$out/peer.txt")
awk -v a="$mine" -v b="$theirs" 'BEGIN { printf "median:  kindred %.2f documents/s, peer %.2f, ratio %.2f\n", a, b, a / b }'
