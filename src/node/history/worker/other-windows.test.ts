import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SharedNews } from "../../../core/history/shared-breakers";
import type { OpenHistory } from "./history-file";
import { OtherWindows } from "./other-windows";
import type { FromWorker } from "./worker-protocol";

const NEWS = [{ key: "a" }] as unknown as SharedNews[];

describe("what other windows do", () => {
  let directory: string;
  let stop = (): void => undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "llm-breaker-others-"));
    // A bell that is not heard.
    writeFileSync(join(directory, "bell"), "");
  });
  afterEach(() => {
    stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function othersUnderTest() {
    const posted: FromWorker[] = [];
    const asked: string[] = [];
    const answers: { change: "written" | "cleared" | undefined; news: SharedNews[] } = { change: "written", news: [] };
    const history = {
      isClosed: false,
      with: <T>(work: (open: OpenHistory, again: boolean) => T): T => work(open, false),
    };
    const open = {
      engine: {
        startWatchingSnapshots: (keys: readonly string[]) => void asked.push(`watch ${keys.join(" ")}`),
        changedElsewhere: () => (asked.push("changed?"), answers.change),
        snapshotNews: () => answers.news,
      },
    } as unknown as OpenHistory;
    const others = new OtherWindows({
      history,
      bellFolder: join(directory, "bell"),
      post: (message) => void posted.push(message),
      inBackground: (_what, work) => work(),
    });
    stop = () => others.stop();
    const told = (): FromWorker[] => posted.splice(0);
    return { others, history, open, asked, answers, told };
  }
  const change = (cleared: boolean): FromWorker => ({
    type: "changed",
    change: { requests: true, states: true, cleared },
  });

  it("concerns nobody until somebody wants to know, and not what was done before that", () => {
    const { others, asked, told } = othersUnderTest();
    others.lookAndListen();
    assert.deepEqual([asked, others.wantsChanges], [[], false]);
    others.watch({ changes: true, snapshots: [] });
    assert.deepEqual([asked, told(), others.wantsChanges], [["watch ", "changed?"], [], true]);
  });

  it("is told to who wants to know of changes, and whether anything was cleared", () => {
    const { others, answers, told } = othersUnderTest();
    others.watch({ changes: true, snapshots: [] });
    others.lookAndListen();
    assert.deepEqual(told(), [change(false)]);
    answers.change = "cleared";
    others.lookAndListen();
    assert.deepEqual(told(), [change(true)]);
    answers.change = undefined;
    others.lookAndListen();
    assert.deepEqual(told(), []);
  });

  it("is told of breakers alone where only these are wanted, and only where there is news", () => {
    const { others, answers, told } = othersUnderTest();
    others.watch({ changes: false, snapshots: ["a"] });
    others.lookAndListen();
    assert.deepEqual(told(), []);
    answers.news = NEWS;
    others.lookAndListen();
    assert.deepEqual(told(), [{ type: "snapshots", changed: NEWS }]);
  });

  it("may be anything where another file is the history now, whose engine has to be told what is wanted", () => {
    const { others, open, asked, told } = othersUnderTest();
    others.takeUp(open);
    assert.deepEqual([asked, told()], [[], []]);
    others.watch({ changes: true, snapshots: ["a", "b"] });
    asked.length = 0;
    others.takeUp(open);
    assert.deepEqual([asked, told()], [["watch a b"], [change(true)]]);
  });

  it("is of no concern any more once the history is closed", () => {
    const { others, history, asked } = othersUnderTest();
    others.watch({ changes: true, snapshots: [] });
    asked.length = 0;
    history.isClosed = true;
    others.lookAndListen();
    others.watch({ changes: false, snapshots: [] });
    assert.deepEqual([asked, others.wantsChanges], [[], true]);
  });
});
