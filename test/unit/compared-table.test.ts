import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chatCases } from "../integration/compared/cases";
import type { ChatCase, Outcome } from "../integration/compared/chat-case";
import { asMarkdown, beaten, withTable } from "../integration/compared/table";

const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  text: "x",
  thinking: "",
  calls: [],
  usage: [],
  order: ["text"],
  requests: [{}],
  closedByClient: false,
  tookMs: 10,
  ...changes,
});
const chatCase: ChatCase = { name: "ends", wanted: "an error", right: ({ error }) => error !== undefined };
const refused = outcome({ error: Object.assign(new Error("no | http://127.0.0.1:80/v1 *x*"), { code: "Blocked" }) });

describe("the table of what a chat hears", () => {
  it("has a row for each case, in their order", () => {
    const rows = readFileSync("docs/chats.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| "));
    assert.deepEqual(
      rows.slice(2).map((row) => row.split(" | ")[0]?.slice(2)),
      chatCases.map(({ name }) => name),
      "LLM_BREAKER_WRITE=1 npm run bench:chats",
    );
  });

  it("marks what is not as wanted, and says how it ended", () => {
    const rows = [{ chatCase, outcomes: [refused, outcome({ tookMs: undefined, requests: [{}, {}] })] }];
    const table = asMarkdown(["A", "B"], rows, "Ran.");
    assert.match(
      table,
      /\| ends \| an error \| text, error Blocked “no \\\| \(address\) \\\*x\\\*” \| \*\*not so:\*\* text, no end \(2 requests\) \|$/,
    );
    assert.equal(
      withTable("a\n<!-- compared:begin -->\nold\n<!-- compared:end -->\nb", "new"),
      "a\n<!-- compared:begin -->\nnew\n<!-- compared:end -->\nb",
    );
  });

  it("finds where another did better", () => {
    const worse = { chatCase, outcomes: [outcome(), refused] };
    assert.deepEqual(beaten([worse, { chatCase, outcomes: [refused, outcome()] }, { chatCase, outcomes: [outcome(), outcome()] }]), [worse]); // prettier-ignore
  });
});
