import * as zlib from "node:zlib";
import type { Transform } from "node:stream";
import { TransportError } from "../../../core/ports/transport";

/** What undoes one packing. */
export type Unpacker = Transform & { readonly bytesWritten: number };

/**
 * Makes what undoes one packing, once it is known how the bytes begin; undefined where they are not packed, whatever the header says.
 * @throws TransportError what packed them cannot be undone here
 */
export type Packing = (beginning: Uint8Array) => Unpacker | undefined;

/** Node has it since 22.15 and 23.8. */
interface WithZstd {
  createZstdDecompress?: (options: { params: Record<number, number> }) => Unpacker;
  constants: { ZSTD_d_windowLogMax?: number };
}
const { createZstdDecompress, constants } = zlib as WithZstd;

/** A server may not ask for more memory than this to have its answer unpacked: 8 MB, as a power of two (RFC 9659, 3). */
const ZSTD_WINDOW_LOG = 23;

/** Everything that has come is handed on at once, so that a token is shown when its event comes. */
const AT_ONCE = { flush: zlib.constants.Z_SYNC_FLUSH };

const gunzip = (): Unpacker => zlib.createGunzip(AT_ONCE);
const inflate = (): Unpacker => zlib.createInflate(AT_ONCE);
const inflateRaw = (): Unpacker => zlib.createInflateRaw(AT_ONCE);
const unbrotli = (): Unpacker => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH });

function unzstd(): Unpacker {
  if (!createZstdDecompress || constants.ZSTD_d_windowLogMax === undefined) throw unknownPacking("zstd");
  return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
}

/** @param named as it goes into a sentence */
export const unknownPacking = (named: string): TransportError =>
  new TransportError("packed", named, { code: "UNKNOWN_ENCODING" });

/** How packed bytes begin: RFC 1952, 2.3.1; RFC 8878, 3.1.1. */
const MARKS: readonly [mark: readonly number[], unpacker: () => Unpacker][] = [
  [[0x1f, 0x8b, 0x08], gunzip],
  [[0x28, 0xb5, 0x2f, 0xfd], unzstd],
];
/** The first byte of RFC 1950 as everybody writes it, which is an x; the second one makes a multiple of 31 of both. */
const ZLIB = 0x78;
const ZLIB_CHECK = 31;

/** So many bytes tell whether an x begins a text. */
const ENOUGH_BYTES = 16;
/** And so many, what a label says of them. */
const ENOUGH_LABELLED_BYTES = 4;

/** Whether bytes without a label must be waited for until it can be told what they are. */
export function mayBePacked(beginning: Uint8Array): boolean {
  if (beginning[0] === ZLIB) return beginning.length < ENOUGH_BYTES;
  return MARKS.some(([mark]) => beginning.length < mark.length && beginning.every((byte, at) => byte === mark[at]));
}

/** The same of bytes that a label calls packed. */
export const isTooShort = (beginning: Uint8Array): boolean =>
  beginning.length < ENOUGH_LABELLED_BYTES || mayBePacked(beginning);

/** Tells by the bytes alone: some gateways pack and do not say so, or say something else. */
export const byItsMarks: Packing = (beginning) => byMark(beginning) ?? (isZlib(beginning) ? inflate() : undefined);

function byMark(beginning: Uint8Array): Unpacker | undefined {
  return MARKS.find(([mark]) => mark.every((byte, at) => beginning[at] === byte))?.[1]();
}

function isZlib(beginning: Uint8Array): boolean {
  const [first = 0, second = 0] = beginning;
  return first === ZLIB && (first * 256 + second) % ZLIB_CHECK === 0 && !isText(beginning);
}

/** Text, whose last character may be cut, without the control characters that none has. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What an answer begins with, in any of the wire formats: what packed it has been undone on the way, and only its name is left. */
const OPEN_TEXT = /^(?:\uFEFF|\s*(?:\{\s*"|\{\s*$|\[\s*[{"\]]|data|even|: |<[!?a-z]))/i;

const isOpen = (beginning: Uint8Array): boolean =>
  isText(beginning) && OPEN_TEXT.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(beginning));

/** By `deflate` some mean RFC 1950 and some RFC 1951 (RFC 9110, 8.4.1.2), whose first byte never ends in 8. */
const deflate: Packing = ([first = 0]) => ((first & 0x0f) === 8 ? inflate() : inflateRaw());

/** The rest are known by their marks, and are not what they are called without one. */
const LABELS = new Map<string, Packing>([
  ["gzip", byItsMarks],
  ["x-gzip", byItsMarks],
  ["zstd", byItsMarks],
  ["deflate", deflate],
  ["br", unbrotli],
]);

/** What a label means; the bytes are asked first. */
export function packingOf(label: string): Packing {
  const named = LABELS.get(label);
  return (beginning) => {
    if (beginning.length === 0 || isOpen(beginning)) return undefined;
    const marked = byMark(beginning);
    if (marked) return marked;
    // What is no packing at all, such as the name of a character set, is taken for what follows it.
    if (!named && !isText(beginning)) throw unknownPacking(label);
    return named?.(beginning);
  };
}
