// Writes embed/tokenize/testdata: the small tokenizers of the tests, and golden.json with the ids that Hugging Face's
// tokenizers gives for every text of texts.mjs under every tokenizer.
//
//   npm install --ignore-scripts && npm run golden
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bertTokenizer } from "./bert.mjs";
import { byteLevelTokenizer, fallbackTokenizer, wordEndTokenizer } from "./bpe.mjs";
import { hashOf } from "./hash.mjs";
import { textOf, texts } from "./texts.mjs";
import { unigramTokenizer } from "./unigram.mjs";

const { Tokenizer } = createRequire(import.meta.url)("@anush008/tokenizers");
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const testdata = join(root, "embed", "tokenize", "testdata");
mkdirSync(testdata, { recursive: true });

const keptIDs = 400; // of a longer list only the number and a hash are kept

const bert = (clean_text, handle_chinese_chars, strip_accents, lowercase) =>
  ({ type: "BertNormalizer", clean_text, handle_chinese_chars, strip_accents, lowercase });

const sequence = (...normalizers) => ({ type: "Sequence", normalizers });
const punctuation = (behavior) => ({ pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, { type: "Punctuation", behavior }, { type: "Digits", individual_digits: false }] } });

// nmtNfkc is the charsmap of XLM-R and T5. It is too large to keep here; sugarme/tokenizer has it among its test data.
function nmtNfkc() {
  const dir = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", "github.com/sugarme/tokenizer"], { cwd: root, encoding: "utf8" }).trim();
  const source = readFileSync(join(dir, "spm", "test-data-bytes.go"), "utf8");
  return Buffer.from(source.match(/0x[0-9A-Fa-f]{2}/g).map(Number)).toString("base64");
}

const unigram = unigramTokenizer();
const made = { "bert.json": bertTokenizer(), "bpe.json": byteLevelTokenizer(), "bpe-fallback.json": fallbackTokenizer(), "bpe-word-end.json": wordEndTokenizer(), "unigram.json": unigram };
for (const [file, json] of Object.entries(made)) writeFileSync(join(testdata, file), JSON.stringify(json) + "\n");

const idIn = (file, content) => made[file].added_tokens.find((t) => t.content === content).id;

