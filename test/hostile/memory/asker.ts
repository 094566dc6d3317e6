import { readFileSync } from "node:fs";
import { systemClock } from "../../../src/core/breaker/system-clock";
import { createMemoryHistory } from "../../support/history/memory-history";
import type { AnswerStatus } from "../../../src/core/messages/turn";
import { silentLogger } from "../../../src/core/ports/logger";
import type { AttemptRecord } from "../../../src/core/model/attempt";
import type { LlmService } from "../../../src/core/service/service-api";
import { AnswerSession } from "../../../src/host/answer-panel/turn/session";
import { recordService } from "../../../src/host/history/record-service";
import { createLlmService } from "../../../src/node";

/** What an asking process says of itself at its end. */
export interface Report {
  /** Kind of the failure, or "answered". */
  outcome: string;
  message: string;
  attempts: Pick<AttemptRecord, "kind" | "outcome">[];
  /** Characters of text that were handed on. */
  chars: number;
  /** What the panel says at the end. */
  phase: AnswerStatus["phase"];
  /** The largest message to the page, in characters of JSON. */
  largestMessage: number;
  /** What the history has of it. */
  recorded: { outcome: string; kind?: string; chars: number }[];
  /** By how much the most memory that this process ever had grew, in MB. */
  grownMb: number;
}

/**
 * A program of its own that asks one endpoint once as the editor does, with a panel and the history, so that its memory can be measured.
 * Argument: the endpoint as JSON. Prints a {@link Report}.
 */
async function main(): Promise<void> {
  const endpoint = JSON.parse(process.argv[2]!) as { type: "ollama" | "openai"; url: string; model?: string };
  const service = createLlmService(
    {
      endpoints: [{ id: "flood", ...endpoint }],
      chain: [{ endpoint: "flood", timeoutMs: 20_000 }],
      healthCheckIntervalMs: 0,
    },
    { network: { env: {}, systemCertificates: false } },
  );
  const report: Report = {
    outcome: "answered",
    message: "",
    attempts: [],
    chars: 0,
    phase: "asking",
    largestMessage: 0,
    recorded: [],
    grownMb: 0,
  };
  const history = createMemoryHistory({ clock: systemClock, logger: silentLogger });
  recordService(service, history);
  // What everything takes that is loaded for a first request is no growth.
  await warmUp();
  const before = mostMemoryKb();
  const session = new AnswerSession(
    { type: "ask", messages: [{ role: "user", content: "Hi" }], title: "Hi" },
    {
      service: watched(service, report),
      post: (message) => {
        report.largestMessage = Math.max(report.largestMessage, JSON.stringify(message).length);
        if (message.type === "append") report.chars += message.text.length;
        if ("head" in message) report.phase = message.head.status.phase;
      },
      now: () => Date.now(),
      options: () => ({}),
      offered: (actions) => actions,
      schedule: (fn) => void setTimeout(fn, 16),
      log: () => undefined,
    },
  );
  await session.run();
  await service.dispose();
  for (const { id, outcome, kind } of (await history.listRequests({ limit: 10 })).rows) {
    report.recorded.push({ outcome, ...(kind && { kind }), chars: (await history.request(id))?.content?.length ?? 0 });
  }
  report.attempts = report.attempts.map(({ kind, outcome }) => ({ outcome, ...(kind && { kind }) }));
  report.grownMb = (mostMemoryKb() - before) / 1024;
  process.stdout.write(JSON.stringify(report));
}

/**
 * The most memory that this process has had, in KB. On Linux by the kernel's mark for the program itself: what `resourceUsage` says begins there
 * with the memory of the process that started this one.
 */
function mostMemoryKb(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

/** The service, with an ear on how a request ends. */
function watched(service: LlmService, report: Report): Pick<LlmService, "stream" | "endpoints" | "pull"> {
  return {
    endpoints: () => service.endpoints(),
    pull: (...args) => service.pull(...args),
    async *stream(...args) {
      try {
        for await (const event of service.stream(...args)) {
          if (event.type === "done") report.attempts = event.completion.attempts;
          yield event;
        }
      } catch (error) {
        const failed = error as Error & { kind?: string; attempts?: AttemptRecord[] };
        Object.assign(report, {
          outcome: failed.kind ?? failed.name,
          message: failed.message,
          attempts: failed.attempts ?? [],
        });
        throw error;
      }
    },
  };
}

async function warmUp(): Promise<void> {
  const service = createLlmService({
    endpoints: [{ id: "nobody", type: "openai", url: "http://127.0.0.1:1/v1", model: "m" }],
    healthCheckIntervalMs: 0,
  });
  await service.complete("Hi").catch(() => undefined);
  await service.dispose();
}

void main();
