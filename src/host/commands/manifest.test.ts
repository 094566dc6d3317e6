import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The list itself needs a running editor; its text does not. Parts of the host bring commands of their own to it. */
const sources = readdirSync("src/host", { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
);
const handled = sources.flatMap((file) =>
  [...readFileSync(join("src/host", file), "utf8").matchAll(/(?:^ +|\{ )"(llmBreaker\.\w+)":/gm)].map(([, id]) => id),
);

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
  contributes: {
    commands: { command: string; category: string }[];
    keybindings: { command: string }[];
    menus: Record<string, { command: string }[]>;
  };
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
    const named = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].map(
      ({ command }) => command,
    );
    assert.deepEqual(
      named.filter((command) => !contributed.includes(command)),
      [],
    );
  });
});
