import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { regularFileAt } from "../file/regular-file";

/** What a file that lost its header is taken for: ours have this size. */
const USUAL_PAGE_SIZE = 4096;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const DATABASE_MAGIC = "SQLite format 3\0";

/**
 * The pages of a database file as it was after the last commit, that is with what stands in its log, read without SQLite: of a damaged file SQLite
 * refuses much that is whole. Only reads. The format: https://www.sqlite.org/fileformat2.html
 */
export class PageFile {
  readonly pageSize: number;
  readonly pageCount: number;
  readonly #main: number | undefined;
  readonly #log: number | undefined;
  /** Where in the log a page's last version begins. */
  readonly #inLog: Map<number, number>;
  readonly #free: Set<number>;

  /** @throws NotAFileError, or what the file system says. */
  constructor(path: string) {
    const file = regularFileAt(path);
    this.#main = openIfThere(file);
    this.#log = openIfThere(`${file}-wal`);
    const header = read(this.#main, 0, 100);
    const log = this.#log === undefined ? undefined : readLog(this.#log);
    this.pageSize = log?.pageSize ?? pageSizeOf(header.length >= 18 ? header.readUInt16BE(16) : 0) ?? USUAL_PAGE_SIZE;
    this.#inLog = log?.pages ?? new Map();
    const pagesInFile = this.#main === undefined ? 0 : Math.floor(fstatSync(this.#main).size / this.pageSize);
    this.pageCount = [...this.#inLog.keys()].reduce((most, page) => Math.max(most, page), pagesInFile);
    this.#free = this.#freePages();
  }

  /** @param number from 1 on. @returns undefined where there is no such page. */
  page(number: number): Buffer | undefined {
    if (!(number >= 1 && number <= this.pageCount)) return undefined;
    const inLog = this.#inLog.get(number);
    const page =
      inLog === undefined
        ? read(this.#main, (number - 1) * this.pageSize, this.pageSize)
        : read(this.#log, inLog, this.pageSize);
    return page.length === this.pageSize ? page : undefined;
  }

  /** Known to hold nothing that was not removed. */
  isFree(number: number): boolean {
    return this.#free.has(number);
  }

  close(): void {
    if (this.#main !== undefined) closeSync(this.#main);
    if (this.#log !== undefined) closeSync(this.#log);
  }

  /** A list of pages that list others; where it is damaged, it ends. */
  #freePages(): Set<number> {
    const free = new Set<number>();
    const first = this.page(1);
    if (first === undefined || first.toString("latin1", 0, 16) !== DATABASE_MAGIC) return free;
    let trunk = first.readUInt32BE(32);
    for (let page = this.page(trunk); page !== undefined && !free.has(trunk); page = this.page(trunk)) {
      free.add(trunk);
      const count = Math.min(page.readUInt32BE(4), this.pageSize / 4 - 2);
      for (let i = 0; i < count; i++) free.add(page.readUInt32BE(8 + 4 * i));
      trunk = page.readUInt32BE(0);
    }
    return free;
  }
}

/**
 * The last committed version of each page in a log. A frame whose sum is wrong is left out, but what was written after it is taken (each sum goes on
 * from the one before); the log ends where an earlier one's frames begin, which have other salts.
 */
function readLog(log: number): { pageSize: number; pages: Map<number, number> } | undefined {
  const header = read(log, 0, WAL_HEADER);
  if (header.length < WAL_HEADER || (header.readUInt32BE(0) & 0xfffffffe) !== 0x377f0682) return undefined;
  const littleEndian = header.readUInt32BE(0) === 0x377f0682;
  const pageSize = pageSizeOf(header.readUInt32BE(8));
  if (pageSize === undefined) return undefined;
  const pages = new Map<number, number>();
  const uncommitted = new Map<number, number>();
  let sum: Sum = [header.readUInt32BE(24), header.readUInt32BE(28)];
  for (let at = WAL_HEADER; ; at += FRAME_HEADER + pageSize) {
    const frame = read(log, at, FRAME_HEADER + pageSize);
    if (frame.length < FRAME_HEADER + pageSize || frame.compare(header, 16, 24, 8, 16) !== 0)
      return { pageSize, pages };
    const expected: Sum = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
    const actual = addUp(addUp(sum, frame.subarray(0, 8), littleEndian), frame.subarray(FRAME_HEADER), littleEndian);
    sum = expected;
    if (actual[0] !== expected[0] || actual[1] !== expected[1]) continue;
    uncommitted.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, place] of uncommitted) pages.set(page, place);
    uncommitted.clear();
  }
}

type Sum = readonly [number, number];

function addUp(sum: Sum, bytes: Buffer, littleEndian: boolean): Sum {
  let [a, b] = sum;
  for (let i = 0; i < bytes.length; i += 8) {
    a = (a + (littleEndian ? bytes.readUInt32LE(i) : bytes.readUInt32BE(i)) + b) >>> 0;
    b = (b + (littleEndian ? bytes.readUInt32LE(i + 4) : bytes.readUInt32BE(i + 4)) + a) >>> 0;
  }
  return [a, b];
}

/** In a file's header, 1 stands for 65536. */
function pageSizeOf(value: number): number | undefined {
  const size = value === 1 ? 65_536 : value;
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0 ? size : undefined;
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Shorter at the end of the file. */
function read(file: number | undefined, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return file === undefined ? bytes.subarray(0, 0) : bytes.subarray(0, readSync(file, bytes, 0, length, at));
}
