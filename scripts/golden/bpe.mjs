// Three small BPE tokenizer.json, trained on the material: byte-level as GPT-2's, with bytes to fall back to as
// sentencepiece's, and with a mark at the end of a word as CLIP's.
import { material } from "./texts.mjs";

const gpt2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

// byteLetters[b] is the letter that stands for the byte b.
const byteLetters = (() => {
  const out = [];
  let next = 0x100;
  for (let b = 0; b < 256; b++) {
    const printable = (b >= 0x21 && b <= 0x7e) || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
    out.push(String.fromCodePoint(printable ? b : next++));
  }
  return out;
})();

// learn joins, count times, the pair that is most frequent; ties go to the one that sorts first.
function learn(words, count) {
  const merges = [];
  let list = [...words].map(([w, n]) => [w, n]);
  for (; merges.length < count; ) {
    const pairs = new Map();
    for (const [w, n] of list) for (let i = 0; i + 1 < w.length; i++) {
      const key = w[i] + "\u0000" + w[i + 1];
      pairs.set(key, (pairs.get(key) ?? 0) + n);
    }
    const best = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (!best || best[1] < 2) break;
    const [a, b] = best[0].split("\u0000");
    merges.push([a, b]);
    list = list.map(([w, n]) => {
      const out = [];
      for (let i = 0; i < w.length; i++) {
        if (w[i] === a && w[i + 1] === b) { out.push(a + b); i++; } else out.push(w[i]);
      }
      return [out, n];
    });
  }
  return merges;
}

function countWords(pieces, toLetters) {
  const counts = new Map();
  for (const p of pieces) counts.set(p, (counts.get(p) ?? 0) + 1);
  return [...counts].map(([p, n]) => [toLetters(p), n]);
}

const numbered = (pieces) => Object.fromEntries([...new Set(pieces)].map((p, id) => [p, id]));
const added = (vocab, content, special, more = {}) =>
  ({ id: vocab[content], content, single_word: false, lstrip: false, rstrip: false, normalized: !special, special, ...more });

export function byteLevelTokenizer() {
  const text = material + " ---- ==== .... aaaa aaaaaa    \n\n\t\t".repeat(3);
  const merges = learn(countWords(text.match(gpt2), (p) => [...Buffer.from(p, "utf8")].map((b) => byteLetters[b])), 900);
  const specials = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"];
  const vocab = numbered([...byteLetters, ...merges.map(([a, b]) => a + b)]);
  for (const s of ["  ", "   ", "    ", "|||EMAIL|||", "<kept>", ...specials]) vocab[s] = Object.keys(vocab).length;
  const names = ["  ", "   ", "    ", "|||EMAIL|||", "<kept>"];
  const addedTokens = [...names.map((s) => added(vocab, s, false)), ...specials.map((s) => added(vocab, s, true))];
  addedTokens[3].single_word = true;
  Object.assign(addedTokens[4], { normalized: false, lstrip: true, rstrip: true });
  for (const s of [...names, ...specials]) delete vocab[s];
  const id = Object.fromEntries(addedTokens.map((t) => [t.content, t.id]));
  return {
    version: "1.0", truncation: null, padding: null, added_tokens: addedTokens,
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }],
      pair: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
      special_tokens: { "[CLS]": { id: "[CLS]", ids: [id["[CLS]"]], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [id["[SEP]"]], tokens: ["[SEP]"] } },
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab, merges: merges.map(([a, b]) => a + " " + b) },
  };
}

export function fallbackTokenizer() {
  const words = ("\u2581" + material.replaceAll(" ", "\u2581")).split(/(?=\u2581)/u);
  const counted = countWords(words, (w) => [...w]);
  const merges = learn(counted, 300);
  const frequent = new Map();
  for (const [w, n] of counted) for (const c of w) frequent.set(c, (frequent.get(c) ?? 0) + n);
  const letters = [...frequent].filter(([, n]) => n > 2).map(([c]) => c);
  const kept = merges.filter(([a, b]) => [...(a + b)].every((c) => letters.includes(c)));
  const bytes = byteLetters.map((_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, "0")}>`);
  const vocab = numbered(["<unk>", "<s>", "</s>", ...bytes, ...letters, ...kept.map(([a, b]) => a + b)]);
  return {
    version: "1.0", truncation: null, padding: null,
    added_tokens: ["<unk>", "<s>", "</s>"].map((s) => added(vocab, s, true)),
    normalizer: { type: "Sequence", normalizers: [{ type: "Prepend", prepend: "\u2581" }, { type: "Replace", pattern: { String: " " }, content: "\u2581" }] },
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, ignore_merges: false, vocab, merges: kept },
  };
}

export function wordEndTokenizer() {
  const words = material.toLowerCase().match(/[\p{L}\p{M}\p{Nd}_]+|[^\s\p{L}\p{M}\p{Nd}_]+/gu);
  const merges = learn(countWords(words, (w) => { const l = [...w]; l[l.length - 1] += "</w>"; return l; }), 400);
  const letters = [...new Set(material.toLowerCase())].filter((c) => c.trim() && c !== "q");
  const vocab = numbered(["<unk>", ...letters, ...letters.map((c) => c + "</w>"), ...merges.map(([a, b]) => a + b)]);
  return {
    version: "1.0", truncation: null, padding: null,
    added_tokens: [added(vocab, "<unk>", true)],
    normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "Replace", pattern: { Regex: "\\s+" }, content: " " }, { type: "Lowercase" }] },
    pre_tokenizer: { type: "Whitespace" },
    post_processor: null,
    decoder: null,
    model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: "", end_of_word_suffix: "</w>", fuse_unk: false, byte_fallback: false, ignore_merges: true,
      vocab, merges: merges.filter(([a, b]) => a in vocab && b in vocab) },
  };
}
