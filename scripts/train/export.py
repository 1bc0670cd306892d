"""Writes a trained table as a model folder: an ONNX graph with an int8 table, tokenizer.json and the small files that describe them."""
import argparse
import json
import os

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

from judge import Judge
from papers import Papers
from shape import Shape

NAME = "kindred-static-v1"
OWN, BUCKETS = 2048, 4096
LENGTH = 700.0  # of an int8 row: its values lie about 36 from zero; about one in a thousand is beyond 127 and cut
DIGITS = 3  # of a weight in base 128


def quantise(table):
    """int8 rows that all have the length LENGTH, and what to multiply each with. A value beyond 127 is cut, and the scale makes up for the length."""
    length = numpy.linalg.norm(table, axis=1, keepdims=True).clip(1e-12)
    values = numpy.rint(table / length * LENGTH).clip(-127, 127).astype(numpy.int8)
    whole = values.astype(numpy.float32)
    scales = (whole * table).sum(1) / (whole ** 2).sum(1).clip(1)  # least squares
    return values, scales.astype(numpy.float32)


def buckets(frequency):
    """Where the graph counts a token: the frequent ones each have a bucket of their own, the others share the rest."""
    order = numpy.argsort(-frequency, kind="stable")
    place = numpy.empty(len(order), numpy.int64)
    place[order] = numpy.where(numpy.arange(len(order)) < OWN, numpy.arange(len(order)), OWN + numpy.arange(len(order)) % (BUCKETS - OWN))
    return place.astype(numpy.int32)


