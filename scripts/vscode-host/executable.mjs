#!/usr/bin/env node
// @ts-check
/**
 * Stands in for the desktop VS Code where that cannot be downloaded: takes the arguments that `runTests` of @vscode/test-electron
 * gives to `code`, runs the tests in the extension host of a real VS Code server with its workbench in a headless browser, and
 * ends with their exit code. `LLM_BREAKER_HOST` chooses the version: `newest` (default) or `oldest`. With `LLM_BREAKER_NO_NETWORK` nothing but this machine
 * can be looked up or reached, from the first moment on.
 */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { inspect, parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { browserArguments, findBrowser } from "../find-browser.mjs";
import { projectPath } from "../paths.mjs";
import { installHost } from "./install.mjs";
import { startServer, workbenchAddress } from "./server.mjs";
import { hostVersions, isHostName } from "./versions.mjs";

const REPORT_PREFIX = "[tests] ";
const OVERALL_TIMEOUT_MS = 15 * 60_000;
const ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost";

const { values, positionals } = parseArgs({
  options: { extensionDevelopmentPath: { type: "string", multiple: true }, extensionTestsPath: { type: "string" } },
  allowPositionals: true,
  // `runTests` adds switches for the desktop program (--no-sandbox, --user-data-dir=…), which mean nothing here.
  strict: false,
});
const [development = "", ...others] = /** @type {string[]} */ (values.extensionDevelopmentPath ?? []).map(String);
const tests = String(values.extensionTestsPath ?? "");
const folder = positionals[0];
if (!development || !tests || !folder) {
  console.error("Usage: executable.mjs FOLDER --extensionDevelopmentPath=PATH --extensionTestsPath=PATH");
  process.exit(2);
}
const name = process.env["LLM_BREAKER_HOST"] ?? "newest";
if (!isHostName(name)) {
  console.error(`LLM_BREAKER_HOST is "${name}"; it must be one of ${Object.keys(hostVersions).join(", ")}.`);
  process.exit(2);
}

const logFile = projectPath("test-artifacts", "logs", `integration-${name}.log`);
mkdirSync(projectPath("test-artifacts", "logs"), { recursive: true });
writeFileSync(logFile, "");
/** @type {string[]} unhandled rejections of the extension under test */
const unhandled = [];

/** @type {(() => unknown)[]} undone in reverse order at the end, whatever the end is */
const cleanups = [];
let finishing = false;
/** @param {number} code */
async function finish(code) {
  if (finishing) return;
  finishing = true;
  for (const undo of cleanups.reverse()) {
    try {
      await undo();
    } catch (error) {
      console.error(error);
    }
  }
  process.exit(code);
}
/** @param {number} code the tests' own verdict */
function testsEnded(code) {
  for (const text of unhandled) console.error(`Unhandled rejection in the extension: ${text}`);
  if (code !== 0 || unhandled.length > 0) console.error(`The console of VS Code is in ${logFile}`);
  void finish(code === 0 && unhandled.length > 0 ? 1 : code);
}
setTimeout(() => {
  console.error(`The tests did not end within ${OVERALL_TIMEOUT_MS / 60_000} minutes.`);
  testsEnded(1);
}, OVERALL_TIMEOUT_MS);
// Whoever read the report has gone (`| head`): nobody will miss the rest.
process.stdout.on("error", () => void finish(1));
process.on("SIGHUP", () => void finish(129));
process.on("SIGINT", () => void finish(130));
process.on("SIGTERM", () => void finish(143));

try {
  const host = await installHost(hostVersions[name]);
  const executablePath = await findBrowser();
  const dataDir = mkdtempSync(join(tmpdir(), "llm-breaker-host-"));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  // A window in the browser takes one extension from its sources: the others are installed before the server has looked.
  for (const path of others) cpSync(path, `${dataDir}/extensions/${basename(path)}`, { recursive: true });
  const cutOff = Boolean(process.env["LLM_BREAKER_NO_NETWORK"]);
  const server = await startServer(host, {
    dataDir,
    developmentPayload: true,
    ...(cutOff && { preload: projectPath("scripts/vscode-host/no-network.cjs") }),
  });
  cleanups.push(() => server.stop());
  void server.exited.then((code) => {
    if (!finishing) console.error(`VS Code's server ended by itself with code ${code}.`);
    void finish(1);
  });

  const browser = await chromium.launch({
    executablePath,
    args: cutOff ? [...browserArguments, ONLY_THIS_MACHINE] : browserArguments,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  cleanups.push(() => browser.close());
  const page = await browser.newPage();
  page.on("crash", () => {
    console.error("The workbench page crashed.");
    void finish(1);
  });
  await page.exposeFunction("codeAutomationLog", readConsoleLine);
  await page.exposeFunction("codeAutomationExit", testsEnded);
  const remote = (/** @type {string} */ path) => `vscode-remote://${server.authority}${resolve(path)}`;
  /** @type {[string, string][]} */
  const payload = [
    ["extensionDevelopmentPath", remote(development)],
    ["extensionTestsPath", remote(tests)],
    ["skipWelcome", "true"],
  ];
  await page.goto(workbenchAddress(server, resolve(folder), payload));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await finish(1);
}

/**
 * Every console line of the window and of the extension host comes here. The tests' own report is shown, the rest is kept in a file.
 * @param {string} type
 * @param {unknown[]} args
 */
function readConsoleLine(type, args) {
  const text = args.map((arg) => (typeof arg === "string" ? arg : inspect(arg))).join(" ");
  if (text.startsWith(REPORT_PREFIX)) {
    console.log(text.slice(REPORT_PREFIX.length));
    return;
  }
  appendFileSync(logFile, `${new Date().toISOString()} [${type}] ${text}\n`);
  if (/rejected promise not handled/.test(text) && namesExtension(text)) unhandled.push(text);
}

/**
 * The VS Code that runs here is installed inside the project's folder: what only names that is not the extension's doing.
 * @param {string} text
 */
function namesExtension(text) {
  return text.replaceAll(projectPath(".vscode-test"), "").includes(development);
}
