import { mock } from "node:test";
import { Window } from "happy-dom";

/** What the page's code takes from its browser. */
const TAKEN = [
  "window",
  "document",
  "ResizeObserver",
  "MutationObserver",
  "getComputedStyle",
  "requestAnimationFrame",
] as const;
const START = new Date(2026, 10, 22, 14, 32, 7).getTime();

/** A page without a browser for the tests of one `describe`: a document that has no layout, and a time that stands still until it is told to go on. */
export interface LightPage {
  /** Lets time pass, timers and all that follows from them. */
  pass(ms: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** As if the editor had posted it to the page. */
  message(data: unknown): void;
  /** Gives elements a layout that they do not have here. */
  layOut(node: Element, size: { clientHeight?: number; clientWidth?: number; scrollTop?: number }): void;
  readonly startedAt: number;
}

export function useLightPage(): LightPage {
  let page: Window;
  const before = new Map<string, PropertyDescriptor | undefined>();

  beforeEach(() => {
    page = new Window();
    for (const name of TAKEN) {
      before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      const own = name === "window" ? page : page[name];
      Object.defineProperty(globalThis, name, {
        configurable: true,
        writable: true,
        value: typeof own === "function" && !/Observer/.test(name) ? (own as () => unknown).bind(page) : own,
      });
    }
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: START });
    mock.method(performance, "now", () => Date.now() - START);
  });

  afterEach(async () => {
    mock.timers.reset();
    mock.restoreAll();
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
    await page.happyDOM.abort();
  });

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    startedAt: START,
    settle,
    pass: async (ms) => {
      mock.timers.tick(ms);
      await settle();
    },
    message: (data) => void page.dispatchEvent(new page.MessageEvent("message", { data: structuredClone(data) })),
    layOut: (node, size) => {
      for (const [name, value] of Object.entries(size))
        Object.defineProperty(node, name, { configurable: true, writable: true, value });
    },
  };
}
