// A peer of Node as a side of the benchmark: answers one line of JSON on
// standard output to each on standard input. What is asked and answered is said
// in ../side.go. One thread; one call for each query, as a program's users ask.
//
//   node side.mjs '{"kind":"usearch","base":FILE,"queries":FILE,"dim":384,...}'
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { hnswlib } from "./hnswlib.mjs";
import { usearch } from "./usearch.mjs";

const config = JSON.parse(process.argv[2]);
const peer = { usearch, hnswlib }[config.kind](config);

// rows gives the first n rows of a file of float32, in blocks.
function* rows(file, n, block = 1024) {
  const fd = openSync(file, "r");
  for (let from = 0; from < n; from += block) {
    const values = new Float32Array(Math.min(block, n - from) * config.dim);
    const bytes = new Uint8Array(values.buffer);
    let have = 0;
    while (have < bytes.length) {
      const got = readSync(fd, bytes, have, bytes.length - have, from * config.dim * 4 + have);
      if (got === 0) throw new Error(`${file} ends after ${from} rows, need ${n}`);
      have += got;
    }
    yield [from, values];
  }
  closeSync(fd);
}

const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;
let queries;

const answers = {
  build() {
    let total = 0;
    for (const [from, values] of rows(config.base, config.rows)) {
      const block = peer.prepare(values); // the peer's own form of vectors, not timed
      const begun = process.hrtime.bigint();
      peer.add(from, block);
      total += seconds(begun);
    }
    peer.save(config.cache);
    return { seconds: total };
  },
  open() {
    const begun = process.hrtime.bigint();
    peer.open(config.cache, 64);
    return { seconds: seconds(begun), bytes: statSync(config.cache).size };
  },
  ready() {
    queries = [];
    for (const [, values] of rows(config.queries, config.count)) queries.push(...peer.prepare(values, true));
    return {};
  },
  search({ ef, k }) {
    peer.ef(ef, existsSync(config.cache) ? config.cache : undefined);
    const found = new Array(queries.length);
    const begun = process.hrtime.bigint();
    for (let i = 0; i < queries.length; i++) found[i] = peer.search(queries[i], k);
    return { seconds: seconds(begun), found: found.map((slots) => Array.from(slots, Number)) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    console.log(JSON.stringify(answers[asked.do](asked)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
