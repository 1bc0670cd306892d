"""Text to words, exactly as the exported tokenizer.json describes it.

The rules are BERT's: control characters dropped, CJK characters apart, NFD without accents, lower case, then a cut at white space and around
every punctuation character. Word pieces come later (vocab.py), so that a change of vocabulary never reads the text again.
"""
import re
import unicodedata

ASCII_WORD = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
ASCII_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_cjk(code):
    return (0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2A6DF or 0x2A700 <= code <= 0x2B73F
            or 0x2B740 <= code <= 0x2B81F or 0x2B920 <= code <= 0x2CEAF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F)


def is_punctuation(char):
    code = ord(char)
    if code < 128:
        return 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return unicodedata.category(char).startswith("P")


def normalise(text):
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char in "\t\n\r":
            kept.append(" ")
        elif char == "\ufffd" or category in ("Cc", "Cf", "Co", "Cn", "Cs"):
            continue
        elif char.isspace():
            kept.append(" ")
        elif is_cjk(ord(char)):
            kept.append(" " + char + " ")
        else:
            kept.append(char)
    bare = (char for char in unicodedata.normalize("NFD", "".join(kept)) if unicodedata.category(char) != "Mn")
    return "".join(char.lower() for char in bare)


def words_of(text):
    """The words and punctuation marks of a text, in order."""
    if text.isascii():
        return ASCII_WORD.findall(ASCII_CONTROL.sub("", text).lower())
    found = []
    for run in normalise(text).split():
        if run.isascii():
            found.extend(ASCII_WORD.findall(run))
            continue
        start = 0
        for at, char in enumerate(run):
            if is_punctuation(char):
                if start < at:
                    found.append(run[start:at])
                found.append(char)
                start = at + 1
        if start < len(run):
            found.append(run[start:])
    return found
