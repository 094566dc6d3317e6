import type { Clock } from "../../../core/breaker/types";
import type { Logger } from "../../../core/ports/logger";
import type { PortProblem } from "./port-problem";
import { startPrometheusServer, type PrometheusServer } from "./prometheus-server";

/** How often a port that another program (or another window of the editor) holds is asked for again, in milliseconds. */
const RETRY_MS = 30_000;

type PortState =
  | { type: "off" }
  | { type: "listening"; port: number; server: PrometheusServer }
  /** The port could not be had; `timer` tries again. */
  | { type: "waiting"; port: number; timer: unknown };

export interface PrometheusPortDeps {
  text: () => Promise<string>;
  clock: Clock;
  log: Logger;
  onProblem(problem: PortProblem): void;
}

/** The scrape port as the setting wants it: opened, moved, closed. A taken port is told once and taken as soon as it is free. */
export class PrometheusPort {
  #state: PortState = { type: "off" };
  /** Steps run one after the other, so that a port is closed before it or another one is opened. */
  #work: Promise<void> = Promise.resolve();
  readonly #deps: PrometheusPortDeps;

  constructor(deps: PrometheusPortDeps) {
    this.#deps = deps;
  }

  /** The port that is served, undefined while there is none. */
  get port(): number | undefined {
    return this.#state.type === "listening" ? this.#state.server.port : undefined;
  }

  /** @param port 0 closes it. Resolves when that is done; never rejects. */
  set(port: number): Promise<void> {
    return this.#next(async () => {
      if (this.#state.type !== "off" && this.#state.port === port) return;
      await this.#close();
      if (port !== 0) await this.#open(port, true);
    });
  }

  async #open(port: number, first: boolean): Promise<void> {
    const { clock, log, text, onProblem } = this.#deps;
    try {
      this.#state = { type: "listening", port, server: await startPrometheusServer(port, text) };
      log.info(`Metrics for Prometheus at http://127.0.0.1:${port}/metrics`);
    } catch (error) {
      if (first) {
        log.warn(`The Prometheus port ${port} could not be opened`, error);
        onProblem({ port, reason: reasonOf(error), error });
      }
      const retry = () =>
        void this.#next(async () => {
          if (this.#state.type === "waiting" && this.#state.port === port) await this.#open(port, false);
        });
      this.#state = { type: "waiting", port, timer: clock.setTimeout(retry, RETRY_MS) };
    }
  }

  async #close(): Promise<void> {
    const state = this.#state;
    this.#state = { type: "off" };
    if (state.type === "waiting") this.#deps.clock.clearTimeout(state.timer);
    if (state.type === "listening") await state.server.close();
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(step);
    return this.#work;
  }
}

function reasonOf(error: unknown): PortProblem["reason"] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return "in_use";
  return code === "EACCES" ? "forbidden" : "other";
}
