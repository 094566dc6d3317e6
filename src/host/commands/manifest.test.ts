import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMAND_IDS } from "./ids";

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
    keybindings: { command: string; key: string; mac?: string; when?: string }[];
    submenus: { id: string; label: string }[];
    menus: Record<string, { command?: string; submenu?: string; when?: string }[]>;
  };
};
const contributed = contributes.commands.map(({ command }) => command);

describe("the list of commands", () => {
  it("is the one of package.json", () => {
    assert.deepEqual([...handled].sort(), [...contributed].sort());
    assert.deepEqual([...COMMAND_IDS].sort(), [...contributed].sort());
  });

  it("stands under the category LLM", () => {
    for (const { command, category } of contributes.commands) assert.equal(category, "LLM", command);
  });

  it("holds every command that a key or a menu names", () => {
    const named = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].flatMap(
      ({ command }) => command ?? [],
    );
    assert.deepEqual(
      named.filter((command) => !contributed.includes(command)),
      [],
    );
  });
});

describe("the editor's context menu", () => {
  const entries = contributes.menus["editor/context"] ?? [];
  const inside = contributes.menus[entries[0]?.submenu ?? ""] ?? [];

  it("has one entry, a submenu LLM, always", () => {
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.when, undefined);
    assert.deepEqual(contributes.submenus, [{ id: entries[0]?.submenu, label: "LLM" }]);
  });

  it("is never empty: only what needs a problem depends on anything", () => {
    assert.deepEqual(
      inside.filter(({ when }) => when !== undefined).map(({ command }) => command),
      ["llmBreaker.fixProblems"],
    );
    for (const command of ["ask", "analyzeSelection", "runPrompt", "newConversation"])
      assert.ok(
        inside.some((entry) => entry.command === `llmBreaker.${command}`),
        command,
      );
  });
});

describe("the keys", () => {
  const keys = contributes.keybindings.flatMap(({ key, mac }) => [key, ...(mac === undefined ? [] : [mac])]);

  it("hold no Ctrl+Alt: that is AltGr, which types letters, and what desktops lock the screen with", () => {
    for (const key of keys)
      for (const chord of key.split(" ")) assert.doesNotMatch(chord, /(ctrl|cmd)\+(shift\+)?(alt|option)\+/, key);
  });

  it("are reached on every layout: letters, or keys that have no letter", () => {
    for (const key of keys) for (const chord of key.split(" ")) assert.match(chord, /(^|\+)([a-z]|up|down)$/, key);
  });

  it("say when they count", () => {
    for (const { key, when } of contributes.keybindings) assert.ok(when, key);
  });

  it("are the ones that README and walkthrough name", () => {
    const [ask] = contributes.keybindings;
    const pressed = (ask?.key ?? "").replace("ctrl", "Ctrl").replace(/\b[a-z]\b/g, (letter) => letter.toUpperCase());
    for (const file of ["README.md", "package.nls.json", "test/support/sample-workspace/README.md"])
      assert.ok(readFileSync(file, "utf8").includes(pressed), `${file}: ${pressed}`);
  });
});
