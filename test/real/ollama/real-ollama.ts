import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../free-port";
import { tinyGguf } from "../tiny-gguf";
import { until } from "../until";

const run = promisify(execFile);

export interface ModelOptions {
  /** The architecture its file names: `llama` answers with noise, every other one can be installed, but not loaded. */
  architecture?: string;
  /** Of its weights (42). Models of the same weights are one to Ollama, which keeps them in memory under one name. */
  seed?: number;
  /** What it answers to whatever it is asked, instead of noise. */
  says?: string;
  /** What a conversation becomes; by default the words of its messages, so that it takes no tools. */
  template?: string;
  /** Lines of its Modelfile beside the file, the template and the one thread. */
  lines?: string[];
}

/** What a message becomes; every byte of it is about a token. */
const wordsOnly = "{{ range .Messages }}{{ .Role }}: {{ .Content }}\n{{ end }}";

/** A running `ollama serve` with a home and models of its own, on loopback. */
export class RealOllama {
  #child: ChildProcess | undefined;
  readonly #binary: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(
    binary: string,
    folder: string,
    env: NodeJS.ProcessEnv,
    readonly port: number,
  ) {
    this.#binary = binary;
    this.#folder = folder;
    this.#env = env;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it wrote so far. */
  get log(): string {
    return readFileSync(join(this.#folder, "log"), "utf8");
  }

  /** @param env what sets it up: `OLLAMA_…` */
  static async start(binary: string, env: Record<string, string> = {}): Promise<RealOllama> {
    const folder = mkdtempSync(join(tmpdir(), "llm-breaker-ollama-"));
    const home = join(folder, "home");
    mkdirSync(home);
    const port = await freePort();
    const own = { HOME: home, OLLAMA_MODELS: join(folder, "models"), OLLAMA_HOST: `127.0.0.1:${port}` };
    const ollama = new RealOllama(binary, folder, { ...withoutOllama(process.env), ...own, ...env }, port);
    await ollama.restart();
    return ollama;
  }

  /** Starts it again, on the same port and with the same models. Resolves when it answers. */
  async restart(): Promise<void> {
    const log = openSync(join(this.#folder, "log"), "a");
    // A group of its own: what it starts goes when it goes.
    const child = spawn(this.#binary, ["serve"], { stdio: ["ignore", log, log], env: this.#env, detached: true });
    closeSync(log);
    this.#child = child;
    await until("Ollama answers", async () => {
      if (child.exitCode !== null) throw new Error(`Ollama ended with ${child.exitCode}: ${this.log.slice(-2_000)}`);
      return fetch(`${this.url}/api/version`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      );
    });
  }

  /** Installs a model as people do, from a Modelfile. */
  async create(name: string, options: ModelOptions = {}): Promise<void> {
    const { template = wordsOnly, lines = [], ...made } = options;
    const file = join(this.#folder, `${name}.gguf`);
    writeFileSync(file, tinyGguf(made));
    const modelfile = join(this.#folder, "Modelfile");
    // With a thread a core, the threads of so small a model do nothing but wait for each other.
    writeFileSync(
      modelfile,
      [`FROM ${file}`, `TEMPLATE """${template}"""`, "PARAMETER num_thread 1", ...lines].join("\n"),
    );
    await run(this.#binary, ["create", name, "-f", modelfile], { env: this.#env });
  }

  /** Ids of the processes that compute, one for each loaded model. */
  async runners(): Promise<number[]> {
    // Others look for graphics cards, without a model, and end by themselves.
    const { stdout } = await run("pgrep", ["-P", String(this.#child?.pid), "-f", "--", "--model"]).catch(() => ({
      stdout: "",
    }));
    return stdout.split("\n").filter(Boolean).map(Number);
  }

  /** Names of the models in memory. */
  async loaded(): Promise<string[]> {
    const { models } = (await (await fetch(`${this.url}/api/ps`)).json()) as { models: { name: string }[] };
    return models.map(({ name }) => name);
  }

  async unload(model: string): Promise<void> {
    await fetch(`${this.url}/api/generate`, { method: "POST", body: JSON.stringify({ model, keep_alive: 0 }) });
    await until(`${model} is unloaded`, async () => (await this.loaded()).every((name) => name !== model) || undefined);
  }

  /** Ends it and what it started, in an instant, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The environment without what the person at this machine set for an Ollama of theirs. */
const withoutOllama = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("OLLAMA_")));
