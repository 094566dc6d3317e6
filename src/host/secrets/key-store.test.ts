import { strict as assert } from "node:assert";
import { FakeClock } from "../../../test/support/fake-clock";
import { deferred } from "../../../test/support/deferred";
import { keyedOrigin, KeyStore } from "./key-store";

const CLOUD = { id: "cloud", type: "anthropic", url: "https://api.anthropic.com" } as const;
const OTHER = { id: "other", type: "openai", url: "https://other.example/v1" } as const;
const ORIGIN = "https://api.anthropic.com";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param get what the editor's storage gives for an origin */
function storeOf(get: (origin: string) => Promise<string | undefined>) {
  const clock = new FakeClock();
  const heard: string[] = [];
  let told: (event: { key: string }) => void = () => undefined;
  const secrets = {
    get: (key: string) => get(key.replace("llmBreaker.apiKey:", "")),
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: (listener: typeof told) => ((told = listener), { dispose: () => undefined }),
  };
  const store = new KeyStore({ secrets: secrets as never, globalState: { get: () => [] } as never }, clock);
  store.onDidChange(() => heard.push("change"));
  store.onDidMiss(({ origin, error, lastOne }) =>
    heard.push(
      `miss ${origin}${error === undefined ? "" : ` ${String(error)}`}${lastOne ? ", the last one is used" : ""}`,
    ),
  );
  return { store, clock, heard, changedElsewhere: (origin: string) => told({ key: `llmBreaker.apiKey:${origin}` }) };
}

describe("the keys of endpoints", () => {
  it("are kept by the origin of those types that have keys of their own", () => {
    const url = "https://models.example/some/v1";
    assert.deepEqual(
      (["ollama", "openai", "anthropic", "vscode-lm"] as const).map((type) => keyedOrigin({ type, url })),
      [undefined, "https://models.example", "https://models.example", undefined],
    );
  });

  it("are asked for once an origin, and not at all where nobody has one", async () => {
    const asked: string[] = [];
    const { store } = storeOf((origin) => (asked.push(origin), Promise.resolve(`secret of ${origin}`)));
    const none = await store.keysFor([
      { id: "a", type: "ollama", url: "http://localhost:11434" },
      { id: "b", type: "vscode-lm", url: "vscode-lm:editor" },
    ]);
    assert.equal(none.size, 0);
    assert.deepEqual(asked, []);
    const known = await store.keysFor([CLOUD, { ...CLOUD, id: "b", url: "https://api.anthropic.com/v1" }]);
    assert.deepEqual([[...known.keys()], asked.length], [[ORIGIN], 1]);
  });

  it("are waited for no longer than five seconds, all together, and come as a change when the storage answers after all", async () => {
    const late = deferred<string>();
    const { store, clock, heard } = storeOf((origin) => (origin === ORIGIN ? late.promise : Promise.resolve("b")));
    const reading = store.keysFor([CLOUD, OTHER]);
    await settled();
    clock.advance(5_000);
    assert.deepEqual([...(await reading)], [["https://other.example", "b"]]);
    assert.deepEqual(heard, [`miss ${ORIGIN}`]);
    // Whoever asks meanwhile does not wait again, and nobody is told again.
    assert.equal((await store.keysFor([CLOUD])).size, 0);
    late.resolve("a");
    await settled();
    assert.deepEqual(heard, [`miss ${ORIGIN}`, "change"]);
    assert.equal((await store.keysFor([CLOUD])).get(ORIGIN), "a");
    assert.equal(clock.pending, 0);
  });

  it("stay what they were where the storage fails, which is told once until it is well again", async () => {
    let answer = (): Promise<string | undefined> => Promise.resolve("a");
    const { store, heard } = storeOf(() => answer());
    await store.keysFor([CLOUD]);
    answer = () => Promise.reject(new Error("locked"));
    assert.equal((await store.keysFor([CLOUD])).get(ORIGIN), "a");
    assert.equal((await store.keysFor([CLOUD])).get(ORIGIN), "a");
    assert.deepEqual(heard, [`miss ${ORIGIN} Error: locked, the last one is used`]);
    answer = () => Promise.resolve(undefined);
    assert.equal((await store.keysFor([CLOUD])).size, 0);
    answer = () => Promise.reject(new Error("locked again"));
    assert.equal((await store.keysFor([CLOUD])).size, 0);
    assert.deepEqual(heard, [
      `miss ${ORIGIN} Error: locked, the last one is used`,
      `miss ${ORIGIN} Error: locked again`,
    ]);
  });

  it("are those that were stored meanwhile, here or in another window, whatever an old question to the storage gives later", async () => {
    const late = deferred<string>();
    let answer: () => Promise<string> = () => late.promise;
    const { store, clock, heard, changedElsewhere } = storeOf(() => answer());
    const reading = store.keysFor([CLOUD]);
    clock.advance(5_000);
    await reading;
    await store.store(ORIGIN, "typed");
    answer = () => Promise.resolve("typed");
    assert.equal((await store.keysFor([CLOUD])).get(ORIGIN), "typed");
    late.resolve("old");
    await settled();
    answer = () => Promise.resolve("from elsewhere");
    changedElsewhere(ORIGIN);
    assert.equal((await store.keysFor([CLOUD])).get(ORIGIN), "from elsewhere");
    assert.deepEqual(heard, [`miss ${ORIGIN}`, "change", "change"]);
  });
});
