import type { Socket } from "node:net";
import { MAX_HEAD_BYTES } from "../../../core/model/limits";

/** How such an answer begins; the fifth and the eighth character may be any. */
const BEGINNING = "HTTP/1.1 100";
const END = "\r\n\r\n";
const NOTHING = Buffer.alloc(0);

/**
 * Takes `100 Continue` out of what comes. A client has to put up with it although it never asked (RFC 9110, 15.2.1), and gateways do send it;
 * undici ends the connection then.
 */
export class ProvisionalAnswers {
  /** What has come since the request was sent, while it may be the beginning of such an answer; undefined once it was something else. */
  #held: Buffer | undefined;

  constructor(socket: Socket) {
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
    const readWithout = (size?: number): Buffer | null => {
      // Node itself reads nothing in order to have more read from the network; undici takes all there is.
      if (size !== undefined) return read(size);
      for (;;) {
        const bytes = read();
        if (bytes === null || this.#held === undefined) return bytes;
        const rest = this.#without(this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]));
        if (rest.length > 0) return rest;
      }
    };
    socket.read = readWithout;
  }

  /** A request is sent: a head comes next. */
  expectHead(): void {
    this.#held = NOTHING;
  }

  /** True when a part of an answer came that nobody has been given. */
  get begun(): boolean {
    return this.#held !== undefined && this.#held.length > 0;
  }

  /** What is left to be given; empty while it cannot be told yet. */
  #without(bytes: Buffer): Buffer {
    let rest = bytes;
    while (isBeginning(rest)) {
      const end = rest.indexOf(END);
      if (end < 0 && rest.length <= MAX_HEAD_BYTES) {
        this.#held = rest;
        return NOTHING;
      }
      if (end < 0) break;
      rest = rest.subarray(end + END.length);
    }
    this.#held = undefined;
    return rest;
  }
}

/** True also for less than the whole beginning, even for nothing. */
function isBeginning(bytes: Buffer): boolean {
  const text = bytes.toString("latin1", 0, BEGINNING.length);
  return BEGINNING.startsWith(text.replace("HTTP/1.0", "HTTP/1.1"));
}
