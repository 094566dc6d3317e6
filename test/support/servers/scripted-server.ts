import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Fault, FaultScope } from "./fault";
import { FaultPlan, pick } from "./fault-plan";
import { type Answer, disrupt, type Pace, play } from "./playback";
import { type LogEntry, RequestLog } from "./request-log";
import { aborted, pause } from "./waiting";

export interface ServerOptions {
  /** 0 (default): any free port, kept over stop and start. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Serves HTTPS. */
  tls?: { key: string; cert: string };
  /** Default pace of answers: no delay and no limit unless told otherwise. */
  pace?: Partial<Pace>;
}

/** One request on its way through a scripted server. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly entry: LogEntry;
  readonly route: string;
  readonly json: Record<string, unknown> | undefined;
  /** Faults for this request; empty when none. */
  readonly faults: readonly Fault[];
  /** Fires when the answer is done or the socket has gone. */
  readonly signal: AbortSignal;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Sockets, log and faults that all scripted servers share; what they answer is the subclass's. */
export abstract class ScriptedServer {
  readonly log = new RequestLog();
  readonly faults = new FaultPlan();
  readonly pace: Pace;
  /** True: connections are accepted and read, and nothing is ever answered. */
  blackHole = false;
  /** Connections accepted since the first start. */
  connections = 0;

  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  readonly #served = new WeakMap<Socket, number>();
  #listener: Server | undefined;
  #listeningPort: number;

