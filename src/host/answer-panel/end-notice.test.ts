import assert from "node:assert/strict";
import { tellOfEnd } from "./end-notice";

describe("the notice of an answer that ended unseen", () => {
  const told = async (fromSeconds: number | false, tookMs: number, pressed?: string): Promise<string[]> => {
    const events: string[] = [];
    const information = (text: string, ...buttons: string[]): Promise<string | undefined> => {
      events.push([text, ...buttons].join(" | "));
      return Promise.resolve(pressed);
    };
    await tellOfEnd({ question: "Why?", tookMs, show: () => events.push("shown") }, fromSeconds, { information });
    return events;
  };

  it("comes only when it is asked for, and only of a long answer", async () => {
    assert.deepEqual(await told(false, 900_000), []);
    assert.deepEqual(await told(10, 9_999), []);
    assert.deepEqual(await told(10, 10_000), ["The answer to “Why?” has ended. | Show Answer"]);
  });

  it("shows the answer when its button is pressed", async () => {
    assert.deepEqual((await told(1, 5_000, "Show Answer")).at(-1), "shown");
  });
});
