// Embeds texts with @huggingface/transformers as its users do: feature-extraction,
// mean pooling, unit length, fixed batches in file order. Prints one line of JSON.
//
//   node bench.mjs --model FOLDER --texts FILE [--count 512] [--batch 32] [--threads 2] [--vectors FILE]
//
// Loading the model and one batch before the clock runs are not timed. --vectors
// writes the first 8 vectors, one JSON array a line, to compare with another program.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { env, pipeline } from "@huggingface/transformers";

const { values: given } = parseArgs({
  options: {
    model: { type: "string" },
    texts: { type: "string" },
    count: { type: "string", default: "512" },
    batch: { type: "string", default: "32" },
    threads: { type: "string", default: "2" },
    vectors: { type: "string" },
  },
});
if (!given.model || !given.texts) {
  console.error("bench.mjs: needs --model FOLDER and --texts FILE");
  process.exit(2);
}
const [count, size, threads] = [given.count, given.batch, given.threads].map(Number);

env.allowRemoteModels = false;
env.localModelPath = path.dirname(path.resolve(given.model));
const extract = await pipeline("feature-extraction", path.basename(given.model), {
  dtype: "fp32",
  device: "cpu",
  session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
});
const embed = (texts) => extract(texts, { pooling: "mean", normalize: true });

const texts = readFileSync(given.texts, "utf8").split("\n").filter(Boolean).slice(0, count);
const warm = await embed(texts.slice(0, size));
if (given.vectors) {
  const rows = warm.tolist().slice(0, 8).map((row) => JSON.stringify(row));
  writeFileSync(given.vectors, rows.join("\n") + "\n");
}
const started = process.hrtime.bigint();
for (let i = 0; i < texts.length; i += size) {
  await embed(texts.slice(i, i + size));
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;

const require = createRequire(import.meta.url);
console.log(JSON.stringify({
  peer: `@huggingface/transformers ${env.version}`,
  onnxruntime: require("onnxruntime-node/package.json").version,
  node: process.version,
  threads,
  batch: size,
  documents: texts.length,
  seconds,
  documents_per_second: texts.length / seconds,
  first_vector: warm.tolist()[0].slice(0, 5),
}));
