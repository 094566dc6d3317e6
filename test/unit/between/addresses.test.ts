import assert from "node:assert/strict";
import type { TransportRequest } from "../../../src/core/ports/transport";
import { createLlmService } from "../../../src/node";
import type { EndpointType } from "../../../src/core/model/endpoint-types";
import { request } from "../faults/harness";
import { cloudAt, eventsOf, Wires } from "./wires";

const routes: Record<"openai" | "ollama" | "anthropic", string> = {
  openai: "chat/completions",
  ollama: "api/chat",
  anthropic: "v1/messages",
};

/** What a person pastes, and where a chat goes. */
const pasted: [type: "openai" | "ollama" | "anthropic", written: string, goesTo: string][] = [
  ["openai", "https://h.example", "https://h.example/v1/chat/completions"],
  ["openai", "  https://h.example/v1/  ", "https://h.example/v1/chat/completions"],
  ["openai", '"https://h.example/v1"', "https://h.example/v1/chat/completions"],
  ["openai", "“https://h.example/v1/”,", "https://h.example/v1/chat/completions"],
  ["openai", "'https://h.example/v1'", "https://h.example/v1/chat/completions"],
  ["openai", "<https://h.example/v1>", "https://h.example/v1/chat/completions"],
  ["openai", "`https://h.example/v1`", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/chat/completions", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/chat/completions/", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/chat", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/chat/completions", "https://h.example/chat/completions"],
  ["openai", "https://h.example/v1/responses", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/models", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/completions", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/v1/embeddings", "https://h.example/v1/chat/completions"],
  ["openai", "https://h.example/api/v1", "https://h.example/api/v1/chat/completions"],
  ["openai", "https://h.example/api/v1/chat/completions?x=1", "https://h.example/api/v1/chat/completions?x=1"],
  [
    "openai",
    "https://h.example/v1?api-version=2024-10-21",
    "https://h.example/v1/chat/completions?api-version=2024-10-21",
  ],
  ["openai", "https://h.example/v1#fragment", "https://h.example/v1/chat/completions"],
  ["openai", "http://h.example:11434/api/chat", "http://h.example:11434/v1/chat/completions"],
  ["openai", "http://h.example:11434/api/generate", "http://h.example:11434/v1/chat/completions"],
  ["openai", "http://h.example:11434/api/tags", "http://h.example:11434/v1/chat/completions"],
  ["openai", "https://h.example/gateway/v1beta/openai/", "https://h.example/gateway/v1beta/openai/chat/completions"],
  [
    "openai",
    "https://r.openai.azure.com/openai/deployments/gpt4/chat/completions?api-version=2024-10-21",
    "https://r.openai.azure.com/openai/deployments/gpt4/chat/completions?api-version=2024-10-21",
  ],
  [
    "openai",
    "https://r.openai.azure.com/openai/deployments/gpt4?api-version=2024-10-21",
    "https://r.openai.azure.com/openai/deployments/gpt4/chat/completions?api-version=2024-10-21",
  ],
  ["openai", "https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1/chat/completions"],
  ["ollama", "http://h.example:11434/api/chat", "http://h.example:11434/api/chat"],
  ["ollama", "http://h.example:11434/api/generate/", "http://h.example:11434/api/chat"],
  ["ollama", "http://h.example:11434/v1/chat/completions", "http://h.example:11434/api/chat"],
  ["ollama", "http://h.example:11434/v1/responses", "http://h.example:11434/api/chat"],
  ["ollama", "http://h.example/proxy/api/?key=1", "http://h.example/proxy/api/chat?key=1"],
  ["anthropic", "https://h.example/v1/messages", "https://h.example/v1/messages"],
  ["anthropic", "https://h.example/v1/chat/completions", "https://h.example/v1/messages"],
  ["anthropic", "https://h.example/v1/models?beta=true", "https://h.example/v1/messages?beta=true"],
];

describe("addresses as people paste them", () => {
  /** What a service sends, without sending it. */
  async function firstRequest(type: EndpointType, url: string, apiKey = "k-123"): Promise<TransportRequest> {
    const sent: TransportRequest[] = [];
    const service = createLlmService(
      { endpoints: [{ id: "e", type, url, model: "m", apiKey, tier: "cloud" }], healthCheckIntervalMs: 0 },
      {
        transport: {
          request(one) {
            sent.push(one);
            return Promise.reject(new Error("not sent"));
          },
          dispose: () => Promise.resolve(),
        },
      },
    );
    await service.complete("hi").catch(() => undefined);
    await service.dispose();
    assert.ok(sent[0]);
    return sent[0];
  }

  for (const [type, written, goesTo] of pasted)
    it(`${type}: ${written} leads to ${routes[type]}`, async () =>
      assert.equal((await firstRequest(type, written)).url, goesTo));

  it("what is no web address is refused as before", () => {
    for (const url of ["h.example/v1", "localhost:11434", "ftp://h.example/", "", '""'])
      assert.throws(() => createLlmService({ endpoints: [{ id: "e", type: "openai", url }] }), TypeError, url);
  });

  for (const host of [
    "r.openai.azure.com",
    "r.cognitiveservices.azure.com",
    "r.services.ai.azure.com",
    "r.azure-api.net",
    "R.OpenAI.Azure.com",
    "r.openai.azure.us",
  ])
    it(`Azure's key travels in a header of its own: ${host}`, async () => {
      const { headers = {} } = await firstRequest("openai", `https://${host}/openai/deployments/d?api-version=1`);
      assert.deepEqual([headers["api-key"], headers["authorization"]], ["k-123", undefined]);
    });
  for (const host of ["openai.azure.com.evil.example", "azure.com", "notopenai.azure.com.example", "h.example"])
    it(`and nobody else's: ${host}`, async () => {
      const { headers = {} } = await firstRequest("openai", `https://${host}/v1`);
      assert.deepEqual([headers["api-key"], headers["authorization"]], [undefined, "Bearer k-123"]);
    });

  describe("on a real socket", () => {
    let wires: Wires;
    beforeEach(() => (wires = new Wires()));
    afterEach(() => wires.close());

    it("user and password of the address are sent as such, and never shown", async () => {
      const seen: (string | undefined)[] = [];
      const url = await wires.http((incoming, response) => {
        seen.push(incoming.headers.authorization, incoming.url);
        response.writeHead(500).end("{}");
      });
      const address = `${url.replace("//", "//me:se%40cret@")}/v1/chat/completions?api-version=7`;
      const { error } = await request(
        wires.service([{ id: "e", type: "openai", url: address, model: "m", tier: "cloud" }]),
        "complete",
      );
      assert.deepEqual(seen, [
        `Basic ${Buffer.from("me:se@cret").toString("base64")}`,
        "/v1/chat/completions?api-version=7",
      ]);
      assert.doesNotMatch(error?.message ?? "", /se@cret|se%40cret/);
    });

    it("a deployment that does not exist is a missing model", async () => {
      const url = await wires.http((_request, response) =>
        response
          .writeHead(404, { "content-type": "application/json" })
          .end(
            '{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}}',
          ),
      );
      const { error } = await request(wires.service([cloudAt(url)]), "complete");
      assert.equal(error?.kind, "model_missing", error?.message);
    });

    it("a deployment's address is its model, and its models are listed where Azure lists them", async () => {
      const asked: string[] = [];
      const url = await wires.http((incoming, response) => {
        asked.push(incoming.url ?? "");
        if (incoming.url?.startsWith("/openai/models")) response.writeHead(200).end('{"data":[]}');
        else response.writeHead(200, { "content-type": "text/event-stream" }).end(eventsOf("yes"));
      });
      const address = `${url}/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21`;
      const service = wires.service([{ id: "e", type: "openai", url: address, tier: "cloud" }]);
      const { completion, error } = await request(service, "complete");
      assert.equal(completion?.content, "yes", String(error));
      assert.equal((await service.checkHealth("e")).live, true);
      assert.deepEqual(asked, [
        "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21",
        "/openai/models?api-version=2024-10-21",
      ]);
    });
  });
});
