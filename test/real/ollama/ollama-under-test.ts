import type { ServiceConfig } from "../../../src/core/model/config";
import type { EndpointConfig } from "../../../src/core/model/endpoint";
import type { LlmService } from "../../../src/core/service/service-api";
import { createLlmService } from "../../../src/node";
import type { Part } from "../part";
import { findOllama } from "./find-ollama";
import { RealOllama } from "./real-ollama";

/** The two ways in which it is spoken to: natively, and as an OpenAI-compatible API. The endpoint of each is called by it. */
export const ways = ["ollama", "openai"] as const;
type Way = (typeof ways)[number];

/** How long the first suite may wait for the program to be built, in milliseconds. */
const BUILD_TIMEOUT_MS = 16 * 60_000;

/** Looked for once in a run, however many suites need it: where it cannot be had, finding that out may take minutes. */
let found: Promise<Part<string>> | undefined;

/**
 * A real Ollama for the suite in which this is called, and services of ours before it that are gone after each test. Without the program the
 * suite is skipped.
 * @param env what sets the server up: `OLLAMA_…`
 * @param prepare installs models
 */
export function ollamaUnderTest(env: Record<string, string>, prepare: (server: RealOllama) => Promise<void>) {
  let server: RealOllama | undefined;
  const services: LlmService[] = [];

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    const part = await (found ??= findOllama());
    if (!part.available) {
      console.log(`    left out: Ollama: ${part.why}`);
      return this.skip();
    }
    server = await RealOllama.start(part.value, env);
    await prepare(server);
  });
  after(() => server?.stop());
  afterEach(() => Promise.all(services.splice(0).map((service) => service.dispose())));

  return {
    get server(): RealOllama {
      if (!server) throw new Error("Ollama was not started.");
      return server;
    },

    /** A service with this server as its one endpoint. */
    service(
      way: Way,
      endpoint: Partial<EndpointConfig> = { model: "tiny" },
      config: Partial<ServiceConfig> = {},
    ): LlmService {
      const { url } = this.server;
      const service = createLlmService({
        endpoints: [{ id: way, type: way, url: way === "ollama" ? url : `${url}/v1`, ...endpoint }],
        chain: [{ endpoint: way, timeoutMs: 30_000 }],
        healthCheckIntervalMs: 0,
        ...config,
      });
      services.push(service);
      return service;
    },

    /** What the server itself says to the same question. */
    async ask(body: { model?: string; content: string; options?: object }): Promise<{
      message: { content: string };
      prompt_eval_count: number;
      eval_count: number;
    }> {
      const { model = "tiny", content, options } = body;
      const response = await fetch(`${this.server.url}/api/chat`, {
        method: "POST",
        body: JSON.stringify({ model, messages: [{ role: "user", content }], options, stream: false }),
      });
      return (await response.json()) as Awaited<ReturnType<typeof this.ask>>;
    },
  };
}
