import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import { lineOf, tryNow } from "./no-calls";
import { standingOf, takesCalls, worstFirst } from "./standing";

const now = 1_000_000;
const latched = { kind: "auth" as const, message: "The API key was rejected." };
const open = endpointStatus({ id: "open", state: "open", retryAfterMs: 9_000 });
const held = endpointStatus({ id: "held", state: "open", mode: "forced_open", retryAfterMs: Infinity });
const keyless = endpointStatus({ id: "keyless", latched });
const paused = endpointStatus({ id: "paused", notBefore: now + 5_000 });
const over = endpointStatus({ id: "over", notBefore: now });

describe("how an endpoint stands", () => {
  it("is the worst thing that is to be said of it", () => {
    const standings = [
      held,
      open,
      endpointStatus({ state: "half_open", latched }),
      { ...keyless, notBefore: now + 1 },
      { ...paused, live: false },
      over,
    ].map((status) => standingOf(status, now).is);
    assert.deepEqual(standings, ["held_open", "open", "in_need", "in_need", "silent", "fine"]);
  });

  it("sorts the worst first, and leaves equals as they were", () => {
    const other = endpointStatus({ id: "other" });
    assert.deepEqual(
      worstFirst([over, paused, other, keyless, held, open], now).map(({ id }) => id),
      ["keyless", "held", "open", "paused", "over", "other"],
    );
  });

  it("lets calls through only with a closed breaker, no latch, and no pause that lasts", () => {
    assert.deepEqual(
      [open, held, keyless, paused, over].map((status) => takesCalls(status, now)),
      [false, false, false, false, true],
    );
  });

  it("offers a trial where calls are kept back, but not over the user's own word", () => {
    assert.deepEqual(tryNow([open, held, keyless, paused, over], now), [
      { do: "try_now", endpoints: ["open", "keyless", "paused"] },
    ]);
    assert.deepEqual(tryNow([over, held], now), []);
  });

  it("says of each what keeps calls back, with the time where one is known", () => {
    assert.deepEqual(
      [open, held, keyless, paused, over].map((status) => lineOf(status, now)),
      [
        { endpoint: "open", text: "open: failed repeatedly", nextTryInMs: 9_000 },
        { endpoint: "held", text: "held: held open by you" },
        { endpoint: "keyless", text: "keyless: The API key was rejected." },
        { endpoint: "paused", text: "paused: rate limited", nextTryInMs: 5_000 },
        { endpoint: "over", text: "over: can be asked again" },
      ],
    );
  });
});
