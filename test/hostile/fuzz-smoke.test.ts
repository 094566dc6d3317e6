import assert from "node:assert/strict";
import { findingText } from "../fuzz/report";
import { runCases } from "../fuzz/run-cases";
import { sizes } from "../fuzz/target";
import { targets } from "../fuzz/targets";

const SEED = 20_260_101;
const CASES = 300;

describe("crashes, hangs or speaks through the editor with what nobody should send", function () {
  this.timeout(60_000);

  for (const target of targets) {
    it(`by ${target.about}`, async () => {
      const { finding, cases } = await runCases(target, {
        seed: SEED,
        cases: CASES,
        size: sizes.small,
        blocks: false,
        shrinkMs: 2_000,
      });
      assert.equal(
        finding &&
          findingText(target.name, {
            ...finding,
            kind: finding.alarm.kind,
            message: finding.alarm.message,
            stack: String(finding.alarm.stack),
            times: 1,
          }),
        undefined,
      );
      assert.equal(cases, CASES);
    });
  }
});
