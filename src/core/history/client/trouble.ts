import type { Dropped } from "./write-queue";

/** What went wrong with the history that a person should know of. */
export type HistoryTrouble =
  /** A damaged file was moved into this folder, and a new one begun. Told by one window only. */
  | { kind: "setAside"; folder: string }
  /** Nothing is kept once this window closes. */
  | { kind: "memoryOnly"; reason: string }
  /** It could not be written for so long that some of it was let go. */
  | ({ kind: "dropped" } & Dropped);
