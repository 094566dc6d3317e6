import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Editor } from "../e2e/fixtures/editor";
import { bursts } from "./idle/bursts";
import { cpuOf, extensionHosts, threadsOf } from "../support/host-process";
import { installMeter, openQuietWindow } from "./idle/quiet-window";

/**
 * `npm run bench:idle -- [--seconds N]`: a window with an open breaker and a hidden dashboard in which nobody does anything, for five minutes. How often our code wakes the
 * extension host, and what processor time that host uses beyond one without the extension, which runs beside it. Needs Linux.
 */
const WAKES_A_MINUTE = 2;
const CORE_SHARE = 0.001;
/** Nobody has touched the window for so long before it begins; the editor takes a window for left after one minute. */
const SETTLE_MS = 100_000;
/** Refuses at once: nobody listens on the port of discarded data. */
const NOBODY = "http://127.0.0.1:9";

const options = process.argv.slice(2);
const seconds = Number(options.includes("--seconds") ? options[options.indexOf("--seconds") + 1] : 300);

async function main(): Promise<void> {
  const meter = process.env["LLM_BREAKER_METER"]!;
  installMeter(process.env["LLM_BREAKER_E2E_EXTENSIONS"]!);
  const quiet = await openQuietWindow();
  const editor = await Editor.open({
    settings: {
      "llmBreaker.endpoints": [{ id: "nobody", type: "ollama", url: NOBODY, model: "m" }],
      "llmBreaker.recoveryTimeout": 3_600,
    },
    files: { "notes.txt": "Nothing to do.\n" },
  });
  try {
    await openBreaker(editor);
    await hideDashboard(editor);
    const [host] = extensionHosts(dirname(editor.folder));
    const [compared] = extensionHosts(quiet.dataDir);
    if (host === undefined || compared === undefined) throw new Error("The extension hosts were not found.");
    await wait(SETTLE_MS);
    console.log(
      `${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)}; ${seconds} s with the breaker open and nobody there`,
    );
    await measure(host, compared, join(meter, `meter-${host}.txt`));
    console.log(`  the status bar says “${await editor.statusText()}”`);
  } finally {
    await editor.close();
    await quiet.close();
  }
}

async function openBreaker(editor: Editor): Promise<void> {
  for (const question of ["One?", "Two?", "Three?"]) {
    await editor.ask(question);
    await editor.answer.ended(question, "failed");
  }
  await editor.statusMatches(/nobody open/);
}

async function hideDashboard(editor: Editor): Promise<void> {
  await editor.runCommand("LLM: Open Dashboard");
  await editor.webview(".cards");
  await editor.runCommand("View: Close All Editors");
  await editor.runCommand("LLM: Open Dashboard");
  await editor.webview(".cards");
  await editor.openFile("notes.txt");
}

async function measure(host: number, compared: number, report: string): Promise<void> {
  const before = { host: cpuOf(host), compared: cpuOf(compared), thread: threadOf(host) };
  const startedAt = Date.now();
  await wait(seconds * 1_000);
  const endedAt = Date.now();
  const tookMs = endedAt - startedAt;
  const used = { host: cpuOf(host) - before.host, compared: cpuOf(compared) - before.compared };
  const thread = threadOf(host);
  const runs = readReport(report).filter(({ at }) => at >= startedAt && at <= endedAt);

  const perMinute = (bursts(runs.map(({ at }) => at)) * 60_000) / tookMs;
  const share = (used.host - used.compared) / tookMs;
  line(perMinute <= WAKES_A_MINUTE, "woken by us", `${perMinute.toFixed(1)} times a minute`, `≤ ${WAKES_A_MINUTE}`);
  line(
    share <= CORE_SHARE,
    "processor beyond a host without us",
    `${(share * 100).toFixed(3)} %`,
    `≤ ${CORE_SHARE * 100} %`,
  );
  console.log(
    `    with ${percentOf(used.host, tookMs)}, without ${percentOf(used.compared, tookMs)}; of it the history's thread ${percentOf(thread.cpuMs - before.thread.cpuMs, tookMs)}, which Node and the system woke ${thread.rests - before.thread.rests} times`,
  );
  const by = new Map<string, number>();
  for (const { who } of runs) by.set(who, (by.get(who) ?? 0) + 1);
  for (const [who, times] of [...by].sort(([, one], [, other]) => other - one)) console.log(`    ${times} × ${who}`);
}

/** The history's thread. Node cuts its name to 15 characters. */
function threadOf(pid: number): { cpuMs: number; rests: number } {
  const thread = [...threadsOf(pid).values()].find(({ name }) => name.startsWith("llm-breaker"));
  if (!thread) throw new Error("The history's thread was not found.");
  return thread;
}

/** Lines of a time in epoch milliseconds and of who ran then. */
function readReport(path: string): { at: number; who: string }[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((text) => text !== "")
    .map((text) => ({ at: parseInt(text, 10), who: text.replace(/^\d+ /, "") }));
}

const percentOf = (ms: number, ofMs: number): string => `${((100 * ms) / ofMs).toFixed(3)} %`;

function line(met: boolean, what: string, figure: string, target: string): void {
  if (!met) process.exitCode = 1;
  console.log(`  ${met ? "✔" : "✖"} ${what.padEnd(36)}${figure.padStart(20)}  ${target}`);
}

void main();
