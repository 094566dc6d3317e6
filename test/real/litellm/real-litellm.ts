import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port";
import { until } from "../until";

/** A running LiteLLM gateway with a configuration and a home of its own, on loopback. */
export class RealLiteLlm {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #port: number;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.#port = port;
  }

  /** What a client is set up with. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  /** @param config as in its configuration file; JSON is YAML too */
  static async start(program: string, config: object): Promise<RealLiteLlm> {
    const folder = mkdtempSync(join(tmpdir(), "llm-breaker-litellm-"));
    const file = join(folder, "config.yaml");
    writeFileSync(file, JSON.stringify(config));
    const port = await freePort();
    const log = openSync(join(folder, "log"), "a");
    const child = spawn(program, ["--config", file, "--port", String(port), "--host", "127.0.0.1"], {
      stdio: ["ignore", log, log],
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        // By this mark the test run finds what it started.
        ...(process.env["LLM_BREAKER_RUN"] !== undefined && { LLM_BREAKER_RUN: process.env["LLM_BREAKER_RUN"] }),
        // Its list of prices comes with it; a newer one would be downloaded.
        LITELLM_LOCAL_MODEL_COST_MAP: "True",
      },
    });
    closeSync(log);
    const gateway = new RealLiteLlm(child, folder, port);
    await until(
      "LiteLLM answers",
      async () => {
        if (child.exitCode !== null)
          throw new Error(
            `LiteLLM ended with ${child.exitCode}: ${readFileSync(join(folder, "log"), "utf8").slice(-2_000)}`,
          );
        return fetch(`http://127.0.0.1:${port}/health/liveliness`).then(({ ok }) => ok || undefined, () => undefined); // prettier-ignore
      },
      180_000,
    );
    return gateway;
  }

  /** Ends it in an instant, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
