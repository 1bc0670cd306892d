"""Daily papers (a JSON array, the shape of the daily papers API) on standard input to
texts on standard output: title + ". " + abstract, one paper a line, in file order.
"""

import json
import sys

for item in json.load(sys.stdin):
    paper = item.get("paper", item)
    parts = [" ".join((paper.get(key) or "").split()) for key in ("title", "summary")]
    text = ". ".join(part for part in parts if part)
    if text:
        print(text)
