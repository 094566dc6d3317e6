import assert from "node:assert/strict";
import { AllEndpointsFailedError, EndpointError } from "../../src/core/failure/errors";
import type { AttemptRecord } from "../../src/core/model/attempt";
import type { ServiceConfig } from "../../src/core/model/config";
import { answer, fail, hang, type Move } from "../support/scripted-client";
import { serviceUnderTest } from "../support/service-under-test";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

const changes: Record<string, ServiceConfig> = {
  "all endpoints are removed": { endpoints: [] },
  "the first endpoint is removed": { endpoints: [local] },
  "the last endpoint is removed": { endpoints: [cloud] },
  "the first endpoint is moved": { endpoints: [{ ...cloud, url: "https://elsewhere.example/v1" }, local] },
  "the first endpoint is of another type": { endpoints: [{ ...cloud, type: "anthropic" }, local] },
  "the first endpoint has another key": { endpoints: [{ ...cloud, apiKey: "new" }, local] },
  "the breakers are switched off": { endpoints: [cloud, local], enableCircuitBreaker: false },
};

const ways: Record<string, Move[]> = {
  hangs: hang,
  fails: fail("server_error", { status: 500 }),
  "is rate limited": fail("rate_limited", { status: 429, retryAfterMs: 3_000 }),
  "breaks off": [{ text: "Half" }, { wait: 900 }, { eof: true }],
  answers: answer("Hello", 3_000),
};

/** Within the attempts and the waits of a request that takes up to 67 s, in milliseconds. */
const moments = [0, 10, 20, 500, 1_000, 2_005, 2_500, 3_005, 10_000, 11_000, 12_000, 25_000, 32_000, 34_000, 50_000];

const placeOf = ({ id, url, type }: { id: string; url: string; type: string }) => `${id} ${url} ${type}`;

/** Runs a request in whose midst the settings change. */
async function disturbed(script: Move[], config: ServiceConfig, at: number): Promise<void> {
  const { service, clients, clock, run, leftovers } = serviceUnderTest(
    { endpoints: [cloud, local] },
    { cloud: [script], local: [hang] },
  );
  const heard = new Set<string>();
  clock.setTimeout(() => {
    service.configure({ healthCheckIntervalMs: 0, ...config });
    service.onEvent((event) => "endpoint" in event && heard.add(event.endpoint));
  }, at);

  const attempts: AttemptRecord[] = await run(
    service.complete("Hi").then(
      (completion) => completion.attempts,
      (error: unknown) => {
        assert.ok(error instanceof EndpointError || error instanceof AllEndpointsFailedError, String(error));
        return error.attempts;
      },
    ),
  );

  assert.ok(attempts.length > 0, "it says what was tried");
  const kept = config.endpoints.map(placeOf);
  for (const gone of [cloud, local].filter((endpoint) => !kept.includes(placeOf(endpoint))))
    assert.ok(!clients[gone.id]!.calls.some((call) => call.at > at), `${gone.id} is asked after ${at} ms`);
  for (const id of heard)
    assert.ok(
      config.endpoints.some((endpoint) => endpoint.id === id),
      `news of ${id}, which is gone`,
    );
  for (const { id, inFlight, queued } of service.endpoints()) assert.deepEqual([inFlight, queued], [0, 0], id);
  clock.advance(50_000);
  await leftovers();
}

describe("somebody who changes the settings while a request runs", () => {
  for (const [change, config] of Object.entries(changes))
    for (const [way, script] of Object.entries(ways))
      it(`has it end, with nobody asked who is gone and nothing left: ${change}, the first ${way}`, async () => {
        for (const at of moments) await disturbed(script, config, at);
      });
});
