import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Editor } from "../e2e/fixtures/editor";
import { until } from "../e2e/fixtures/until";
import { bursts } from "./idle/bursts";
import { cpuOf, extensionHosts, threadsOf } from "./idle/host-process";
import { installMeter, openQuietWindow } from "./idle/quiet-window";

/**
 * `npm run bench:idle -- [--seconds N]`: a window with an open breaker and a hidden dashboard in which nobody does anything, for five minutes. How often our code wakes the
 * extension host, and what processor time that host uses beyond one without the extension, which runs beside it. Needs Linux.
 */
const WAKES_A_MINUTE = 2;
const CORE_SHARE = 0.001;
/** Nobody has touched the window for so long before it begins; the editor takes a window for left after one minute. */
const SETTLE_MS = 100_000;
const SAMPLE_MS = 1_000;
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
    await measure(host, compared, join(meter, `meter-${host}.json`));
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
  const before = { host: cpuOf(host), compared: cpuOf(compared), threads: threadsOf(host) };
  const startedAt = Date.now();
  const wokenAt = await watchThread(host, startedAt + seconds * 1_000);
  const tookMs = Date.now() - startedAt;
  const used = { host: cpuOf(host) - before.host, compared: cpuOf(compared) - before.compared };
  process.kill(host, "SIGUSR2");
  const runs = (await readReport(report)).filter(({ at }) => at >= startedAt && at <= startedAt + tookMs);

  const all = [...runs.map(({ at }) => at), ...wokenAt];
  const perMinute = (bursts(all) * 60_000) / tookMs;
  const share = (used.host - used.compared) / tookMs;
  const own = [...threadsOf(host)].filter(([, { name }]) => isOurs(name));
  const ownMs = own.reduce((sum, [id, { cpuMs }]) => sum + cpuMs - (before.threads.get(id)?.cpuMs ?? 0), 0);
  line(perMinute <= WAKES_A_MINUTE, "woken by us", `${perMinute.toFixed(1)} times a minute`, `≤ ${WAKES_A_MINUTE}`);
  line(
    share <= CORE_SHARE,
    "processor beyond a host without us",
    `${(share * 100).toFixed(3)} %`,
    `≤ ${CORE_SHARE * 100} %`,
  );
  console.log(
    `    with ${percentOf(used.host, tookMs)}, without ${percentOf(used.compared, tookMs)}; the history's thread ${percentOf(ownMs, tookMs)}, woken ${wokenAt.length} times`,
  );
  const by = new Map<string, number>();
  for (const { who } of runs) by.set(who, (by.get(who) ?? 0) + 1);
  for (const [who, times] of [...by].sort(([, one], [, other]) => other - one)) console.log(`    ${times} × ${who}`);
}

/** When the history's thread was awake, to a second. */
async function watchThread(pid: number, untilMs: number): Promise<number[]> {
  const at: number[] = [];
  let last = restsOf(pid);
  while (Date.now() < untilMs) {
    await wait(Math.max(0, Math.min(SAMPLE_MS, untilMs - Date.now())));
    const now = restsOf(pid);
    if (now !== last) at.push(Date.now());
    last = now;
  }
  return at;
}

/** Node cuts the name of a thread to 15 characters. */
const isOurs = (name: string): boolean => name.startsWith("llm-breaker");

const restsOf = (pid: number): number =>
  [...threadsOf(pid).values()].filter(({ name }) => isOurs(name)).reduce((sum, { rests }) => sum + rests, 0);

function readReport(path: string): Promise<{ at: number; who: string }[]> {
  return until("the meter has written its report", 10_000, () => {
    try {
      return Promise.resolve({ done: JSON.parse(readFileSync(path, "utf8")) as { at: number; who: string }[] });
    } catch (error) {
      return Promise.resolve({ done: undefined, seen: String(error) });
    }
  });
}

const percentOf = (ms: number, ofMs: number): string => `${((100 * ms) / ofMs).toFixed(3)} %`;

function line(met: boolean, what: string, figure: string, target: string): void {
  if (!met) process.exitCode = 1;
  console.log(`  ${met ? "✔" : "✖"} ${what.padEnd(36)}${figure.padStart(20)}  ${target}`);
}

void main();
