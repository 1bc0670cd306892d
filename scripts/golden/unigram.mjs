// A small Unigram tokenizer.json as XLM-R's: Precompiled, Metaspace, scores from how often a piece is in the material.
import { charsmap } from "./charsmap.mjs";
import { material } from "./texts.mjs";

export function unigramTokenizer() {
  const counts = new Map();
  const words = material.normalize("NFKC").split(/\s+/u).filter(Boolean).map((w) => ["\u2581", ...w]);
  for (const w of words) for (let i = 0; i < w.length; i++) for (let j = i + 1; j <= w.length && j - i <= 24; j++) {
    const piece = w.slice(i, j).join("");
    counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const total = words.length;
  const pieces = [...counts].filter(([p, n]) => [...p].length === 1 || n >= 3).filter(([p]) => p !== "z" && p !== "\u0436")
    .map(([p, n]) => [p, Number((Math.log(n / total) - 1.5 + 0.35 * [...p].length).toFixed(6))])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const special = ["<s>", "<pad>", "</s>", "<unk>"];
  const vocab = [...special.map((s) => [s, 0.0]), ...pieces];
  vocab.push(["\u2581antidisestablishmentarianism", -7.25], ["\u2581深度学习模型在图像识别", -9.5], ["<mask>", 0.0]);
  const ids = { "<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": vocab.length - 1 };
  return {
    version: "1.0", truncation: null, padding: null,
    added_tokens: Object.entries(ids).map(([content, id]) => ({ id, content, single_word: false, lstrip: content === "<mask>", rstrip: false, normalized: false, special: true })),
    normalizer: { type: "Precompiled", precompiled_charsmap: charsmap() },
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true }] },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
      pair: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }, { Sequence: { id: "B", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
      special_tokens: { "<s>": { id: "<s>", ids: [0], tokens: ["<s>"] }, "</s>": { id: "</s>", ids: [2], tokens: ["</s>"] } },
    },
    decoder: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true },
    model: { type: "Unigram", unk_id: 3, vocab, byte_fallback: false },
  };
}
