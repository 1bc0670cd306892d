"""Python's side of kernels.c."""
import ctypes
import os
import subprocess
import tempfile

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def build(dimension):
    """Compiles kernels.c for this machine and this width."""
    path = os.path.join(tempfile.mkdtemp(prefix="kindred-train-"), "kernels.so")
    subprocess.check_call(["gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", f"-DDIM={dimension}",
                           os.path.join(HERE, "kernels.c"), "-o", path, "-lm"])
    library = ctypes.CDLL(path)
    library.loss.restype = ctypes.c_float
    return library


library = build(int(os.environ.get("KINDRED_DIM", "384")))


def call(function, *values):
    """Arrays and tensors by address, Python floats as float32, integers as int64."""
    given = []
    for value in values:
        if isinstance(value, numpy.ndarray):
            assert value.flags.c_contiguous
            given.append(ctypes.c_void_p(value.ctypes.data))
        elif isinstance(value, torch.Tensor):
            assert value.is_contiguous()
            given.append(ctypes.c_void_p(value.data_ptr()))
        else:
            given.append(ctypes.c_float(value) if isinstance(value, float) else ctypes.c_int64(value))
    return function(*given)


def bags(parts, stream, vocabulary, saturation, drop=0.0, seed=0, longest=512, position=None):
    """Bags of tokens of texts given as parts of a stream, shape [n, parts, 2]: (begin, end, ids, weights)."""
    n = len(parts)
    parts = numpy.ascontiguousarray(parts, numpy.int64)
    room = numpy.minimum(numpy.maximum(parts[:, :, 1] - parts[:, :, 0], 0).sum(1), longest)
    begin = numpy.zeros(n + 1, numpy.int64)
    numpy.cumsum(room, out=begin[1:])
    end, ids, weights = numpy.empty(n, numpy.int64), numpy.empty(begin[-1], numpy.int32), numpy.empty(begin[-1], numpy.float32)
    position = numpy.ones(longest, numpy.float32) if position is None else position
    call(library.gather, n, parts.shape[1], parts, stream, longest, position, saturation, float(drop), seed, vocabulary, begin, end, ids, weights)
    return begin, end, ids, weights


def pool(begin, end, ids, weights, table):
    """The weighted sum of every bag's rows."""
    out = numpy.empty((len(end), table.shape[1]), numpy.float32)
    call(library.pool, len(end), begin, end, ids, weights, table, out)
    return out


def damp(bag, table, lengths, topical, gate):
    """The bag with its weights lowered as kernels.c describes."""
    begin, end, ids, weights = bag
    call(library.damp, len(end), begin, end, ids, weights, table, lengths, topical, gate)
    return bag
