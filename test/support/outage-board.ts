import type { SharedOutages } from "../../src/core/history/shared-outages";

/** What windows note of outages, without a database. */
export class OutageBoard implements SharedOutages {
  readonly #names = new Map<string, string>();
  /** While set, nothing is answered. */
  stuck = false;

  noteOutage(key: string, name: string): void {
    if (!this.#names.has(key)) this.#names.set(key, name);
  }

  takeOutages(): Promise<string[]> {
    if (this.stuck) return new Promise(() => undefined);
    const names = [...this.#names.values()];
    this.#names.clear();
    return Promise.resolve(names);
  }
}
