import assert from "node:assert/strict";
import type { serviceUnderTest } from "./service-under-test";

type Window = ReturnType<typeof serviceUnderTest>;

/** What windows under test have in common. */
export const sharedEndpoint = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

/** The window asks as often as its server has to fail for the breaker to open. */
export async function outage({ service, run }: Window): Promise<void> {
  for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
  assert.equal(service.endpoints()[0]!.state, "open");
}

/** The window has asked once. */
export async function used(window: Window): Promise<Window> {
  await window.run(window.service.complete("Hi"));
  return window;
}
