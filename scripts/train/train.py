"""Trains the token vectors: a paper's title, or a piece of its abstract, must find the rest of its abstract in the batch, and the other way round."""
import argparse
import time

import numpy
import torch

from judge import Judge
from native import bags, call, library, pool
from papers import Papers
from shape import Shape, turned
from table import SPECIAL, Table


def step(table, papers, chosen, options, shape, seed, random):
    """Forward and backward for one batch; leaves the gradient in the table and returns the loss."""
    n, sides = len(chosen), []
    for side, parts in enumerate(papers.pairs(chosen, options, random)):
        bag = bags(parts, papers.stream, len(table.table), shape.saturation, drop=options.drop[side], seed=2 * seed + side)
        raw = torch.from_numpy(pool(*bag, table.table))
        length = raw.norm(dim=1, keepdim=True).clamp_min(1e-3)
        sides.append((bag, raw / length, length))
    query, document = (unit.bfloat16() for _, unit, _ in sides)
    cosines = query @ document.T
    value = call(library.loss, n, cosines, options.scale, torch.empty(n), torch.empty(n))  # cosines now holds the gradient
    for (bag, unit, length), gradient in zip(sides, (cosines @ document, cosines.T @ query)):
        gradient = gradient.float()
        gradient = (gradient - (gradient * unit).sum(1, keepdim=True) * unit) / length
        call(library.spread, n, *bag, gradient.contiguous(), table.gradient, table.touched)
    return value


def train(options):
    torch.set_num_threads(2)
    random = numpy.random.default_rng(options.seed)
    papers = Papers(options.corpus, options.vocabulary)
    judge = Judge(options.judged, papers.entries, papers.held_out()) if options.judged else None
    frequency = papers.frequency()
    table = Table(papers.entries, frequency, len(papers.training), options, random)
    plain = Shape(options.saturation)
    final = Shape(options.saturation, options.position, options.decay, options.gate, options.topical)
    batches = len(papers.training) // options.batch
    total, done, started, running = batches * options.passes, 0, time.time(), 0.0
    print(f"seed {options.seed}, {len(papers.training)} papers, {len(papers.stream)} tokens, {len(papers.entries)} entries, {len(table.shared)} shared "
          f"vectors, {total} steps", flush=True)
    for turn in range(options.passes):
        for batch in random.permutation(papers.training)[: batches * options.batch].reshape(batches, options.batch):
            done += 1
            pace = min(1, done / 100) * (0.02 + 0.98 * (1 + numpy.cos(numpy.pi * done / total)) / 2)
            value = step(table, papers, batch, options, plain, done, random)
            running = value if done == 1 else 0.98 * running + 0.02 * value
            table.update(options.rate * pace, options.weight_rate * pace)
        print(f"pass {turn + 1}: loss {running:.4f}, {time.time() - started:.0f} s", flush=True)
    table.table[:SPECIAL] = 0
    result = turned(table.table, papers, plain)
    if options.out:
        numpy.savez(options.out, table=result, shape=final.values, frequency=frequency, entries=numpy.array("\n".join(papers.entries)))
    if judge:
        judge.report(table.table, plain)
        judge.report(result, final)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--corpus", required=True, help="what corpus.py wrote")
    parser.add_argument("--vocabulary", required=True, help="what vocab.py wrote")
    parser.add_argument("--judged", default="", help="folder of judged collections to measure on at the end")
    parser.add_argument("--out", default="", help="where the table goes")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--dimension", type=int, default=384, help="must be the environment's KINDRED_DIM too")
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--passes", type=int, default=24)
    parser.add_argument("--rate", type=float, default=0.003, help="peak of the vectors' rate; a short warm-up, then a cosine to 2 %%")
    parser.add_argument("--weight-rate", type=float, default=0.01, help="the same for the logarithms of the weights")
    parser.add_argument("--scale", type=float, default=20.0, help="cosines are multiplied with this in the loss")
    parser.add_argument("--share-init", type=float, default=0.5, help="length of a shared vector at the start; an own vector has 1")
    parser.add_argument("--title", type=float, default=0.6, help="share of the queries that are titles; half of the others are a title and a span")
    parser.add_argument("--span", type=int, nargs=2, default=(6, 32), help="tokens of a span, shorter ones more often")
    parser.add_argument("--asking", type=float, default=0.3, help="share of the title queries that follow a phrase of asking")
    parser.add_argument("--drop", type=float, nargs=2, default=(0.1, 0.2), help="chance that a query's, a document's token is left out")
    parser.add_argument("--saturation", type=float, default=4.0, help="n times a token weigh n * 5 / (4 + n), with 4 for this")
    parser.add_argument("--position", type=float, default=0.7, help="the first token weighs 1 + this")
    parser.add_argument("--decay", type=float, default=30.0, help="tokens after which that extra weight has fallen to a third")
    parser.add_argument("--gate", type=float, default=-1.0, help="how much a token's weight falls with its cosine to the text's topic")
    parser.add_argument("--topical", type=int, default=64, help="columns that say the topic")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
