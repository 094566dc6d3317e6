import assert from "node:assert/strict";
import { healthActions, healthSentence } from "../../../src/host/standing/health-words";
import { standingOf } from "../../../src/host/standing/standing";
import { shortWord, stateWord } from "../../../src/host/standing/words";
import { tooltipMarkdown } from "../../../src/host/status-bar/tooltip";
import type { LlmService } from "../../../src/core/service/service-api";
import { createWorld, request, status, type World } from "./harness";

describe("how an endpoint stands, by what its server has said", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());

  const CHAIN = [{ tier: "cloud", timeoutMs: 3_000 }] as const;
  const LOCAL = [{ tier: "local", timeoutMs: 3_000 }] as const;
  const word = (service: LlmService, id: string): string => shortWord(standingOf(status(service, id), Date.now()));
  const sentence = (service: LlmService, id: string): string => healthSentence(status(service, id), Date.now());
  /** Does it, and waits for the look that it begins. */
  const andLook = async (service: LlmService, act: "allowTrial" | "reset", id: string): Promise<void> => {
    const looked = new Promise<void>((resolve) => {
      const listening = service.onEvent((event) => {
        if (event.type !== "health" || event.endpoint !== id) return;
        listening.dispose();
        resolve();
      });
    });
    service[act](id);
    assert.deepEqual([status(service, id).live, status(service, id).ready], [undefined, undefined]);
    await looked;
    // The check ends a moment after it has told what it saw.
    await new Promise(setImmediate);
  };

  it("is a wrong key when the trial of a half-open breaker was refused for that, not what opened it", async () => {
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [...CHAIN],
      breaker: { failureThreshold: 1 },
    });
    world.cloud.fault({ kind: "status", status: 500, body: { error: { message: "boom" } } }, { route: "*" });
    await request(service, "complete");
    assert.match(word(service, "cloud"), /^open /);
    assert.match(sentence(service, "cloud"), /breaker open/);

    world.cloud.clearFaults();
    world.cloud.apiKey = "another";
    await andLook(service, "allowTrial", "cloud");
    await request(service, "complete");
    const { state, latched } = status(service, "cloud");
    assert.deepEqual([state, latched?.kind], ["half_open", "auth"]);
    assert.equal(word(service, "cloud"), "check API key");
    assert.doesNotMatch(stateWord(standingOf(status(service, "cloud"), Date.now())), /trial/);
    assert.match(sentence(service, "cloud"), /^The API key for .* was rejected/);
    assert.doesNotMatch(tooltipMarkdown(service.endpoints(), false, Date.now()), /500|trial/);
    assert.deepEqual(healthActions(status(service, "cloud"), Date.now())[0], { do: "set_key", endpoint: "cloud" });
    const sent = world.cloud.log.entries.length;
    await request(service, "complete");
    assert.equal(world.cloud.log.entries.length, sent, "nothing is sent, as is shown");
  });

  it("is a missing key after a check, Try Now and Reset, and never a missing model", async () => {
    for (const tier of ["cloud", "claude"] as const) {
      world.cloud.apiKey = world.claude.apiKey = "the right one";
      const service = world.service({ endpoints: [world.endpoint(tier)], chain: [...CHAIN] });
      await service.checkHealth(tier);
      assert.equal(word(service, tier), "check API key");
      await request(service, "complete");
      for (const act of ["allowTrial", "reset"] as const) {
        await andLook(service, act, tier);
        assert.equal(word(service, tier), "check API key", act);
      }
      world.cloud.apiKey = world.claude.apiKey = undefined;
      await service.checkHealth(tier);
      assert.equal(word(service, tier), "", "a look had seen it, so a look sees its end");
    }
  });

  it("is a web page where one answers, for a check and for a call", async () => {
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      chain: [...CHAIN, ...LOCAL],
    });
    for (const server of [world.cloud, world.local]) server.fault({ kind: "html" }, { route: "*" });
    for (const id of ["cloud", "local"]) {
      await service.checkHealth(id);
      assert.equal(word(service, id), "not an LLM API");
      assert.match(sentence(service, id), /answers with a web page, not with an LLM API/);
      assert.doesNotMatch(sentence(service, id), /not answering at/);
      assert.deepEqual(healthActions(status(service, id), Date.now())[0], {
        do: "open_settings",
        setting: "llmBreaker.endpoints",
      });
    }
    await request(service, "complete");
    assert.deepEqual([word(service, "cloud"), word(service, "local")], ["not an LLM API", "not an LLM API"]);
    for (const server of [world.cloud, world.local]) server.clearFaults();
    assert.equal((await request(service, "complete")).completion?.endpoint, "cloud", "calls go out all the same");
    assert.equal(word(service, "cloud"), "");
  });

  it("is a server's own trouble where a check hears of it, and silence only where there is none", async () => {
    const service = world.service({ endpoints: [world.endpoint("cloud"), world.endpoint("local")] });
    world.cloud.fault({ kind: "status", status: 502, body: "bad gateway" }, { route: "*" });
    await service.checkHealth("cloud");
    assert.equal(word(service, "cloud"), "server error");
    assert.match(sentence(service, "cloud"), /HTTP 502/);
    world.local.fault({ kind: "reset" }, { route: "*" });
    await service.checkHealth("local");
    assert.equal(word(service, "local"), "not answering");
  });

  it("has no model in memory, and no latencies, where nobody listens any more", async () => {
    const service = world.service({ endpoints: [world.endpoint("local")], chain: [...LOCAL] });
    const row = (): string => tooltipMarkdown(service.endpoints(), false, Date.now()).replaceAll("&nbsp;", " ");
    await service.checkHealth("local");
    assert.match(row(), /resident/);
    await world.local.stop();
    await request(service, "complete");
    assert.equal(word(service, "local"), "not answering", "the call itself has shown it");
    assert.doesNotMatch(row(), /resident|ms \//);
    assert.equal(status(service, "local").answeredIn, undefined);
    await world.local.start();
    await request(service, "complete");
    const { p50Ms, p95Ms } = status(service, "local").answeredIn!;
    assert.ok(p50Ms > 0 && p95Ms >= p50Ms);
    assert.match(row(), /resident/);
  });

  it("is its own model's affair, not that of a model that one request names", async () => {
    const service = world.service({ endpoints: [world.endpoint("local")], chain: [...LOCAL] });
    await service.checkHealth("local");
    const named = await request(service, "complete", "hi", { model: "no-such-model" });
    assert.equal(named.error?.kind, "model_missing");
    assert.deepEqual([status(service, "local").latched, word(service, "local")], [undefined, ""]);
    const sent = world.local.log.entries.length;
    await request(service, "complete", "hi", { model: "no-such-model" });
    assert.equal(world.local.log.entries.length, sent, "that model is not asked for again");
    assert.equal((await request(service, "complete")).completion?.endpoint, "local");
  });
});
