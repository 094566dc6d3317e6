import { sameModel } from "./ollama-url";

/** Looks further apart than this belong to different calls, in milliseconds. */
const LONGEST_BETWEEN_MS = 5_000;

interface Look {
  model: string;
  /** Epoch milliseconds by the server's clock. */
  expiresAt: number;
  /** Monotonic milliseconds by ours. */
  at: number;
}

/**
 * Tells models that are in memory from those that are still being loaded, where Ollama lists both (docs/servers.md): the time at which a model
 * shall be unloaded moves on with the clock until its first answer has ended, and stands still from then on.
 */
export class ExpiryWatch {
  #last: Look | undefined;

  /** Takes what a look told. @returns whether the time has moved on with the clock since the look before; false at the first one */
  moves(model: string, expiry: string | undefined, now: number): boolean {
    const last = this.#last;
    const expiresAt = Date.parse(expiry ?? "");
    this.#last = { model, expiresAt, at: now };
    if (!last || !sameModel(last.model, model) || now - last.at > LONGEST_BETWEEN_MS) return false;
    const passed = now - last.at;
    return Math.abs(expiresAt - last.expiresAt - passed) < passed / 2;
  }
}
