import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { ConnectBlackHole } from "./connect-black-hole";
import type { Fault } from "./fault";
import { ScriptedOllama } from "./ollama/scripted-ollama";
import { ScriptedOpenAi } from "./openai/scripted-openai";
import type { ScriptedServer } from "./scripted-server";

/** What a raw socket saw: its bytes and how the connection ended within `patienceMs`. */
interface Seen {
  head: string;
  body: string;
  raw: Buffer;
  end: "open" | "fin" | "reset";
  /** Body complete by its own framing. */
  complete: boolean;
}

function rawRequest(server: ScriptedServer, path: string, body: object, patienceMs = 200): Promise<Seen> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const payload = JSON.stringify(body);
    const socket: Socket = connect(server.port, "127.0.0.1");
    const parse = (end: Seen["end"]): Seen => {
      const raw = Buffer.concat(chunks);
      const text = raw.toString("latin1");
      const at = text.indexOf("\r\n\r\n");
      const head = at < 0 ? text : text.slice(0, at);
      const rest = at < 0 ? "" : text.slice(at + 4);
      const length = /content-length: (\d+)/i.exec(head);
      const complete =
        at >= 0 &&
        (/chunked/i.test(head) ? rest.endsWith("0\r\n\r\n") : length !== null && rest.length >= Number(length[1]));
      return { head, body: rest, raw, end, complete };
    };
    const done = (end: Seen["end"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parse(end));
    };
    const timer = setTimeout(() => done("open"), patienceMs);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (parse("open").complete) done("open");
    });
    socket.on("end", () => done("fin"));
    socket.on("error", () => done("reset"));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
    );
  });
}

