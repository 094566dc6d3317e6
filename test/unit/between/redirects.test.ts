import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { request } from "../faults/harness";
import { cloudAt, plainAnswer, Wires } from "./wires";

const bodyOf = async (incoming: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
};

describe("redirects", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  /** A server that redirects so often before it answers; keeps what it was asked. */
  async function redirecting(
    code: number,
    times: number,
    locationOf: (hop: number, url: string) => string | undefined,
  ) {
    const asked: { method: string; path: string; key: string | undefined; body: string }[] = [];
    const url: string = await wires.http((incoming, response) => {
      void bodyOf(incoming).then((body) => {
        asked.push({
          method: incoming.method ?? "",
          path: incoming.url ?? "",
          key: incoming.headers.authorization,
          body,
        });
        if (asked.length > times) return plainAnswer(incoming, response);
        const location = locationOf(asked.length, url);
        response.writeHead(code, location === undefined ? {} : { location }).end("moved");
      });
    });
    return { url, asked };
  }

  for (const code of [307, 308]) {
    for (const [name, locationOf] of [
      ["a path", (hop: number) => `/hop/${hop}?x=1`],
      ["a relative path", (hop: number) => `../hop/${hop}`],
      ["a whole address", (hop: number, url: string) => `${url.replace("127.0.0.1", "127.0.0.1")}/hop/${hop}`],
    ] as const) {
      it(`${code} at home is followed, with method, key and body: ${name}`, async () => {
        const { url, asked } = await redirecting(code, 2, locationOf);
        const { completion, error, attempts } = await request(wires.service([cloudAt(url)]), "stream");
        assert.equal(completion?.endpoint, "cloud", String(error));
        assert.equal(attempts.length, 1);
        assert.equal(asked.length, 3);
        for (const one of asked)
          assert.deepEqual([one.method, one.key, one.body], ["POST", "Bearer sk-test", asked[0]?.body]);
        assert.match(asked[1]?.path ?? "", /hop\/1/);
      });
    }

    it(`${code} is followed three times at most, and a circle ends`, async () => {
      const { url, asked } = await redirecting(code, Infinity, () => "/v1/chat/completions");
      const { error } = await request(wires.service([cloudAt(url)]), "complete");
      assert.deepEqual([asked.length, error?.kind], [4, "not_an_api"]);
      assert.match(error?.message ?? "", /redirects/);
    });
  }

  it("three in a row lead there", async () => {
    const { url, asked } = await redirecting(307, 3, (hop) => `/hop/${hop}`);
    const { completion } = await request(wires.service([cloudAt(url)]), "complete");
    assert.deepEqual([completion?.endpoint, asked.length], ["cloud", 4]);
  });

  for (const [name, locationOf] of [
    ["another port", () => "http://127.0.0.1:9/v1"],
    ["another scheme", (_: number, url: string) => `${url.replace("http:", "https:")}/v1`],
    ["another host", () => "http://llm-thief.test/v1"],
    ["another host, without a scheme", () => "//llm-thief.test/v1"],
    ["no place at all", () => undefined],
    ["nonsense", () => "http://["],
    ["a file", () => "file:///etc/passwd"],
  ] as const) {
    it(`elsewhere is never followed: ${name}`, async () => {
      const { url, asked } = await redirecting(307, Infinity, locationOf);
      const { error } = await request(wires.service([cloudAt(url)]), "complete");
      assert.deepEqual([asked.length, error?.kind], [1, "not_an_api"]);
    });
  }

  it("what a Location says of user and password is not sent", async () => {
    const { url, asked } = await redirecting(307, 1, (_hop, home) => home.replace("//", "//evil:pw@") + "/hop");
    await request(wires.service([cloudAt(url, { apiKey: "" })]), "complete");
    assert.deepEqual(
      asked.map(({ key }) => key),
      [undefined, undefined],
    );
  });

  for (const code of [301, 302, 303]) {
    it(`${code} would make another request of a chat, and is told instead`, async () => {
      const { url, asked } = await redirecting(code, Infinity, () => "/v2/chat");
      const { error } = await request(wires.service([cloudAt(url)]), "complete");
      assert.deepEqual([asked.length, error?.kind], [1, "not_an_api"]);
      assert.match(error?.message ?? "", /v2\/chat/);
    });
  }

  it("a stop while it is being followed is heeded", async () => {
    const url = await wires.http((incoming, response) => {
      if (incoming.url?.startsWith("/v1")) response.writeHead(307, { location: "/silent" }).end();
      else incoming.socket.once("close", () => closed());
    });
    let closed = (): void => undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const controller = new AbortController();
    const asking = request(wires.service([cloudAt(url)]), "complete", "hi", { signal: controller.signal });
    setTimeout(() => controller.abort(), 150);
    assert.equal((await asking).error?.name, "RequestCancelledError");
    await gone;
  });
});