def graph(values, scales, place, shape):
    """ids, mask -> unit vector.

    A token's weight is its scale times position[place in the text], divided by saturation + (how often the token occurs). Occurrences are counted by adding
    the mask into BUCKETS buckets, so a masked token counts nowhere and weighs nothing. The weighted sum of the first `topical` columns says what the text is
    about; each weight is multiplied with exp(gate * cosine of the token with it), so that many tokens that say the same count less. The weighted sum of
    all columns, divided by its length, is the answer. A text without any known token gives zeros.

    The last sum is taken over the int8 rows as they are, with integers, for to make floats of all rows took two thirds of the time: each weight, as a share of
    the text's heaviest, is written with DIGITS digits in base 128, which keeps 21 bits of it, and the sums of the digits are put together. A digit is at most
    127, so that no processor cuts a product: AVX2 adds two of uint8 and int8 in 16 bits, and 2 * 127 * 127 is below 2 ** 15.
    """
    def constant(name, value, kind):
        return numpy_helper.from_array(numpy.array(value, kind), name)

    float32, int64 = numpy.float32, numpy.int64
    constants = [constant("table", values, numpy.int8), constant("scales", scales, float32), constant("buckets", place, numpy.int32),
                 constant("position", shape.position, float32), constant("last", [len(shape.position) - 1], int64), constant("axis", 1, int64),
                 constant("zero", [0], int64), constant("one", [1], int64), constant("two", [2], int64), constant("topical", [shape.topical], int64),
                 constant("width", [BUCKETS], int64), constant("least", [1e-12], float32), constant("gate", [shape.gate / LENGTH], float32),
                 constant("levels", [[127.0 * 128 ** i] for i in range(DIGITS)], float32),
                 constant("carry", numpy.eye(DIGITS) - 128 * numpy.eye(DIGITS, k=-1), float32),
                 constant("place_values", [[128.0 ** -i for i in range(DIGITS)]], float32)]
    node = helper.make_node
    nodes = [
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("CumSum", ["attention_mask", "axis"], ["place"], exclusive=1),
        node("Min", ["place", "last"], ["near"]),
        node("Gather", ["position", "near"], ["place_weight"]),
        node("Gather", ["scales", "input_ids"], ["scale"]),
        node("Gather", ["buckets", "input_ids"], ["bucket"]),
        node("Shape", ["input_ids"], ["batch"], start=0, end=1),
        node("Concat", ["batch", "width"], ["counter_shape"], axis=0),
        node("ConstantOfShape", ["counter_shape"], ["counter"], value=numpy_helper.from_array(numpy.array([shape.constant], numpy.float32))),
        node("ScatterElements", ["counter", "bucket", "mask"], ["counts"], axis=1, reduction="add"),
        node("GatherElements", ["counts", "bucket"], ["damping"], axis=1),
        node("Mul", ["scale", "mask"], ["masked"]),
        node("Mul", ["masked", "place_weight"], ["placed"]),
        node("Div", ["placed", "damping"], ["weight"]),
        node("Gather", ["table", "input_ids"], ["rows"]),
        node("Unsqueeze", ["weight", "one"], ["weights"]),
        node("Slice", ["rows", "zero", "topical", "two"], ["topical_rows"]),
        node("Cast", ["topical_rows"], ["topics"], to=TensorProto.FLOAT),
        node("MatMul", ["weights", "topics"], ["topic_sum"]),
        node("ReduceL2", ["topic_sum"], ["topic_length"], axes=[2], keepdims=1),
        node("Max", ["topic_length", "least"], ["topic_divisor"]),
        node("Div", ["topic_sum", "topic_divisor"], ["topic"]),
        node("Transpose", ["topics"], ["topics_turned"], perm=[0, 2, 1]),
        node("MatMul", ["topic", "topics_turned"], ["product"]),
        node("Mul", ["product", "gate"], ["slope"]),
        node("Exp", ["slope"], ["factor"]),
        node("Mul", ["weights", "factor"], ["gated"]),
        node("ReduceMax", ["gated"], ["heaviest"], axes=[2], keepdims=1),
        node("Max", ["heaviest", "least"], ["heaviest_divisor"]),
        node("Div", ["gated", "heaviest_divisor"], ["share"]),
        node("Mul", ["share", "levels"], ["prefixes"]),
        node("Floor", ["prefixes"], ["whole"]),
        node("MatMul", ["carry", "whole"], ["digits"]),
        node("Cast", ["digits"], ["bytes"], to=TensorProto.UINT8),
        node("MatMulInteger", ["bytes", "rows"], ["digit_sums"]),
        node("Cast", ["digit_sums"], ["float_sums"], to=TensorProto.FLOAT),
        node("MatMul", ["place_values", "float_sums"], ["sums"]),
        node("Squeeze", ["sums", "one"], ["sum"]),
        node("ReduceL2", ["sum"], ["length"], axes=[1], keepdims=1),
        node("Max", ["length", "least"], ["divisor"]),
        node("Div", ["sum", "divisor"], ["sentence_embedding"]),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", values.shape[1]])
    model = helper.make_model(helper.make_graph(nodes, NAME, inputs, [output], constants), opset_imports=[helper.make_opsetid("", 16)],
                              producer_name="kindred scripts/train", ir_version=8)
    onnx.checker.check_model(model)
    return model


def tokenizer(entries):
    special = [{"id": entries.index(content), "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
                "special": True} for content in ("[PAD]", "[UNK]")]
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": None, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                  "vocab": {entry: i for i, entry in enumerate(entries)}},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--corpus", default="", help="with --vocabulary and --judged: measure the table before and after quantising")
    parser.add_argument("--vocabulary", default="")
    parser.add_argument("--judged", default="")
    options = parser.parse_args()

    data = numpy.load(options.table)
    table, entries = data["table"], str(data["entries"]).split("\n")
    values, scales = quantise(table)
    if options.judged:
        judge = Judge(options.judged, entries, Papers(options.corpus, options.vocabulary).held_out())
        before, after = (judge.report(each, Shape(*data["shape"])) for each in (table, values * scales[:, None]))
        print(f"quantising: mean nDCG@10 {before:.4f} before, {after:.4f} after")
    os.makedirs(options.out, exist_ok=True)
    onnx.save(graph(values, scales, buckets(data["frequency"]), Shape(*data["shape"])), os.path.join(options.out, "model.onnx"))

    def write(name, content, **style):
        with open(os.path.join(options.out, name), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, **style)
            file.write("\n")

    write("tokenizer.json", tokenizer(entries), separators=(",", ":"))
    write("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "do_lower_case": True,
                                    "unk_token": "[UNK]", "pad_token": "[PAD]"}, indent=2)
    write("config.json", {"model_type": "static-embedding", "hidden_size": table.shape[1], "vocab_size": len(entries),
                          "max_position_embeddings": 512, "pad_token_id": 0}, indent=2)
    write("model.json", {"name": NAME, "pooling": "none", "normalize": False, "max_tokens": 512, "query_prefix": "", "document_prefix": "",
                         "dimension": table.shape[1], "licence": "MIT", "language": "en"}, indent=2)
    total = sum(os.path.getsize(os.path.join(options.out, name)) for name in os.listdir(options.out))
    print(f"{options.out}: {len(entries)} entries of {table.shape[1]} dimensions, {total} bytes")


if __name__ == "__main__":
    main()
