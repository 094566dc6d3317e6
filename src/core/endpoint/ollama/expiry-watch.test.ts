import { strict as assert } from "node:assert";
import { ExpiryWatch } from "./expiry-watch";

describe("the time at which a model shall be unloaded", () => {
  const start = Date.parse("2026-11-29T06:00:00Z");
  const at = (ms: number) => new Date(start + 1_800_000 + ms).toISOString();
  const cases: [what: string, looks: [expiry: string | undefined, now: number, model?: string][], moves: boolean][] = [
    ["is looked at once", [[at(0), 0]], false],
    ["moves on with the clock", [[at(500), 500], [at(1_510), 1_500]], true], // prettier-ignore
    ["stands still", [[at(0), 500], [at(0), 1_500]], false], // prettier-ignore
    ["jumps, because another answer has ended", [[at(0), 500], [at(60_000), 1_500]], false], // prettier-ignore
    ["moved on since another call", [[at(0), 0], [at(60_000), 60_000]], false], // prettier-ignore
    ["is that of another model", [[at(0), 0, "other"], [at(1_000), 1_000]], false], // prettier-ignore
    ["is that of the same model, with and without its tag", [[at(0), 0, "m:latest"], [at(1_000), 1_000]], true], // prettier-ignore
    ["has nanoseconds and an offset", [["2026-11-29T08:00:00.123456789+02:00", 0], ["2026-11-29T08:00:01.123456789+02:00", 1_000]], true], // prettier-ignore
    ["is not told", [[undefined, 0], [undefined, 1_000]], false], // prettier-ignore
    ["is no time", [["soon", 0], ["later", 1_000]], false], // prettier-ignore
  ];
  for (const [what, looks, moves] of cases)
    it(`${what}`, () => {
      const watch = new ExpiryWatch();
      const told = looks.map(([expiry, now, model = "m"]) => watch.moves(model, expiry, now));
      assert.equal(told.at(-1), moves);
    });
});
