import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port";

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** A running Prometheus with a configuration and a store of its own, on loopback, that scrapes one port twice a second. */
export class Prometheus {
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(
    child: ChildProcess,
    folder: string,
    readonly port: number,
  ) {
    this.#child = child;
    this.#folder = folder;
  }

  static async start(binary: string, scrapedPort: number): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), "llm-breaker-prometheus-"));
    const port = await freePort();
    const config = join(folder, "prometheus.yml");
    writeFileSync(
      config,
      `scrape_configs:\n  - job_name: editor\n    scrape_interval: 500ms\n    scrape_timeout: 400ms\n    static_configs:\n      - targets: ["127.0.0.1:${scrapedPort}"]\n`,
    );
    const child = spawn(
      binary,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, GOMAXPROCS: "1" } },
    );
    const prometheus = new Prometheus(child, folder, port);
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      if (await prometheus.#ready()) return prometheus;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await prometheus.stop();
    throw new Error("Prometheus did not start");
  }

  /** The samples of an instant query. */
  async query(expression: string): Promise<Sample[]> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const answer = (await response.json()) as {
      status: string;
      error?: string;
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (answer.status !== "success") throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result.map(({ metric, value }) => ({
      labels: metric,
      value: value[1] === "+Inf" ? Infinity : Number(value[1]),
    }));
  }

  /** Asks until the one sample of a query has that value. */
  async becomes(expression: string, value: number, timeoutMs = 10_000): Promise<void> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const samples = await this.query(expression);
      if (samples.length === 1 && samples[0]!.value === value) return;
      if (Date.now() > until) throw new Error(`${expression} did not become ${value}: ${JSON.stringify(samples)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((resolve) => this.#child.once("exit", resolve));
      this.#child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
