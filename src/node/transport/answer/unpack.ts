import { firstWords } from "../../../core/foreign/first-words";
import { MAX_PACKINGS, MAX_UNPACKED_FREE_BYTES, MAX_UNPACKED_RATIO } from "../../../core/model/limits";
import { TransportError, type TransportResponse } from "../../../core/ports/transport";
import { errorCode } from "../base/socket-errors";
import {
  byItsMarks,
  isTooShort,
  mayBePacked,
  packingOf,
  unknownPacking,
  type Packing,
  type Unpacker,
} from "./packings";
import { ResponseBody } from "./response-body";

/** The answer without its content codings, said or not. Nobody asks for any here, but gateways compress all the same. */
export function unpacked(response: TransportResponse): TransportResponse {
  const { "content-encoding": written, ...headers } = response.headers;
  if (written === undefined) return { ...response, body: new Looked(response.body, byItsMarks, mayBePacked) };
  const labels = written
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (labels.length > MAX_PACKINGS) return { ...response, body: unreadable(response.body, written) };
  const body = labels.reduceRight<AsyncIterable<Uint8Array>>(
    (packed, label) => new Looked(packed, packingOf(shown(label)), isTooShort),
    response.body,
  );
  return { ...response, headers, body: new Looked(body, byItsMarks, mayBePacked) };
}

/** A foreign name as it may stand in a sentence. */
const shown = (written: string): string => firstWords(written).replace(/[^\w, .*+-]/g, "");

/** The status and the headers still tell something, so the body fails only when it is read. */
function unreadable(packed: AsyncIterable<Uint8Array>, written: string): AsyncIterable<Uint8Array> {
  leave(packed[Symbol.asyncIterator]());
  const body = new ResponseBody({ pause() {}, resume() {}, close() {} });
  body.fail(unknownPacking(shown(written)));
  return body;
}

/** Bytes that are packed or not: how they begin tells. What is not packed goes through as it came. */
class Looked implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #packing: Packing;
  readonly #isUndecided: (beginning: Uint8Array) => boolean;
  /** Where the bytes come from once that is told. */
  #rest: AsyncIterator<Uint8Array> | undefined;

  /** @param isUndecided more must come before the packing can be told */
  constructor(source: AsyncIterable<Uint8Array>, packing: Packing, isUndecided: (beginning: Uint8Array) => boolean) {
    this.#source = source[Symbol.asyncIterator]();
    this.#packing = packing;
    this.#isUndecided = isUndecided;
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return this.#rest ? this.#rest.next() : this.#begin();
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await (this.#rest ?? this.#source).return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #begin(): Promise<IteratorResult<Uint8Array, undefined>> {
    let first: Uint8Array | undefined;
    do {
      const { done, value } = await this.#source.next();
      if (done) break;
      first = first ? Buffer.concat([first, value]) : value;
    } while (first.length === 0 || this.#isUndecided(first));
    let unpacker: Unpacker | undefined;
    try {
      unpacker = first && this.#packing(first);
    } catch (error) {
      leave(this.#source);
      throw error;
    }
    if (first && unpacker) {
      this.#rest = unpack(first, this.#source, unpacker);
      return this.#rest.next();
    }
    this.#rest = this.#source;
    return first ? { done: false, value: first } : { done: true, value: undefined };
  }
}

/** @param first what has been read of `rest` */
function unpack(first: Uint8Array, rest: AsyncIterator<Uint8Array>, unpacker: Unpacker): AsyncIterator<Uint8Array> {
  let given = 0;
  const stop = (): void => {
    unpacker.destroy();
    leave(rest);
  };
  const body = new ResponseBody({
    pause: () => unpacker.pause(),
    resume: () => unpacker.resume(),
    close: stop,
  });
  const fail = (error: unknown): void => {
    body.fail(error);
    stop();
  };
  unpacker
    .on("data", (piece: Buffer) => {
      given += piece.length;
      if (given > MAX_UNPACKED_FREE_BYTES + MAX_UNPACKED_RATIO * unpacker.bytesWritten)
        fail(new TransportError("too_large", "Few bytes unpack to very many."));
      else body.push(piece);
    })
    .on("end", () => body.end())
    .on("error", (error: Error) => fail(unpackingError(error)));

  const pump = async (): Promise<void> => {
    await written(unpacker, first);
    for (;;) {
      const { done, value } = await rest.next();
      if (done) break;
      await written(unpacker, value);
    }
    if (unpacker.destroyed) body.end();
    else unpacker.end();
  };
  pump().catch(fail);
  return body;
}

/** Resolves when the bytes have been unpacked, or will not be any more. Where nobody reads, that takes its time. */
const written = (unpacker: Unpacker, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => (unpacker.destroyed ? resolve() : unpacker.write(bytes, () => resolve())));

function unpackingError(error: Error): TransportError {
  const code = errorCode(error);
  const details = { cause: error, ...(code && { code }) };
  return code === "Z_BUF_ERROR"
    ? new TransportError("truncated", "The answer ended in the middle of a compressed piece.", details)
    : new TransportError("packed", error.message, details);
}

const leave = (bytes: AsyncIterator<Uint8Array>): void => void bytes.return?.().catch(() => undefined);
