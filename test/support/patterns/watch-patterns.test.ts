import assert from "node:assert/strict";
import { watchPatterns } from "./watch-patterns";

it("patterns are watched in every way of using one, and only while something runs", async () => {
  const text = "a1 b2 c3";
  const uses: [string, () => unknown][] = [
    ["test", () => /\d/.test(text)],
    ["exec", () => /\d/.exec(text)],
    ["match", () => text.match(/\d/)],
    ["match of all", () => text.match(/\d/g)],
    ["matchAll", () => [...text.matchAll(/\d/g)]],
    ["replace", () => text.replace(/\d/, "")],
    ["replace of all", () => text.replace(/\d/g, "")],
    ["replaceAll", () => text.replaceAll(/\d/g, "")],
    ["search", () => text.search(/\d/)],
    ["split", () => text.split(/\d/)],
  ];
  for (const [name, use] of uses) {
    const { steps, longest, patterns } = await watchPatterns(use);
    assert.ok(
      steps > 0 && longest === text.length && patterns.length === 1,
      `${name}: ${steps} steps, ${longest} characters, ${patterns.length} patterns`,
    );
  }
  assert.deepEqual(await watchPatterns(() => undefined), { steps: 0, longest: 0, patterns: [] });
});
