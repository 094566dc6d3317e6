import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import * as vscode from "vscode";
import { chatCases } from "./compared/cases";
import { type ChatCase, type Outcome, userSays } from "./compared/chat-case";
import { type Contestant, editorsOwn, ours } from "./compared/contestants";
import { asMarkdown, beaten, type Row, withTable } from "./compared/table";
import type { SecondExtension } from "../support/second-extension/extension";
import { report } from "./report";
import { heard, type Heard } from "./support/chat";
import { secondExtension } from "./support/extension";

const PAGE = resolve(__dirname, "../../../docs/chats.md");
const CHAT = "/v1/chat/completions";
/** A request without an end by then is said to have none. */
const NO_END_MS = 60_000;
/** For a server to see that its client has gone. */
const GONE_MS = 1_000;

/**
 * `npm run bench:chats`: what a chat hears through us and through the editor's own provider, each from a scripted server that does the same. With `LLM_BREAKER_WRITE=1`
 * the table is written into docs/chats.md.
 */
describe("what a chat hears", function () {
  this.timeout(20 * 60_000);

  it("is never worse than from the editor's own provider", async function () {
    const second = await secondExtension();
    const own = await editorsOwn(second);
    if (!own) return this.skip();
    const contestants = [await ours(second), own];
    const rows: Row[] = [];
    for (const chatCase of chatCases) {
      const outcomes = await Promise.all(contestants.map((contestant) => tryOut(chatCase, contestant, second)));
      rows.push({ chatCase, outcomes });
    }
    await Promise.all(contestants.map((contestant) => contestant.close()));
    const table = asMarkdown(
      contestants.map(({ column }) => column),
      rows,
      ran(),
    );
    report("%s", table);
    if (process.env["LLM_BREAKER_WRITE"]) writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), table));
    assert.deepEqual(
      beaten(rows).map(({ chatCase }) => chatCase.name),
      [],
    );
  });
});

const ran = (): string =>
  `Run of ${new Date().toISOString().slice(0, 10)}; “no end” is none after ${NO_END_MS / 1000} s. What is not as wanted is marked.`;

async function tryOut(chatCase: ChatCase, contestant: Contestant, second: SecondExtension): Promise<Outcome> {
  const { server, model, forget } = contestant;
  const { fault, times, question, options, cancels } = chatCase;
  forget();
  server.faults.clear();
  server.log.clear();
  if (fault) server.fault(fault, times === undefined ? {} : { times });
  const source = new vscode.CancellationTokenSource();
  const startedAt = performance.now();
  let partial: Heard = { text: "", thinking: "", calls: [], usage: [], order: [] };
  const asking = heard(second, model, question?.(second.api) ?? userSays(second, "Why is the sky blue?"), {
    ...(options && { options }),
    token: source.token,
    onPart: (soFar) => {
      partial = soFar;
      if (cancels) source.cancel();
    },
  });
  const end = await Promise.race([asking, new Promise<undefined>((done) => setTimeout(done, NO_END_MS))]);
  const tookMs = end && performance.now() - startedAt;
  if (cancels) await new Promise((done) => setTimeout(done, GONE_MS));
  const entries = server.log.entries.filter(({ path }) => path === CHAT);
  const outcome = {
    ...(end ?? partial),
    requests: entries.map(({ json }) => json ?? {}),
    closedByClient: entries.at(-1)?.outcome === "aborted by client",
    tookMs,
  };
  if (!end) source.cancel();
  return outcome;
}
