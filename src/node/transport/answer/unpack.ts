import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from "node:zlib";
import { firstWords } from "../../../core/foreign/first-words";
import { MAX_PACKINGS, MAX_UNPACKED_FREE_BYTES, MAX_UNPACKED_RATIO } from "../../../core/model/limits";
import { TransportError, type TransportResponse } from "../../../core/ports/transport";
import { errorCode } from "../base/socket-errors";
import { ResponseBody } from "./response-body";

type Unpacker = Gunzip | Inflate | InflateRaw | BrotliDecompress;

/** Makes what undoes one packing, once its first byte is known; undefined where the bytes are not packed, whatever the header says. */
type Packing = (firstByte: number) => Unpacker | undefined;

/** Everything that has come is handed on at once, so that a token is shown when its event comes. */
const AT_ONCE = { flush: constants.Z_SYNC_FLUSH };
const gzip: Packing = (first) => (first === 0x1f ? createGunzip(AT_ONCE) : undefined);

/** RFC 9110, 8.4.1. By `deflate` some mean RFC 1950 and some RFC 1951, whose first byte never ends in 8. */
const PACKINGS: Record<string, Packing> = {
  gzip,
  "x-gzip": gzip,
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate(AT_ONCE) : createInflateRaw(AT_ONCE)),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
};

/** The answer without its content codings. Nobody asks for any here, but gateways compress all the same. */
export function unpacked(response: TransportResponse): TransportResponse {
  if (response.headers["content-encoding"] === undefined) return response;
  const { "content-encoding": written, ...headers } = response.headers;
  const names = written
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const packings = names.map((name) => (Object.hasOwn(PACKINGS, name) ? PACKINGS[name] : undefined));
  if (packings.length > MAX_PACKINGS || packings.includes(undefined))
    return { ...response, body: unreadable(response.body, written) };
  const body = packings.reduceRight<AsyncIterable<Uint8Array>>(
    (packed, packing) => (packing ? unpack(packed, packing) : packed),
    response.body,
  );
  return { ...response, headers, body };
}

/** The status and the headers still tell something, so the body fails only when it is read. */
function unreadable(packed: AsyncIterable<Uint8Array>, written: string): AsyncIterable<Uint8Array> {
  leave(packed[Symbol.asyncIterator]());
  const body = new ResponseBody({ pause() {}, resume() {}, close() {} });
  const named = firstWords(written).replace(/[^\w, .*+-]/g, "");
  body.fail(new TransportError("packed", named, { code: "UNKNOWN_ENCODING" }));
  return body;
}

function unpack(source: AsyncIterable<Uint8Array>, packing: Packing): AsyncIterable<Uint8Array> {
  const packed = source[Symbol.asyncIterator]();
  let unpacker: Unpacker | undefined;
  let given = 0;
  const stop = (): void => {
    unpacker?.destroy();
    leave(packed);
  };
  const body = new ResponseBody({
    pause: () => unpacker?.pause(),
    resume: () => unpacker?.resume(),
    close: stop,
  });
  const fail = (error: unknown): void => {
    body.fail(error);
    stop();
  };
  const begin = (firstByte: number): Unpacker | undefined =>
    packing(firstByte)
      ?.on("data", (piece: Buffer) => {
        given += piece.length;
        if (given > MAX_UNPACKED_FREE_BYTES + MAX_UNPACKED_RATIO * (unpacker?.bytesWritten ?? 0))
          fail(new TransportError("too_large", "Few bytes unpack to very many."));
        else body.push(piece);
      })
      .on("end", () => body.end())
      .on("error", (error: Error) => fail(unpackingError(error)));

  const pump = async (): Promise<void> => {
    let begun = false;
    for (;;) {
      const { done, value } = await packed.next();
      if (done) break;
      const [firstByte] = value;
      if (!begun && firstByte !== undefined) unpacker = begin(firstByte);
      begun ||= firstByte !== undefined;
      if (unpacker) await written(unpacker, value);
      else body.push(value);
    }
    if (unpacker && !unpacker.destroyed) unpacker.end();
    else body.end();
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
