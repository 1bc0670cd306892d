// A small BERT-style tokenizer.json: every letter alone and as a continuation, every pair of letters as a
// continuation, and the words and word parts of the material.
import { material } from "./texts.mjs";

export function bertTokenizer() {
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const pieces = new Set(special);
  const letters = new Set();
  const blocks = [[0x21, 0x7e], [0xa1, 0x17f], [0x391, 0x3c9], [0x410, 0x451], [0x5d0, 0x5ea], [0x621, 0x64a], [0x1100, 0x1112], [0x1161, 0x1175], [0x11a8, 0x11c2],
    [0x2010, 0x2027], [0x2070, 0x208e], [0x2200, 0x2211], [0x3041, 0x3060], [0x30a1, 0x30c0], [0xac00, 0xac10]];
  for (const [lo, hi] of blocks) for (let c = lo; c <= hi; c++) letters.add(String.fromCodePoint(c));
  for (const c of "深度学习模型在图像识别任务中的方法漢字機器ΐά😀🤗‐ⅷ℃½́̈") letters.add(c);
  for (const c of letters) pieces.add(c).add("##" + c);
  const abc = "abcdefghijklmnopqrstuvwxyz";
  for (const a of abc) for (const b of abc) pieces.add("##" + a + b);
  const parts = ["ing", "tion", "ness", "ment", "able", "ization", "ational", "arian", "ism", "est", "ed", "er", "ly", "ers", "ions", "ical", "ology", "net", "ö", "ő", "dinger"];
  for (const p of parts) pieces.add("##" + p);
  for (const w of material.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    if (!w || w.length > 14) continue;
    for (const form of [w, w.toLowerCase(), w.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "")]) pieces.add(form);
    if (w.length > 5) pieces.add(w.slice(0, 4)).add(w.toLowerCase().slice(0, 5));
  }
  const vocab = Object.fromEntries([...pieces].map((p, id) => [p, id]));
  return {
    version: "1.0", truncation: null, padding: null,
    added_tokens: special.map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }],
      pair: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }, { SpecialToken: { id: "[SEP]", type_id: 1 } }],
      special_tokens: { "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] } },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
  };
}
