"""Makes the WordPiece vocabulary from the training papers: whole words first, then beginnings and continuations for the words it lacks."""
import argparse
import collections
import math

import numpy

SPECIAL = ["[PAD]", "[UNK]"]


def cut(word, known, longest=24):
    """Greedy longest match, as WordPiece does it; None where no cut exists."""
    pieces, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(min(len(word), start + longest), start, -1):
            piece = prefix + word[start:end]
            if piece in known:
                pieces.append(piece)
                start = end
                break
        else:
            return None
    return pieces


def candidates(types, count, how_many):
    """Substrings that many rare words share, longer ones counting more."""
    score = collections.Counter()
    for word in types:
        value = math.log1p(count[word])
        for start in range(0, len(word) - 1):
            if start == 1:
                continue
            for end in range(start + (2 if start else 3), min(len(word), start + 8) + 1):
                if start == 0 and end == len(word):
                    continue
                score[("##" if start else "") + word[start:end]] += value * (end - start - 1)
    return [piece for piece, _ in score.most_common(how_many)]


def build(count, size, pieces):
    """The vocabulary as a list: special entries, characters, words by damped frequency, and `pieces` word parts."""
    letters = collections.Counter()
    for word, times in count.items():
        for letter in word:
            letters[letter] += times
    single = [letter for letter, times in letters.items() if times >= 20 or letter.isascii()]
    entries = SPECIAL + sorted(single) + sorted("##" + letter for letter in single if letter.isalnum())
    taken = set(entries)
    ordered = [word for word, _ in sorted(count.items(), key=lambda item: (-item[1], item[0])) if word not in taken and len(word) <= 40]
    whole = ordered[: size - len(entries) - pieces]
    entries += whole
    taken.update(whole)

    rare = [word for word in ordered[len(whole) - len(whole) // 3:] if word.isalpha() and word.isascii() and len(word) <= 24]
    parts = [piece for piece in candidates(rare, count, 4 * pieces) if piece not in taken]
    used = collections.Counter()
    known = taken | set(parts)
    missing = [word for word in ordered[len(whole):] if word.isalnum()]
    for word in missing:
        for piece in cut(word, known) or []:
            used[piece] += math.log1p(count[word])
    parts.sort(key=lambda piece: (-used[piece], piece))
    return entries + parts[:pieces]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--pieces", type=int, default=7_000)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()

    data = numpy.load(options.corpus)
    names = str(data["words"]).split("\n")
    paper = numpy.repeat(numpy.arange(len(data["held"])), numpy.diff(data["bounds"][::2]))
    seen = numpy.bincount(data["stream"][~data["held"][paper]], minlength=len(names))
    count = {name: int(times) for name, times in zip(names, seen) if times}
    entries = build(count, options.size, options.pieces)
    known = set(entries)

    begin, ids, number = [0], [], {entry: i for i, entry in enumerate(entries)}
    for name in names:
        ids.extend(number[piece] for piece in (cut(name, known) or ["[UNK]"]) if len(name) <= 100)
        begin.append(len(ids))
    numpy.savez(options.out, entries=numpy.array("\n".join(entries)), begin=numpy.array(begin, numpy.int64), ids=numpy.array(ids, numpy.int32))
    whole = sum(1 for entry in entries if not entry.startswith("##"))
    print(f"{len(entries)} entries, {whole} of them words or beginnings; the last parts: {' '.join(entries[-12:])}")


if __name__ == "__main__":
    main()
