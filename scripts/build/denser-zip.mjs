// @ts-check
/**
 * Packs the files of a ZIP archive as densely as deflate can: what packs archives gives up long before that. Everything else in it, names, times
 * and checksums, stays as it is.
 */
import { promisify } from "node:util";
import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const DEFLATED = 8;
/** Sizes stand after the file's content. */
const SIZES_FOLLOW = 0x08;
/** More rounds than these save less than a thousandth. */
const ROUNDS = 5;

/**
 * @param {Buffer} archive without ZIP64, encryption and comment
 * @returns {Promise<Buffer>} the same files in the same order
 * @throws {Error} for what is no such archive
 */
export async function denserZip(archive) {
  const deflate = await loadDeflate();
  const end = archive.length - 22;
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error("No plain ZIP archive.");
  const count = archive.readUInt16LE(end + 10);
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new Error("The ZIP archive's directory is damaged.");
    const entryLength =
      46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    const entry = Buffer.from(archive.subarray(at, at + entryLength));
    at += entryLength;
    const packed = await repacked(archive, entry, deflate);
    const name = entry.subarray(46, 46 + entry.readUInt16LE(28));
    entry.writeUInt16LE(entry.readUInt16LE(8) & ~SIZES_FOLLOW, 8);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(offset, 42);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(LOCAL, 0);
    // From the version that is needed to the length of the name both heads say the same; what extra fields tell stands in the directory.
    entry.copy(head, 4, 6, 30);
    files.push(head, name, packed);
    directory.push(entry);
    offset += head.length + name.length + packed.length;
  }
  const last = Buffer.from(archive.subarray(end));
  last.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  last.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, last]);
}

/** @typedef {(content: Uint8Array, options: { numiterations: number }) => Promise<Uint8Array>} Deflate */

/**
 * The library hears what nobody else handles in the whole process, and ends it with a dump of its own code: it is made to let go of that.
 * @returns {Promise<Deflate>}
 */
async function loadDeflate() {
  const events = /** @type {NodeJS.Signals[]} */ (/** @type {unknown} */ (["uncaughtException", "unhandledRejection"]));
  const before = new Set(events.flatMap((event) => process.listeners(event)));
  const { deflate } = await import("@gfx/zopfli");
  for (const event of events)
    for (const listener of process.listeners(event)) if (!before.has(listener)) process.removeListener(event, listener);
  return promisify(deflate);
}

/**
 * @param {Buffer} archive
 * @param {Buffer} entry of the directory
 * @param {Deflate} deflate
 * @returns {Promise<Buffer>} the content, as it stands in the archive or denser
 */
async function repacked(archive, entry, deflate) {
  const start = entry.readUInt32LE(42);
  const content = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const packed = archive.subarray(content, content + entry.readUInt32LE(20));
  if (entry.readUInt16LE(10) !== DEFLATED || packed.length === 0) return packed;
  const denser = Buffer.from(await deflate(inflateRawSync(packed), { numiterations: ROUNDS }));
  return denser.length < packed.length ? denser : packed;
}
