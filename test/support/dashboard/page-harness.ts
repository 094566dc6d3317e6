import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { leanPages } from "../../../scripts/build/lean-pages.cjs";
import type { Clock } from "../../../src/core/breaker/types";
import { createMemoryHistory } from "../history/memory-history";
import type { HistoryStore } from "../../../src/core/history/types";
import type { ToPage } from "../../../src/core/messages/dashboard";
import { silentLogger } from "../../../src/core/ports/logger";
import { pageHtml } from "../../../src/host/page/page-html";
import type { DashboardDeps } from "../../../src/host/dashboard/deps";
import { DashboardSession } from "../../../src/host/dashboard/session";
import { rawEndpoint, thresholdFields, withThresholds } from "../../../src/host/dashboard/thresholds";
import { createChaosTransport } from "../../../src/node/transport/chaos/chaos-transport";
import { inventDay } from "./invented-history";
import { InventedService } from "./invented-service";
import { themeFor, type ThemeName } from "./themes";
import { browserArguments, findBrowser } from "../../../scripts/find-browser.mjs";

const origin = "http://dashboard.test";
const day = 86_400_000;

export interface HarnessOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** Fills the history; a day of work with three endpoints by default. */
  fill?: (history: HistoryStore, endMs: number) => void;
  reducedMotion?: boolean;
  /** Puts something else in the place of the history. */
  instead?: (history: HistoryStore) => HistoryStore;
}

/** The real page in a browser and the host's real side of it, without the editor between them. */
export interface DashboardHarness {
  page: Page;
  service: InventedService;
  history: HistoryStore;
  /** What the page asked the host to do outside the dashboard. */
  done: string[];
  /** Messages to the page so far. */
  sent: ToPage[];
  /** Problems that the browser reported: errors, refused styles and scripts. */
  problems: string[];
  setTheme(theme: ThemeName): Promise<void>;
  /** As when the editor hides the tab: nothing is delivered. */
  hide(): void;
  /** Loads the page anew, as after a window reload. */
  reload(): Promise<void>;
  /** Hands a message to the host as if the page had sent it. */
  receive(message: unknown): void;
}

let browser: Promise<Browser> | undefined;
let bundle: Promise<{ script: string; style: string }> | undefined;

/** Opens dashboards in one browser; `closeAll` ends everything. */
export class DashboardHarnesses {
  readonly #cleanups: (() => Promise<void>)[] = [];

  async open(options: HarnessOptions = {}): Promise<DashboardHarness> {
    const {
      theme = "dark",
      width = 1280,
      height = 800,
      fill = inventDay,
      reducedMotion = false,
      instead = (store) => store,
    } = options;
    browser ??= findBrowser().then((executablePath) => chromium.launch({ executablePath, args: browserArguments }));
    bundle ??= buildPage();
    const { script, style } = await bundle;
    const context = await (
      await browser
    ).newContext({ viewport: { width, height }, reducedMotion: reducedMotion ? "reduce" : "no-preference" });
    const page = await context.newPage();

    // The history is born a day ago, so that it has seen what is recorded in it.
    let bornAt: number | undefined = Date.now() - day;
    const clock: Clock = {
      now: () => performance.now(),
      wallNow: () => bornAt ?? Date.now(),
      setTimeout: (fn, ms) => setTimeout(fn, ms),
      clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
    };
    const memory = createMemoryHistory({ clock, logger: silentLogger });
    const history = instead(memory);
    bornAt = undefined;
    fill(history, Date.now());
    await history.flush();
    const service = new InventedService(clock);
    const chaos = createChaosTransport(
      { request: () => Promise.reject(new Error("unused")), dispose: () => Promise.resolve() },
      clock,
      Math.random,
    );
    const done: string[] = [];
    const sent: ToPage[] = [];
    const problems: string[] = [];
    let visible = true;
    const session = new DashboardSession(
      {
        service,
        history,
        chaos,
        clock,
        log: silentLogger,
        thresholds: memoryThresholds(),
        offered: (actions) => actions,
        ...recordingActions(done),
      },
      (message) => {
        sent.push(message);
        if (visible && !page.isClosed())
          void page
            .evaluate((data) => window.postMessage(data), JSON.parse(JSON.stringify(message)) as unknown)
            .catch(() => undefined);
      },
    );
    this.#cleanups.push(async () => {
      session.dispose();
      service.dispose();
      await chaos.dispose();
      await memory.dispose();
      await context.close();
    });

    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || /Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    await page.exposeFunction("toHost", (message: unknown) => session.receive(message));
    // The loader that runs these tests names functions through a helper, which functions sent to the page take along.
    await page.addInitScript("globalThis.__name = (named) => named");
    await page.addInitScript(pretendToBeTheEditor, themeFor(theme));
    const html = pageHtml({
      title: "Dashboard",
      cspSource: origin,
      nonce: "n0nce",
      script: `${origin}/dashboard.js`,
      style: `${origin}/dashboard.css`,
    });
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/dashboard.js") return route.fulfill({ contentType: "text/javascript", body: script });
      if (pathname === "/dashboard.css") return route.fulfill({ contentType: "text/css", body: style });
      return route.fulfill({ contentType: "text/html", body: html });
    });
    const settled = async (): Promise<void> => {
      await page.waitForSelector(".card");
      await page.waitForSelector(".uplot canvas");
    };
    await page.goto(`${origin}/`);
    await settled();
    return {
      page,
      service,
      history,
      done,
      sent,
      problems,
      setTheme: (name) => page.evaluate(applyTheme, themeFor(name)),
      hide: () => {
        visible = false;
        session.hide();
      },
      reload: async () => {
        session.hide();
        visible = true;
        await page.reload();
        await settled();
      },
      receive: (message) => session.receive(message),
    };
  }

  async closeAll(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) await cleanup();
    await (await browser)?.close();
    browser = undefined;
    bundle = undefined;
  }
}

