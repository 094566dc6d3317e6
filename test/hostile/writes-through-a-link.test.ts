import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExportRecord } from "../../src/core/history/types";
import { exportToFile } from "../../src/node/history/export-to-file";
import { WriteFileError, writeWholeFile } from "../../src/node/files/write-whole-file";

const record = (id: number): ExportRecord => ({
  type: "request",
  id,
  command: "Ask",
  title: "Secret plans",
  startedAt: 0,
  durationMs: 1,
  outcome: "success",
  attempts: [],
  messages: [{ role: "user", content: "Secret plans" }],
  content: "answer",
});

async function* batches(count: number): AsyncGenerator<ExportRecord[]> {
  for (let i = 0; i < count; i++) yield [record(i)];
}

const history = (count = 3) => ({ export: () => batches(count) });

describe("an attacker who can commit files where the history is exported to", () => {
  let folder: string;
  let victim: string;
  /** What is in the folder besides the target and what the test put there. */
  const left = (...known: string[]) => readdirSync(folder).filter((name) => !known.includes(name));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-export-"));
    mkdirSync(join(folder, "home"));
    victim = join(folder, "home", "authorized_keys");
    writeFileSync(victim, "what was there before", { mode: 0o644 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes over a file through a committed link at the draft's name", async () => {
    const path = join(folder, "llm-history.jsonl");
    symlinkSync(victim, `${path}.part`);
    assert.equal(await exportToFile(history(), { path, format: "jsonl" }), 3);
    assert.equal(readFileSync(victim, "utf8"), "what was there before");
    assert.equal(readFileSync(path, "utf8").trimEnd().split("\n").length, 3);
    assert.deepEqual(
      left("home", "llm-history.jsonl"),
      ["llm-history.jsonl.part"],
      "what the attacker put there is not ours to remove",
    );
  });

  it("writes over a file through a committed link at the target", async () => {
    const path = join(folder, "llm-history.jsonl");
    symlinkSync(victim, path);
    await exportToFile(history(), { path, format: "jsonl" });
    assert.equal(readFileSync(victim, "utf8"), "what was there before");
    assert.ok(lstatSync(path).isFile(), "the link gave way to the file");
    assert.deepEqual(left("home", "llm-history.jsonl"), []);
  });

  it("guesses the draft's name and lays a link there", async () => {
    const path = join(folder, "llm-history.jsonl");
    const draft = join(folder, ".llm-breaker-guessed.part");
    symlinkSync(victim, draft);
    await assert.rejects(
      writeWholeFile(
        path,
        (append) => append("secret"),
        () => "guessed",
      ),
      WriteFileError,
    );
    assert.equal(readFileSync(victim, "utf8"), "what was there before");
    assert.ok(lstatSync(draft).isSymbolicLink(), "what somebody else put there stays");
    assert.ok(!existsSync(path));
  });

  it("reads prompts in a file that everybody may read already", async function () {
    if (process.platform === "win32") this.skip();
    const path = join(folder, "llm-history.csv");
    writeFileSync(path, "old", { mode: 0o666 });
    chmodSync(path, 0o666);
    await exportToFile(history(), { path, format: "csv" });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const fresh = join(folder, "fresh.csv");
    await exportToFile(history(), { path: fresh, format: "csv" });
    assert.equal(statSync(fresh).mode & 0o777, 0o600);
  });

  it("holds the export up, or loses what it stands for, with something that is no file", async function () {
    if (process.platform === "win32") this.skip();
    const pipe = join(folder, "pipe.jsonl");
    execFileSync("mkfifo", [pipe]);
    const directory = join(folder, "folder.jsonl");
    mkdirSync(directory);
    const linked = join(folder, "linked.jsonl");
    symlinkSync(directory, linked);
    for (const [path, reason] of [
      [pipe, "not_a_file"],
      [directory, "folder"],
      [linked, "folder"],
      [join(folder, "absent", "x.jsonl"), "no_folder"],
      [join(victim, "x.jsonl"), "no_folder"],
    ] as const) {
      await assert.rejects(
        exportToFile(history(), { path, format: "jsonl" }),
        (error) => error instanceof WriteFileError && error.reason === reason,
        `${path} ${reason}`,
      );
    }
    assert.ok(lstatSync(pipe).isFIFO() && lstatSync(linked).isSymbolicLink() && lstatSync(directory).isDirectory());
    assert.deepEqual(left("home", "pipe.jsonl", "folder.jsonl", "linked.jsonl"), []);
  });

  it("loses the earlier export by filling the disk in the middle", function () {
    if (process.platform === "win32") this.skip();
    this.timeout(30_000);
    const path = join(folder, "llm-history.jsonl");
    writeFileSync(path, "the earlier export");
    const module = (name: string) =>
      JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../src/node", name)).href);
    const script = join(folder, "home", "fill.mts");
    // The last piece is the one that does not fit whole: a write that reports fewer bytes than it was given must not pass for done.
    writeFileSync(
      script,
      [
        `const { writeWholeFile } = await import(${module("files/write-whole-file.ts")});`,
        `const reason = await writeWholeFile(${JSON.stringify(path)}, (append) => append("x".repeat(700_000))).then(() => "written", (error) => error.reason);`,
        `console.log(reason);`,
      ].join("\n"),
    );
    const { stdout, stderr } = spawnSync(
      "sh",
      ["-c", `ulimit -f 100; exec "$0" --import tsx "$1"`, process.execPath, script],
      { encoding: "utf8", cwd: join(import.meta.dirname, "../..") },
    );
    assert.equal(stdout.trim(), "full", stderr);
    assert.equal(readFileSync(path, "utf8"), "the earlier export");
    assert.deepEqual(left("home", "llm-history.jsonl"), []);
  });

  it("leaves half an export behind by a cancelled or failing one", async () => {
    const path = join(folder, "llm-history.jsonl");
    writeFileSync(path, "the earlier export");
    const abort = new AbortController();
    await assert.rejects(
      exportToFile(history(), { path, format: "jsonl", signal: abort.signal, onProgress: () => abort.abort() }),
      { name: "AbortError" },
    );
    const broken = {
      export: async function* (): AsyncGenerator<ExportRecord[]> {
        yield [record(1)];
        throw new Error("the store broke");
      },
    };
    await assert.rejects(exportToFile(broken, { path, format: "jsonl" }), /the store broke/);
    assert.equal(readFileSync(path, "utf8"), "the earlier export");
    assert.deepEqual(left("home", "llm-history.jsonl"), []);
  });

  it("has a name so long that no draft fits beside it", async () => {
    const path = join(folder, `${"x".repeat(249)}.jsonl`);
    assert.equal(await exportToFile(history(), { path, format: "jsonl" }), 3);
  });
});
