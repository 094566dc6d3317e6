import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { historyFileName } from "../../../src/node/history/history-file";
import { findRows } from "../../../src/node/history/salvage/find-rows";
import { PageFile } from "../../../src/node/history/salvage/page-file";
import { readLogIndex } from "./log-index";

const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * The entries that a fault itself takes from a history, so that nobody could still have them: what can be read of a copy before the fault is done to that, and not
 * afterwards. Whoever has the history open must have been stopped.
 *
 * @param fault what is about to be done to the history's own files, too.
 * @returns their error messages, by which entries are told apart.
 */
export function destroyedBy(fault: (path: string) => void, path: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "llm-breaker-yardstick-"));
  const copy = join(folder, historyFileName);
  try {
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    const whole = namesIn(copy);
    blankCheckpointed(copy);
    fault(copy);
    const left = new Set(namesIn(copy));
    return whole.filter((name) => !left.has(name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What can be read of a file by its pages. */
function namesIn(path: string): string[] {
  const pages = new PageFile(path);
  try {
    return [...findRows(pages)].flatMap(({ requests }) => requests.map(({ entry }) => String(entry.errorMessage)));
  } finally {
    pages.close();
  }
}

/** Frames of the log that are in the file already are as good as gone: the next writer begins the log anew over them, though the fault took what was in the file. */
function blankCheckpointed(path: string): void {
  const index = readLogIndex(path);
  if (index === undefined || !existsSync(`${path}-wal`)) return;
  const log = readFileSync(`${path}-wal`);
  if (log.length < LOG_HEADER) return;
  const pageSize = log.readUInt32BE(8);
  const file = openSync(`${path}-wal`, "r+");
  for (const frame of goneFrames(
    index.salts.equals(log.subarray(16, 24)) ? index : "anew",
    log,
    readFileSync(path),
    pageSize,
  )) {
    writeSync(file, Buffer.alloc(pageSize), 0, pageSize, LOG_HEADER + frame * (FRAME_HEADER + pageSize) + FRAME_HEADER);
  }
  closeSync(file);
}

/**
 * @param index "anew": somebody is about to begin the log anew, and has not come to its header yet.
 * @returns numbers of frames, from 0 on
 */
function goneFrames(
  index: { checkpointed: number; underWay: number } | "anew",
  log: Buffer,
  database: Buffer,
  pageSize: number,
): number[] {
  const frames = Array.from(
    { length: Math.floor((log.length - LOG_HEADER) / (FRAME_HEADER + pageSize)) },
    (_, frame) => frame,
  );
  if (index === "anew") return frames;
  const startOf = (frame: number) => LOG_HEADER + frame * (FRAME_HEADER + pageSize);
  const pageOf = (frame: number) => log.readUInt32BE(startOf(frame));
  const underWay = frames.slice(0, index.underWay);
  // A checkpoint writes each page's last version. What it has written by now nobody writes once more: it goes on with the next page, and ends.
  const lastOf = new Map(underWay.map((frame) => [pageOf(frame), frame]));
  const isInFile = (page: number) => {
    const start = startOf(lastOf.get(page)!) + FRAME_HEADER;
    return database.subarray((page - 1) * pageSize, page * pageSize).equals(log.subarray(start, start + pageSize));
  };
  const written = new Set([...lastOf.keys()].filter(isInFile));
  return underWay.filter((frame) => frame < index.checkpointed || written.has(pageOf(frame)));
}
