import { strict as assert } from "node:assert";
import { join } from "node:path";
import type { HistoryTrouble } from "../../core/history/client/trouble";
import { troubleNotice } from "./trouble-notice";

describe("the notice of trouble with the history", () => {
  async function told(
    trouble: HistoryTrouble,
    pressed?: string,
  ): Promise<{ message: string; buttons: string[]; revealed: string[] }> {
    const seen = { message: "", buttons: [] as string[], revealed: [] as string[] };
    troubleNotice({
      directory: "/storage",
      warn: async (message, ...buttons) => {
        Object.assign(seen, { message, buttons });
        return pressed;
      },
      reveal: async (path) => void seen.revealed.push(path),
      log: assert.fail,
    })(trouble);
    await new Promise((resolve) => setImmediate(resolve));
    return seen;
  }

  it("shows the folder in which the damaged file is kept", async () => {
    const { message, buttons, revealed } = await told(
      { kind: "setAside", folder: "/storage/history-damaged-x" },
      "Open Folder",
    );
    assert.match(message, /was damaged\. It is kept/);
    assert.deepEqual(buttons, ["Open Folder"]);
    assert.deepEqual(revealed, [join("/storage/history-damaged-x", "history.db")]);
  });

  it("shows nothing unasked", async () => {
    assert.deepEqual((await told({ kind: "memoryOnly", reason: "disk I/O error" })).revealed, []);
  });

  it("says why the history is in memory, and how much is missing", async () => {
    assert.match(
      (await told({ kind: "memoryOnly", reason: "history.db is not a file but a named pipe" })).message,
      /in memory only.*named pipe/,
    );
    assert.match(
      (await told({ kind: "dropped", texts: 2000, entries: 3 })).message,
      /3 entries are missing, 2,000 are without/,
    );
  });
});
