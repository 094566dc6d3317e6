import { extname } from "node:path";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { leanPages } from "../../../scripts/build/lean-pages.cjs";
import { browserArguments, findBrowser } from "../../../scripts/find-browser.mjs";
import type { OfTurn, ToHost, ToPage } from "../../../src/core/messages/answer";
import type { AnswerHead, AnswerStatus } from "../../../src/core/messages/turn";
import { pageHtml } from "../../../src/host/page/page-html";
import { themeFor, type ThemeName } from "../dashboard/themes";

const ORIGIN = "http://answer.test";

export interface AnswerPageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** How many pixels of the screen one of the page has: 2 is a zoom of 200 %, with half the width. */
  zoom?: number;
  /** Another script in the place of the page's own: a TypeScript file. */
  script?: string;
}

/** The answer's page in a browser, with nobody but the test on the other side. */
export interface AnswerPage {
  page: Page;
  /** What the page told the host. */
  posted: ToHost[];
  /** Problems that the browser reported: errors, refused styles and scripts. */
  problems: string[];
  /** What is said of no question of the conversation is said of the first. */
  send(message: ToPage | OfTurn): Promise<void>;
  /** Resolves when two more frames have been drawn in which the answer did not change. */
  settled(): Promise<void>;
}

/** Everything around an answer that runs, or that has ended. */
export function headOf(status: AnswerStatus, question = "Why?"): AnswerHead {
  return { question, way: [{ tone: "answered", text: "answered by ollama" }], status, broken: false };
}

export const answering: AnswerStatus = { phase: "answering", endpoint: "ollama", elapsedMs: 0 };
export const done: AnswerStatus = { phase: "done", summary: "llama3.2 on ollama · 12 tokens", actions: [] };

/** Opens answer pages in one browser; `closeAll` ends everything. */
export class AnswerPages {
  #browser: Promise<Browser> | undefined;
  readonly #scripts = new Map<string, Promise<Map<string, Buffer>>>();

  async open({
    theme = "dark",
    width = 900,
    height = 800,
    zoom = 1,
    script = "src/webview/answer/main.ts",
  }: AnswerPageOptions = {}): Promise<AnswerPage> {
    this.#browser ??= findBrowser().then((executablePath) =>
      chromium.launch({ executablePath, args: browserArguments }),
    );
    const scripts = this.#scripts.get(script) ?? buildFiles(script);
    this.#scripts.set(script, scripts);
    const context = await (await this.#browser).newContext({ viewport: { width, height }, deviceScaleFactor: zoom });
    const page = await context.newPage();
    const posted: ToHost[] = [];
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || /Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    await page.exposeFunction("toHost", (message: ToHost) => void posted.push(message));
    // The loader that runs tests names functions through a helper, which functions sent to the page take along.
    await page.addInitScript("globalThis.__name = (named) => named");
    await page.addInitScript(pretendToBeTheEditor, themeFor(theme));
    await serve(page, await scripts);
    await page.goto(`${ORIGIN}/`);
    await page.waitForSelector("article, main");
    return {
      page,
      posted,
      problems,
      send: (message) => page.evaluate((data) => window.postMessage(data), { turn: 0, ...message }),
      settled: () => page.evaluate(untilSettled),
    };
  }

  async closeAll(): Promise<void> {
    await (await this.#browser)?.close();
    this.#browser = undefined;
  }
}

async function serve(page: Page, files: Map<string, Buffer>): Promise<void> {
  const html = pageHtml({
    title: "Answer",
    cspSource: ORIGIN,
    nonce: "n0nce",
    script: `${ORIGIN}/page.js`,
    style: `${ORIGIN}/answer.css`,
    later: {
      highlighter: `${ORIGIN}/highlight-worker.js`,
      diagrams: `${ORIGIN}/diagram-worker.js`,
      math: `${ORIGIN}/math-module.js`,
      "math-style": `${ORIGIN}/math-module.css`,
    },
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files.get(pathname);
    return route.fulfill(
      body ? { contentType: TYPES[extname(pathname)] ?? "", body } : { contentType: "text/html", body: html },
    );
  });
}

const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

/** What the page is made of, by its path there. @param script what stands in the place of the page's own */
async function buildFiles(script: string): Promise<Map<string, Buffer>> {
  const code = "src/webview/answer";
  const common = {
    bundle: true,
    write: false,
    outdir: "/",
    platform: "browser",
    target: "chrome128",
    plugins: leanPages,
  } as const;
  const quiet = { minify: true, logLevel: "silent" } as const;
  const builds = await Promise.all([
    build({
      ...common,
      ...quiet,
      format: "iife",
      entryPoints: {
        page: script,
        answer: `${code}/styles/answer.css`,
        "highlight-worker": `${code}/code/highlight-worker.ts`,
        "diagram-worker": `${code}/code/diagram-worker.ts`,
      },
    }),
    build({
      ...common,
      ...quiet,
      format: "esm",
      entryPoints: { "math-module": `${code}/math/math-module.ts` },
      loader: { ".woff2": "file" },
      assetNames: "fonts/[name]",
    }),
  ]);
  const files = builds.flatMap(({ outputFiles }) => outputFiles);
  return new Map(files.map(({ path, contents }) => [path, Buffer.from(contents)]));
}

/** Runs in the page before its script: the parts of the editor that a webview sees. */
function pretendToBeTheEditor(theme: ReturnType<typeof themeFor>): void {
  let state: unknown;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => {
        window.dispatchEvent(new CustomEvent("posted", { detail: message }));
        // A host that lives says so.
        if ((message as { type: string }).type === "areYouThere") window.postMessage({ type: "here" });
        (window as unknown as { toHost(message: unknown): void }).toHost(message);
      },
      getState: () => state,
      setState: (next: unknown) => void (state = next),
    }),
  });
  new MutationObserver((_records, observer) => {
    if (!document.body) return;
    observer.disconnect();
    document.body.className = theme.classes;
    for (const [name, value] of theme.variables) document.documentElement.style.setProperty(name, value);
  }).observe(document, { childList: true, subtree: true });
}

/** Runs in the page. */
function untilSettled(): Promise<void> {
  return new Promise((resolve) => {
    let quiet = 0;
    let last = "";
    const look = (): void => {
      const article = document.querySelector("article");
      const now = `${article?.textContent?.length} ${article?.querySelectorAll("*").length}`;
      quiet = now === last ? quiet + 1 : 0;
      last = now;
      if (quiet >= 20) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}
