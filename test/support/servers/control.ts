import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, type FaultScope, parseFaults } from "./fault";
import { ollamaErrors } from "./ollama/error-texts";
import { ScriptedOllama } from "./ollama/scripted-ollama";
import type { ScriptedServer } from "./scripted-server";

/** Faults a person switches on by name: `curl -X POST …/__control/preset/hang`. */
const presets: Record<string, Fault> = {
  hang: { kind: "hang" },
  stall: { kind: "hang", at: 20 },
  reset: { kind: "reset", at: 20 },
  truncate: { kind: "truncate", afterTokens: 20 },
  overloaded: { kind: "status", status: 503, body: { error: ollamaErrors.busy } },
  error: { kind: "status", status: 500, body: { error: ollamaErrors.runnerCrashed } },
  midStreamError: { kind: "errorEvent", afterTokens: 20 },
  html: { kind: "html" },
  empty: { kind: "empty" },
  slow: { kind: "pace", firstTokenMs: 8_000, tokensPerSecond: 5 },
};

type Body = Record<string, unknown>;
type Action = (server: ScriptedServer, body: Body, name: string) => unknown;

function ollama(server: ScriptedServer): ScriptedOllama {
  if (server instanceof ScriptedOllama) return server;
  throw new TypeError("Only a scripted Ollama has models in memory");
}

function stateOf(server: ScriptedServer): Body {
  return {
    url: server.url,
    running: server.running,
    blackHole: server.blackHole,
    openSockets: server.openSockets,
    connections: server.connections,
    pendingRequests: server.pendingRequests,
    pace: server.pace,
    faults: server.faults.list(),
    ...(server instanceof ScriptedOllama && {
      models: [...server.models.keys()],
      loaded: server.scheduler.list().map((resident) => resident.model.name),
      loads: server.scheduler.counts,
    }),
  };
}

/** "METHOD /path" below /__control to what it does; `:name` stands for one segment. Each answers with JSON. */
const actions: Record<string, Action> = {
  "GET /state": stateOf,
  "GET /log": (server) => server.log.entries,
  "DELETE /log": (server) => server.log.clear(),
  "GET /faults": (server) => server.faults.list(),
  "POST /faults": (server, body) => ({ id: server.fault(parseFaults(body["fault"] ?? body["faults"]), scopeOf(body)) }),
  "POST /script": (server, body) => ({
    id: server.script((body["entries"] as unknown[]).map(parseFaults), scopeOf(body)),
  }),
  "DELETE /faults": (server) => server.clearFaults(),
  "POST /preset/:name": (server, body, name) => {
    const fault = presets[name];
    if (!fault) throw new TypeError(`No preset ${name}; there are ${Object.keys(presets).join(", ")}`);
    return { id: server.fault(fault, scopeOf(body)) };
  },
  "POST /die": (server) => server.stop(),
  "POST /return": async (server) => void (await server.start()),
  "POST /blackhole": (server, body) => void (server.blackHole = body["on"] !== false),
  "POST /pace": (server, body) => Object.assign(server.pace, body),
  "POST /reply": (server, body) => void (ollama(server).replyText = String(body["text"])),
  "POST /load/:name": (server, _body, name) => ollama(server).load(name),
  "POST /unload": (server) => ollama(server).scheduler.unloadAll(),
  "POST /loads": (server, body) => Object.assign(ollama(server).scheduler.options, body),
  "POST /fail-loads": (server, body) =>
    ollama(server).scheduler.failLoads(
      String(body["model"]),
      String(body["message"] ?? ollamaErrors.outOfMemory),
      Number(body["times"] ?? Infinity),
    ),
};

function scopeOf(body: Body): FaultScope {
  return (body["scope"] as FaultScope | undefined) ?? {};
}

async function readJson(req: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : (JSON.parse(text) as Body);
}

/** Switches a scripted server's faults and life over HTTP, on a port of its own that survives the server's death. */
export class ControlServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/__control`;
  }

  static async start(controlled: ScriptedServer, port = 0): Promise<ControlServer> {
    const server = createServer((req, res) => void answer(controlled, req, res));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve());
    });
    return new ControlServer(server);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(controlled: ScriptedServer, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown) =>
    res.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body ?? { ok: true })}\n`);
  try {
    const path = new URL(req.url ?? "/", "http://x").pathname.replace(/^\/__control/, "");
    const [, first = "", name] = path.split("/");
    const action = actions[`${req.method} /${first}${name === undefined ? "" : "/:name"}`];
    if (!action)
      return void send(404, { error: `No such control route. There are: ${Object.keys(actions).join("; ")}` });
    send(200, await action(controlled, await readJson(req), decodeURIComponent(name ?? "")));
  } catch (error) {
    send(400, { error: String(error) });
  }
}
