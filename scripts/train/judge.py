"""Measures a table of token vectors on the judged collections and on held-out papers: nDCG@10 with linear gains, exact search."""
import json
import os

import numpy
import torch

import corpus
import vocab
import words
from native import bags, damp, pool

SEVEN = ["cranfield", "cisi", "cacm", "scifact-train", "nfcorpus-dev", "pubmedqa", "doris-mae"]


def encode(texts, number, known):
    """Token ids of texts with BERT's rules, at most 512 each, and where each text begins."""
    memory, stream, begin = {}, [], [0]
    for text in texts:
        ids = []
        for word in words.words_of(text):
            if word not in memory:
                pieces = vocab.cut(word, known) if len(word) <= 100 else None
                memory[word] = [number[piece] for piece in pieces or ["[UNK]"]]
            ids.extend(memory[word])
        stream.extend(ids[:512])
        begin.append(len(stream))
    return numpy.array(stream, numpy.int32), numpy.array(begin, numpy.int64)


def document(record):
    return ". ".join(part for part in (record.get("title"), record.get("text")) if part)


class Collection:
    def __init__(self, folder, number):
        def records(name):
            path = next(p for p in (os.path.join(folder, name + end) for end in ("", ".zst")) if os.path.exists(p))
            with corpus.open_text(path) as file:
                return [json.loads(line) for line in file]

        known, documents = set(number), records("corpus.jsonl")
        place = {record["_id"]: i for i, record in enumerate(documents)}
        self.documents = encode([document(record) for record in documents], number, known)
        gains = {}
        with open(os.path.join(folder, "qrels", "test.tsv")) as file:
            next(file)
            for line in file:
                query, wanted, gain = line.split()
                if float(gain) > 0:
                    gains.setdefault(query, {})[place.get(wanted, -1)] = float(gain)
        asked = [record for record in records("queries.jsonl") if record["_id"] in gains]
        self.gains = [gains[record["_id"]] for record in asked]
        self.queries = encode([record["text"] for record in asked], number, known)
        self.exclude = [[place[i] for i in (record.get("metadata") or {}).get("exclude", []) if i in place] for record in asked]

    def score(self, embed):
        """Mean nDCG@10 and recall@20."""
        (asked, asks), (given, gives) = self.queries, self.documents
        scores = embed(whole(asks), asked) @ embed(whole(gives), given).T
        discount, ndcg, recall = 1 / numpy.log2(numpy.arange(2, 12)), [], []
        for row, gains, exclude in zip(scores, self.gains, self.exclude):
            row[exclude] = -2
            best = torch.topk(row, min(20, len(row))).indices.numpy()
            found = numpy.array([gains.get(int(i), 0) for i in best[:10]])
            ideal = numpy.sort(list(gains.values()))[::-1][:10]
            ndcg.append((found * discount[: len(found)]).sum() / (ideal * discount[: len(ideal)]).sum())
            recall.append(sum(int(i) in gains for i in best) / len(gains))
        return float(numpy.mean(ndcg)), float(numpy.mean(recall))


class Embedder:
    """Token streams to unit vectors, as the exported graph does it."""

    def __init__(self, table, shape):
        self.table, self.shape = numpy.ascontiguousarray(table, numpy.float32), shape
        self.lengths = numpy.linalg.norm(table, axis=1).astype(numpy.float32)

    def __call__(self, parts, stream):
        bag = bags(parts, stream, len(self.table), self.shape.saturation, position=self.shape.position)
        if self.shape.gate:
            damp(bag, self.table, self.lengths, self.shape.topical, self.shape.gate)
        return torch.nn.functional.normalize(torch.from_numpy(pool(*bag, self.table)), dim=1, eps=1e-6)


def whole(begin):
    return numpy.stack([begin[:-1], begin[1:]], 1).reshape(-1, 1, 2)


class Judge:
    def __init__(self, folder, entries, papers):
        number = {entry: i for i, entry in enumerate(entries)}
        self.sets = {name: Collection(os.path.join(folder, name), number) for name in SEVEN + ["pasa-auto"]}
        self.papers = papers

    def held_out(self, embed, queries=3000, span=12):
        """Mean reciprocal rank of the right paper among the held-out ones, asked by its title and by 12 tokens cut out of its abstract."""
        stream, titles, abstracts, ends = self.papers
        random = numpy.random.default_rng(1)
        chosen = random.choice(len(titles), queries, replace=False)

        plain = embed(numpy.stack([abstracts, ends], 1).reshape(-1, 1, 2), stream)
        start = (abstracts + random.random(len(abstracts)) * numpy.maximum(ends - abstracts - span, 1)).astype(numpy.int64)
        rest = numpy.stack([titles, start, numpy.minimum(start + span, ends), ends], 1).reshape(-1, 2, 2)
        figures = []
        for documents, asked in ((plain, numpy.stack([titles, abstracts], 1)), (embed(rest, stream), numpy.stack([start, start + span], 1))):
            scores = embed(asked.reshape(-1, 1, 2)[chosen], stream).bfloat16() @ documents.bfloat16().T
            rank = (scores >= scores[torch.arange(queries), torch.from_numpy(chosen)][:, None]).sum(1)
            figures.append(float((1 / rank.float()).mean()))
        return figures

    def report(self, table, shape):
        embed = Embedder(table, shape)
        title, cut = self.held_out(embed)
        scores = {name: collection.score(embed) for name, collection in self.sets.items()}
        mean = numpy.mean([scores[name][0] for name in SEVEN])
        print(f"  held out: title {title:.4f} span {cut:.4f} | mean {mean:.4f} | " + " ".join(f"{name[:8]} {scores[name][0]:.3f}" for name in scores)
              + f" (recall@20 {scores['pasa-auto'][1]:.3f})", flush=True)
        return mean
