import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

export interface ProxyOptions {
  auth?: { user: string; password: string };
  /** Ports a tunnel may lead to; all by default. An empty list forbids every tunnel. */
  connectPorts?: number[];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const finish = (up: boolean) => {
      socket.destroy();
      resolve(up);
    };
    socket.on("connect", () => finish(true)).on("error", () => finish(false));
  });
}

/** A running tinyproxy with a configuration and a log of its own. */
export class Tinyproxy {
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

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Lines of its log: each connection it was asked for. */
  get log(): string {
    return readFileSync(join(this.#folder, "log"), "utf8");
  }

  static async start(binary: string, options: ProxyOptions = {}): Promise<Tinyproxy> {
    const folder = mkdtempSync(join(tmpdir(), "llm-breaker-proxy-"));
    const port = await freePort();
    const lines = [
      `User ${userInfo().username}`,
      `Port ${port}`,
      "Listen 127.0.0.1",
      "Timeout 60",
      `LogFile "${join(folder, "log")}"`,
      "LogLevel Connect",
      "MaxClients 50",
      "Allow 127.0.0.1",
      ...(options.auth ? [`BasicAuth ${options.auth.user} ${options.auth.password}`] : []),
      // With no ConnectPort line every port is allowed; port 1 stands for none.
      ...(options.connectPorts
        ? (options.connectPorts.length > 0 ? options.connectPorts : [1]).map((allowed) => `ConnectPort ${allowed}`)
        : []),
    ];
    writeFileSync(join(folder, "conf"), `${lines.join("\n")}\n`);
    writeFileSync(join(folder, "log"), "");
    const child = spawn(binary, ["-d", "-c", join(folder, "conf")], { stdio: "ignore" });
    const proxy = new Tinyproxy(child, folder, port);
    for (let tries = 0; tries < 100; tries++) {
      if (await answers(port)) return proxy;
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await proxy.stop();
    throw new Error("tinyproxy did not start");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((resolve) => this.#child.once("exit", resolve));
      this.#child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
