import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { RequestCancelledError } from "../../src/core/failure/errors";
import type { SharedBreakers } from "../../src/core/history/shared-breakers";
import type { ServiceConfig } from "../../src/core/model/config";
import type { StreamEvent } from "../../src/core/model/service-events";
import { answer, deaf, fail, hang, type Move } from "../support/scripted-client";
import { serviceUnderTest } from "../support/service-under-test";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const other = { ...cloud, id: "other", url: "https://other.example/v1" } as const;
const local = { id: "local", type: "ollama", url: "http://localhost:11434" } as const;

/** A storage of other windows that takes its time for everything. */
const slowly = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 5));
const slowStore: SharedBreakers = {
  saveSnapshot: () => undefined,
  loadSnapshots: () => slowly([]),
  watch: () => ({ dispose: () => undefined }),
  tryTakeTrial: () => slowly({ taken: true as const }),
  renewTrial: () => undefined,
  releaseTrial: () => undefined,
};

interface Scene {
  config: ServiceConfig;
  scripts: Record<string, Move[][]>;
  setting?: Parameters<typeof serviceUnderTest>[2];
  /** Before the request that is left, at the service. */
  before?: (world: ReturnType<typeof serviceUnderTest>) => void;
}

const thinking: Move[] = [{ wait: 500 }, { thinking: "hm" }, { wait: 3_000 }, { sign: true }, { hang: true }];
const loading = fail("overloaded", { status: 503, loading: true });

const scenes: Record<string, Scene> = {
  "while it is answered": {
    config: { endpoints: [cloud] },
    scripts: { cloud: [[{ wait: 300 }, { text: "a" }, { wait: 3_000 }, { text: "b" }, { hang: true }]] },
  },
  "while nobody heeds its signal": { config: { endpoints: [cloud] }, scripts: { cloud: [deaf] } },
  "while the model thinks": { config: { endpoints: [cloud] }, scripts: { cloud: [thinking] } },
  "while a server loads": { config: { endpoints: [cloud] }, scripts: { cloud: [loading] } },
  "while it goes down the chain": {
    config: { endpoints: [cloud, other, local] },
    scripts: { cloud: [fail("server_error", { status: 500 }, 300)], other: [hang], local: [hang] },
  },
  "while it waits for another endpoint's model": {
    config: { endpoints: [cloud, local] },
    scripts: { cloud: [fail("auth", { status: 401 })], local: [hang] },
    setting: { loadMs: 20_000 },
  },
  "while a rate limit is waited for": {
    config: { endpoints: [cloud] },
    scripts: { cloud: [fail("rate_limited", { status: 429, retryAfterMs: 9_000 })] },
  },
  "while two are asked at once": {
    config: { endpoints: [cloud, other], hedgeDelayMs: 700 },
    scripts: { cloud: [hang], other: [hang] },
  },
  "while the network is doubted": {
    config: { endpoints: [cloud, other, local] },
    scripts: { cloud: [fail("dns")], other: [fail("dns")], local: [hang] },
    before: ({ clients }) => {
      clients["other"]!.checkLive = () => new Promise<never>(() => undefined);
      clients["cloud"]!.checkLive = () => new Promise<never>(() => undefined);
    },
  },
  "while it stands in a queue": {
    config: { endpoints: [local] },
    scripts: { local: [answer("first", 8_000), hang] },
    before: ({ service }) => void service.complete("First").catch(() => undefined),
  },
  "while it asks for a model's name": {
    config: { endpoints: [local] },
    scripts: { local: [hang] },
    before: ({ clients }) => (clients["local"]!.resolvesInMs = 5_000),
  },
  "while other windows are asked for a trial": {
    config: { endpoints: [cloud] },
    scripts: { cloud: [hang] },
    setting: { shared: slowStore },
    before: ({ service }) => {
      service.trip("cloud");
      service.allowTrial("cloud");
    },
  },
};

/** From before anything has happened to the midst of the scenes, in milliseconds. */
const moments = [0, 10, 20, 300, 310, 550, 700, 1_010, 1_500, 2_310, 4_000, 6_000];

function staged(scene: Scene) {
  const world = serviceUnderTest(scene.config, scene.scripts, scene.setting);
  scene.before?.(world);
  return world;
}

/** What is left once all that may take its time is over. */
async function nothingIsLeft({ service, clock, leftovers }: ReturnType<typeof serviceUnderTest>): Promise<void> {
  const of = ({ id, inFlight, queued }: { id: string; inFlight: number; queued: number }) => [id, inFlight, queued];
  for (let round = 0; round < 30; round++) {
    await new Promise(setImmediate);
    clock.advance(1_000);
  }
  assert.deepEqual(
    service.endpoints().map(of),
    service.endpoints().map(({ id }) => [id, 0, 0]),
  );
  await leftovers();
}

describe("somebody who leaves in mid-request", () => {
  for (const [when, scene] of Object.entries(scenes)) {
    it(`by his signal, ${when}: hears so at once, and leaves nothing`, async () => {
      for (const at of moments) {
        const world = staged(scene);
        const aborter = new AbortController();
        const pending = world.service.complete("Hi", { signal: aborter.signal });
        const started = world.clock.now();
        world.clock.setTimeout(() => aborter.abort("enough"), at);
        if (at === 0) aborter.abort("enough");
        await assert.rejects(
          world.run(pending),
          (error: unknown) => error instanceof RequestCancelledError && error.cause === "enough",
        );
        assert.ok(world.clock.now() - started <= at + 260, `${world.clock.now() - started} ms for ${at}`);
        assert.equal(getEventListeners(aborter.signal, "abort").length, 0);
        await nothingIsLeft(world);
      }
    });

    it(`by leaving its stream, ${when}: goes on at once, and leaves nothing`, async () => {
      for (const at of moments) {
        const world = staged(scene);
        const reader = world.service.stream("Hi")[Symbol.asyncIterator]();
        const events: StreamEvent[] = [];
        const reading = (async () => {
          for (;;) {
            const { done, value } = await reader.next();
            if (done) return;
            events.push(value);
          }
        })();
        const left = new Promise((resolve) => world.clock.setTimeout(() => resolve(reader.return!()), at));
        assert.deepEqual(await world.run(left), { value: undefined, done: true });
        const heard = events.length;
        await world.run(reading);
        assert.equal(events.length, heard, "nothing is told to one who has left");
        await nothingIsLeft(world);
      }
    });

    it(`by disposing of the service, ${when}: has every request end, and leaves nothing`, async () => {
      for (const at of moments) {
        const world = staged(scene);
        const pending = assert.rejects(world.run(world.service.complete("Hi")), RequestCancelledError);
        const gone = new Promise((resolve) => world.clock.setTimeout(() => resolve(world.service.dispose()), at));
        await world.run(gone);
        await pending;
        world.clock.advance(2_000);
        await new Promise(setImmediate);
        assert.equal(world.clock.pending, 0);
        await assert.rejects(world.service.complete("Hi"), RequestCancelledError);
      }
    });
  }
});
