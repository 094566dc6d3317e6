import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import * as vscode from "vscode";
import { hasOllama } from "../../src/host/actions/find-ollama";
import { activated, listenToMessages, until, withSettings } from "./support/extension";

const named = () => vscode.window.terminals.filter(({ name }) => name === "Ollama");
const start = () => vscode.commands.executeCommand("llmBreaker.startOllama");

describe("an attacker whose folder holds an ollama.exe, or whose terminal is called Ollama", () => {
  const path = process.env["PATH"] ?? "";
  const installed = mkdtempSync(join(tmpdir(), "llm-breaker-installed-"));
  before(async () => {
    await activated();
    const program = join(installed, process.platform === "win32" ? "ollama.exe" : "ollama");
    writeFileSync(program, "#!/bin/sh\nexit 0\n");
    chmodSync(program, 0o755);
    process.env["PATH"] = [installed, path].join(delimiter);
  });
  after(() => {
    process.env["PATH"] = path;
    rmSync(installed, { recursive: true });
  });
  afterEach(() => named().forEach((terminal) => terminal.dispose()));

  it("gets his program run by Start Ollama", async () => {
    const sent: string[] = [];
    const decoy = vscode.window.createTerminal({
      name: "Ollama",
      cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ".",
    });
    Object.defineProperty(decoy, "sendText", { value: (text: string) => sent.push(text) });
    await start();
    const [own, ...others] = named().filter((terminal) => terminal !== decoy);
    assert.equal((own?.creationOptions as vscode.TerminalOptions).cwd, homedir());
    assert.deepEqual(sent, []);
    await start();
    assert.deepEqual(others, []);
    assert.equal(named().filter((terminal) => terminal !== decoy).length, 1, "our own is used again");
  });
});

/** The real program where the real parts have built it, else one that only says its version: where it listens it is told alike. */
const built = resolve(__dirname, "../../../.vscode-test/real/ollama-v0.17.4/ollama");
const standIn = `#!/bin/sh
[ "$1" = serve ] || exit 1
exec "${process.execPath}" -e 'const [host, port] = process.env.OLLAMA_HOST.split(":");
require("http").createServer((_, answer) => answer.end(JSON.stringify({ version: "0.0.0", models: [] }))).listen(port, host)'
`;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => probe.once("listening", done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}

/** Whether terminals have shells: an editor's server that was installed without its native modules shows terminals in which nothing runs. */
async function hasShells(): Promise<boolean> {
  const terminal = vscode.window.createTerminal("has a shell?");
  const patience = new Promise<undefined>((done) => setTimeout(() => done(undefined), 15_000));
  const shell = await Promise.race([terminal.processId, patience]);
  terminal.dispose();
  return shell !== undefined;
}

describe("Start Ollama", function () {
  this.timeout(90_000);
  let folder: string;
  let port: number;
  let back: () => Promise<void>;
  const path = process.env["PATH"] ?? "";
  const terminalSettings = () => vscode.workspace.getConfiguration("terminal.integrated");
  /** What the shells of terminals see. */
  const seen = (env: Record<string, string> | undefined) =>
    terminalSettings().update("env.linux", env, vscode.ConfigurationTarget.Global);
  const live = async (): Promise<boolean> => {
    const { service } = await activated();
    const endpoint = service.endpoints().find(({ id }) => id === "started");
    return endpoint !== undefined && (await service.checkHealth("started")).live === true;
  };
  async function seenIn(what: string, look: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 60_000; !(await look()); await new Promise((done) => setTimeout(done, 200)))
      assert.ok(Date.now() < end, `waited in vain: ${what}`);
  }

  before(async function () {
    if (process.platform !== "linux" || !(await hasShells())) return this.skip();
    await activated();
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-start-"));
    port = await freePort();
    back = await withSettings({
      endpoints: [{ id: "started", type: "ollama", url: `http://127.0.0.1:${port}` }],
      healthCheckInterval: 0,
    });
  });
  after(async () => {
    await back?.();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    named().forEach((terminal) => terminal.dispose());
    await seen(undefined);
    process.env["PATH"] = path;
  });

  it("runs the program that is on the PATH, where OLLAMA_HOST says, and ends it with its terminal", async () => {
    const program = join(folder, "ollama");
    if (existsSync(built)) symlinkSync(built, program);
    else writeFileSync(program, standIn);
    chmodSync(program, 0o755);
    process.env["PATH"] = `${folder}${delimiter}${path}`;
    await seen({
      PATH: `${folder}${delimiter}${path}`,
      HOME: folder,
      OLLAMA_MODELS: join(folder, "models"),
      OLLAMA_HOST: `127.0.0.1:${port}`,
    });
    assert.equal(await live(), false);
    await start();
    await seenIn("the server answers", live);
    named().forEach((terminal) => terminal.dispose());
    await seenIn("the server is gone", async () => !(await live()));
  });
});

describe("where nothing answers", () => {
  const path = process.env["PATH"];
  after(() => (process.env["PATH"] = path));

  it("Start Ollama opens no terminal where there is no Ollama, and says what else there is", async function () {
    process.env["PATH"] = "";
    await activated();
    const messages = listenToMessages();
    // Those of the test before close a little later.
    await until("no terminal is left", () => (named().length === 0 ? true : undefined));
    try {
      if (hasOllama()) this.skip();
      await start();
      assert.match(messages.shown[0] ?? "", /was not found/);
      assert.equal(named().length, 0);
    } finally {
      messages.restore();
    }
  });
});
