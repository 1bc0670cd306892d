#!/bin/sh
# Trains kindred-static-v1 from the corpora and writes models/kindred-static-v1: `sh scripts/train/run.sh`, from the repository root.
# KINDRED_SHARED names the folder that holds corpora/ and eval/ (default ../shared); PYTHON a Python with numpy, torch and onnx (Debian's packages do).
set -eu
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}" OMP_WAIT_POLICY=passive
python="${PYTHON:-/usr/bin/python3}"
shared="${KINDRED_SHARED:-../shared}"
here=scripts/train
work=build/train
mkdir -p "$work"
"$python" "$here/corpus.py" --corpora "$shared/corpora" --judged "$shared/eval" --out "$work/corpus.npz"
"$python" "$here/vocab.py" --corpus "$work/corpus.npz" --out "$work/vocabulary.npz"
"$python" "$here/train.py" --corpus "$work/corpus.npz" --vocabulary "$work/vocabulary.npz" --out "$work/table.npz"
"$python" "$here/export.py" --table "$work/table.npz" --out models/kindred-static-v1 \
    --corpus "$work/corpus.npz" --vocabulary "$work/vocabulary.npz" --judged "$shared/eval"
