import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { KnownModels } from "./known-models";

type List = () => Promise<{ name: string }[]>;

function made(list: List, kept?: unknown, type: "ollama" | "vscode-lm" = "ollama") {
  const clock = new FakeClock();
  const status = endpointStatus({ type });
  const seen = { asked: 0, changed: 0, kept };
  const known = new KnownModels({
    service: {
      endpoints: () => [status],
      client: () => ({ listModels: () => (seen.asked++, list()) }) as never,
    },
    memory: { get: () => seen.kept as never, update: async (_, value) => void (seen.kept = value) },
    clock,
    changed: () => seen.changed++,
    failed: assert.fail,
  });
  const names = () => known.of(status).map(({ name }) => name);
  return { clock, known, seen, names };
}
const listed =
  (...names: string[]) =>
  () =>
    Promise.resolve(names.map((name) => ({ name })));

describe("the models that are known", () => {
  it("are asked for only when somebody wants to know, and again when that is old", async () => {
    const { clock, known, seen, names } = made(listed("a", "b", " ", "", "x".repeat(300)));
    assert.deepEqual([names(), seen.asked], [[], 0]);
    await known.ask();
    assert.deepEqual([names(), seen.asked, seen.changed], [["a", "b"], 1, 1]);
    await known.ask();
    assert.equal(seen.asked, 1);
    clock.advance(60_000);
    await known.ask("missing");
    assert.equal(seen.asked, 1);
    await known.ask();
    await new Promise(setImmediate);
    assert.deepEqual([seen.asked, seen.changed], [2, 2]);
  });

  it("are remembered, and what was remembered is not believed blindly", async () => {
    const first = made(listed("a"));
    await first.known.ask();
    assert.deepEqual(made(listed(), first.seen.kept).names(), ["a"]);
    for (const damaged of ["x", [["y"]], [[1, 2]], [['["ollama","http://localhost:11434"]', [7, "ok", ""]]]])
      assert.deepEqual(made(listed(), damaged).names(), JSON.stringify(damaged).includes("ok") ? ["ok"] : []);
  });

  it("stay what they were while the server does not answer", async () => {
    let fails = false;
    const { clock, known, names } = made(() => (fails ? Promise.reject(new Error("down")) : listed("a")()));
    await known.ask();
    fails = true;
    clock.advance(60_000);
    await known.ask();
    assert.deepEqual(names(), ["a"]);
  });

  it("keep nobody waiting for long, and never who has some already", async () => {
    const never = () => new Promise<never>(() => undefined);
    const waiting = made(never);
    let over = false;
    const asking = waiting.known.ask().then(() => (over = true));
    await new Promise(setImmediate);
    assert.equal(over, false);
    waiting.clock.advance(1_500);
    await asking;
    const remembering = made(never, [['["ollama","http://localhost:11434"]', ["a"]]]);
    await remembering.known.ask();
    await remembering.known.ask();
    assert.equal(remembering.seen.asked, 1);
    waiting.known.dispose();
    remembering.known.dispose();
  });

  it("are not asked of the editor, which would wait for its own question", async () => {
    const { known, seen } = made(listed("a"), undefined, "vscode-lm");
    await known.ask();
    assert.equal(seen.asked, 0);
  });

  it("are old as soon as settings or keys are others, and what was asked before says nothing any more", async () => {
    const answers: ((names: string[]) => void)[] = [];
    const { known, seen, names } = made(
      () =>
        new Promise((resolve, reject) => {
          if (answers.push((given) => resolve(given.map((name) => ({ name })))) === 1) reject(new Error("no key"));
        }),
    );
    await known.ask();
    await known.ask();
    assert.deepEqual([names(), seen.asked], [[], 1]);
    known.reconsider();
    assert.equal(seen.asked, 1);
    void known.ask("missing");
    known.reconsider();
    void known.ask("missing");
    answers[1]!(["of the old key"]);
    await new Promise(setImmediate);
    assert.deepEqual([names(), seen.asked], [[], 3]);
    answers[2]!(["a"]);
    await new Promise(setImmediate);
    assert.deepEqual(names(), ["a"]);
  });
});