async function buildPage(): Promise<{ script: string; style: string }> {
  const outdir = mkdtempSync(join(tmpdir(), "llm-breaker-dashboard-"));
  try {
    await build({
      entryPoints: { dashboard: "src/webview/dashboard/main.ts" },
      bundle: true,
      outdir,
      platform: "browser",
      format: "iife",
      target: "chrome128",
      logLevel: "silent",
      plugins: leanPages,
    });
    return {
      script: readFileSync(join(outdir, "dashboard.js"), "utf8"),
      style: readFileSync(join(outdir, "dashboard.css"), "utf8"),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function memoryThresholds(): DashboardDeps["thresholds"] {
  let endpoints: unknown = [
    { id: "openrouter", failureThreshold: 3 },
    { id: "vllm-lab", failureThreshold: 5 },
    { id: "ollama" },
  ];
  const shared: Record<string, number> = {
    failureThreshold: 3,
    recoveryTimeout: 60,
    failureRateThreshold: 0.5,
    minimumCalls: 10,
    slowCallDuration: 30,
    slowCallRateThreshold: 0,
    successThreshold: 1,
    halfOpenMaxCalls: 1,
  };
  return {
    fields: (id) => thresholdFields(rawEndpoint(endpoints, id), (name) => shared[name]),
    save: async (id, values) => void (endpoints = withThresholds(endpoints, id, values)),
  };
}

function recordingActions(
  done: string[],
): Pick<DashboardDeps, "openAnswer" | "askAgain" | "ask" | "simulateOutage" | "openSettings" | "perform" | "copy"> {
  const note = async (what: string): Promise<void> => void done.push(what);
  return {
    openAnswer: (request) => note(`open ${request.id}`),
    askAgain: (request) => note(`again ${request.id}`),
    ask: () => note("ask"),
    simulateOutage: () => note("simulate outage"),
    openSettings: () => note("settings"),
    perform: (action) => note(action.do),
    copy: (text) => note(`copy ${text}`),
  };
}

type Theme = ReturnType<typeof themeFor>;

/** Runs in the page before its script: the parts of the editor that a webview sees. */
function pretendToBeTheEditor(theme: Theme): void {
  const key = "webview-state";
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => (window as unknown as { toHost(message: unknown): void }).toHost(message),
      getState: () => JSON.parse(sessionStorage.getItem(key) ?? "null") as unknown,
      setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
    }),
  });
  new MutationObserver((_records, observer) => {
    if (!document.body) return;
    observer.disconnect();
    document.body.className = theme.classes;
    for (const [name, value] of theme.variables) document.documentElement.style.setProperty(name, value);
  }).observe(document, { childList: true, subtree: true });
}

/** Runs in the page: nothing of the earlier theme stays, least of all what only high contrast sets. */
function applyTheme(theme: Theme): void {
  document.documentElement.removeAttribute("style");
  for (const [name, value] of theme.variables) document.documentElement.style.setProperty(name, value);
  document.body.className = theme.classes;
}
