import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { systemClock } from "../../../src/core/breaker/system-clock";
import type { Clock } from "../../../src/core/breaker/types";
import type { Transport } from "../../../src/core/ports/transport";
import type { AttemptRecord } from "../../../src/core/model/attempt";
import type { ServiceConfig } from "../../../src/core/model/config";
import type { EndpointConfig, EndpointStatus } from "../../../src/core/model/endpoint";
import type { StreamEvent } from "../../../src/core/model/service-events";
import type { Completion, RequestOptions } from "../../../src/core/model/request";
import type { LlmService } from "../../../src/core/service/service-api";
import { createLlmService, type NodeServiceDeps } from "../../../src/node";
import { createUndiciTransport } from "../../../src/node/transport/undici-transport";
import { type FlavourName, ScriptedAnthropic, ScriptedOllama, ScriptedOpenAi } from "../../support/servers";

/** A server each, and the id of its endpoint: an Ollama, an OpenAI-compatible cloud, and one that speaks Anthropic's way. */
export type Tier = "local" | "cloud" | "claude";
/** With a stream, or as one whole answer from `complete`. */
export type Mode = "stream" | "complete";

/** A host name that stands for a remote machine; its connections end at this machine. */
export const remoteHost = "llm.test";

/** The real clock, counting the timers that are still to come. */
class CountingClock implements Clock {
  /** Each with the place where it was started. */
  readonly #pending = new Map<unknown, string>();
  now = () => systemClock.now();
  wallNow = () => systemClock.wallNow();

  get timers(): number {
    return this.#pending.size;
  }

  /** Where the timers that are still to come were started: what a failed check shows. */
  get origins(): string {
    return [...this.#pending.values()].join("; ");
  }

  setTimeout(fn: () => void, ms: number): unknown {
    const handle: unknown = systemClock.setTimeout(() => {
      this.#pending.delete(handle);
      fn();
    }, ms);
    this.#pending.set(handle, new Error().stack?.split("\n").slice(2, 5).join("") ?? "");
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.#pending.delete(handle);
    systemClock.clearTimeout(handle);
  }
}

/** The real transport, for which `llm.test` is this machine: addresses look remote, sockets are real. */
function remoteTransport(): Transport {
  const inner = createUndiciTransport({ env: {}, systemCertificates: false });
  return {
    request: (request) => inner.request({ ...request, url: request.url.replace(`//${remoteHost}:`, "//127.0.0.1:") }),
    dispose: () => inner.dispose(),
  };
}

export interface World {
  local: ScriptedOllama;
  cloud: ScriptedOpenAi;
  claude: ScriptedAnthropic;
  /** The server of a tier. */
  server(tier: Tier): ScriptedOllama | ScriptedOpenAi | ScriptedAnthropic;
  endpoint(tier: Tier, overrides?: Partial<EndpointConfig>): EndpointConfig;
  /** A service that is checked for leftovers at the end. */
  service(config: ServiceConfig, deps?: NodeServiceDeps): LlmService;
  readonly clock: CountingClock;
  /** Disposes services, checks that no timer is left and no socket open, and stops the servers. */
  end(): Promise<void>;
}

export const localReply = "the local answer in seven small words";
export const cloudReply = "the cloud answer in seven small words";
export const claudeReply = "the claude answer in seven small words";
export const replies: Record<Tier, string> = { local: localReply, cloud: cloudReply, claude: claudeReply };

/** A scripted Ollama with a resident model, a scripted cloud, and what is needed to leave no trace. */
export async function createWorld(
  options: { flavour?: FlavourName; local?: Parameters<typeof ScriptedOllama.start>[0] } = {},
): Promise<World> {
  const local = await ScriptedOllama.start({ reply: localReply, loaded: ["llama3.2"], ...options.local });
  const cloud = await ScriptedOpenAi.start({ reply: cloudReply, flavour: options.flavour ?? "openai" });
  const claude = await ScriptedAnthropic.start({ reply: claudeReply });
  const servers = { local, cloud, claude };
  const clock = new CountingClock();
  const services: LlmService[] = [];
  const transports: Transport[] = [];
  return {
    ...servers,
    clock,
    server: (tier) => servers[tier],
    endpoint(tier, overrides) {
      switch (tier) {
        case "local":
          return { id: tier, type: "ollama", url: local.url, model: "llama3.2", ...overrides };
        case "cloud":
          return {
            id: tier,
            type: "openai",
            url: cloud.baseUrl.replace("127.0.0.1", remoteHost),
            model: "gpt-4o-mini",
            apiKey: "sk-test",
            ...overrides,
          };
        case "claude":
          return {
            id: tier,
            type: "anthropic",
            url: claude.url.replace("127.0.0.1", remoteHost),
            model: "claude-sonnet-4-5",
            apiKey: "sk-ant-test",
            ...overrides,
          };
      }
    },
    service(config, deps = {}) {
      const transport = deps.transport ?? remoteTransport();
      transports.push(transport);
      const made = createLlmService(
        { healthCheckIntervalMs: 0, adaptive: false, ...config },
        { clock, random: () => 0.5, transport, ...deps },
      );
      services.push(made);
      return made;
    },
    async end() {
      try {
        for (const service of services) await service.dispose();
        // What was aborted just now clears its timer as the rejection arrives.
        await new Promise(setImmediate);
        assert.equal(clock.timers, 0, `${clock.timers} timers are left after dispose: ${clock.origins}`);
        for (const transport of transports) await transport.dispose();
        for (const server of Object.values(servers))
          await server.log.until(
            () => server.openSockets === 0,
            `no socket open on ${server.url} after dispose`,
            1_500,
          );
      } finally {
        await Promise.all(Object.values(servers).map((server) => server.stop()));
      }
    },
  };
}

/** What became of one request. */
export interface Result {
  completion: Completion | undefined;
  error: (Error & { kind?: string; attempts?: AttemptRecord[] }) | undefined;
  events: StreamEvent[];
  attempts: AttemptRecord[];
  tookMs: number;
}

/** Sends one request in the given mode and checks that nothing is left on its signal. */
export async function request(
  service: LlmService,
  mode: Mode,
  prompt = "hi",
  options: RequestOptions = {},
): Promise<Result> {
  const events: StreamEvent[] = [];
  const controller = new AbortController();
  const signal = options.signal ?? controller.signal;
  const startedAt = performance.now();
  let completion: Completion | undefined;
  let error: Result["error"];
  try {
    if (mode === "complete") completion = await service.complete(prompt, { ...options, signal });
    else {
      for await (const event of service.stream(prompt, { ...options, signal })) {
        events.push(event);
        if (event.type === "done") completion = event.completion;
      }
    }
  } catch (thrown) {
    assert.ok(thrown instanceof Error, `rejected with ${String(thrown)}`);
    error = thrown;
  }
  assert.equal(getEventListeners(signal, "abort").length, 0, "no listener is left on the caller's signal");
  return {
    completion,
    error,
    events,
    attempts: completion?.attempts ?? error?.attempts ?? [],
    tookMs: performance.now() - startedAt,
  };
}

export function status(service: LlmService, id: string): EndpointStatus {
  const found = service.endpoints().find((endpoint) => endpoint.id === id);
  assert.ok(found, `endpoint ${id}`);
  return found;
}

/** Text that a reader of the stream has before its eyes at the end: a restart begins anew. */
export function shownText(events: readonly StreamEvent[]): string {
  let text = "";
  for (const event of events) {
    if (event.type === "restart") text = "";
    if (event.type === "delta") text += event.text;
  }
  return text;
}
