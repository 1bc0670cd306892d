"""Writes a model folder with the exact shape of all-MiniLM-L6-v2 and random weights.

    python3 minilm_graph.py FOLDER --words TEXTS [--seed 1]

Speed does not depend on the weights, so a benchmark needs no download: 6 layers,
12 heads, 384 dimensions, 1,536 inner, 30,522 tokens, 512 positions. The graph is
written node by node as PyTorch's exporter writes a BertModel (opset 14, bias before
product), so that ONNX Runtime finds the same patterns: it fuses LayerNormalization,
BiasGelu and the scaled MatMul of the scores, and leaves attention as it is. The
vocabulary is made by vocabulary.py from TEXTS. The same seed and texts give the same files.

The folder is in Hugging Face layout and loads with any library that reads it.
Needs numpy and onnx (Debian: python3-numpy python3-onnx).
"""

import argparse
import json
import math
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import vocabulary

TOKENS, POSITIONS, TYPES = 30522, 512, 2
WIDTH, INNER, LAYERS, HEADS = 384, 1536, 6, 12
OPSET = 14
MASKED = np.finfo(np.float32).min  # added to the scores of padding


class Graph:
    """Nodes and weights in the order they are added."""

    def __init__(self, seed):
        self.random = np.random.RandomState(seed)
        self.nodes, self.weights, self.count = [], [], 0

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        name = f"{kind}_{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name, value):
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def constant(self, value, dtype=np.float32):
        self.count += 1
        return self.weight(f"constant_{self.count}", np.array(value, dtype))

    def normal(self, name, *shape):
        """BERT's own initialisation: normal, deviation 0.02."""
        return self.weight(name, self.random.normal(0, 0.02, shape).astype(np.float32))

    def linear(self, name, x, inputs, outputs):
        product = self.op("MatMul", x, self.normal(f"{name}.weight", inputs, outputs))
        return self.op("Add", self.normal(f"{name}.bias", outputs), product)

    def layer_norm(self, name, x):
        mean = self.op("ReduceMean", x, axes=[-1])
        centered = self.op("Sub", x, mean)
        square = self.op("Pow", centered, self.constant(2))
        variance = self.op("ReduceMean", square, axes=[-1])
        deviation = self.op("Sqrt", self.op("Add", variance, self.constant(1e-12)))
        scale = self.weight(f"{name}.weight", np.ones(WIDTH, np.float32))
        shift = self.weight(f"{name}.bias", np.zeros(WIDTH, np.float32))
        return self.op("Add", self.op("Mul", self.op("Div", centered, deviation), scale), shift)

    def gelu(self, x):
        error = self.op("Erf", self.op("Div", x, self.constant(math.sqrt(2))))
        return self.op("Mul", self.op("Mul", x, self.op("Add", error, self.constant(1))), self.constant(0.5))

    def size(self, x, axis):
        """The length of one axis, as a vector of one, to be put into a shape."""
        length = self.op("Gather", self.op("Shape", x), self.constant(axis, np.int64), axis=0)
        return self.op("Unsqueeze", length, self.constant([0], np.int64))

    def reshape(self, x, *tail):
        """x to [batch, tokens, *tail], computed at run time as the exporter does."""
        parts = [self.size(x, 0), self.size(x, 1)] + [self.constant([n], np.int64) for n in tail]
        return self.op("Reshape", x, self.op("Concat", *parts, axis=0))

    def heads(self, x, order):
        return self.op("Transpose", self.reshape(x, HEADS, WIDTH // HEADS), perm=order)


def embeddings(g):
    words = g.op("Gather", g.normal("embeddings.word_embeddings.weight", TOKENS, WIDTH), "input_ids")
    types = g.op("Gather", g.normal("embeddings.token_type_embeddings.weight", TYPES, WIDTH), "token_type_ids")
    numbers = g.weight("embeddings.position_ids", np.arange(POSITIONS, dtype=np.int64)[None])
    zero, one = g.constant([0], np.int64), g.constant([1], np.int64)
    used = g.op("Slice", numbers, zero, g.size("input_ids", 1), one, one)
    positions = g.op("Gather", g.normal("embeddings.position_embeddings.weight", POSITIONS, WIDTH), used)
    return g.layer_norm("embeddings.LayerNorm", g.op("Add", g.op("Add", words, types), positions))


def mask(g):
    """attention_mask as 0 and the lowest float, [batch, 1, 1, tokens]."""
    x = g.op("Unsqueeze", "attention_mask", g.constant([1], np.int64))
    x = g.op("Unsqueeze", x, g.constant([2], np.int64))
    x = g.op("Cast", x, to=TensorProto.FLOAT)
    return g.op("Mul", g.op("Sub", g.constant(1), x), g.constant(MASKED))


def layer(g, name, x, masked):
    def linear(part, value, inputs=WIDTH, outputs=WIDTH):
        return g.linear(f"{name}.{part}", value, inputs, outputs)

    query = g.heads(linear("attention.self.query", x), [0, 2, 1, 3])
    key = g.heads(linear("attention.self.key", x), [0, 2, 3, 1])
    value = g.heads(linear("attention.self.value", x), [0, 2, 1, 3])
    scores = g.op("Div", g.op("MatMul", query, key), g.constant(math.sqrt(WIDTH // HEADS)))
    shares = g.op("Softmax", g.op("Add", scores, masked), axis=-1)
    context = g.op("Transpose", g.op("MatMul", shares, value), perm=[0, 2, 1, 3])
    attended = linear("attention.output.dense", g.reshape(context, WIDTH))
    x = g.layer_norm(f"{name}.attention.output.LayerNorm", g.op("Add", attended, x))
    inner = g.gelu(linear("intermediate.dense", x, WIDTH, INNER))
    return g.layer_norm(f"{name}.output.LayerNorm", g.op("Add", linear("output.dense", inner, INNER, WIDTH), x))


def model(seed):
    g = Graph(seed)
    masked = mask(g)
    x = embeddings(g)
    for i in range(LAYERS):
        x = layer(g, f"encoder.layer.{i}", x, masked)
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"], name="last_hidden_state"))
    axes = ["batch_size", "sequence_length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, axes)
              for n in ("input_ids", "attention_mask", "token_type_ids")]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, axes + [WIDTH])
    graph = helper.make_graph(g.nodes, "minilm_shape", inputs, [output], g.weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="minilm_graph.py")
    made.ir_version = 7
    onnx.checker.check_model(made)
    return made


CONFIG = {
    "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu",
    "vocab_size": TOKENS, "hidden_size": WIDTH, "intermediate_size": INNER, "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS, "max_position_embeddings": POSITIONS, "type_vocab_size": TYPES,
    "layer_norm_eps": 1e-12, "pad_token_id": 0, "position_embedding_type": "absolute",
}
TOKENIZER_CONFIG = {
    "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": POSITIONS, "strip_accents": None,
    "tokenize_chinese_chars": True, "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]",
    "cls_token": "[CLS]", "mask_token": "[MASK]",
}
POOLING = {
    "word_embedding_dimension": WIDTH, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
    "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False,
}
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--words", type=pathlib.Path, required=True, help="text, one document a line")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()

    tokens = vocabulary.make(given.words.read_text(encoding="utf-8"), TOKENS)
    files = {
        "config.json": CONFIG, "tokenizer_config.json": TOKENIZER_CONFIG, "modules.json": MODULES,
        "tokenizer.json": vocabulary.tokenizer(tokens), "1_Pooling/config.json": POOLING,
        "sentence_bert_config.json": {"max_seq_length": POSITIONS, "do_lower_case": False},
    }
    (given.folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    (given.folder / "onnx").mkdir(exist_ok=True)
    for name, content in files.items():
        (given.folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    onnx.save(model(given.seed), str(given.folder / "onnx/model.onnx"))
    print(f"{given.folder}: {len(tokens)} tokens, seed {given.seed}")


if __name__ == "__main__":
    main()
