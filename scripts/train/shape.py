"""How token weights become a text's vector: what the trainer, the judge and the exported graph share besides the table."""
import numpy

from native import bags, pool


class Shape:
    """saturation[count] and position[place] multiply a token's weight; gate and topical are what kernels.c's damp takes."""

    def __init__(self, saturation=4.0, position=0.0, decay=20.0, gate=0.0, topical=64):
        self.constant = float(saturation)
        self.saturation = ((1 + saturation) / (saturation + numpy.arange(64).clip(1))).astype(numpy.float32)
        self.position = (1 + position * numpy.exp(-numpy.arange(512) / decay)).astype(numpy.float32)
        self.gate, self.topical = float(gate), int(topical)
        self.values = [saturation, position, decay, gate, topical]


def turned(table, papers, shape):
    """The table turned so that its first columns hold the main directions of the held-out papers; no product of two vectors changes."""
    stream, titles, _, ends = papers.held_out()
    bag = bags(numpy.stack([titles, ends], 1).reshape(-1, 1, 2), stream, len(table), shape.saturation, position=shape.position)
    vectors = pool(*bag, table)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-6)
    _, directions = numpy.linalg.eigh(vectors.T.astype(numpy.float64) @ vectors)
    return numpy.ascontiguousarray(table @ directions[:, ::-1], numpy.float32)
