import type { Fault } from "../../support/servers";
import type { Tier } from "./harness";

/** On which servers a row is tried. */
export const both = ["local", "cloud"] as const;
export const cloud = ["cloud"] as const;
export const local = ["local"] as const;

/** The status with an error as Ollama writes it. */
export const native = (status: number, error: string): Fault => ({ kind: "status", status, body: { error } });

/** The status with an error body as each kind of server would write it. */
export const plain =
  (status: number, message: string) =>
  (tier: Tier): Fault =>
    tier === "local"
      ? native(status, message)
      : { kind: "status", status, body: { error: { message, type: null, param: null, code: null } } };

/** What follows from a failure, in a word. */
export const retryLater = { counts: false, retried: true, movesOn: true } as const;
export const heldBack = { counts: false, retried: false, movesOn: true, latched: true } as const;
export const requestsOwn = { counts: false, retried: false, movesOn: false } as const;
export const trouble = { counts: true, retried: true, movesOn: true } as const;
export const elsewhere = { counts: false, retried: false, movesOn: true } as const;
