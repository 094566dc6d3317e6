import { setTimeout as pause } from "node:timers/promises";
import type { CDPSession } from "playwright-core";
import { answering, headOf, type AnswerPage } from "../../support/answer/page-harness";

/** All times in milliseconds. */
export interface Measured {
  /** From one frame to the next. */
  frames: number[];
  /** Tasks of the page's thread of 50 ms and more. */
  longTasks: number[];
  /** From a click on Stop, as the browser got it, to the page's word to its host. */
  clicks: number[];
  /** Processor time of the tasks of the page's thread in the last seconds: what else the machine does is not in it. */
  taskCpu: number[];
  /** Processor time of the page's thread between one click and the next, which is at least 400 ms. */
  busy: number[];
  /** How long until the whole answer is drawn, from the last piece on; undefined when that was not waited for. */
  drawnAfterMs: number | undefined;
  heapMb: number;
}

export interface Feed {
  /** What is there when the measuring begins. */
  before: string;
  /** What arrives then. */
  arriving: string;
  charsPerSecond: number;
  /** The measuring ends then, whatever is drawn by then. */
  maxSeconds: number;
}

const CLICK_EVERY_MS = 400;
const TRACED_MS = 20_000;
const STOP = 'button[data-command="stop"]';

/** Lets an answer arrive and takes the page's times meanwhile, clicking on Stop again and again. The answer runs on: nobody listens to the clicks. */
export async function measureArriving({ page, send }: AnswerPage, feed: Feed): Promise<Measured> {
  await send({ type: "show", head: headOf(answering), text: feed.before, discarded: [] });
  await page.waitForSelector(STOP);
  await page.evaluate(untilDrawn, { chars: feed.before.length, maxMs: feed.maxSeconds * 1000 });
  const button = await page.locator(STOP).boundingBox();
  if (!button) throw new Error("There is no Stop button.");
  await page.evaluate(startMeasuring, { text: feed.arriving, charsPerSecond: feed.charsPerSecond });
  const session = await page.context().newCDPSession(page);
  const tasks = traceTasks(session);
  const cpuMs = await processorTime(session);
  const busy: number[] = [];
  let cpuBefore = await cpuMs();
  const deadline = Date.now() + 1000 * Math.min(feed.maxSeconds, feed.arriving.length / feed.charsPerSecond);
  while (Date.now() < deadline) {
    await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
    await pause(CLICK_EVERY_MS);
    const cpu = await cpuMs();
    busy.push(cpu - cpuBefore);
    cpuBefore = cpu;
    if (deadline - Date.now() < TRACED_MS) await tasks.start();
  }
  const drawnAfterMs = await page.evaluate(untilDrawn, {
    chars: feed.before.length + feed.arriving.length,
    maxMs: 20_000,
  });
  return { ...(await page.evaluate(endMeasuring)), drawnAfterMs, busy, taskCpu: await tasks.end() };
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Processor time of the thread in microseconds. */
  tdur?: number;
  args: { name?: string };
}

/** Gives the processor time that the page's thread has used, in milliseconds. */
async function processorTime(session: CDPSession): Promise<() => Promise<number>> {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
}

/** Takes the processor time of every task of the page's thread from `start` to `end`, in milliseconds. */
function traceTasks(session: CDPSession): { start(): Promise<void>; end(): Promise<number[]> } {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  let started: Promise<unknown> | undefined;
  return {
    start: async () =>
      void (await (started ??= session.send("Tracing.start", {
        transferMode: "ReportEvents",
        traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline"] },
      }))),
    end: async () => {
      if (!started) return [];
      const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
      await session.send("Tracing.end");
      await complete;
      const threads = new Set(
        events
          .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
          .map(({ pid, tid }) => `${pid}/${tid}`),
      );
      return events
        .filter(({ name, pid, tid, tdur }) => name === "RunTask" && tdur !== undefined && threads.has(`${pid}/${tid}`))
        .map(({ tdur = 0 }) => tdur / 1000);
    },
  };
}

type Times = Omit<Measured, "drawnAfterMs" | "taskCpu" | "busy">;
type MeasuringWindow = Window & { measured?: Times & { ended: boolean } };

/** Runs in the page. The text comes from a thread of its own, as messages of the editor do: it does not wait for the page. */
function startMeasuring({ text, charsPerSecond }: { text: string; charsPerSecond: number }): void {
  const measured = {
    frames: [] as number[],
    longTasks: [] as number[],
    clicks: [] as number[],
    heapMb: 0,
    ended: false,
  };
  (window as MeasuringWindow).measured = measured;
  let last = performance.now();
  const frame = (): void => {
    const now = performance.now();
    measured.frames.push(now - last);
    last = now;
    if (!measured.ended) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) =>
    measured.longTasks.push(...list.getEntries().map(({ duration }) => duration)),
  ).observe({ type: "longtask" });
  let clickedAt = 0;
  window.addEventListener("click", (event) => (clickedAt = event.timeStamp), { capture: true });
  window.addEventListener("posted", (event) => {
    if ((event as CustomEvent<{ type: string }>).detail.type === "stop")
      measured.clicks.push(performance.now() - clickedAt);
  });
  const source = `onmessage = ({ data: { text, charsPerSecond } }) => {
    const startedAt = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(text.length, Math.floor((performance.now() - startedAt) * charsPerSecond / 1000));
      if (due > sent) postMessage(text.slice(sent, due));
      sent = due;
      if (sent === text.length) clearInterval(timer);
    }, 16);
  }`;
  const feeder = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  feeder.onmessage = ({ data }: MessageEvent<string>) =>
    window.dispatchEvent(new MessageEvent("message", { data: { type: "append", turn: 0, text: data } }));
  feeder.postMessage({ text, charsPerSecond });
}

/** Runs in the page. */
function endMeasuring(): Times {
  const { measured } = window as MeasuringWindow;
  if (!measured) throw new Error("Nothing was measured.");
  measured.ended = true;
  const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number } };
  return { ...measured, heapMb: (memory?.usedJSHeapSize ?? 0) / 1e6 };
}

/** Runs in the page: waits until nothing is drawn for a second. @returns how long that took in milliseconds, undefined when it was not waited for */
function untilDrawn({ chars, maxMs }: { chars: number; maxMs: number }): Promise<number | undefined> {
  const startedAt = performance.now();
  let changedAt = startedAt;
  let last = -1;
  return new Promise((resolve) => {
    const look = (): void => {
      const now = performance.now();
      const length = document.querySelector("article")?.childElementCount ?? 0;
      const text = document.querySelector("article")?.lastElementChild?.textContent?.length ?? 0;
      const seen = length * 1e7 + text;
      if (seen !== last) changedAt = now;
      last = seen;
      if (chars === 0 || now - changedAt > 1_000) resolve(changedAt - startedAt);
      else if (now - startedAt > maxMs) resolve(undefined);
      else setTimeout(look, 50);
    };
    look();
  });
}