describe("faults on the wire", () => {
  let ollama: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  const reply = "first two three four five six seven eight nine ten";
  const request = { messages: [{ role: "user", content: "hi" }] };

  before(async () => {
    ollama = await ScriptedOllama.start({ reply, loaded: ["llama3.2"] });
    cloud = await ScriptedOpenAi.start({ reply });
  });
  after(() => Promise.all([ollama.stop(), cloud.stop()]));
  afterEach(() => {
    for (const server of [ollama, cloud]) {
      server.clearFaults();
      server.log.clear();
    }
  });

  const onBoth = (
    title: string,
    fault: Fault | Fault[],
    check: (seen: Seen, server: ScriptedServer, streamed: boolean) => void,
    streams = [true, false],
  ) => {
    for (const stream of streams) {
      it(`${title} (${stream ? "stream" : "whole"})`, async () => {
        for (const server of [ollama, cloud] as ScriptedServer[]) {
          server.fault(fault);
          const path = server === ollama ? "/api/chat" : "/v1/chat/completions";
          const seen = await rawRequest(server, path, {
            ...request,
            model: server === ollama ? "llama3.2" : "gpt-4o-mini",
            stream,
          });
          await server.log.until(() => server.openSockets === 0, "all sockets closed");
          check(seen, server, stream);
        }
      });
    }
  };
  const last = (server: ScriptedServer) => server.log.entries.at(-1);

  onBoth("hang before headers", { kind: "hang" }, (seen, server) => {
    assert.deepEqual([seen.raw.length, seen.end], [0, "open"]);
    assert.equal(last(server)?.outcome, "aborted by client");
  });
  onBoth("hang after headers", { kind: "hang", at: "afterHeaders" }, (seen) => {
    assert.match(seen.head, /^HTTP\/1.1 200 OK/);
    assert.deepEqual([seen.body, seen.end], ["", "open"]);
  });
  onBoth("hang after 3 tokens", { kind: "hang", at: 3 }, (seen, server, streamed) => {
    assert.deepEqual([seen.end, seen.complete], ["open", false]);
    if (streamed) assert.ok(seen.body.includes("three") && !seen.body.includes("four"));
    assert.equal(last(server)?.outcome, "aborted by client");
  });
  onBoth("reset before headers", { kind: "reset" }, (seen, server) => {
    assert.deepEqual([seen.raw.length, seen.end], [0, "reset"]);
    assert.equal(last(server)?.outcome, "cut by fault");
  });
  onBoth("reset after 3 tokens", { kind: "reset", at: 3 }, (seen, _server, streamed) => {
    assert.deepEqual([seen.end, seen.complete], ["reset", false]);
    if (streamed) assert.ok(seen.body.includes("three"));
  });
  onBoth("FIN before headers", { kind: "fin" }, (seen) => assert.deepEqual([seen.raw.length, seen.end], [0, "fin"]));
  onBoth("FIN after 3 tokens", { kind: "fin", at: 3 }, (seen) =>
    assert.deepEqual([seen.end, seen.complete], ["fin", false]),
  );
  onBoth(
    "FIN in a body without length",
    { kind: "fin", at: 3, closeDelimited: true },
    (seen) => {
      assert.equal(seen.end, "fin");
      assert.match(seen.head, /connection: close/i);
      assert.doesNotMatch(seen.head, /chunked|content-length/i);
      assert.ok(seen.body.includes("three") && !seen.body.includes("four"));
    },
    [true],
  );
  onBoth("short content-length", { kind: "shortContentLength" }, (seen) => {
    assert.match(seen.head, /content-length: \d+/i);
    assert.deepEqual([seen.end, seen.complete], ["fin", false]);
  });
  onBoth("clean end without a terminal marker", { kind: "truncate", afterTokens: 3 }, (seen) => {
    assert.equal(seen.complete, true);
    assert.doesNotMatch(seen.body, /"done":true|"finish_reason":"stop"|\[DONE\]/);
  });
  onBoth(
    "status, headers and body of choice",
    { kind: "status", status: 529, body: { error: "x" }, headers: { "retry-after": "7" } },
    (seen) => {
      assert.match(seen.head, /^HTTP\/1.1 529 .*retry-after: 7/is);
      assert.ok(seen.body.endsWith('{"error":"x"}'));
    },
  );
  onBoth("web page", { kind: "html" }, (seen) => assert.match(seen.head, /200 OK.*content-type: text\/html/is));
  onBoth("redirect", { kind: "redirect", location: "http://127.0.0.1:1/elsewhere" }, (seen) =>
    assert.match(seen.head, /^HTTP\/1.1 307 .*location: http:\/\/127.0.0.1:1\/elsewhere/is),
  );
  onBoth("no HTTP at all", { kind: "notHttp" }, (seen) => assert.match(seen.head, /^SSH-2.0/));
  onBoth("garbage", { kind: "garbage" }, (seen) => assert.ok(seen.body.includes("%PDF")));
  onBoth("empty body", { kind: "emptyBody" }, (seen) =>
    assert.ok(["0\r\n\r\n", ""].includes(seen.body) && seen.complete),
  );
  onBoth("empty answer", { kind: "empty" }, (seen) => {
    assert.ok(!seen.body.includes("first"));
    assert.match(seen.body, /"done":true|"finish_reason":"stop"/);
  });
  onBoth("length limit", { kind: "length", afterTokens: 2 }, (seen) =>
    assert.match(seen.body, /"done_reason":"length"|"finish_reason":"length"/),
  );
  onBoth(
    "bad line amid good ones",
    { kind: "badLine" },
    (seen) => assert.ok(seen.body.includes('{"broken": tru') && seen.complete),
    [true],
  );
  onBoth("invalid UTF-8", { kind: "invalidUtf8" }, (seen) => assert.ok(seen.raw.includes(Buffer.from([0xff, 0xfe]))));
  onBoth("huge line", { kind: "hugeLine", bytes: 1_000_000 }, (seen) =>
    assert.ok(seen.raw.length > 1_000_000 && seen.complete),
  );
  onBoth("error event", { kind: "errorEvent", afterTokens: 2 }, (seen, _server, streamed) => {
    assert.match(seen.body, /"error":/);
    assert.equal(seen.body.includes("two"), streamed);
    assert.doesNotMatch(seen.body, /"done":true|"finish_reason":"stop"/);
  });
  onBoth("thinking first", { kind: "thinking", tokens: 5 }, (seen) =>
    assert.match(seen.body, /"(thinking|reasoning_content)":"step 1 /),
  );
  onBoth(
    "a pace of 20 tokens a second",
    { kind: "pace", firstTokenMs: 50, tokensPerSecond: 20 },
    (seen, server, streamed) => {
      assert.deepEqual(seen.end, "open");
      assert.ok(
        streamed ? [3, 4, 5].includes(last(server)?.tokens ?? 0) : seen.raw.length === 0,
        `${last(server)?.tokens} tokens`,
      );
    },
  );
  onBoth("split bytes", { kind: "split", bytes: 7 }, (seen) => assert.ok(seen.complete));

  it("sends keep-alive comments while the first token takes its time", async () => {
    cloud.fault([
      { kind: "comments", everyMs: 10, text: "OPENROUTER PROCESSING" },
      { kind: "pace", firstTokenMs: 60 },
    ]);
    const seen = await rawRequest(cloud, "/v1/chat/completions", { ...request, model: "m", stream: true });
    assert.ok(seen.body.split(": OPENROUTER PROCESSING").length > 3);
    assert.ok(seen.body.includes("[DONE]"));
  });

  it("accepts and never answers as a black hole, and refuses when stopped", async () => {
    ollama.blackHole = true;
    assert.deepEqual((await rawRequest(ollama, "/api/version", {}, 80)).raw.length, 0);
    ollama.blackHole = false;
    await ollama.stop();
    assert.equal((await rawRequest(ollama, "/api/version", {})).end, "reset");
    await ollama.start();
    ollama.load("llama3.2");
  });

  it("leaves connections unanswered by the kernel in a connect black hole", async () => {
    const hole = await ConnectBlackHole.start();
    const socket = connect(hole.port, "127.0.0.1");
    const outcome = await new Promise((resolve) => {
      socket.on("connect", () => resolve("connected"));
      socket.on("error", () => resolve("error"));
      setTimeout(() => resolve("nothing"), 150);
    });
    socket.destroy();
    await hole.stop();
    assert.equal(outcome, "nothing");
  });

  it("strikes the next N, by model, by route, on reused sockets, and by script", async () => {
    const status = async (model = "llama3.2", path = "/api/chat") =>
      (
        await fetch(ollama.url + path, {
          method: path === "/api/tags" ? "GET" : "POST",
          ...(path !== "/api/tags" && { body: JSON.stringify({ ...request, model }) }),
        })
      ).status;
    const teapot: Fault = { kind: "status", status: 418 };
    ollama.fault(teapot, { times: 2 });
    assert.deepEqual(
      [await status(), await status("llama3.2", "/api/tags"), await status(), await status()],
      [418, 200, 418, 200],
    );
    ollama.fault(teapot, { model: "qwen2.5-coder:7b" });
    assert.deepEqual([await status(), await status("qwen2.5-coder:7b")], [200, 418]);
    ollama.clearFaults();
    ollama.fault(teapot, { route: "/api/tags" });
    assert.deepEqual([await status(), await status("llama3.2", "/api/tags")], [200, 418]);
    ollama.clearFaults();
    ollama.script([teapot, { kind: "ok" }, { kind: "status", status: 500 }]);
    assert.deepEqual([await status(), await status(), await status(), await status()], [418, 200, 500, 200]);
    ollama.fault({ kind: "status", status: 599 }, { reusedSocket: true });
    assert.equal((await rawRequest(ollama, "/api/chat", { ...request, model: "llama3.2" })).head.slice(9, 12), "200");
  });

  it("keeps up 50 000 tokens a second", async () => {
    cloud.replyText = "word ".repeat(10_000);
    cloud.fault({ kind: "pace", tokensPerSecond: 50_000 });
    const before = performance.now();
    const response = await fetch(`${cloud.baseUrl}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ ...request, model: "m", stream: true }),
    });
    await response.text();
    const tookMs = performance.now() - before;
    cloud.replyText = reply;
    assert.ok(tookMs > 190 && tookMs < 10_000, `${tookMs} ms for 10 000 tokens`);
  });
});
