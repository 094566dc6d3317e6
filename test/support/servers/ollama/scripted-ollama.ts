import { markdownReply, type Reply } from "../markdown-reply";
import { type Exchange, ScriptedServer, type ServerOptions } from "../scripted-server";
import { compatChat, compatModelNamed, compatModels } from "./compat-routes";
import { compatError } from "./compat-format";
import { chat, generate } from "./generation";
import { listModels, pull, remove, show } from "./library";
import { defaultModels, model, type OllamaModel } from "./models";
import { goTime } from "./native-format";
import { detailsOf, digestOf, withTag } from "./models";
import { OllamaScheduler, type SchedulerOptions } from "./scheduler";

export interface OllamaOptions extends ServerOptions {
  /** Installed models, by name or in full; a realistic three by default. */
  models?: readonly (string | OllamaModel)[];
  /** Names of models that are in memory from the start. */
  loaded?: readonly string[];
  /** Time of a cold load in milliseconds (0), and the rest of what Ollama's scheduler is set by. */
  scheduler?: Partial<SchedulerOptions>;
  reply?: Reply;
  version?: string;
  /** True: `/api/ps` lists a model while it is being loaded too, as versions of 2025 do (false). */
  listsLoading?: boolean;
  /** Duration of a pull in milliseconds (200). */
  pullMs?: number;
}

type Handler = (server: ScriptedOllama, exchange: Exchange) => Promise<void>;

/** Method and path to handler; a known path with another method is 405, anything else 404, both in plain text as gin does. */
const routes: Record<string, Record<string, Handler>> = {
  "/": {
    GET: (server, exchange) => server.reply(exchange, 200, "Ollama is running"),
    HEAD: (server, exchange) => server.reply(exchange, 200, "Ollama is running"),
  },
  "/api/version": { GET: version, HEAD: version },
  "/api/tags": { GET: listModels, HEAD: listModels },
  "/api/ps": { GET: running },
  "/api/status": {
    GET: (server, exchange) => server.reply(exchange, 200, { cloud: { disabled: false, source: "none" } }),
  },
  "/api/show": { POST: show },
  "/api/pull": { POST: pull },
  "/api/delete": { DELETE: remove },
  "/api/chat": { POST: chat },
  "/api/generate": { POST: generate },
  "/v1/chat/completions": { POST: compatChat },
  "/v1/models": { GET: compatModels },
  "/debug/pprof/": {
    GET: (server, exchange) =>
      server.reply(exchange, 200, "<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n</html>\n", {
        "content-type": "text/html; charset=utf-8",
      }),
  },
};

const generating = new Set(["/api/chat", "/api/generate", "/v1/chat/completions"]);

/** An Ollama as clients see it on the wire (docs/servers.md), with faults on demand. */
export class ScriptedOllama extends ScriptedServer {
  readonly scheduler: OllamaScheduler;
  readonly models = new Map<string, OllamaModel>();
  replyText: Reply;
  readonly version: string;
  readonly pullMs: number;
  readonly listsLoading: boolean;

  private constructor(options: OllamaOptions) {
    super(options);
    this.scheduler = new OllamaScheduler({
      numParallel: 1,
      maxQueue: 512,
      maxLoaded: 3,
      loadMs: 0,
      keepAliveMs: 300_000,
      ...options.scheduler,
    });
    for (const entry of options.models ?? defaultModels) this.install(typeof entry === "string" ? model(entry) : entry);
    for (const name of options.loaded ?? []) this.load(name);
    this.replyText = options.reply ?? markdownReply;
    this.version = options.version ?? "0.33.0";
    this.listsLoading = options.listsLoading ?? false;
    this.pullMs = options.pullMs ?? 200;
  }

  static start(options: OllamaOptions = {}): Promise<ScriptedOllama> {
    return new ScriptedOllama(options).start();
  }

  install(entry: OllamaModel): void {
    this.models.set(entry.name, entry);
  }

  find(name: string): OllamaModel | undefined {
    return this.models.get(withTag(name));
  }

