import { strict as assert } from "node:assert";
import { torture } from "../support/history/torture";

describe("somebody who damages, takes and kills at any moment", function () {
  this.timeout(600_000);

  // Signals that stop a process are not everywhere.
  (process.platform === "win32" ? it.skip : it)(
    "loses or doubles an entry that a window was told is stored",
    async () => {
      const { lost, twice, inMemory, acknowledged } = await torture({ rounds: 15, seed: 20261129 });
      assert.deepEqual({ lost, twice, inMemory }, { lost: [], twice: [], inMemory: [] });
      assert.ok(acknowledged > 500, `only ${acknowledged} were stored at all`);
    },
  );
});
