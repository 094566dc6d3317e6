import { Buffer } from "node:buffer";
import fc from "fast-check";
import { TransportError, type Transport, type TransportRequest } from "../../src/core/ports/transport";
import type { Size } from "./target";

/** How a body comes: its text, bytes that are put in anywhere, where it is cut into packets, and how it ends. */
export interface ScriptedBody {
  /** Each text so many times. */
  parts: readonly { text: string; times: number }[];
  /** Bytes in hexadecimal, at a place that is taken modulo the length. */
  noise: readonly { at: number; hex: string }[];
  /** Places to cut at, modulo the length; without any, packets of 16 KB. */
  cuts: readonly number[];
  ending: "clean" | "reset" | "silence";
}

export const scriptedBody = (part: fc.Arbitrary<string>, size: Size): fc.Arbitrary<ScriptedBody> =>
  fc.record({
    parts: fc.array(
      fc.record({
        text: part,
        times: fc.oneof(
          { weight: 12, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: size.body }) },
        ),
      }),
      { maxLength: 12 },
    ),
    noise: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(
          fc.record({
            at: fc.nat(4_000),
            hex: fc.constantFrom("ff", "c3", "f09f98", "80", "efbbbf", "00", "0a", "0d", "22", "7b", "5d", "eda080"),
          }),
          { maxLength: 3 },
        ),
      },
    ),
    cuts: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(fc.nat(4_000), { maxLength: 12 }) },
    ),
    ending: fc.oneof(
      { weight: 5, arbitrary: fc.constant("clean" as const) },
      { weight: 1, arbitrary: fc.constantFrom("reset" as const, "silence" as const) },
    ),
  });

const PACKET_BYTES = 16 * 1024;

/** The packets of a body of at most so many characters. */
function packetsOf({ parts, noise, cuts }: ScriptedBody, longest: number): Uint8Array[] {
  let text = "";
  for (const part of parts) {
    const room = longest - text.length;
    if (room <= 0) break;
    text += part.text.repeat(Math.max(1, Math.min(part.times, Math.floor(room / Math.max(1, part.text.length)))));
  }
  let bytes: Buffer = Buffer.from(text);
  for (const { at, hex } of noise) {
    const place = at % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(hex, "hex"), bytes.subarray(place)]);
  }
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  return [0, ...places].flatMap((start, index) => inPackets(bytes.subarray(start, places[index] ?? bytes.length)));
}

function inPackets(bytes: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PACKET_BYTES) packets.push(bytes.subarray(at, at + PACKET_BYTES));
  return packets;
}

export interface ScriptedReply {
  status: number;
  headers: Record<string, string>;
  body: ScriptedBody;
}

/** A transport that gives every request the same reply, packet by packet, one a turn of the event loop as sockets do. */
export class ScriptedTransport implements Transport {
  /** True once everything was read and nothing more comes. */
  idle = false;
  readonly #packets: Uint8Array[];
  readonly #reply: ScriptedReply;

  constructor(reply: ScriptedReply, longest: number) {
    this.#reply = reply;
    this.#packets = packetsOf(reply.body, longest);
  }

  get packets(): number {
    return this.#packets.length;
  }

  async request({
    signal,
  }: TransportRequest): Promise<{ status: number; headers: Record<string, string>; body: AsyncIterable<Uint8Array> }> {
    signal.throwIfAborted();
    this.idle = false;
    return { status: this.#reply.status, headers: this.#reply.headers, body: this.#body(signal) };
  }

  async *#body(signal: TransportRequest["signal"]): AsyncGenerator<Uint8Array> {
    for (const packet of this.#packets) {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      yield packet;
    }
    await new Promise(setImmediate);
    this.idle = true;
    if (this.#reply.body.ending === "reset")
      throw new TransportError("reset", "read ECONNRESET", { code: "ECONNRESET" });
    if (this.#reply.body.ending === "silence")
      await new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
      );
  }

  async dispose(): Promise<void> {}
}