  protected constructor(protected readonly options: ServerOptions) {
    this.#listeningPort = options.port ?? 0;
    this.pace = { headersMs: 0, firstTokenMs: 0, tokensPerSecond: Infinity, ...options.pace };
    this.#http = createHttpServer(
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
      (req, res) => void this.#serve(req, res),
    );
  }

  get port(): number {
    return this.#listeningPort;
  }

  /** Origin without a slash at its end. */
  get url(): string {
    const host = this.options.host ?? "127.0.0.1";
    return `${this.options.tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${this.#listeningPort}`;
  }

  get running(): boolean {
    return this.#listener !== undefined;
  }

  /** Sockets open at this moment, idle keep-alive ones too. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Requests whose answer is not finished. */
  get pendingRequests(): number {
    return this.log.entries.filter((entry) => entry.outcome === "pending").length;
  }

  /** Shorthand for `faults.add`. */
  fault(fault: Fault | Fault[], scope?: FaultScope): number {
    return this.faults.add(fault, scope);
  }

  /** Shorthand for `faults.script`. */
  script(entries: readonly (Fault | Fault[])[], scope?: FaultScope): number {
    return this.faults.script(entries, scope);
  }

  clearFaults(): void {
    this.faults.clear();
    this.blackHole = false;
  }

  /** Listens, on the same port as before if it did before. */
  async start(): Promise<this> {
    if (this.#listener) return this;
    const accept = (socket: Socket) => this.#accept(socket);
    const listener = this.options.tls
      ? createTlsServer({ ...this.options.tls }, accept)
      : createTcpServer({ noDelay: true }, accept);
    listener.on("tlsClientError", (_error, socket: Socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(this.#listeningPort, this.options.host ?? "127.0.0.1", () => {
        listener.off("error", reject);
        resolve();
      });
    });
    this.#listeningPort = (listener.address() as AddressInfo).port;
    this.#listener = listener;
    return this;
  }

  /** Dies: closes the listener, so that connections are refused, and resets every socket. */
  async stop(): Promise<void> {
    const listener = this.#listener;
    if (!listener) return;
    this.#listener = undefined;
    for (const entry of this.log.entries) if (entry.outcome === "pending") entry.outcome = "server stopped";
    const closed = new Promise((resolve) => listener.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.stopped();
    this.log.changed();
  }

  /** Closes connections that serve no request, as a server does whose keep-alive time has passed. */
  closeIdleConnections(): void {
    this.#http.closeIdleConnections();
  }

  /** Answers a request; what it throws is a defect of the server and answered with status 500. */
  protected abstract handle(exchange: Exchange): Promise<void>;

  /** Routes that generate text: those a fault without a route is for. */
  protected abstract generates(route: string): boolean;

  /** Called after `stop`: what a new process would not know any more is forgotten here. */
  protected stopped(): void {}

  protected play(exchange: Exchange, answer: Answer): Promise<void> {
    return play(exchange.res, answer, exchange.faults, this.pace, exchange.entry, exchange.signal);
  }

  /** Sends a whole body; an object as JSON, a string as text, bytes as they are. */
  protected send(
    exchange: Exchange,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const verbatim = typeof body === "string" || Buffer.isBuffer(body);
    const contentType = verbatim ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
    const data = exchange.req.method === "HEAD" ? "" : verbatim ? body : JSON.stringify(body);
    return this.play(exchange, {
      status,
      headers: { "content-type": contentType, ...headers },
      parts: [{ data, tokens: 0 }],
      tokenCount: 0,
      stream: false,
    });
  }

  #accept(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.log.changed();
    });
    if (this.blackHole) socket.resume();
    else this.#http.emit("connection", socket);
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const served = this.#served.get(req.socket) ?? 0;
    this.#served.set(req.socket, served + 1);
    const ended = new AbortController();
    const entry = this.log.add({
      at: Date.now(),
      method: req.method ?? "GET",
      path: req.url ?? "/",
      headers: req.headers,
      body: "",
      json: undefined,
      remotePort: req.socket.remotePort ?? 0,
      reusedSocket: served > 0,
      faults: [],
      status: undefined,
      bytes: 0,
      tokens: 0,
      outcome: "pending",
      firstTokenAfterMs: undefined,
      endedAfterMs: undefined,
    });
    res.on("error", () => res.destroy());
    res.on("close", () => {
      if (entry.outcome === "pending") entry.outcome = res.writableFinished ? "completed" : "aborted by client";
      entry.endedAfterMs = performance.now() - startedAt;
      ended.abort();
      this.log.changed();
    });
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      entry.body = Buffer.concat(chunks).toString();
      entry.json = parseObject(entry.body);
    } catch {
      return; // the client went away in the middle of its request; "close" has told
    }
    const route = new URL(entry.path, "http://x").pathname;
    const model = typeof entry.json?.["model"] === "string" ? entry.json["model"] : undefined;
    entry.faults = this.faults.take({
      method: entry.method,
      route,
      model,
      reusedSocket: entry.reusedSocket,
      generates: this.generates(route),
    });
    const exchange: Exchange = { req, res, entry, route, json: entry.json, faults: entry.faults, signal: ended.signal };
    try {
      if (this.blackHole) await aborted(ended.signal);
      else if (!(await this.#replaced(exchange))) await this.handle(exchange);
    } catch (error) {
      if (ended.signal.aborted) return;
      console.error(error);
      if (res.headersSent) res.destroy();
      else await this.send(exchange, 500, { error: `scripted server: ${String(error)}` });
    }
  }

  /** Faults that take the place of any answer. True when one did. */
  async #replaced(exchange: Exchange): Promise<boolean> {
    const { faults, res, entry, signal } = exchange;
    for (const kind of ["hang", "reset", "fin"] as const) {
      const fault = pick(faults, kind);
      if (!fault || (fault.at ?? "beforeHeaders") !== "beforeHeaders") continue;
      await disrupt(res, entry, kind, signal);
      return true;
    }
    const status = pick(faults, "status");
    if (status) {
      await pause(status.delayMs ?? 0, signal);
      await this.send(exchange, status.status, status.body ?? "", status.headers);
      return true;
    }
    const redirect = pick(faults, "redirect");
    if (redirect) {
      await this.send(exchange, redirect.status ?? 307, "", { location: redirect.location });
      return true;
    }
    const html = pick(faults, "html");
    if (html) {
      await this.send(
        exchange,
        html.status ?? 200,
        html.text ??
          "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Welcome to the network</h1></body></html>\n",
        {
          "content-type": "text/html; charset=utf-8",
        },
      );
      return true;
    }
    const notHttp = pick(faults, "notHttp");
    if (notHttp) {
      res.socket?.write(notHttp.text ?? "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
      await disrupt(res, entry, "fin", signal);
      return true;
    }
    return false;
  }
}
