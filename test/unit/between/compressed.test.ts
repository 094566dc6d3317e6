import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import { request, shownText, status } from "../faults/harness";
import { cloudAt, eventsOf, plainAnswer, wholeOf, Wires } from "./wires";

const gzip = (bytes: string | Buffer): Buffer => zlib.gzipSync(bytes);
const words = ["packed ", "and ", "read"];
const text = words.join("");

/** What stands in `content-encoding`, and what it does to the bytes. */
const encodings: [name: string, pack: (bytes: string | Buffer) => Buffer][] = [
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
];

describe("what is compressed although nobody asked for that", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  const serving = async (
    encoding: string,
    body: Buffer,
    { type = "text/event-stream", code = 200, rest }: { type?: string; code?: number; rest?: "stays open" } = {},
  ): Promise<string> =>
    wires.http((_request, response) => {
      response.writeHead(code, { "content-type": type, "content-encoding": encoding });
      if (rest) response.write(body);
      else response.end(body);
    });
  const ask = async (url: string, mode: "stream" | "complete" = "stream") => {
    const service = wires.service([cloudAt(url), cloudAt(await wires.http(plainAnswer), { id: "other" })]);
    return { service, ...(await request(service, mode)) };
  };

  for (const [encoding, pack] of encodings) {
    it(`is read as a stream: “${encoding}”`, async () => {
      const { events, completion, error } = await ask(await serving(encoding, pack(eventsOf(...words))));
      assert.deepEqual([completion?.endpoint, shownText(events)], ["cloud", text], String(error));
    });
    it(`is read as a whole: “${encoding}”`, async () => {
      const url = await serving(encoding, pack(wholeOf(text)), { type: "application/json" });
      const { completion, error } = await ask(url, "complete");
      assert.deepEqual([completion?.endpoint, completion?.content], ["cloud", text], String(error));
    });
    it(`is read in an error: “${encoding}”`, async () => {
      const body = JSON.stringify({ error: { message: "the engine fell over", type: "server_error" } });
      const { attempts } = await ask(await serving(encoding, pack(body), { type: "application/json", code: 500 }));
      assert.match(attempts[0]?.message ?? "", /the engine fell over/);
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

  for (const [encoding, pack] of [
    ["gzip", gzip],
    ["deflate", (bytes: Buffer) => zlib.deflateSync(bytes)],
    ["br", (bytes: Buffer) => zlib.brotliCompressSync(bytes)],
    ["gzip, gzip", (bytes: Buffer) => gzip(gzip(bytes))],
  ] as const) {
    it(`a bomb ends as an answer that is too large: ${encoding}`, async () => {
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

  for (const encoding of ["zstd", "compress", "gzip, zstd", Array(20).fill("gzip").join(", "), "<b>nonsense"]) {
    it(`one that cannot be undone here is named: “${encoding.slice(0, 20)}”`, async () => {
      const { attempts, completion } = await ask(
        await serving(encoding, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0])),
      );
      assert.equal(attempts[0]?.kind, "malformed");
      assert.match(attempts[0]?.message ?? "", /packed|compress/i);
      assert.match(attempts[0]?.message ?? "", new RegExp(encoding.slice(0, 4).replace("<b>n", "nonsense")));
      assert.equal(completion?.endpoint, "other");
    });
  }

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
