// Tokenizes every document of hf-daily (title, abstract) with Hugging Face's tokenizers and writes, per tokenizer, a
// hash of the ids of each. The corpus is no part of the project, and neither is what this writes: give a scratch file.
//
//   node corpus.mjs CORPORA/hf-daily.json.zst OUT.json
//   KINDRED_CORPUS_IDS=OUT.json go test -run Corpus ./embed/tokenize
import { createRequire } from "node:module";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decompress } from "fzstd";
import { hashOf } from "./hash.mjs";

const { Tokenizer } = createRequire(import.meta.url)("@anush008/tokenizers");
const testdata = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "embed", "tokenize", "testdata");
const [, , corpus, out] = process.argv;

const papers = JSON.parse(Buffer.from(decompress(readFileSync(corpus))).toString("utf8"));
const documents = papers.map((p) => p.paper.title + ". " + p.paper.summary);

const files = ["../../../models/kindred-static-v1/tokenizer.json", "bert.json", "bpe.json", "bpe-fallback.json", "bpe-word-end.json", "unigram.json"];
const result = [];
for (const file of files.filter((f) => existsSync(join(testdata, f)))) {
  const json = { ...JSON.parse(readFileSync(join(testdata, file), "utf8")), truncation: null, padding: null };
  const tokenizer = Tokenizer.fromString(JSON.stringify(json));
  const hashes = [];
  for (const d of documents) hashes.push(hashOf((await tokenizer.encode(d, null, { addSpecialTokens: true })).getIds()));
  result.push({ file, hashes });
  console.log(`${file}: ${hashes.length} documents`);
}
writeFileSync(out, JSON.stringify(result) + "\n");
