import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";

export interface Fault {
  name: string;
  /** Does it to a database file and its companions: the same for the same random numbers and the same files. */
  apply(path: string, random: () => number): void;
}

const PAGE = 4096;

function overwrite(path: string, at: number, length: number, byte: number): void {
  const file = openSync(path, "r+");
  try {
    const end = Math.min(at + length, fstatSync(file).size);
    if (end > at) writeSync(file, Buffer.alloc(end - at, byte), 0, end - at, at);
  } finally {
    closeSync(file);
  }
}

const pagesOf = (path: string): number => {
  const file = openSync(path, "r");
  try {
    return Math.floor(fstatSync(file).size / PAGE);
  } finally {
    closeSync(file);
  }
};

export const faults: readonly Fault[] = [
  { name: "nothing", apply: () => {} },
  { name: "header zeroed", apply: (path) => overwrite(path, 0, 100, 0) },
  { name: "first page overwritten", apply: (path) => overwrite(path, 0, PAGE, 0xee) },
  {
    name: "one page overwritten",
    apply: (path, random) => overwrite(path, Math.floor(random() * pagesOf(path)) * PAGE, PAGE, 0xee),
  },
  {
    name: "pages zeroed",
    apply: (path, random) => overwrite(path, Math.floor(random() * pagesOf(path)) * PAGE, 8 * PAGE, 0),
  },
  { name: "all overwritten", apply: (path) => overwrite(path, 0, Infinity, 0x5a) },
  { name: "cut short", apply: (path, random) => truncateSync(path, Math.floor(random() * pagesOf(path) * PAGE)) },
  { name: "emptied", apply: (path) => truncateSync(path, 0) },
  {
    name: "removed",
    apply: (path) => ["", "-wal", "-shm"].forEach((suffix) => rmSync(path + suffix, { force: true })),
  },
  { name: "removed without its log", apply: (path) => rmSync(path) },
  { name: "log removed", apply: (path) => rmSync(`${path}-wal`, { force: true }) },
  {
    name: "replaced by a copy of itself",
    apply: (path) => {
      for (const suffix of ["", "-wal"])
        if (existsSync(path + suffix)) copyFileSync(path + suffix, `${path}.copy${suffix}`);
      for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
      for (const suffix of ["", "-wal"])
        if (existsSync(`${path}.copy${suffix}`)) renameSync(`${path}.copy${suffix}`, path + suffix);
    },
  },
];
