import assert from "node:assert/strict";
import { fittedContext } from "./fitted-context";

const system = { role: "system", content: "S" } as const;
const question = { role: "user", content: "And now?" } as const;
const turn = (index: number) => ({ prompt: `question ${index}`, answer: `answer ${index}` });

describe("everything before a question, as its context", () => {
  it("stands between the system's words and the question", () => {
    assert.deepEqual(fittedContext([turn(1), turn(2)], [system, question], 1_000), {
      messages: [
        system,
        { role: "user", content: "question 1" },
        { role: "assistant", content: "answer 1" },
        { role: "user", content: "question 2" },
        { role: "assistant", content: "answer 2" },
        question,
      ],
      leftOut: 0,
    });
  });

  it("loses the oldest questions with their answers where the window does not hold it, and says how many", () => {
    const size = "question 1answer 1".length;
    const { messages, leftOut } = fittedContext(
      [turn(1), turn(2), turn(3)],
      [question],
      2 * size + question.content.length,
    );
    assert.equal(leftOut, 1);
    assert.deepEqual(
      messages.map(({ content }) => content),
      ["question 2", "answer 2", "question 3", "answer 3", "And now?"],
    );
  });

  it("never loses the question itself", () => {
    assert.deepEqual(fittedContext([turn(1)], [system, question], 3), { messages: [system, question], leftOut: 1 });
  });

  it("is without what was never answered", () => {
    const { messages, leftOut } = fittedContext([{ prompt: "lost", answer: " " }, turn(2)], [question], 1_000);
    assert.deepEqual(messages.length, 3);
    assert.equal(leftOut, 0);
  });

  it("does not leave a gap: behind one that does not fit, older ones that would fit stay out", () => {
    const long = { prompt: "x".repeat(500), answer: "y" };
    const { leftOut } = fittedContext([turn(1), long, turn(3)], [question], 100);
    assert.equal(leftOut, 2);
  });
});
