import type { Socket } from "node:net";
import { MAX_HEAD_BYTES } from "../../../core/model/limits";

/** How every head of HTTP/1 begins. */
const BEGINNING = "HTTP/1.";
/** Every one but `101 Switching Protocols`, which ends the exchange. */
const PROVISIONAL = /^HTTP\/1\.[01] 1(?!01)\d\d/;
const END = "\r\n\r\n";
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

/**
 * Makes two things of an answer's head such that undici takes them. Provisional answers are left out: a client has to put up with them although it never asked
 * (RFC 9110, 15.2), and undici ends the connection at a `100 Continue`. A length that stands twice stands once (RFC 9112, 6.3).
 */
export class AnswerHead {
  /** What has come since the request was sent, while it may be the beginning of a head; undefined once that has ended, or is none. */
  #held: Buffer | undefined;
  /** How much of it has lines that end as they should. */
  #checked = 0;

  constructor(socket: Socket) {
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
    const readMended = (size?: number): Buffer | null => {
      // Node itself reads nothing in order to have more read from the network; undici takes all there is.
      if (size !== undefined) return read(size);
      for (;;) {
        const bytes = read();
        if (bytes === null || this.#held === undefined) return bytes;
        const rest = this.#mended(this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]));
        if (rest.length > 0) return rest;
      }
    };
    socket.read = readMended;
  }

  /** A request is sent: a head comes next. */
  expect(): void {
    this.#held = NOTHING;
    this.#checked = 0;
  }

  /** True when a part of an answer came that nobody has been given. */
  get begun(): boolean {
    return this.#held !== undefined && this.#held.length > 0;
  }

  /** What is left to be given; empty while the head has not ended. */
  #mended(bytes: Buffer): Buffer {
    let rest = bytes;
    for (;;) {
      // What is no head, or not as it should be, is for the parser to name.
      if (!isBeginning(rest) || !this.#hasWholeLines(rest)) break;
      const end = rest.indexOf(END);
      if (end < 0 && rest.length <= MAX_HEAD_BYTES) {
        this.#held = rest;
        return NOTHING;
      }
      if (end < 0) break;
      const head = rest.toString("latin1", 0, end);
      if (!PROVISIONAL.test(head)) {
        const once = withOneLength(head);
        if (once !== undefined) rest = Buffer.concat([Buffer.from(once, "latin1"), rest.subarray(end)]);
        break;
      }
      rest = rest.subarray(end + END.length);
      this.#checked = 0;
    }
    this.#held = undefined;
    return rest;
  }

  /** Each byte of a head is looked at once. */
  #hasWholeLines(bytes: Buffer): boolean {
    for (;;) {
      const at = bytes.indexOf(LINE_FEED, this.#checked);
      if (at < 0) {
        this.#checked = bytes.length;
        return true;
      }
      if (bytes[at - 1] !== CARRIAGE_RETURN) return false;
      this.#checked = at + 1;
      if (bytes[at - 3] === CARRIAGE_RETURN && bytes[at - 2] === LINE_FEED) return true;
    }
  }
}

/** True also for less than the whole beginning, even for nothing. */
const isBeginning = (bytes: Buffer): boolean => BEGINNING.startsWith(bytes.toString("latin1", 0, BEGINNING.length));

const LENGTH = /^content-length:(.*)$/i;

/** The head with one length in place of several that are the same; undefined where there is one, or where they differ: then nobody knows where the answer ends. */
function withOneLength(head: string): string | undefined {
  const lines = head.split("\r\n");
  const values = lines.flatMap((line) => LENGTH.exec(line)?.[1]?.split(",") ?? []).map((value) => value.trim());
  const [first = ""] = values;
  if (values.length < 2 || !/^\d+$/.test(first) || values.some((value) => value !== first)) return undefined;
  return [...lines.filter((line) => !LENGTH.test(line)), `content-length: ${first}`].join("\r\n");
}
