import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The list itself needs a running editor; its text does not. */
const handled = [...readFileSync("src/host/commands/list.ts", "utf8").matchAll(/^ {4}"(llmBreaker\.\w+)":/gm)].map(([, id]) => id);

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
  contributes: { commands: { command: string; category: string }[]; keybindings: { command: string }[]; menus: Record<string, { command: string }[]> };
};
const contributed = contributes.commands.map(({ command }) => command);

describe("the list of commands", () => {
  it("is the one of package.json", () => {
    assert.deepEqual([...handled].sort(), [...contributed].sort());
  });

  it("stands under the category LLM", () => {
    for (const { command, category } of contributes.commands) assert.equal(category, "LLM", command);
  });

  it("holds every command that a key or a menu names", () => {
    const named = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].map(({ command }) => command);
    assert.deepEqual(named.filter((command) => !contributed.includes(command)), []);
  });
});
