import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeMetrics, type DecodedMetric, type DecodedPoint, type DecodedPush } from "./decode-metrics";

export interface ReceivedPush extends DecodedPush {
  path: string;
  headers: IncomingHttpHeaders;
}

/** How the receiver answers: with a status, some headers and a body; or never. */
export type Answer = { status: number; headers?: Record<string, string>; body?: Uint8Array } | "never";

/** A receiver of OTLP/HTTP metrics on a loopback port of its own, that decodes every push. */
export class OtlpReceiver {
  readonly pushes: ReceivedPush[] = [];
  /** Requests of any kind so far. */
  requests = 0;
  port = 0;
  answer: Answer = { status: 200 };
  readonly #waiting = new Set<() => void>();
  readonly #server = createServer(((request, response) => {
    this.requests += 1;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "POST" && request.headers["content-type"] === "application/x-protobuf") {
        this.pushes.push({
          path: request.url ?? "",
          headers: request.headers,
          ...decodeMetrics(Buffer.concat(chunks)),
        });
      }
      if (this.answer !== "never")
        response
          .writeHead(this.answer.status, { "Content-Type": "application/x-protobuf", ...this.answer.headers })
          .end(this.answer.body);
      for (const wake of [...this.#waiting]) wake();
    });
  }) satisfies RequestListener);

  static async start(port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve, reject) =>
      receiver.#server.once("error", reject).listen(port, "127.0.0.1", resolve),
    );
    receiver.port = (receiver.#server.address() as AddressInfo).port;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get last(): ReceivedPush {
    const push = this.pushes.at(-1);
    if (!push) throw new Error("Nothing was pushed yet");
    return push;
  }

  metric(name: string): DecodedMetric {
    const found = this.last.metrics.find((metric) => metric.name === name);
    if (!found) throw new Error(`No metric ${name} in ${this.last.metrics.map((metric) => metric.name).join(", ")}`);
    return found;
  }

  /** The one point whose attributes include these. */
  point(name: string, attributes: Record<string, string | number> = {}): DecodedPoint {
    const found = this.metric(name).points.filter((point) =>
      Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );
    if (found.length !== 1) throw new Error(`${found.length} points of ${name} match ${JSON.stringify(attributes)}`);
    return found[0]!;
  }

  /** Resolves when that many requests have come in all. */
  async atLeast(count: number, timeoutMs = 5_000): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (this.requests < count) {
      if (Date.now() > until) throw new Error(`${this.requests} of ${count} pushes came within ${timeoutMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, 100);
        const waiting = this.#waiting;
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
