"""The token vectors while they are trained, with their optimiser state."""
import numpy

import shares
from native import call, library

ADAM = numpy.dtype([("rate", "f4"), ("first", "f4"), ("second", "f4"), ("epsilon", "f4"), ("step", "i8")], align=True)
SPECIAL = 2  # [PAD] and [UNK] come first and stay zero


class Table:
    """table[token] = exp(weight) * (own vector + the vectors shared with its inflections). Weights start at the inverse document frequency."""

    def __init__(self, entries, frequency, papers, options, random):
        size, dimension = len(entries), options.dimension
        self.weight = numpy.log(numpy.log(papers / frequency.clip(1)).clip(0.3, 12)).astype(numpy.float32)
        self.begin, self.ids = shares.build(entries)
        count = int(self.ids.max()) + 1
        rows = numpy.repeat(numpy.arange(size, dtype=numpy.int32), numpy.diff(self.begin))
        self.members = numpy.ascontiguousarray(rows[numpy.argsort(self.ids, kind="stable")])
        self.member_begin = numpy.concatenate([[0], numpy.cumsum(numpy.bincount(self.ids, minlength=count))]).astype(numpy.int64)
        self.own = random.standard_normal((size, dimension), numpy.float32) / dimension ** 0.5
        self.shared = random.standard_normal((count, dimension), numpy.float32) * options.share_init / dimension ** 0.5
        self.weight[:SPECIAL], self.own[:SPECIAL] = -20, 0
        self.state = [numpy.zeros_like(x) for x in (self.weight, self.weight, self.own, self.own, self.shared, self.shared)]
        self.table, self.gradient = numpy.zeros_like(self.own), numpy.zeros_like(self.own)
        self.touched = numpy.zeros(size, numpy.uint8)
        self.adam = numpy.zeros(1, ADAM)
        self.adam["first"], self.adam["second"], self.adam["epsilon"] = 0.9, 0.999, 1e-8
        self.compose()

    def compose(self):
        call(library.compose, len(self.table), self.weight, self.own, self.shared, self.begin, self.ids, self.table)

    def update(self, rate, weight_rate):
        """One step from the gradient that `spread` left; clears it."""
        weight_mean, weight_square, own_mean, own_square, shared_mean, shared_square = self.state
        self.adam["rate"] = rate
        self.adam["step"] += 1
        call(library.update, len(self.table), len(self.shared), self.adam, float(weight_rate), self.gradient, self.touched, self.table,
             self.weight, weight_mean, weight_square, self.own, own_mean, own_square, self.shared, shared_mean, shared_square,
             self.member_begin, self.members)
        self.touched[:] = 0
        self.compose()