// Each tokenizer is a file of testdata, or of the repository, with some parts replaced.
const tokenizers = {
  "bert uncased": { file: "bert.json", replace: {} },
  "bert cased": { file: "bert.json", replace: { normalizer: bert(true, true, null, false) } },
  "bert uncased, accents kept": { file: "bert.json", replace: { normalizer: bert(true, true, false, true) } },
  "bert cased, accents stripped": { file: "bert.json", replace: { normalizer: bert(true, true, true, false) } },
  "bert, text not cleaned, no Chinese": { file: "bert.json", replace: { normalizer: bert(false, false, null, true) } },
  "bert, no normalizer": { file: "bert.json", replace: { normalizer: null } },
  "word pieces, other steps": { file: "bert.json", replace: { normalizer: sequence({ type: "NFD" }, { type: "Lowercase" }, { type: "StripAccents" }), pre_tokenizer: { type: "Whitespace" } } },
  "word pieces, punctuation contiguous": { file: "bert.json", replace: punctuation("Contiguous") },
  "word pieces, punctuation removed": { file: "bert.json", replace: punctuation("Removed") },
  "word pieces, punctuation to the left": { file: "bert.json", replace: punctuation("MergedWithPrevious") },
  "word pieces, punctuation to the right": { file: "bert.json", replace: punctuation("MergedWithNext") },
  "word level": { file: "bert.json", replace: { model: { type: "WordLevel", unk_token: "[UNK]", vocab: { "[UNK]": 0, the: 1, and: 2, ".": 3, a: 4, model: 5, "[CLS]": 6, "[SEP]": 7 } }, added_tokens: [], post_processor: null, pre_tokenizer: { type: "Whitespace" } } },
  "byte-level BPE": { file: "bpe.json", replace: {} },
  "byte-level BPE, space before": { file: "bpe.json", replace: { normalizer: null, pre_tokenizer: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true }, post_processor: { type: "RobertaProcessing", sep: ["[SEP]", idIn("bpe.json", "[SEP]")], cls: ["[CLS]", idIn("bpe.json", "[CLS]")], trim_offsets: true, add_prefix_space: true } } },
  "byte-level BPE, split as newer models do": { file: "bpe.json", replace: { pre_tokenizer: { type: "Sequence", pretokenizers: [
    { type: "Split", pattern: { Regex: "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+" }, behavior: "Isolated", invert: false },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false }] } } },
  "byte-level BPE, digits apart": { file: "bpe.json", replace: { pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, { type: "Split", pattern: { String: "." }, behavior: "MergedWithPrevious", invert: false }, { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true }] } } },
  "byte-level BPE, the bytes by the normalizer": { file: "bpe.json", replace: { normalizer: sequence({ type: "NFKC" }, { type: "Strip", strip_left: true, strip_right: true }, { type: "ByteLevel" }), pre_tokenizer: null, added_tokens: [], post_processor: null } },
  "BPE, bytes to fall back to": { file: "bpe-fallback.json", replace: {} },
  "BPE, word ends": { file: "bpe-word-end.json", replace: {} },
  "unigram": { file: "unigram.json", replace: {} },
  "unigram, spaces kept": { file: "unigram.json", replace: { pre_tokenizer: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "first", split: true } } },
  "unigram, spaces joined": { file: "unigram.json", replace: { normalizer: { type: "Sequence", normalizers: [unigram.normalizer, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " }] }, pre_tokenizer: { type: "Metaspace", replacement: "\u2581", add_prefix_space: true } } },
  "unigram, charsmap of XLM-R": { file: "unigram.json", replace: { normalizer: { type: "Precompiled", precompiled_charsmap: "nmt_nfkc" } } },
  "unigram, whole text": { file: "unigram.json", replace: { normalizer: sequence({ type: "Nmt" }, { type: "NFKC" }, { type: "Strip", strip_left: false, strip_right: true }), pre_tokenizer: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "never", split: false } } },
  "unigram, NFKD without accents": { file: "unigram.json", replace: { normalizer: sequence({ type: "NFKD" }, { type: "StripAccents" }, { type: "Lowercase" }) } },
};
const builtIn = "models/kindred-static-v1/tokenizer.json";
if (existsSync(join(root, builtIn))) tokenizers["built-in"] = { file: "../../../" + builtIn, replace: {} };

const golden = { reference: "Hugging Face tokenizers 0.22.2 through @anush008/tokenizers 0.6.0", tokenizers: [], texts: [] };
golden.texts = texts;
for (const [name, { file, replace }] of Object.entries(tokenizers)) {
  const json = { ...JSON.parse(readFileSync(join(testdata, file), "utf8")), ...replace, truncation: null, padding: null };
  const tokenizer = Tokenizer.fromString(JSON.stringify(json).replace('"nmt_nfkc"', () => JSON.stringify(nmtNfkc())));
  const ids = [];
  for (const t of texts) {
    const list = (await tokenizer.encode(textOf(t), null, { addSpecialTokens: true })).getIds();
    ids.push(list.length <= keptIDs ? list.join(" ") : `${list.length}:${hashOf(list)}`);
  }
  golden.tokenizers.push({ name, file, replace, ids });
}

const lines = (list) => "[\n" + list.map((x) => JSON.stringify(x)).join(",\n") + "\n]";
writeFileSync(join(testdata, "golden.json"),
  `{"reference": ${JSON.stringify(golden.reference)},\n"texts": ${lines(golden.texts)},\n"tokenizers": ${lines(golden.tokenizers)}}\n`);
console.log(`${texts.length} texts, ${golden.tokenizers.length} tokenizers`);
