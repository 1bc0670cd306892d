// A small precompiled_charsmap in sentencepiece's format: compatibility forms, composed accents, odd spaces, controls.

// entries gives what is replaced and by what.
function entries() {
  const map = new Map();
  const blocks = [[0xa0, 0x17f], [0x1c4, 0x1cc], [0x2000, 0x203f], [0x2070, 0x209c], [0x2100, 0x217f], [0x2460, 0x2480], [0x3300, 0x3310], [0xfb00, 0xfb06], [0xff01, 0xff9f]];
  for (const [lo, hi] of blocks) for (let cp = lo; cp <= hi; cp++) {
    const c = String.fromCodePoint(cp), to = c.normalize("NFKC");
    if (to !== c) map.set(c, to);
  }
  for (const base of "aeiounyAEIOUNY") for (const mark of "\u0300\u0301\u0302\u0303\u0308") {
    const composed = (base + mark).normalize("NFC");
    if (composed.length === 1) map.set(base + mark, composed);
  }
  for (const kana of "ｶｷｸｹｺﾊﾋﾌﾍﾎ") for (const mark of "ﾞﾟ") {
    const composed = (kana + mark).normalize("NFKC");
    if ([...composed].length === 1) map.set(kana + mark, composed);
  }
  for (const cp of [0x09, 0x0a, 0x0c, 0x0d, 0x1680, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd]) map.set(String.fromCodePoint(cp), " ");
  for (const cp of [1, 2, 7, 8, 0x0b, 0x0e, 0x10, 0x1b, 0x7f, 0x8f, 0x9f]) map.set(String.fromCodePoint(cp), "");
  map.set("\r\n", " ");
  return map;
}

// doubleArray lays a trie out in Darts-clone's units.
function doubleArray(keys) {
  const root = { children: new Map() };
  for (const [key, value] of keys) {
    let node = root;
    for (const b of Buffer.from(key, "utf8")) {
      if (!node.children.has(b)) node.children.set(b, { children: new Map() });
      node = node.children.get(b);
    }
    node.value = value;
  }
  const units = [0], used = [true];
  const place = (node, at) => {
    const labels = [...node.children.keys()];
    if (node.value !== undefined) labels.push(0);
    let base = 1;
    while (labels.some((l) => used[base ^ l]) || used[base]) base++;
    for (const l of [...labels, 0]) used[base ^ l] = true;
    units[at] = (((units[at] ?? 0) & 0xff) | ((base ^ at) << 10) | (node.value !== undefined ? 1 << 8 : 0)) >>> 0;
    if (node.value !== undefined) units[base] = (0x80000000 | node.value) >>> 0;
    for (const [l] of node.children) units[base ^ l] = l;
    for (const [l, child] of node.children) place(child, base ^ l);
  };
  place(root, 0);
  const size = Math.max(used.length, units.length) + 256;
  return Array.from({ length: size }, (_, i) => units[i] ?? 0);
}

export function charsmap() {
  const offsets = new Map(), parts = [];
  let length = 0;
  const keys = [];
  for (const [from, to] of entries()) {
    if (!offsets.has(to)) {
      offsets.set(to, length);
      const bytes = Buffer.from(to + "\0", "utf8");
      parts.push(bytes);
      length += bytes.length;
    }
    keys.push([from, offsets.get(to)]);
  }
  const units = doubleArray(keys);
  const head = Buffer.alloc(4 + 4 * units.length);
  head.writeUInt32LE(4 * units.length, 0);
  units.forEach((u, i) => head.writeUInt32LE(u, 4 + 4 * i));
  return Buffer.concat([head, ...parts]).toString("base64");
}
