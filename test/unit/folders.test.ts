import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** About fifteen is what we aim at; a folder with more than this has to be divided. */
const MOST_FILES = 20;

/** Relative imports and exports of a file, types too; also `import("…")`. */
const IMPORTS = /(?:from|import)\s*\(?\s*"(\.[^"]*)"/g;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => join("src", file))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

/** For each folder those whose files it imports. */
function folderImports(): Map<string, Set<string>> {
  const known = new Set(files);
  const imports = new Map<string, Set<string>>();
  for (const file of files) {
    const from = dirname(file);
    const others = imports.get(from) ?? new Set();
    imports.set(from, others);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(IMPORTS)) {
      const target = normalize(join(from, path));
      const found = [`${target}.ts`, join(target, "index.ts")].find((candidate) => known.has(candidate));
      if (found !== undefined && dirname(found) !== from) others.add(dirname(found));
    }
  }
  return imports;
}

/** The first circle that a walk along the imports meets. */
function circleIn(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const walk = (folder: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder];
    if (done.has(folder)) return undefined;
    for (const other of imports.get(folder) ?? []) {
      const circle = walk(other, [...way, folder]);
      if (circle) return circle;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of imports.keys()) {
    const circle = walk(folder, []);
    if (circle) return circle;
  }
  return undefined;
}

describe("the folders of src", () => {
  it("import each other in no circle", () => {
    const imports = folderImports();
    assert.ok((imports.get("src/core/service")?.size ?? 0) > 5, "the imports were not found");
    assert.equal(circleIn(imports)?.join(" → "), undefined);
  });

  it("hold so few files that one can take them in", () => {
    const sizes = new Map<string, number>();
    for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
    const full = [...sizes].filter(([, size]) => size > MOST_FILES);
    assert.deepEqual(full, []);
  });
});
