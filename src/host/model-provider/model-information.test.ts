import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import type { ListedModel } from "../../core/endpoint/client";
import type { EndpointStatus } from "../../core/model/endpoint";
import { modelInformations } from "./model-information";
import { offeredModels, type Configured } from "./offered-model";

const configured: Configured = {
  endpoints: [
    { id: "cloud", type: "openai", url: "https://a.example/v1", tier: "cloud", model: "big" },
    { id: "home", type: "ollama", url: "http://localhost:11434", tier: "local" },
  ],
  chain: [
    { tier: "cloud", timeoutMs: 1 },
    { tier: "cloud", timeoutMs: 1 },
    { endpoint: "home", timeoutMs: 1 },
  ],
};
const cloud = endpointStatus({ id: "cloud", type: "openai", tier: "cloud", url: "https://a.example/v1", model: "big" });
const home = endpointStatus({ id: "home" });
const lists: Record<string, ListedModel[]> = {
  cloud: [{ name: "small", abilities: { images: false } }, { name: "big" }],
  home: [{ name: "a$(x)[b](command:c)" }],
};

const informations = (
  statuses: EndpointStatus[],
  warns = true,
  answered: [string, { endpoint: string; model: string }][] = [],
) =>
  modelInformations(
    offeredModels(configured, statuses, ({ id }) => lists[id] ?? []),
    { statuses, offline: false, now: 0, warns, answeredBy: new Map(answered), icon: (id) => ({ id }) as never },
  );

describe("the models of the picker", () => {
  it("have ids of their own, however their endpoints and models are called", () => {
    const of = (id: string, model: string) => ({ id, type: "openai", url: "http://a", tier: "cloud", model }) as const;
    const endpoints = [of("a", "b/c"), of("a/b", "c"), of("a%2Fb", "c"), of("chain", "x")];
    const ids = offeredModels({ endpoints, chain: [] }, [], () => []).map(({ id }) => id);
    assert.deepEqual(ids, ["chain", "a/b/c", "a%2Fb/c", "a%252Fb/c", "chain/x"]);
  });

  it("are the chain by its endpoints' tiers, then each endpoint's, the configured one first and none twice", () => {
    const found = informations([cloud, home]);
    assert.deepEqual(
      found.map(({ id, name, detail }) => [id, name, detail]),
      [
        ["chain", "Cloud → Local", "cloud → home"],
        ["cloud/big", "big", "cloud"],
        ["cloud/small", "small", "cloud"],
        ["home/a$(x)[b](command:c)", "a$ (x)[b] (command:c)", "home"],
      ],
    );
    assert.ok(found.every(({ isUserSelectable, statusIcon }) => isUserSelectable && statusIcon === undefined));
    assert.deepEqual(
      found.map(({ capabilities }) => [capabilities.toolCalling, capabilities.imageInput]),
      [
        [true, true],
        [true, true],
        [true, false],
        [true, true],
      ],
    );
    assert.deepEqual([found[0]?.maxInputTokens, found[0]?.maxOutputTokens], [57_344, 8_192]);
    assert.deepEqual([found[3]?.maxInputTokens, found[3]?.maxOutputTokens], [6_144, 2_048]);
  });

  it("have a name of bounded length, however often a chain changes sides", () => {
    const endpoints = Array.from({ length: 100 }, (_, index) => {
      const tier = index % 2 === 0 ? ("cloud" as const) : ("local" as const);
      return { id: `e${index}`, type: "openai" as const, url: `http://e${index}.example/v1`, tier };
    });
    const chain = endpoints.map(({ id }) => ({ endpoint: id, timeoutMs: 1 }));
    const models = offeredModels({ endpoints, chain }, [], () => []);
    const situation = { statuses: [], offline: false, now: 0, warns: true, answeredBy: new Map() };
    const [all] = modelInformations(models, { ...situation, icon: (id) => ({ id }) as never });
    assert.match(all?.name ?? "", /^Cloud → Local → Cloud → .{1,190}…$/);
  });

  it("stay, and say so, while a breaker is open; what a server said is no markup", () => {
    const open = {
      ...cloud,
      state: "open",
      retryAfterMs: 42_100,
      openedBecause: "It said **500** [x](command:y).",
    } as const;
    const [chain, big, small, local] = informations([open, home]);
    // 42.1 s after the beginning of time, and not before.
    const at = `open until ${new Date(43_000).toLocaleTimeString()}`;
    assert.equal(chain?.detail, `cloud ${at}`);
    assert.equal(chain?.tooltip, `Asks cloud, then home: the first one that can answers. cloud ${at}.`);
    assert.deepEqual(chain?.statusIcon, { id: "warning" });
    assert.equal(big?.detail, `cloud · ${at}`);
    assert.deepEqual(big?.statusIcon, { id: "error" });
    assert.doesNotMatch(big?.warningText?.["llm-breaker"] ?? "", /\*\*|\]\(/);
    assert.equal(small?.detail, big?.detail);
    assert.equal(local?.statusIcon, undefined);
  });

  it("have the reason in the tooltip where the editor shows no warnings", () => {
    const open = { ...cloud, state: "open", retryAfterMs: 42_100, openedBecause: "It said 500." } as const;
    const [chain] = informations([open, home], false);
    assert.match(chain?.detail ?? "", /^cloud open until \d/);
    assert.match(chain?.tooltip ?? "", /It said 500\.$/);
  });

  it("tell who answered in the place of the first", () => {
    const [chain] = informations([cloud, home], true, [["chain", { endpoint: "home", model: "llama" }]]);
    assert.equal(chain?.detail, "cloud → home · answered by home, llama");
  });

  it("are a chain that says so where there is no endpoint", () => {
    const [chain] = modelInformations(
      offeredModels({ endpoints: [], chain: [] }, [], () => []),
      {
        statuses: [],
        offline: false,
        now: 0,
        warns: true,
        answeredBy: new Map(),
        icon: () => assert.fail(),
      },
    );
    assert.deepEqual([chain?.name, chain?.tooltip], ["Chain", "No endpoint is configured."]);
  });
});
