import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";

describe("README", () => {
  const readme = readFileSync("README.md", "utf8");
  const { repository } = JSON.parse(readFileSync("package.json", "utf8")) as { repository: { url: string } };
  const raw = `${repository.url.replace("https://github.com/", "https://raw.githubusercontent.com/").replace(/\.git$/, "")}/HEAD/`;

  it("shows pictures that there are, each in light and dark", () => {
    const light = Array.from(readme.matchAll(/<img [^>]*src="([^"]+)-light\.webp"/g), ([, path]) => path);
    const dark = Array.from(readme.matchAll(/srcset="([^"]+)-dark\.webp"/g), ([, path = ""]) => path.replace(raw, ""));
    assert.ok(light.length >= 3);
    assert.deepEqual(dark, light);
    for (const path of light)
      for (const theme of ["light", "dark"]) {
        const { size } = statSync(`${path}-${theme}.webp`);
        assert.ok(size > 1_000 && size <= 160_000, `${path}: ${size} bytes`);
      }
  });

  it("names what vsce does not make absolute by its whole address: it knows src and links, but no srcset", () => {
    for (const [, address = ""] of readme.matchAll(/srcset="([^"]+)"/g)) assert.ok(address.startsWith(raw), address);
  });

  it("describes each picture, and links to files that there are", () => {
    for (const [image] of readme.matchAll(/<img [^>]*>/g)) assert.match(image, /alt="[^"]{30,}"/);
    for (const [, target = ""] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) assert.ok(existsSync(target), target);
  });
});
