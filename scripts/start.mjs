// @ts-check
/**
 * `npm start`: opens VS Code with the extension on a sample folder. Takes the desktop VS Code if there is one (`code` in the PATH, or
 * the one that `LLM_BREAKER_VSCODE` names), else a VS Code server from the npm registry, whose address it prints. `LLM_BREAKER_PORT`
 * chooses the server's port. Everything lives under .vscode-test/start (or the folder that `LLM_BREAKER_START_FOLDER` names), which
 * may be deleted. Ctrl+C ends all that was started.
 */
import { cpSync, existsSync } from "node:fs";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath } from "./paths.mjs";
import { killStrays, markRun } from "./process/strays.mjs";

const mark = markRun();
const home = process.env["LLM_BREAKER_START_FOLDER"] ?? projectPath(".vscode-test", "start");
const sample = `${home}/sample`;

const whatToPress = [
  "",
  "What to press in the editor (on a Mac Cmd instead of Ctrl):",
  "  Ctrl+K L         ask anything: Ctrl+K first, then L alone",
  "  Ctrl+K Shift+L   analyze the function that the cursor is in",
  "  F1, LLM          everything else; the LLM item in the status bar has a menu, too",
];

/** @type {(() => Promise<void>)[]} undone in reverse order */
const cleanups = [];
let ending = false;
/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const undo of cleanups.reverse()) await undo();
  killStrays(mark);
  process.exit(code);
}
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    if (!ending) console.log("\nStopping …");
    void end(0);
  });
}

try {
  await ensureDependencies();
  // Only now can modules be loaded that need the dependencies.
  const { findOllama } = await import("./find-ollama.mjs");
  const { findDesktopCode, openDesktop } = await import("./start/desktop.mjs");
  const { openServer } = await import("./start/server.mjs");

  // A copy, so that what is tried out in it leaves the project as it was.
  if (!existsSync(sample)) cpSync(projectPath("test/support/sample-workspace"), sample, { recursive: true });
  // It says what to press, and that is of today.
  cpSync(projectPath("test/support/sample-workspace/README.md"), `${sample}/README.md`);
  const ollama = await findOllama();
  cleanups.push(ollama.stop);
  const desktop = findDesktopCode();
  const opened = desktop
    ? await openDesktop(desktop, { home, sample, ollama })
    : await openServer({ home, sample, ollama });
  cleanups.push(opened.stop);

  console.log(["", ...opened.says, ...whatToPress, ...aboutOllama(ollama), "", "Ctrl+C stops everything."].join("\n"));
  const code = await opened.ended;
  if (!ending && code !== 0) console.error(`VS Code ended with code ${code}.`);
  await end(code ?? 1);
} catch (error) {
  if (!ending) console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/** @param {import("./find-ollama.mjs").Ollama} ollama */
function aboutOllama({ url, control }) {
  if (!control) return ["", `Model: the Ollama on ${url}.`];
  return [
    "",
    `Model: no Ollama answers on localhost:11434, so a scripted one runs on ${url}. Its answers are canned, its faults are yours:`,
    `  curl -X POST ${control}/die              the server dies: ask three times and see the breaker open`,
    `  curl -X POST ${control}/return           it comes back`,
    `  curl -X POST ${control}/preset/hang      requests hang; also stall, reset, truncate, overloaded, error, html, empty, slow`,
    `  curl -X DELETE ${control}/faults         all faults off`,
  ];
}
