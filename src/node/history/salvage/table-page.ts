import type { SqlValue } from "../sqlite/sqlite-module";
import type { PageFile } from "./page-file";

/** No row of ours comes near it; a length that was damaged may say anything. */
const LARGEST_ROW = 256 * 1024 * 1024;
const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;

export interface PageRow {
  /** 0 in a table without row ids. */
  id: number;
  values: SqlValue[];
}

/**
 * The rows that can be read on a page that holds rows (none on any other). What is damaged is left out: rows whose place, length, types or further
 * pages cannot be. Further pages are read for each row that needs them, so a page is best gone through one row at a time.
 */
export function* rowsOn(pages: PageFile, number: number): Generator<PageRow> {
  const page = pages.page(number);
  // The first page begins with the header of the file.
  const start = number === 1 ? 100 : 0;
  if (page === undefined || (page[start] !== TABLE_LEAF && page[start] !== INDEX_LEAF)) return;
  const hasIds = page[start] === TABLE_LEAF;
  const count = page.readUInt16BE(start + 3);
  for (let i = 0; i < count && start + 10 + 2 * i <= page.length; i++) {
    try {
      yield rowAt(pages, page, page.readUInt16BE(start + 8 + 2 * i), hasIds);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
}

/** @throws RangeError where it is damaged, by itself or as reading beyond the end of a buffer does. */
function rowAt(pages: PageFile, page: Buffer, at: number, hasIds: boolean): PageRow {
  const reader = new Reader(page, at);
  const length = reader.varint();
  if (length > LARGEST_ROW || length > pages.pageCount * pages.pageSize) throw new RangeError("no such length");
  const id = hasIds ? reader.varint() : 0;
  return { id, values: valuesOf(payload(pages, page, reader.at, length, hasIds)) };
}

/** What does not fit on the page goes on in a list of others. How much stays is laid down: https://www.sqlite.org/fileformat2.html#cell_payload */
function payload(pages: PageFile, page: Buffer, at: number, length: number, hasIds: boolean): Buffer {
  const { pageSize } = pages;
  const most = hasIds ? pageSize - 35 : Math.floor(((pageSize - 12) * 64) / 255) - 23;
  if (length <= most) return slice(page, at, length);
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (pageSize - 4));
  const local = fitting <= most ? fitting : least;
  const parts = [slice(page, at, local)];
  let next = page.readUInt32BE(at + local);
  for (let left = length - local; left > 0; left -= pageSize - 4) {
    const further = pages.page(next);
    if (further === undefined) throw new RangeError("no such page");
    parts.push(further.subarray(4, 4 + Math.min(left, pageSize - 4)));
    next = further.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function valuesOf(record: Buffer): SqlValue[] {
  const types = new Reader(record, 0);
  const end = types.varint();
  const values = new Reader(record, end);
  const found: SqlValue[] = [];
  while (types.at < end) found.push(values.value(types.varint()));
  if (types.at !== end || values.at !== record.length) throw new RangeError("not a record");
  return found;
}

class Reader {
  readonly #bytes: Buffer;

  constructor(
    bytes: Buffer,
    public at: number,
  ) {
    this.#bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      const byte = this.#bytes.readUInt8(this.at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return value * 256 + this.#bytes.readUInt8(this.at++);
  }

  value(type: number): SqlValue {
    if (type === 0) return null;
    if (type === 8 || type === 9) return type - 8;
    if (type < 5) return this.#take(type).readIntBE(0, type);
    if (type === 5) return this.#take(6).readIntBE(0, 6);
    if (type === 6) return Number(this.#take(8).readBigInt64BE());
    if (type === 7) return this.#take(8).readDoubleBE();
    if (type < 12) throw new RangeError("no such type");
    const bytes = this.#take((type - (type % 2 === 0 ? 12 : 13)) / 2);
    return type % 2 === 0 ? bytes : bytes.toString("utf8");
  }

  #take(length: number): Buffer {
    const part = slice(this.#bytes, this.at, length);
    this.at += length;
    return part;
  }
}

function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new RangeError("beyond the end");
  return bytes.subarray(at, at + length);
}
