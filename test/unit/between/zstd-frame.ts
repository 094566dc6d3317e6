import * as zlib from "node:zlib";

/** Whether this Node can unpack it (22.15, 23.8). */
export const HAS_ZSTD = "createZstdDecompress" in zlib;

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** No checksum, no dictionary, no length; a window of 128 KB (RFC 8878, 3.1.1.1). */
const HEADER = Buffer.from([0x00, 7 << 3]);
const MOST_IN_BLOCK = 128 * 1024;

type Block = "raw" | "repeated";

/** RFC 8878, 3.1.1.2: whether it is the last one, its type and its length in three bytes. */
function block(type: Block, size: number, content: Uint8Array, last: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE(Number(last) | (type === "raw" ? 0 : 1 << 1) | (size << 3), 0, 3);
  return Buffer.concat([header, content]);
}

/** A frame of which each piece is a block of its own: what every decoder reads, whatever can write it here. */
export function zstdPieces(...pieces: (string | Buffer)[]): Buffer[] {
  const contents = pieces.map((piece) => Buffer.from(piece as string));
  return contents.map((content, at) => {
    const blocks = [];
    for (let from = 0; from === 0 || from < content.length; from += MOST_IN_BLOCK) {
      const part = content.subarray(from, from + MOST_IN_BLOCK);
      const isLast = at === contents.length - 1 && from + MOST_IN_BLOCK >= content.length;
      blocks.push(block("raw", part.length, part, isLast));
    }
    return Buffer.concat(at === 0 ? [MAGIC, HEADER, ...blocks] : blocks);
  });
}

export const zstd = (bytes: string | Buffer): Buffer => Buffer.concat(zstdPieces(bytes));

/** Four bytes for each 128 KB of blanks behind a beginning. */
export function zstdBomb(beginning: string, megabytes: number): Buffer {
  const blank = Buffer.from(" ");
  const blanks = Array.from({ length: megabytes * 8 }, () => block("repeated", MOST_IN_BLOCK, blank, false));
  return Buffer.concat([...zstdPieces(beginning, "").slice(0, 1), ...blanks, block("raw", 0, Buffer.alloc(0), true)]);
}

/** What asks for a window of 2 GB before anything is unpacked. */
export const ZSTD_OF_A_HUGE_WINDOW = Buffer.concat([
  MAGIC,
  Buffer.from([0x00, 21 << 3]),
  block("raw", 0, Buffer.alloc(0), true),
]);
