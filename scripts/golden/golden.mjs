// Writes embed/tokenize/testdata: the small tokenizers of the tests, and golden.json with the ids that Hugging Face's
// tokenizers gives for every text of texts.mjs under every tokenizer.
//
//   npm install --ignore-scripts && npm run golden
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bertTokenizer } from "./bert.mjs";
import { textOf, texts } from "./texts.mjs";

const { Tokenizer } = createRequire(import.meta.url)("@anush008/tokenizers");
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const testdata = join(root, "embed", "tokenize", "testdata");
mkdirSync(testdata, { recursive: true });

const keptIDs = 400; // of a longer list only the number and a hash are kept

// hashOf is the SHA-256 of the ids as little-endian 32-bit numbers, its first 16 hexadecimal digits.
function hashOf(ids) {
  const bytes = Buffer.alloc(4 * ids.length);
  ids.forEach((id, i) => bytes.writeUInt32LE(id, 4 * i));
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

const bert = (clean_text, handle_chinese_chars, strip_accents, lowercase) =>
  ({ type: "BertNormalizer", clean_text, handle_chinese_chars, strip_accents, lowercase });

// Each tokenizer is a file of testdata, or of the repository, with some parts replaced.
const tokenizers = {
  "bert uncased": { file: "bert.json", replace: {} },
  "bert cased": { file: "bert.json", replace: { normalizer: bert(true, true, null, false) } },
  "bert uncased, accents kept": { file: "bert.json", replace: { normalizer: bert(true, true, false, true) } },
  "bert cased, accents stripped": { file: "bert.json", replace: { normalizer: bert(true, true, true, false) } },
  "bert, text not cleaned, no Chinese": { file: "bert.json", replace: { normalizer: bert(false, false, null, true) } },
  "bert, no normalizer": { file: "bert.json", replace: { normalizer: null } },
};
const builtIn = "models/kindred-static-v1/tokenizer.json";
if (existsSync(join(root, builtIn))) tokenizers["built-in"] = { file: "../../../" + builtIn, replace: {} };

writeFileSync(join(testdata, "bert.json"), JSON.stringify(bertTokenizer()) + "\n");

const golden = { reference: "Hugging Face tokenizers 0.22.2 through @anush008/tokenizers 0.6.0", tokenizers: [], texts: [] };
golden.texts = texts;
for (const [name, { file, replace }] of Object.entries(tokenizers)) {
  const json = { ...JSON.parse(readFileSync(join(testdata, file), "utf8")), ...replace, truncation: null, padding: null };
  const tokenizer = Tokenizer.fromString(JSON.stringify(json));
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
