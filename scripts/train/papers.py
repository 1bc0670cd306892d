"""The papers as tokens, and the pairs of query and document that training makes of them."""
import numpy

import templates
from judge import encode
from native import bags


class Papers:
    """All papers as one stream of tokens; title i is stream[titles[i]:abstracts[i]], its abstract stream[abstracts[i]:ends[i]]."""

    def __init__(self, corpus, vocabulary):
        data, pieces = numpy.load(corpus), numpy.load(vocabulary)
        self.entries = str(pieces["entries"]).split("\n")
        words = data["stream"]
        length = numpy.diff(pieces["begin"])[words]
        at = numpy.concatenate([[0], numpy.cumsum(length)])
        stream = pieces["ids"][numpy.repeat(pieces["begin"][words] - at[:-1], length) + numpy.arange(at[-1])]
        bounds = at[data["bounds"]]
        self.titles, self.abstracts, self.ends = bounds[:-1:2], bounds[1::2], bounds[2::2]
        self.held, self.training = numpy.flatnonzero(data["held"]), numpy.flatnonzero(~data["held"])
        number = {entry: i for i, entry in enumerate(self.entries)}
        asking, begin = encode(templates.ASKING, number, set(number))
        self.asking = numpy.stack([begin[:-1], begin[1:]], 1) + len(stream)
        self.stream = numpy.concatenate([stream, asking])

    def frequency(self):
        """In how many training papers each token occurs."""
        parts = numpy.stack([self.titles, self.ends], 1)[self.training].reshape(-1, 1, 2)
        begin, end, ids, _ = bags(parts, self.stream, len(self.entries), numpy.ones(64, numpy.float32))
        change = numpy.zeros(len(ids) + 1, numpy.int32)  # the bags leave gaps where a token occurs again
        numpy.add.at(change, begin[:-1], 1)
        numpy.add.at(change, end, -1)
        return numpy.bincount(ids[numpy.cumsum(change)[:-1] > 0], minlength=len(self.entries))

    def held_out(self):
        return self.stream, self.titles[self.held], self.abstracts[self.held], self.ends[self.held]

    def pairs(self, chosen, options, random):
        """The parts of the stream that make the query and the document of each chosen paper, shapes [n, 3, 2].

        A query is the title, a span cut out of the abstract, or both; some titles follow a phrase of asking. The document is the abstract
        without that span, after the title if the query does not have it.
        """
        n = len(chosen)
        title, abstract, end = self.titles[chosen], self.abstracts[chosen], self.ends[chosen]
        longest = numpy.log([options.span[0], options.span[1] + 1])
        span = numpy.minimum(numpy.exp(random.uniform(*longest, n)).astype(numpy.int64), (end - abstract) // 2)
        start = abstract + (random.random(n) * (end - abstract - span)).astype(numpy.int64)
        kind = random.random(n)
        by_title = kind < options.title
        has_title = kind < options.title + (1 - options.title) / 2
        start, stop = numpy.where(by_title, end, start), numpy.where(by_title, end, start + span)
        phrase = self.asking[random.integers(len(self.asking), size=n)] * (by_title & (random.random(n) < options.asking))[:, None]
        query = [phrase[:, 0], phrase[:, 1], title * has_title, abstract * has_title, start, stop]
        document = [title * ~has_title, abstract * ~has_title, abstract, start, stop, end]
        return numpy.stack(query, 1).reshape(n, 3, 2), numpy.stack(document, 1).reshape(n, 3, 2)
