import fc from "fast-check";
import {
  parseMemory,
  parseToHost as parseAnswerToHost,
  parseToPage as parseAnswerToPage,
} from "../../../src/core/messages/answer";
import { parseToHost, parseToPage } from "../../../src/core/messages/dashboard";
import { createMemoryHistory } from "../../support/history/memory-history";
import type { StreamEvent } from "../../../src/core/model/service-events";
import type { Completion } from "../../../src/core/model/request";
import { AnswerSession } from "../../../src/host/answer-panel/turn/session";
import { DashboardSession } from "../../../src/host/dashboard/session";
import { rawEndpoint, thresholdFields, withThresholds } from "../../../src/host/dashboard/thresholds";
import { createChaosTransport } from "../../../src/node/transport/chaos/chaos-transport";
import { FakeClock } from "../../support/fake-clock";
import { InventedService } from "../../support/dashboard/invented-service";
import { endpointStatus } from "../../unit/support/endpoint-status";
import { must } from "../alarm";
import { hostileNumber, hostileText } from "../hostile-text";
import { mutatedJson } from "../mutate";
import { mustBeClean } from "../showable";
import { target } from "../target";

const toDashboardHost: unknown[] = [
  { type: "ready" },
  { type: "cancel", id: 1 },
  { type: "openSettings" },
  { type: "ask" },
  { type: "endSimulation" },
  { type: "endSimulation", endpoint: "ollama" },
  { type: "query", id: 1, query: { kind: "overview" } },
  {
    type: "query",
    id: 2,
    query: { kind: "series", fromMs: 0, toMs: 1_767_225_600_000, maxBuckets: 100, endpoints: ["ollama"] },
  },
  {
    type: "query",
    id: 3,
    query: { kind: "lanes", fromMs: 1_767_220_000_000, toMs: 1_767_225_600_000, resolutionMs: 0 },
  },
  {
    type: "query",
    id: 4,
    query: {
      kind: "requests",
      filter: { text: "why", endpoint: "ollama", outcome: "failure", command: "Ask", fromMs: 0, toMs: 1 },
      offset: 0,
      limit: 50,
    },
  },
  { type: "query", id: 5, query: { kind: "request", request: 1 } },
  { type: "query", id: 6, query: { kind: "transitions", limit: 10, endpoint: "ollama" } },
  { type: "query", id: 7, query: { kind: "thresholds", endpoint: "ollama" } },
  ...["reset", "trip", "probe", "trial"].map((action) => ({ type: "act", action, endpoint: "ollama" })),
  { type: "simulate", endpoint: "ollama", mode: "hang", forMs: 60_000 },
  { type: "saveThresholds", id: 8, endpoint: "ollama", values: { failureThreshold: 5, recoveryTimeout: null } },
  ...["open", "again", "copyWay"].map((action) => ({ type: "request", action, request: 1 })),
];

/** A page that says anything: the host does what it is asked, or says that it does not, and is well afterwards. */
export const dashboardTarget = target<string[]>({
  name: "dashboard-host",
  about: "messages of the dashboard's page to the host",
  input: (size) => fc.array(mutatedJson(toDashboardHost, size), { maxLength: 6 }),
  async run(messages, watch) {
    const clock = new FakeClock(1_767_225_600_000);
    const problems: unknown[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (_text: string, error?: unknown) => void problems.push(error),
      debug: () => undefined,
    };
    const history = createMemoryHistory({ clock, logger: log });
    const service = new InventedService(clock);
    const attempts = [
      { endpoint: "ollama", step: 0, startedAt: clock.wallNow() - 900, durationMs: 900, outcome: "success" as const },
    ];
    history.recordRequest({
      command: "Ask",
      messages: [{ role: "user", content: "why?" }],
      content: "Because.",
      startedAt: clock.wallNow() - 900,
      durationMs: 900,
      outcome: "success",
      endpoint: "ollama",
      model: "llama3.2",
      attempts,
    } as never);
    let endpoints: unknown[] = [{ id: "ollama", type: "ollama" }];
    const shared = {
      failureThreshold: 3,
      recoveryTimeout: 60,
      failureRateThreshold: 0.5,
      minimumCalls: 10,
      slowCallDuration: 30,
      slowCallRateThreshold: 0,
      successThreshold: 1,
      halfOpenMaxCalls: 1,
    };
    const session = new DashboardSession(
      {
        service,
        history,
        clock,
        log,
        offered: (actions) => actions,
        chaos: createChaosTransport(
          { request: () => Promise.reject(new Error("nobody asks")), dispose: async () => undefined },
          clock,
          () => 0.5,
        ),
        thresholds: {
          fields: (id) => thresholdFields(rawEndpoint(endpoints, id), (name) => shared[name]),
          save: async (id, values) => void (endpoints = withThresholds(endpoints, id, values) as unknown[]),
        },
        openAnswer: async () => undefined,
        askAgain: async () => undefined,
        ask: async () => undefined,
        simulateOutage: async () => undefined,
        openSettings: async () => undefined,
        perform: async () => undefined,
        copy: async () => undefined,
      },
      (message) => {
        const carried = JSON.parse(JSON.stringify(message)) as unknown;
        must(parseToPage(carried) !== undefined, "wrong", () => `the page would not understand “${message.type}”`);
        if (message.type === "notice") mustBeClean(message.text, "a notice of the dashboard");
        if (message.type === "failed") mustBeClean(message.message, "why a query failed");
      },
    );
    session.receive({ type: "ready" });
    for (const message of messages) {
      const raw = JSON.parse(message) as unknown;
      watch.call(() => session.receive(raw));
      await new Promise(setImmediate);
    }
    for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
    clock.advance(1_000);
    session.dispose();
    await history.dispose();
    const crash = problems.find(
      (problem) => problem instanceof TypeError || problem instanceof ReferenceError || problem instanceof RangeError,
    );
    if (crash) throw crash as Error;
  },
});

