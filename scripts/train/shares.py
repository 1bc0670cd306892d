"""Which words are inflections of one another: they share a vector while they are trained. Folded into the table at the end, so free at run time."""
import collections

import numpy

VOWELS = set("aeiouy")


def stem(word):
    """The word without its inflection: plural, -ed, -ing and a final e. Derivations stay apart: a station is no state."""
    if word.endswith("ies") and len(word) > 5:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed"):
        left = word[: -len(ending)]
        if word.endswith(ending) and len(left) >= 3 and VOWELS & set(left):
            word = left
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def build(entries):
    """The list token -> shared vectors, as (begin, ids): one for the stem of a word that at least one other entry has too."""
    words = [entry.removeprefix("##") for entry in entries]
    stems = [stem(word) if word.isalpha() and len(word) >= 4 else None for word in words]
    count = collections.Counter(stems)
    number, begin, ids = {}, [0], []
    for found in stems:
        if found and count[found] > 1:
            ids.append(number.setdefault(found, len(number)))
        begin.append(len(ids))
    return numpy.array(begin, numpy.int64), numpy.array(ids, numpy.int32)
