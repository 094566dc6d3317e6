import assert from "node:assert/strict";
import fc from "fast-check";
import { must, signatureOf, type Alarm } from "../../fuzz/alarm";
import { findingText, table } from "../../fuzz/report";
import { runCases } from "../../fuzz/run-cases";
import { settles } from "../../fuzz/settles";
import { KEY, mustBeClean, mustBeSafeInNotice } from "../../fuzz/showable";
import { supervise } from "../../fuzz/supervise";
import { sizes, target } from "../../fuzz/target";
import { targets } from "../../fuzz/targets";
import { FakeClock } from "../../support/fake-clock";

/** A target with a defect that one input in a few shows. */
const planted = (name: string, run: (text: string) => Promise<void> | void) =>
  target<string>({ name, about: "a defect", input: () => fc.string({ maxLength: 20 }), run });
const find = (run: (text: string) => Promise<void> | void) =>
  runCases(planted("planted", run), { seed: 1, cases: 200, size: sizes.small, blocks: false });
const kindOf = async (run: (text: string) => Promise<void> | void): Promise<string | undefined> =>
  (await find(run)).finding?.alarm.kind;

describe("the fuzzer", function () {
  this.timeout(60_000);

  it("finds what throws, at once, later, and where nobody waits for it", async () => {
    assert.equal(await kindOf((text) => void (text.includes("e") && (undefined as unknown as string).length)), "crash");
    assert.equal(
      await kindOf(async (text) => void (await Promise.resolve(), text.includes("e") && JSON.parse("{"))),
      "crash",
    );
    assert.equal(
      await kindOf((text) => void (text.includes("e") && void Promise.reject(new Error("nobody hears me")))),
      "crash",
    );
    assert.equal(await kindOf(() => undefined), undefined);
  });

  it("makes the input small, and finds it again by seed and path", async () => {
    const defect = (text: string): void => must(!text.includes("e"), "wrong", () => `“${text}” has an e`);
    const { finding, cases } = await find(defect);
    assert.equal(finding?.shown, '"e"');
    assert.ok(cases > 1);
    const again = await runCases(planted("planted", defect), {
      seed: finding!.seed,
      cases: 1,
      size: sizes.small,
      path: finding!.path,
      blocks: false,
    });
    assert.equal(again.finding?.shown, '"e"');
    assert.equal(signatureOf(again.finding!.alarm), signatureOf(finding!.alarm));
  });

  it("does the same for the same seed", async () => {
    const seen = async (seed: number): Promise<string[]> => {
      const inputs: string[] = [];
      for (const one of targets) {
        const spy = target({ ...one, run: (input) => void inputs.push(fc.stringify(input)) });
        await runCases(spy, { seed, cases: 5, size: sizes.small, blocks: false });
      }
      return inputs;
    };
    const first = await seen(7);
    assert.equal(first.length, 5 * targets.length);
    assert.deepEqual(await seen(7), first);
    assert.notDeepEqual(await seen(8), first);
  });

  it("takes a block for an alarm that is there each time, and no other", async () => {
    const hold = (ms: number): void => {
      for (const until = performance.now() + ms; performance.now() < until;);
    };
    const blocks = (run: () => void) =>
      runCases(planted("planted", run), { seed: 1, cases: 1, size: sizes.small, blocks: true, shrinkMs: 0 });
    assert.equal((await blocks(() => hold(80))).finding?.alarm.kind, "block");
    let turns = 0;
    const { finding } = await blocks(() => hold(turns++ === 0 ? 80 : 0));
    assert.equal(finding, undefined);
  });

  it("finds work that never ends by turns, not by the clock", async () => {
    const clock = new FakeClock();
    await assert.rejects(
      settles(
        new Promise(() => undefined),
        clock,
        () => true,
        () => undefined,
      ),
      (error: Alarm) => error.kind === "hang",
    );
    const late = new Promise((resolve) => clock.setTimeout(() => resolve(1), 100_000));
    assert.deepEqual(
      await settles(
        late,
        clock,
        () => true,
        () => undefined,
      ),
      { value: 1 },
    );
  });

  it("hears foreign text that comes out raw", () => {
    const heard = (text: string): boolean => {
      try {
        mustBeSafeInNotice(text, "a text");
        return false;
      } catch {
        return true;
      }
    };
    const raw = [
      "[x](command:canary)",
      "a [b](https://x.example) c",
      '[a](file:///x "t")',
      "[a](COMMAND:x)",
      "a\u0000",
      "a\nb",
      "a\u202eb",
      "a\u2066b",
      "a\u009bb",
      "\ud83d",
      "x\udfff",
      KEY,
      KEY.toLowerCase(),
      KEY.slice(3, 20),
      Buffer.from(KEY).toString("base64"),
      "x".repeat(701),
    ];
    for (const text of raw) assert.ok(heard(text), JSON.stringify(text));
    for (const text of ["Down. Details", "[x] (command:canary)", "[x](canary)", "漢字 👩‍👩‍👧 é", "sk-…", "x".repeat(700)])
      assert.ok(!heard(text), JSON.stringify(text));
    assert.doesNotThrow(() => mustBeClean("[x](command:canary)", "a text of the panel, which draws no links in it"));
  });

  it("runs a target in a process of its own and says what it did", async () => {
    const result = await supervise("message-checks", 3, 300);
    assert.ok(result.cases >= 100, `${result.cases} cases`);
    assert.deepEqual(result.findings, []);
    assert.match(table(new Map([["message-checks", result]])), /message-checks +\d+ +\d+ +[\d.]+ ms/);
  });

  it("goes on after a process that died, and says how to see it again, without playing with the terminal", async () => {
    const { findings } = await supervise("no such target", 3, 1);
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ["crash"],
    );
    assert.match(
      findingText("no such target", findings[0]!),
      /There is no target called no such target[\s\S]*again: npm run fuzz -- --target no such target --seed/,
    );
    const shown = findingText("x", {
      kind: "raw",
      message: "a\u001b[2J\u202e",
      shown: "",
      stack: "",
      seed: 1,
      path: "4:1",
      times: 2,
    });
    assert.ok(shown.includes("a\\u001b[2J\\u202e (2 times)") && shown.endsWith("--seed 1 --path 4:1"), shown);
  });
});