  /** Puts an installed model into memory at once, without a load. @throws Error when it is not installed. */
  load(name: string): void {
    const entry = this.find(name);
    if (!entry) throw new Error(`No model ${name} in this scripted Ollama`);
    this.scheduler.preload(entry);
  }

  override clearFaults(): void {
    super.clearFaults();
    this.scheduler.clearFailures();
  }

  /** Sends a whole body from outside the class: what the route modules use. */
  reply(exchange: Exchange, status: number, body: unknown, headers: Record<string, string> = {}): Promise<void> {
    return this.send(exchange, status, body, headers);
  }

  /** Sends a status and nothing else. */
  bare(exchange: Exchange, status: number): Promise<void> {
    return this.play(exchange, { status, headers: {}, parts: [], tokenCount: 0, stream: false });
  }

  /** An error in the form of the route: native, or OpenAI's on /v1. */
  fail(exchange: Exchange, status: number, message: string): Promise<void> {
    if (exchange.route.startsWith("/v1/"))
      return this.send(exchange, status, compatError(status, message), { "content-type": "application/json" });
    return this.send(exchange, status, { error: message });
  }

  answer = this.play.bind(this);

  protected override async handle(exchange: Exchange): Promise<void> {
    const { req, route } = exchange;
    if (!hostAllowed(req.headers.host) || !originAllowed(req.headers.origin)) return this.bare(exchange, 403);
    const methods = routes[route] ?? (route.startsWith("/v1/models/") ? { GET: compatModelNamed } : undefined);
    const unslashed = route.replace(/\/$/, "");
    if (!methods && routes[unslashed]) {
      const [status, words] = req.method === "GET" ? ([301, "Moved Permanently"] as const) : ([307, ""] as const);
      const text = words === "" ? "" : `<a href="${unslashed}">${words}</a>.\n\n`;
      return this.send(exchange, status, text, { "content-type": "text/html; charset=utf-8", location: unslashed });
    }
    if (!methods) return this.send(exchange, 404, "404 page not found", { "content-type": "text/plain" });
    const handler = methods[req.method ?? ""];
    if (!handler)
      return this.send(exchange, 405, "405 method not allowed", {
        "content-type": "text/plain",
        allow: Object.keys(methods).join(", "),
      });
    return handler(this, exchange);
  }

  protected override generates(route: string): boolean {
    return generating.has(route);
  }

  protected override stopped(): void {
    this.scheduler.unloadAll();
  }
}

function version(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  return server.reply(exchange, 200, { version: server.version });
}

function running(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  // A model that stays for ever has a date three centuries away, as Ollama's has.
  const expiry = (epochMs: number) => (Number.isFinite(epochMs) ? goTime(epochMs) : "2318-11-15T12:00:00.000000Z");
  const entry = (found: OllamaModel, expiresAt: number, contextLength?: number) => ({
    name: found.name,
    model: found.name,
    size: found.size,
    digest: digestOf(found.name),
    details: detailsOf(found),
    expires_at: expiry(expiresAt),
    size_vram: found.size,
    context_length: contextLength,
  });
  const { scheduler } = server;
  const models = scheduler.list().map(({ model, expiresAt, contextLength }) => entry(model, expiresAt, contextLength));
  // Its time has not begun: it is as long as ever at each look.
  if (server.listsLoading)
    for (const name of scheduler.loading)
      models.push(entry(server.models.get(name)!, Date.now() + scheduler.options.keepAliveMs));
  return server.reply(exchange, 200, { models });
}

/** The guard against DNS rebinding on a loopback bind. */
function hostAllowed(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  return (
    name === "" ||
    name === "localhost" ||
    /\.(local|localhost|internal)$/.test(name) ||
    /^\[?[0-9a-f:]+\]?$/.test(name) ||
    /^[\d.]+$/.test(name)
  );
}

function originAllowed(origin: string | undefined): boolean {
  return (
    origin === undefined ||
    /^(app|file|tauri|vscode-webview|vscode-file):\/\//.test(origin) ||
    /^https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0)(:\d+)?$/.test(origin)
  );
}
