"""A vocabulary and tokenizer.json in the manner of bert-base-uncased, made from text.

Whole words for what is frequent, pieces for the rest: the text then has about as
many tokens as with the real vocabulary, which a benchmark depends on. The ids of
the special tokens are BERT's.
"""

import collections
import re
import unicodedata

SPECIAL = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103}
FIRST = 999  # below it, ids without a special token are [unusedN]
WORDS = 0.5  # share of the rest that are whole words
LONGEST = 6  # letters in a piece


def make(text, size):
    """Returns size tokens in the order of their ids."""
    words = collections.Counter(re.findall(r"[^\W_]+", normalize(text)))
    ranked = [word for word, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))]
    letters = sorted({c for word in words for c in word} | {chr(c) for c in range(33, 127) if not chr(c).isupper()})
    names = {number: name for name, number in SPECIAL.items()}
    tokens = [names.get(i, f"[unused{i}]") for i in range(FIRST)]
    tokens += letters[:4000] + ["##" + c for c in letters[:4000]]
    known = set(tokens)
    whole = [word for word in ranked if word not in known][:int((size - len(tokens)) * WORDS)]
    tokens += whole
    tokens += pieces(words, known | set(whole), size - len(tokens))
    if len(tokens) != size:
        raise SystemExit(f"vocabulary.py: the text gives {len(tokens)} tokens, need {size}; give more text")
    return tokens


def normalize(text):
    """Lower case without accents, as BERT's normaliser for words of letters and digits."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")


def pieces(words, known, count):
    """The most frequent starts (prefix) and continuations (##piece) of words that are not known."""
    seen = collections.Counter()
    for word, times in words.items():
        if word in known or len(word) > 40:
            continue
        for start in range(len(word)):
            for end in range(start + 2, min(start + LONGEST, len(word)) + 1):
                seen[word[start:end] if start == 0 else "##" + word[start:end]] += times
    ranked = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return [piece for piece, _ in ranked if piece not in known][:count]


def tokenizer(tokens):
    """tokenizer.json as Hugging Face writes it for BERT, uncased, without truncation and padding."""
    added = [{"id": number, "content": name, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for name, number in SPECIAL.items()]
    special = lambda name, kind=0: {"SpecialToken": {"id": name, "type_id": kind}}
    sequence = lambda name, kind=0: {"Sequence": {"id": name, "type_id": kind}}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special("[CLS]"), sequence("A"), special("[SEP]")],
            "pair": [special("[CLS]"), sequence("A"), special("[SEP]"), sequence("B", 1), special("[SEP]", 1)],
            "special_tokens": {name: {"id": name, "ids": [SPECIAL[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {token: i for i, token in enumerate(tokens)}},
    }
