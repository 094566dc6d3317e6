import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import { request, status } from "../faults/harness";
import { cloudAt, eventsOf, plainAnswer, Wires } from "./wires";

describe("a server that loads a model when it is asked for", () => {
  let wires: Wires;
  beforeEach(() => (wires = new Wires()));
  afterEach(() => wires.close());

  const localAt = (url: string): EndpointConfig => ({ id: "lm", type: "openai", url: `${url}/v1`, model: "m" });
  const say = (response: ServerResponse, words: unknown): void =>
    void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(words));

  /** LM Studio: silent until the model is there, and its own list says how it stands. */
  async function lmStudio({
    loadMs,
    states = ["not-loaded", "loading"],
    version = "v0",
    model = "m",
  }: {
    loadMs: number;
    states?: string[];
    /** Which list it has: since 0.4 both, and `v1` alone here. */
    version?: "v0" | "v1";
    model?: string;
  }) {
    const seen = { looks: 0, chats: 0, closedEarly: 0 };
    let loaded = false;
    const url = await wires.http((incoming, response) => {
      if (incoming.url === "/api/v1/models" && version === "v1") {
        const state = loaded ? "loaded" : states[Math.min(seen.looks++, states.length - 1)];
        const config = { context_length: 4096 };
        return say(response, {
          models: [
            { type: "llm", key: "n", loaded_instances: [{ id: "n", config }], max_context_length: 32768 },
            {
              type: "llm",
              key: "m",
              display_name: "M",
              loaded_instances: state === "loaded" ? [{ id: model, config }, null] : [],
              max_context_length: 32768,
            },
            { type: "embedding", key: "e", loaded_instances: [] },
            null,
          ],
        });
      }
      if (incoming.url?.startsWith("/api/v") && !incoming.url.startsWith(`/api/${version}/`))
        // Its older versions answer every path, and say in there that it is wrong.
        return say(response, { error: "Unexpected endpoint or method. (GET /api/v1/models)" });
      if (incoming.url === "/api/v0/models") {
        const state = loaded ? "loaded" : states[Math.min(seen.looks++, states.length - 1)];
        return say(response, {
          object: "list",
          data: [
            { id: "m", type: "llm", state },
            { id: "n", state: "loaded" },
          ],
        });
      }
      if (incoming.method !== "POST") return say(response, { data: [{ id: "m" }] });
      seen.chats++;
      const timer = setTimeout(() => {
        loaded = true;
        response.writeHead(200, { "content-type": "text/event-stream" }).end(eventsOf("loaded at last"));
      }, loadMs);
      incoming.socket.once("close", () => {
        if (!loaded) seen.closedEarly++;
        clearTimeout(timer);
      });
    });
    return { url, seen };
  }

  for (const version of ["v0", "v1"] as const)
    it(`is waited for beyond the step's time, with progress, and nothing is counted (${version})`, async () => {
      const { url, seen } = await lmStudio({ loadMs: 1_500, version });
      const service = wires.service([localAt(url)], {
        chain: [{ endpoint: "lm", timeoutMs: 400 }],
        loadTimeoutMs: 20_000,
      });
      const { completion, error, events } = await request(service, "stream");
      assert.equal(completion?.content, "loaded at last", String(error));
      assert.ok(events.some((event) => event.type === "loading" && event.model === "m"));
      assert.deepEqual([seen.chats, seen.closedEarly], [1, 0]);
      assert.equal(status(service, "lm").metrics.totalFailures, 0);
    });

  it("has a limit of its own", async () => {
    const { url } = await lmStudio({ loadMs: 60_000 });
    const service = wires.service([localAt(url)], { chain: [{ endpoint: "lm", timeoutMs: 300 }], loadTimeoutMs: 900 });
    const { error } = await request(service, "complete");
    assert.equal(error?.kind, "load_timeout", error?.message);
    assert.equal(status(service, "lm").metrics.totalFailures, 0);
  });

  for (const [version, model] of [
    ["v0", "m"],
    ["v1", "m"],
    ["v1", "m:2"],
  ] as const)
    it(`whose model is there is merely slow (${version}, ${model})`, async () => {
      const { url } = await lmStudio({ loadMs: 60_000, states: ["loaded"], version, model });
      const service = wires.service([{ ...localAt(url), model }], { chain: [{ endpoint: "lm", timeoutMs: 400 }] });
      const { error } = await request(service, "complete");
      assert.equal(error?.kind, "ttft_timeout", error?.message);
      assert.equal(status(service, "lm").metrics.totalFailures, 1);
    });

  for (const [name, listener] of [
    ["knows no such list", (response: ServerResponse) => void response.writeHead(404).end('{"detail":"Not Found"}')],
    [
      "answers everything with a page",
      (response: ServerResponse) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>hi"),
    ],
    [
      "has a list of another kind",
      (response: ServerResponse) => say(response, { data: [{ id: "m", object: "model" }] }),
    ],
    [
      "has a list without this model",
      (response: ServerResponse) => say(response, { data: [{ id: "q", state: "not-loaded" }] }),
    ],
    [
      "has a newer list without this model",
      (response: ServerResponse) => say(response, { models: [{ key: "q", loaded_instances: [] }] }),
    ],
    [
      "has nonsense for a newer list",
      (response: ServerResponse) => say(response, { models: [null, { key: 7 }, { key: "m", loaded_instances: "no" }] }),
    ],
    ["has nonsense for a list", (response: ServerResponse) => say(response, { data: [null, 7, { id: 7, state: {} }] })],
  ] as const) {
    it(`is not taken for one: ${name}`, async () => {
      let looks = 0;
      const url = await wires.http((incoming, response) => {
        if (incoming.method === "POST") return;
        looks++;
        listener(response);
      });
      const service = wires.service([localAt(url)], { chain: [{ endpoint: "lm", timeoutMs: 400 }] });
      const { error } = await request(service, "complete");
      assert.equal(error?.kind, "ttft_timeout", error?.message);
      assert.ok(looks >= 1);
    });
  }

  it("is not looked for in a cloud", async () => {
    let looks = 0;
    const url = await wires.http((incoming, response) => {
      if (incoming.method !== "POST") looks++;
      else setTimeout(() => plainAnswer(incoming, response), 900);
    });
    const service = wires.service([cloudAt(url)], { chain: [{ endpoint: "cloud", timeoutMs: 4_000 }] });
    assert.equal((await request(service, "complete")).completion?.endpoint, "cloud");
    assert.equal(looks, 0);
  });

  for (const words of [
    { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    { error: "Model m is currently loading", estimated_time: 20 },
    { detail: "Model m is not ready" },
    { message: "The model is still starting up, please wait" },
    { error: { message: "Engine is warming up" } },
  ]) {
    it(`says so itself: 503 ${JSON.stringify(words)}`, async () => {
      let asked = 0;
      const url = await wires.http((incoming, response) => {
        if (incoming.method !== "POST") return void response.writeHead(404).end("{}");
        if (++asked === 1) response.writeHead(503, { "content-type": "application/json" }).end(JSON.stringify(words));
        else plainAnswer(incoming, response);
      });
      const service = wires.service([localAt(url)], { chain: [{ endpoint: "lm", timeoutMs: 4_000 }] });
      const { completion, error, events } = await request(service, "stream");
      assert.equal(completion?.endpoint, "lm", String(error));
      assert.ok(events.some(({ type }) => type === "loading"));
      assert.equal(status(service, "lm").metrics.totalFailures, 0);
    });
  }
});
