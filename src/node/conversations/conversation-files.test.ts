import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Conversation, KeptTurn } from "../../core/conversation/conversation";
import { ConversationFiles } from "./conversation-files";

describe("conversations in files", () => {
  let folder: string;
  let files: ConversationFiles;
  const turn = (answer: string, end: KeptTurn["end"] = { type: "stopped" }): KeptTurn => ({
    title: "Why?",
    prompt: "Why?",
    command: "Ask",
    follows: true,
    askedAt: 1,
    answer,
    discarded: [],
    way: [],
    end,
  });
  const conversation = (id: string, updatedAt: number, ...turns: KeptTurn[]): Conversation => ({
    version: 1,
    id,
    title: `Title of ${id}`,
    updatedAt,
    turns,
  });

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "llm-breaker-conversations-")), "kept");
    files = new ConversationFiles(folder);
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  it("come back as they were saved, the latest first in the list", async () => {
    const one = conversation("one", 1, turn("Because."));
    await files.save(one);
    await files.save(conversation("two", 2, turn("a"), turn("b", { type: "running" })));
    assert.deepEqual(await new ConversationFiles(folder).load("one"), one);
    assert.deepEqual(await files.list(), [
      { version: 1, id: "two", title: "Title of two", updatedAt: 2, turns: 2, running: true },
      { version: 1, id: "one", title: "Title of one", updatedAt: 1, turns: 1, running: false },
    ]);
  });

  it("are their owner's only, and leave nothing half-written", async () => {
    await Promise.all([1, 2, 3].map((at) => files.save(conversation("same", at, turn("x".repeat(100_000))))));
    assert.deepEqual(await readdir(folder), ["same.json"]);
    assert.equal((await files.load("same"))?.updatedAt, 3, "in their order");
    if (process.platform !== "win32") assert.equal((await stat(join(folder, "same.json"))).mode & 0o077, 0);
  });

  it("are none, and waited for by nobody, where something else than a file stands in their place", async function () {
    if (process.platform === "win32") this.skip();
    await files.save(conversation("good", 1, turn("x")));
    execFileSync("mkfifo", [join(folder, "pipe.json")]);
    await mkdir(join(folder, "folder.json"));
    await symlink("/dev/zero", join(folder, "device.json"));
    await symlink("pipe.json", join(folder, "link.json"));
    for (const id of ["pipe", "folder", "device", "link"]) assert.equal(await files.load(id), undefined, id);
    assert.deepEqual(
      (await files.list()).map(({ id }) => id),
      ["good"],
    );
  });

  it("are none where there is nothing, or nothing that can be read", async () => {
    assert.equal(await files.load("none"), undefined);
    assert.deepEqual(await files.list(), []);
    await files.save(conversation("good", 1, turn("x")));
    for (const [name, text] of Object.entries({
      empty: "",
      words: "words\nwords",
      other: '{"id":"good"}\n{"id":"good"}',
    }))
      await writeFile(join(folder, `${name}.json`), text);
    for (const name of ["empty", "words", "other"]) assert.equal(await files.load(name), undefined, name);
    assert.deepEqual(
      (await files.list()).map(({ id }) => id),
      ["good"],
    );
  });

  it("lose their oldest questions where they are too long, and stay readable", async () => {
    const long = turn("x".repeat(3 * 1024 * 1024));
    await files.save(conversation("long", 1, turn("oldest"), long, long, long, turn("latest")));
    const kept = await files.load("long");
    assert.equal(kept?.turns.at(-1)?.answer, "latest");
    assert.ok(kept!.turns.length < 5 && kept!.turns.every(({ answer }) => answer !== "oldest"));
  });

  it("are removed when they are old, or all of them, what cannot be read too", async () => {
    await files.save(conversation("old", 10, turn("x")));
    await files.save(conversation("new", 20, turn("x")));
    await files.clear(20);
    assert.deepEqual(
      (await files.list()).map(({ id }) => id),
      ["new"],
    );
    await writeFile(join(folder, "broken.json"), "secret words");
    await files.clear();
    assert.deepEqual(await readdir(folder), []);
  });
});
