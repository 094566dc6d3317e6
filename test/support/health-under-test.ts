import assert from "node:assert/strict";
import {
  HealthChecker,
  type CircuitBreaker,
  type EndpointRegistration,
  type HealthCheckerDeps,
} from "../../src/core/index";
import { FakeClock } from "./fake-clock";

export const URL_A = "http://localhost:11434";
export const refused = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

/** A health checker with one endpoint, which answers unless told otherwise. */
export function healthUnderTest(deps: HealthCheckerDeps = {}, registration: EndpointRegistration = {}) {
  const clock = new FakeClock();
  const health = new HealthChecker({ clock, probe: async () => true, ...deps });
  const breaker = health.registerEndpoint(URL_A, registration);
  return { clock, health, breaker };
}

export function open(breaker: CircuitBreaker, cause: unknown): void {
  for (let call = 0; call < 3; call++) breaker.acquire().failure({ cause });
  assert.equal(breaker.state, "open");
}

/** A probe that answers when told to. */
export function heldProbe() {
  const asked: {
    url: string;
    signal: AbortSignal;
    answer(found: boolean | { live: boolean }): void;
    fail(error: Error): void;
  }[] = [];
  const probe = (url: string, signal: AbortSignal) =>
    new Promise<boolean | { live: boolean }>((answer, fail) => asked.push({ url, signal, answer, fail }));
  return { asked, probe };
}
