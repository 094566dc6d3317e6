import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import { request, shownText, status } from "../faults/harness";
import { cloudAt, eventsOf, plainAnswer, wholeOf, Wires } from "./wires";
import { HAS_ZSTD, zstd, ZSTD_OF_A_HUGE_WINDOW, zstdBomb, zstdPieces } from "./zstd-frame";

const gzip = (bytes: string | Buffer): Buffer => zlib.gzipSync(bytes);
const words = ["packed ", "and ", "read"];
const text = words.join("");

/** What stands in `content-encoding`, and what it does to the bytes. */
type Pack = (bytes: string | Buffer) => Buffer;
const encodings: readonly (readonly [name: string | undefined, pack: Pack])[] = [
  ["gzip", gzip],
  ["GZIP", gzip],
  ["x-gzip", gzip],
  ["deflate", (bytes) => zlib.deflateSync(bytes)],
  ["Deflate", (bytes) => zlib.deflateRawSync(bytes)],
  ["br", (bytes) => zlib.brotliCompressSync(bytes)],
  ["identity", (bytes) => Buffer.from(bytes)],
  ["", (bytes) => Buffer.from(bytes)],
  ["gzip, br", (bytes) => zlib.brotliCompressSync(gzip(bytes))],
  ["deflate ,identity, GZip", (bytes) => gzip(zlib.deflateSync(bytes))],
  // What packed it has been undone on the way, and only its name is left.
  ["gzip", (bytes) => Buffer.from(bytes)],
  ["deflate", (bytes) => Buffer.from(bytes)],
  ["br", (bytes) => Buffer.from(bytes)],
  ["zstd", (bytes) => Buffer.from(bytes)],
  // What stands there is none.
  ["UTF-8", (bytes) => Buffer.from(bytes)],
  ["none", (bytes) => Buffer.from(bytes)],
  ["none", gzip],
  // Another one than it says, or once more than it says.
  ["deflate", gzip],
  ["br", gzip],
  ["compress", gzip],
  ["gzip", (bytes) => zlib.deflateSync(bytes)],
  ["gzip", (bytes) => gzip(gzip(bytes))],
  ["br", (bytes) => zlib.brotliCompressSync(gzip(bytes))],
  // Nothing stands there.
  [undefined, gzip],
  [undefined, (bytes) => zlib.deflateSync(bytes)],
  [undefined, (bytes) => zlib.deflateSync(bytes, { level: 1 })],
  [undefined, (bytes) => zlib.deflateSync(bytes, { level: 5 })],
  [undefined, (bytes) => zlib.deflateSync(bytes, { level: 9 })],
  ...(HAS_ZSTD
    ? ([
        ["zstd", zstd],
        ["gzip, Zstd", (bytes: string | Buffer) => zstd(gzip(bytes))],
        ["gzip", zstd],
        [undefined, zstd],
      ] as const)
    : []),
];

