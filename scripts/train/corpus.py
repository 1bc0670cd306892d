"""Reads the corpora, leaves out what must not be trained on, and stores every paper as a stream of word numbers.

Left out: a paper whose title was seen before, and a paper of any judged collection (same title, or the same opening of the abstract).
A fixed 20,000 papers are held out for measuring. The result is one .npz file that the other steps read.
"""
import argparse
import array
import collections
import hashlib
import io
import json
import os
import re
import subprocess
import time

import numpy

import words

HELD_OUT = 20_000
ABSTRACT_WORDS = 500  # a model input holds 512 pieces; what follows is never read by the model either


def open_text(path):
    if path.endswith(".zst"):
        process = subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE)
        return io.TextIOWrapper(process.stdout, encoding="utf-8")
    return open(path, encoding="utf-8")


def papers(folder):
    """Every record as (title, abstract, field), newest sources first so that a duplicate keeps its cleanest text."""
    with open_text(os.path.join(folder, "hf-daily.json.zst")) as file:
        for record in json.load(file):
            yield record["paper"].get("title"), record["paper"].get("summary"), "daily"
    with open_text(os.path.join(folder, "venues.jsonl.zst")) as file:
        for line in file:
            record = json.loads(line)
            yield record.get("title"), record.get("abstract"), "venue"
    with open_text(os.path.join(folder, "arxiv.jsonl.zst")) as file:
        for line in file:
            record = json.loads(line)
            yield record.get("title"), record.get("abstract"), (record.get("categories") or "none").split()[0].split(".")[0]


def bare(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def opening(text):
    return bare(text[:300])[:100]


def judged(folder):
    """Titles and openings of all documents of the judged collections: these papers are never trained on."""
    titles, openings = set(), set()
    for name in sorted(os.listdir(folder)):
        path = next(p for p in (os.path.join(folder, name, "corpus.jsonl" + end) for end in ("", ".zst")) if os.path.exists(p))
        with open_text(path) as file:
            for line in file:
                record = json.loads(line)
                titles.add(bare(record.get("title") or ""))
                openings.add(opening(record.get("text") or ""))
    return titles - {""}, openings - {""}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--judged", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()

    started = time.time()
    judged_titles, judged_openings = judged(options.judged)
    number, seen, skipped = {}, set(), collections.Counter()
    stream, bounds, fields, keys = array.array("i"), array.array("q"), [], []
    for title, abstract, field in papers(options.corpora):
        if not title or not abstract or len(abstract) < 100:
            skipped["incomplete"] += 1
            continue
        key = bare(title)
        if key in seen:
            skipped["duplicate"] += 1
            continue
        if key in judged_titles or opening(abstract) in judged_openings:
            skipped["judged"] += 1
            continue
        seen.add(key)
        bounds.append(len(stream))
        for word in words.words_of(title):
            stream.append(number.setdefault(word, len(number)))
        bounds.append(len(stream))
        for word in words.words_of(abstract)[:ABSTRACT_WORDS]:
            stream.append(number.setdefault(word, len(number)))
        fields.append(field)
        keys.append(hashlib.sha256(key.encode()).digest()[:8])
    bounds.append(len(stream))

    held = numpy.zeros(len(fields), bool)
    held[numpy.argsort(keys)[:HELD_OUT]] = True  # chosen by the hash of the title: the same papers whatever the order
    names = sorted(set(fields))
    numpy.savez(options.out, stream=numpy.frombuffer(stream, numpy.int32), bounds=numpy.frombuffer(bounds, numpy.int64), held=held,
                words=numpy.array("\n".join(number)), fields=numpy.array(names),
                field=numpy.array([names.index(f) for f in fields], numpy.int16))
    print(f"{len(fields)} papers ({HELD_OUT} held out), {len(stream)} words, {len(number)} distinct, left out {dict(skipped)}, "
          f"by field {dict(collections.Counter(fields).most_common(12))}, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