const toAnswerHost: unknown[] = [
  { type: "ready" },
  { type: "stop" },
  { type: "copyCode", code: "x" },
  { type: "insertCode", code: "x" },
  { type: "action", index: 0 },
  { type: "openLink", href: "https://example.com" },
  { type: "openLink", href: "command:canary" },
  { type: "openLink", href: "https://x\njavascript:1" },
  { endedAt: 1 },
];
const toAnswerPage: unknown[] = [
  { type: "append", text: "a" },
  { type: "restart", reason: "529" },
  {
    type: "show",
    text: "a",
    discarded: [{ text: "b", reason: "c" }],
    head: {
      question: "q",
      way: [{ tone: "failed", text: "t" }],
      status: {
        phase: "failed",
        message: "m",
        lines: [{ text: "l", endpoint: "e", nextTryInMs: 1 }],
        actions: [{ label: "a", primary: true }],
      },
      broken: false,
    },
  },
];

/** The one check between a page and the host, in all four directions. */
export const messageTarget = target<string>({
  name: "message-checks",
  about: "the checks of all four directions between the pages and the host",
  input: (size) => mutatedJson([...toDashboardHost, ...toAnswerHost, ...toAnswerPage], size),
  run(json, watch) {
    const raw = JSON.parse(json) as unknown;
    for (const parse of [parseToHost, parseToPage, parseAnswerToHost, parseAnswerToPage, parseMemory])
      watch.call(() => parse(raw));
    const message = parseAnswerToHost(raw);
    if (message?.type === "openLink")
      must(
        !URL.canParse(message.href) || /^https?:$/.test(new URL(message.href).protocol),
        "raw",
        () => `a link of another kind: “${message.href}”`,
      );
    if (message?.type === "action") must(Number.isInteger(message.index), "wrong", () => "no place in a list");
  },
});

type Step = { text: string } | { fails: string };

/** What an answer does to the panel's session: its page understands every message, and every sentence can be shown. */
export const sessionTarget = target<{ steps: Step[]; model: string; finish: string; tokens: number; index: number }>({
  name: "answer-session",
  about: "an answer with hostile text, model and ends, through the panel's session to its page",
  input: (size) =>
    fc.record({
      steps: fc.array(
        fc.oneof(
          { weight: 4, arbitrary: fc.record({ text: hostileText(size) }) },
          { weight: 1, arbitrary: fc.record({ fails: hostileText(size) }) },
        ),
        { maxLength: 6 },
      ),
      model: hostileText({ ...size, text: 300 }),
      finish: fc.oneof(fc.constantFrom("stop", "length", "content_filter"), hostileText({ ...size, text: 300 })),
      tokens: hostileNumber,
      index: hostileNumber,
    }),
  async run({ steps, model, finish, tokens, index }, watch) {
    const content = steps.map((step) => ("text" in step ? step.text : "")).join("");
    const usage = { promptTokens: 1, completionTokens: tokens, totalTokens: tokens };
    const completion: Completion = {
      content,
      model,
      usage,
      responseTimeMs: 10,
      ttftMs: 1,
      fallbackUsed: false,
      attempt: 0,
      endpoint: "ollama",
      finishReason: finish,
      cached: false,
      attempts: [{ endpoint: "ollama", step: 0, startedAt: 0, durationMs: 10, outcome: "success" }],
    };
    const session: AnswerSession = new AnswerSession(
      {
        type: "ask",
        title: "why?",
        label: { command: "Ask", title: "why?" },
        messages: [{ role: "user", content: "why?" }],
      },
      {
        service: {
          endpoints: () => [endpointStatus()],
          async *stream(_prompt, options = {}): AsyncGenerator<StreamEvent> {
            yield { type: "attempt", endpoint: "ollama", step: 0 };
            for (const step of steps) {
              if ("text" in step) yield { type: "delta", text: step.text };
              else
                options.onAttempt?.({
                  endpoint: "ollama",
                  step: 0,
                  startedAt: 0,
                  durationMs: 1,
                  outcome: "failure",
                  kind: "server_error",
                  message: step.fails,
                });
            }
            yield { type: "done", completion };
          },
          async *pull() {},
        },
        post: (message) =>
          must(
            parseAnswerToPage(JSON.parse(JSON.stringify({ ...message, turn: 0 }))) !== undefined,
            "wrong",
            () => `the page would not understand “${message.type}”`,
          ),
        now: () => 1_000,
        options: () => ({}),
        offered: (actions) => actions,
        schedule: (flush) => void setImmediate(flush),
        log: () => undefined,
      },
    );
    watch.fromHere();
    await session.run();
    await new Promise(setImmediate);
    must(session.content === content, "wrong", () => "the session's text is another than the answer's");
    session.actionAt(index);
  },
});