describe("what is compressed although nobody asked for that", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  const serving = async (
    encoding: string | undefined,
    body: Buffer | readonly Buffer[],
    { type = "text/event-stream", code = 200, rest }: { type?: string; code?: number; rest?: "stays open" } = {},
  ): Promise<string> =>
    wires.http((_request, response) => {
      assert.equal(_request.headers["accept-encoding"], undefined, "nothing of the kind is asked for");
      response.writeHead(code, {
        "content-type": type,
        ...(encoding !== undefined && { "content-encoding": encoding }),
      });
      const pieces = body instanceof Buffer ? [body] : body;
      response.socket?.setNoDelay(true);
      const next = (at: number): void => {
        const piece = pieces[at];
        if (piece) response.write(piece, () => setImmediate(() => next(at + 1)));
        else if (!rest) response.end();
      };
      next(0);
    });
  const ask = async (url: string, mode: "stream" | "complete" = "stream") => {
    const service = wires.service([cloudAt(url), cloudAt(await wires.http(plainAnswer), { id: "other" })]);
    return { service, ...(await request(service, mode)) };
  };

  for (const [at, [encoding, pack]] of encodings.entries()) {
    const title = `“${encoding ?? "no label"}” (${at})`;
    it(`is read as a stream: ${title}`, async () => {
      const { events, completion, error } = await ask(await serving(encoding, pack(eventsOf(...words))));
      assert.deepEqual([completion?.endpoint, shownText(events)], ["cloud", text], String(error));
    });
    it(`is read as a whole: ${title}`, async () => {
      const url = await serving(encoding, pack(wholeOf(text)), { type: "application/json" });
      const { completion, error } = await ask(url, "complete");
      assert.deepEqual([completion?.endpoint, completion?.content], ["cloud", text], String(error));
    });
    it(`is read in an error: ${title}`, async () => {
      const body = JSON.stringify({ error: { message: "the engine fell over", type: "server_error" } });
      const { attempts } = await ask(await serving(encoding, pack(body), { type: "application/json", code: 500 }));
      assert.match(attempts[0]?.message ?? "", /the engine fell over/);
    });
    it(`is read byte by byte: ${title}`, async () => {
      const bytes = [...pack(eventsOf(...words))].map((byte) => Buffer.from([byte]));
      const { events, completion, error } = await ask(await serving(encoding, bytes));
      assert.deepEqual([completion?.endpoint, shownText(events)], ["cloud", text], String(error));
    });
  }

  for (const [encoding, packer, flush] of [
    ["gzip", () => zlib.createGzip(), zlib.constants.Z_SYNC_FLUSH],
    ["br", () => zlib.createBrotliCompress(), zlib.constants.BROTLI_OPERATION_FLUSH],
    ["deflate", () => zlib.createDeflate(), zlib.constants.Z_SYNC_FLUSH],
  ] as const) {
    it(`shows each event as it comes, while more is to come: ${encoding}`, async () => {
      let goOn = (): void => undefined;
      const url = await wires.http((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": encoding });
        const pack = packer();
        pack.pipe(response);
        const [first = "", ...others] = eventsOf(...words).split(/(?<=\n\n)/);
        pack.write(first);
        pack.flush(flush, () => undefined);
        goOn = () => pack.end(others.join(""));
      });
      const service = wires.service([cloudAt(url)]);
      const seen: string[] = [];
      for await (const event of service.stream("hi")) {
        if (event.type !== "delta") continue;
        // Nothing more is sent before the first word was seen.
        if (seen.length === 0) goOn();
        seen.push(event.text);
      }
      assert.equal(seen[0], words[0]);
      assert.equal(seen.join(""), text);
    });
  }

  if (HAS_ZSTD)
    it("shows each event as it comes, while more is to come: zstd, without a label", async () => {
      let goOn = (): void => undefined;
      const [first = Buffer.alloc(0), ...others] = zstdPieces(...eventsOf(...words).split(/(?<=\n\n)/));
      const url = await wires.http((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write(first);
        goOn = () => response.end(Buffer.concat(others));
      });
      const seen: string[] = [];
      for await (const event of wires.service([cloudAt(url)]).stream("hi")) {
        if (event.type !== "delta") continue;
        if (seen.length === 0) goOn();
        seen.push(event.text);
      }
      assert.deepEqual([seen[0], seen.join("")], [words[0], text]);
    });

  for (const [encoding, pack] of [
    ["gzip", gzip],
    ["deflate", (bytes: Buffer) => zlib.deflateSync(bytes)],
    ["br", (bytes: Buffer) => zlib.brotliCompressSync(bytes)],
    ["gzip, gzip", (bytes: Buffer) => gzip(gzip(bytes))],
    ["gzip", (bytes: Buffer) => gzip(gzip(bytes))],
    [undefined, gzip],
    [undefined, (bytes: Buffer) => zlib.deflateSync(bytes)],
    ...(HAS_ZSTD
      ? ([
          ["zstd", () => zstdBomb("data: ", 40)],
          [undefined, () => zstdBomb("data: ", 40)],
          ["zstd, gzip", () => gzip(zstdBomb("data: ", 40))],
        ] as const)
      : []),
  ] as const) {
    it(`a bomb ends as an answer that is too large: ${encoding ?? "no label"}`, async () => {
      const bomb = pack(Buffer.from(`data: ${" ".repeat(40 * 1024 * 1024)}`));
      for (const mode of ["stream", "complete"] as const) {
        const { attempts } = await ask(await serving(encoding, bomb), mode);
        assert.equal(attempts[0]?.kind, "too_large", JSON.stringify(attempts[0]));
      }
    });
  }

  it("a bomb in an error harms nobody: the status says enough", async () => {
    const { attempts, completion } = await ask(
      await serving("gzip", gzip(Buffer.alloc(64 * 1024 * 1024, "x")), { code: 503, type: "text/plain" }),
    );
    assert.deepEqual([attempts[0]?.kind, attempts[0]?.status, completion?.endpoint], ["overloaded", 503, "other"]);
  });

  it("what ends in the middle is cut off, and what came before stays readable", async () => {
    const packed = gzip(eventsOf(...Array.from({ length: 2_000 }, (_, index) => `word ${index * 7919} `)));
    const { attempts, events } = await ask(await serving("gzip", packed.subarray(0, packed.length >> 1)));
    assert.equal(attempts[0]?.kind, "truncated", JSON.stringify(attempts[0]));
    assert.ok(events.some((event) => event.type === "restart"));
    const whole = await ask(
      await serving("gzip", gzip(wholeOf(text)).subarray(0, 30), { type: "application/json" }),
      "complete",
    );
    assert.equal(whole.attempts[0]?.kind, "truncated", JSON.stringify(whole.attempts[0]));
  });

  it("an answer that has been proved does not need the end of its packing", async () => {
    const { completion, error } = await ask(await serving("gzip", gzip(eventsOf(...words)).subarray(0, -8)));
    assert.deepEqual([completion?.endpoint, completion?.content], ["cloud", text], String(error));
  });

  it("broken packing is an answer that cannot be read", async () => {
    const packed = gzip(wholeOf(text.repeat(50)));
    packed.fill(0xff, 20, 40);
    const { attempts } = await ask(await serving("gzip", packed, { type: "application/json" }), "complete");
    assert.equal(attempts[0]?.kind, "malformed", JSON.stringify(attempts[0]));
  });

  const unknown = Buffer.from([0x9d, 0x1f, 0xff, 0x90, 0, 0, 0, 1]);
  for (const [encoding, body, named] of [
    ["compress", unknown, /compress/],
    ["gzip, compress", unknown, /compress/],
    [Array(20).fill("gzip").join(", "), gzip("x"), /gzip/],
    ["<b>nonsense", unknown, /: bnonsense\.$/],
    ...(HAS_ZSTD
      ? ([["zstd", ZSTD_OF_A_HUGE_WINDOW, /too much memory/]] as const)
      : ([
          ["zstd", zstd("{}"), /: zstd\.$/],
          ["gzip, zstd", zstd(gzip("{}")), /: zstd\.$/],
          [undefined, zstd("{}"), /: zstd\.$/],
        ] as const)),
  ] as const) {
    it(`one that cannot be undone here is named: “${(encoding ?? "no label").slice(0, 20)}”`, async () => {
      const { attempts, completion } = await ask(await serving(encoding, body));
      assert.equal(attempts[0]?.kind, "malformed");
      assert.match(attempts[0]?.message ?? "", /compressed answer/);
      assert.match(attempts[0]?.message ?? "", named);
      assert.equal(completion?.endpoint, "other");
    });
  }

  it("what cannot be told by its bytes is never shown, in an answer or an error", async () => {
    for (const bytes of [zlib.brotliCompressSync(wholeOf(text)), zlib.deflateRawSync(wholeOf(text)), unknown])
      for (const code of [200, 500]) {
        const { attempts } = await ask(await serving(undefined, bytes, { type: "application/json", code }), "complete");
        assert.equal(attempts[0]?.kind, code === 200 ? "malformed" : "server_error");
        assert.match(attempts[0]?.message ?? "", /\.$/);
        assert.doesNotMatch(attempts[0]?.message ?? "", /\uFFFD|[^\x20-\x7e“”…]|\): /, attempts[0]?.message);
      }
  });

  for (const beginning of ["x", "xy", "x^2 is", "x and x", "(", "(a"])
    it(`a text is none although it begins as one might: “${beginning}”`, async () => {
      const url = await serving(undefined, Buffer.from(`${beginning}: out of order`), {
        type: "text/plain",
        code: 500,
      });
      assert.match((await ask(url)).attempts[0]?.message ?? "", new RegExp(beginning.replace(/[(^]/g, "\\$&")));
      const short = await serving(undefined, Buffer.from(beginning), { type: "text/plain", code: 500 });
      assert.match((await ask(short)).attempts[0]?.message ?? "", new RegExp(beginning.replace(/[(^]/g, "\\$&")));
    });

  it("gives its socket back when nobody wants it any more", async () => {
    let closed: Promise<void> | undefined;
    const url = await wires.http((incoming, response) => {
      closed = new Promise((resolve) => incoming.socket.once("close", () => resolve()));
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      const pack = zlib.createGzip();
      pack.pipe(response);
      pack.write(eventsOf("one").split("\n\n")[0] + "\n\n");
      pack.flush();
    });
    const service = wires.service([cloudAt(url)]);
    for await (const event of service.stream("hi")) if (event.type === "delta") break;
    await closed;
    assert.equal(status(service, "cloud").inFlight, 0);
  });
});
