import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { packagedReadme } from "../../../scripts/build/packaged-readme.mjs";

const pages = ["README.md", ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : []))];
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  repository: { url: string };
  homepage: string;
  bugs: { url: string };
  contributes: {
    commands: { title: string; category: string }[];
    configuration: { properties: Record<string, unknown> }[];
    walkthroughs: { steps: { description: string; media: { markdown?: string } }[] }[];
  };
};
const english = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;
/** Outside of code: an address that is written there is an example. */
const plain = (text: string): string => text.replace(/```[^]*?```|`[^`\n]*`/g, "");

describe("README", () => {
  const readme = readFileSync("README.md", "utf8");
  const raw = `${manifest.repository.url.replace("https://github.com/", "https://raw.githubusercontent.com/").replace(/\.git$/, "")}/HEAD/`;

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

describe("the README of an installed extension", () => {
  const shown = packagedReadme(readFileSync("README.md", "utf8"));

  it("leads to no page and no picture of the sources, which cannot be reached from there, but names them", () => {
    assert.doesNotMatch(shown, /<picture|<img|raw\.githubusercontent/);
    assert.ok(!shown.includes(manifest.repository.url.replace(/\.git$/, "")));
    const targets = Array.from(plain(shown).matchAll(/\]\(([^)]+)\)/g), ([, target = ""]) => target);
    assert.ok(targets.length > 0);
    for (const target of targets) assert.match(target, /^https:\/\//);
    for (const page of ["docs/commands.md", "docs/troubleshooting.md"]) assert.ok(shown.includes(`\`${page}\``), page);
  });

  it("is the README otherwise, whatever stands in it", () => {
    const text =
      "# A\n\n<picture>\n<img>\n</picture>\n\nSee [how](docs/a.md), [docs/b.md](docs/b.md), [out](https://x.test), [up](#a) and a[0](1.\n";
    assert.equal(
      packagedReadme(text),
      "# A\n\nSee how (`docs/a.md`), `docs/b.md`, [out](https://x.test), [up](#a) and a[0](1.\n",
    );
  });
});

describe("what the pages say", () => {
  const commands = new Set(
    manifest.contributes.commands.map(({ title, category }) => `${category}: ${english[title.slice(1, -1)]}`),
  );
  const settings = new Set(manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties)));

  for (const page of pages) {
    const text = readFileSync(page, "utf8");
    it(`names commands, settings and pages that there are: ${page}`, () => {
      for (const [name] of text.matchAll(/\bllmBreaker\.[a-zA-Z]+(?:\.[a-zA-Z]+)?/g))
        assert.ok(settings.has(name) || existsInCode(name), name);
      for (const [, name = ""] of text.matchAll(/(?:\*\*|\| |, |`)(LLM: [A-Z][^*`|,(]*?)(?:\*\*| \||,|`)/g))
        assert.ok(commands.has(name), name);
      for (const [, target = ""] of plain(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? page : `${page.includes("/") ? "docs/" : ""}${path}`;
        assert.ok(existsSync(file), `${page}: ${target}`);
        if (anchor !== undefined) assert.ok(anchors(readFileSync(file, "utf8")).has(anchor), `${page}: ${target}`);
      }
    });
  }

  it("has one address for the sources, of which the others are parts", () => {
    const home = manifest.repository.url.replace(/\.git$/, "");
    assert.match(home, /^https:\/\/[a-z0-9.-]+\/[\w-]+\/[\w-]+$/);
    assert.deepEqual([manifest.homepage, manifest.bugs.url], [`${home}#readme`, `${home}/issues`]);
  });

  it("has links in the walkthrough to commands that there are, and to one page of somebody else", () => {
    const ids = new Set(Object.keys(commandIds()));
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const texts = steps.flatMap(({ description, media }) => [
      english[description.slice(1, -1)] ?? "",
      ...(media.markdown === undefined ? [] : [readFileSync(media.markdown, "utf8")]),
    ]);
    const targets = texts.flatMap((text) => Array.from(text.matchAll(/\]\(([^)]+)\)/g), ([, target = ""]) => target));
    assert.ok(targets.length > 5);
    for (const target of targets)
      if (target !== "https://ollama.com/download")
        assert.ok(ids.has(target.replace(/^command:/, "").replace(/\?.*/, "")), target);
  });
});

function commandIds(): Record<string, true> {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { commands: { command: string }[] };
  };
  return Object.fromEntries(contributes.commands.map(({ command }) => [command, true]));
}

/** A command's id, or a message between parts: no setting, but a name of the code. */
const existsInCode = (name: string): boolean => Object.hasOwn(commandIds(), name);

/** As GitHub and VS Code make them of headings. */
const anchors = (text: string): Set<string> =>
  new Set(
    Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
