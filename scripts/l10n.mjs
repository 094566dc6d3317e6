// @ts-check
/**
 * `npm run l10n`: looks through what is said to people. Finds texts that a language lacks, that nobody uses any more, that take other values than the
 * English ones, or that are too long for their place, and texts that go round `t()`. `-- --write` takes over into the bundles what the code says: the
 * English texts, and in the other languages an empty place for each one that is missing; what is unused goes.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { compare } from "./l10n/compare.mjs";
import { readManifest } from "./l10n/manifest.mjs";
import { comparePages, pagesOf } from "./l10n/pages.mjs";
import { roomFor, roomForKey } from "./l10n/places.mjs";
import { fixedPartsOf, valuesAndMarksOf } from "./l10n/placeholders.mjs";
import { readSource, readTable } from "./l10n/source.mjs";
import { projectPath } from "./paths.mjs";

/** What says a text that it is given. */
const SAYING = "src/core/l10n/t.ts";

/** Beside English. */
const LANGUAGES = ["zh-cn", "de"];

/** Tables whose words are translated where they are shown, by `tWord()`. @type {Readonly<Record<string, readonly string[]>>} */
const TABLES = {
  "src/core/model/failure-kinds.ts": ["phrase", "word"],
  "src/core/model/endpoint-types.ts": [
    ...["label", "description", "server"],
    ...["serverAt", "wrongAddress", "wordlessDenial"],
  ],
  "src/host/code/built-in-prompts.ts": ["name"],
  "src/host/texts/answer.ts": ["command"],
  "src/host/texts/asking.ts": ["command"],
  "src/host/texts/prompts.ts": ["command"],
  "src/host/texts/model-provider.ts": ["command"],
};

/** What is written there is read by models, logs and browsers. */
const FOR_MACHINES =
  /^src\/host\/(?:code\/(?:built-in-prompts|code-prompt)|log\/[\w-]+|diagnostics\/[\w-]+|texts\/diagnostics|page\/(?:page-html|reload-page))\.ts$/;

/**
 * What is written there in the core is for programs that call it, for logs, models, servers and other windows: docs/translating.md says why. Most of what is in
 * `src/node` is, too (SQL, headers, metrics).
 */
const FOR_PROGRAMS =
  /^src\/node\/|^src\/host\/(?:api\/|model-provider\/words-for-models\.ts$)|^src\/core\/(?:\w[\w-]*\.ts$|(?:breaker|foreign|health|history|l10n|messages|model)\/|failure\/(?:classify-words|errors|in-band\/[\w-]+|retry-after)\.ts$|endpoint\/(?:answer\/finish-reason|message\/paired-calls|ollama\/ollama-messages|wire\/line-splitter|wire\/read-body)\.ts$|service\/(?:config|endpoints\/(?:shared\/shared-state|sleep-watch)|request\/(?:input[\w-]*|planner|words-of-message)\.ts$))/;

const write = process.argv.includes("--write");
/** @type {string[]} */
const mistakes = [];

/** @type {import("./l10n/source.mjs").Text[]} */
const texts = [];
for (const file of sourceFiles()) {
  const found = readSource(file, read(file), { forMachines: FOR_MACHINES.test(file) || FOR_PROGRAMS.test(file) });
  texts.push(...found.texts);
  mistakes.push(...found.mistakes);
}
for (const [file, properties] of Object.entries(TABLES)) texts.push(...readTable(file, read(file), properties));

/** @type {Map<string, import("./l10n/compare.mjs").Wanted>} */
const said = new Map();
for (const text of texts) {
  const room = roomFor(text);
  const before = said.get(text.text)?.room;
  // The same words may stand in several places; the narrowest counts.
  said.set(text.text, { english: text.text, room: before && (!room || before.most <= room.most) ? before : room });
}
for (const language of ["", ...LANGUAGES])
  check(`l10n/bundle.l10n${language && `.${language}`}.json`, said, valuesAndMarksOf, language === "");

const description = JSON.parse(read("package.json"));
const manifest = readManifest(description);
mistakes.push(...manifest.mistakes);
const english = readJson("package.nls.json");
const named = new Map(
  manifest.keys.map((key) => [key, { english: String(english[key] ?? ""), room: roomForKey(key) }]),
);
for (const language of ["", ...LANGUAGES])
  check(`package.nls${language && `.${language}`}.json`, named, fixedPartsOf, false);

const pages = pagesOf(description);
mistakes.push(...comparePages(pages, LANGUAGES, pagesBeside(pages)));

for (const mistake of mistakes) console.log(mistake);
console.log(
  mistakes.length === 0
    ? `${said.size + named.size} texts, ${LANGUAGES.length + 1} languages: all is well.`
    : `${mistakes.length} mistakes.`,
);
process.exitCode = mistakes.length === 0 ? 0 : 1;

/**
 * @param {string} file
 * @param {ReadonlyMap<string, import("./l10n/compare.mjs").Wanted>} wanted
 * @param {(text: string) => string[]} fixedOf
 * @param {boolean} isSource whether the keys are the texts
 */
function check(file, wanted, fixedOf, isSource) {
  let bundle = readJson(file);
  if (write) {
    const keys = [...wanted.keys()];
    const ordered = file.startsWith("l10n/") ? keys.sort() : keys;
    bundle = Object.fromEntries(ordered.map((key) => [key, isSource ? key : (bundle[key] ?? "")]));
    writeFileSync(projectPath(file), `${JSON.stringify(bundle, null, 2)}\n`);
  }
  mistakes.push(...compare(file, bundle, wanted, fixedOf));
}

/** @returns {string[]} in which there may be something for people */
function sourceFiles() {
  const folders = ["src/core", "src/node", "src/host", "src/webview"];
  const files = folders.flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  );
  return ["src/extension.ts", ...files.map((file) => file.replaceAll("\\", "/"))]
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.endsWith(".d.ts") && file !== SAYING)
    .sort();
}

/** @param {string[]} pages @returns {Map<string, string>} the Markdown in their folders, by path */
function pagesBeside(pages) {
  const folders = [...new Set(pages.map((page) => page.slice(0, page.lastIndexOf("/"))))];
  const files = folders.flatMap((folder) => readdirSync(projectPath(folder)).map((name) => `${folder}/${name}`));
  return new Map(files.filter((file) => file.endsWith(".md")).map((file) => [file, read(file)]));
}

/** @param {string} file */
function read(file) {
  return readFileSync(projectPath(file), "utf8");
}

/** @param {string} file @returns {Record<string, unknown>} */
function readJson(file) {
  try {
    return JSON.parse(read(file));
  } catch (error) {
    // A file that is not there lacks everything, and is told so text by text.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
