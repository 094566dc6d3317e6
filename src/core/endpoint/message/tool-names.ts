import type { ToolCall } from "../../model/chat";

/** What all servers take as the name of a tool, and as the id of a call. */
const MAX_WIRE_NAME = 64;
const MAX_WIRE_ID = 40;

/**
 * Names as servers take them, for names that need not be such: those that are stay as they are, the others get one that is like them and like none of
 * the rest. The same names in the same order have the same result.
 */
export class WireNames {
  readonly #toWire = new Map<string, string>();
  readonly #fromWire = new Map<string, string>();
  /** The last number that was put behind a name: thousands may be alike. */
  readonly #numbers = new Map<string, number>();
  readonly #most: number;

  constructor(names: Iterable<string>, most: number) {
    this.#most = most;
    const all = [...new Set(names)];
    // Those that need no other name have the first right to their own.
    for (const name of all) if (this.#isFit(name)) this.#put(name, name);
    for (const name of all) if (!this.#toWire.has(name)) this.#put(name, this.#freeName(name));
  }

  static ofTools(names: Iterable<string>): WireNames {
    return new WireNames(names, MAX_WIRE_NAME);
  }

  static ofIds(ids: Iterable<string>): WireNames {
    return new WireNames(ids, MAX_WIRE_ID);
  }

  toWire(name: string): string {
    return this.#toWire.get(name) ?? name;
  }

  /** A name that was never given to the server stays as it came. */
  fromWire(name: string): string {
    return this.#fromWire.get(name) ?? name;
  }

  #isFit(name: string): boolean {
    return name.length <= this.#most && /^[\w-]+$/.test(name);
  }

  #put(name: string, wire: string): void {
    this.#toWire.set(name, wire);
    this.#fromWire.set(wire, name);
  }

  #freeName(name: string): string {
    const like = name.slice(0, this.#most).replace(/[^\w-]/g, "_") || "_";
    for (let count = (this.#numbers.get(like) ?? 0) + 1; ; count++) {
      const end = count === 1 ? "" : `_${count}`;
      const wire = like.slice(0, this.#most - end.length) + end;
      if (this.#fromWire.has(wire)) continue;
      this.#numbers.set(like, count);
      return wire;
    }
  }
}

/** Ids for calls that come without one, or with one that another call has: unlike all others of the conversation. */
export class CallIds {
  readonly #known: Set<string>;
  readonly #seed: string;
  #count = 0;

  /**
   * @param known those of the conversation so far
   * @param wallNow epoch milliseconds: conversations may meet in one window
   */
  constructor(known: Iterable<string>, wallNow: number) {
    this.#known = new Set(known);
    this.#seed = `call_${Math.floor(wallNow).toString(36)}`;
  }

  /** The call with an id of its own. */
  own(call: ToolCall): ToolCall {
    let { id } = call;
    while (id === "" || this.#known.has(id)) id = `${this.#seed}_${++this.#count}`;
    this.#known.add(id);
    return { ...call, id };
  }
}
