import { createHash } from "node:crypto";

// hashOf is the SHA-256 of the ids as little-endian 32-bit numbers, its first 16 hexadecimal digits.
export function hashOf(ids) {
  const bytes = Buffer.alloc(4 * ids.length);
  ids.forEach((id, i) => bytes.writeUInt32LE(id, 4 * i));
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
