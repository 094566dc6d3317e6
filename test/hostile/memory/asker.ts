import { createLlmService } from "../../../src/node";
import type { AttemptRecord } from "../../../src/core/service/types";

/** What an asking process says of itself at its end. */
export interface Report {
  /** Kind of the failure, or "answered". */
  outcome: string;
  message: string;
  attempts: Pick<AttemptRecord, "kind" | "outcome">[];
  /** Characters of text that were handed on. */
  chars: number;
  /** Requests in what the service tells the history. */
  recorded: { outcome: string; kind?: string; chars: number }[];
  /** By how much the most memory that this process ever had grew, in MB. */
  grownMb: number;
}

/** A program of its own that asks one endpoint once, so that its memory can be measured. Argument: the endpoint as JSON. Prints a {@link Report}. */
async function main(): Promise<void> {
  const endpoint = JSON.parse(process.argv[2]!) as { type: "ollama" | "openai"; url: string; model?: string };
  const service = createLlmService({ endpoints: [{ id: "flood", ...endpoint }], chain: [{ endpoint: "flood", timeoutMs: 20_000 }], healthCheckIntervalMs: 0 }, { network: { env: {}, systemCertificates: false } });
  const report: Report = { outcome: "answered", message: "", attempts: [], chars: 0, recorded: [], grownMb: 0 };
  service.onEvent((event) => {
    if (event.type === "request") report.recorded.push({ outcome: event.record.outcome, ...(event.record.kind && { kind: event.record.kind }), chars: event.record.content.length });
  });
  // What everything takes that is loaded for a first request is no growth.
  await warmUp();
  const before = process.resourceUsage().maxRSS;
  try {
    for await (const event of service.stream("Hi")) {
      if (event.type === "delta") report.chars += event.text.length;
      if (event.type === "done") report.attempts = event.completion.attempts;
    }
  } catch (error) {
    const failed = error as Error & { kind?: string; attempts?: AttemptRecord[] };
    Object.assign(report, { outcome: failed.kind ?? failed.name, message: failed.message, attempts: failed.attempts ?? [] });
  }
  await service.dispose();
  report.attempts = report.attempts.map(({ kind, outcome }) => ({ outcome, ...(kind && { kind }) }));
  report.grownMb = (process.resourceUsage().maxRSS - before) / 1024;
  process.stdout.write(JSON.stringify(report));
}

async function warmUp(): Promise<void> {
  const service = createLlmService({ endpoints: [{ id: "nobody", type: "openai", url: "http://127.0.0.1:1/v1", model: "m" }], healthCheckIntervalMs: 0 });
  await service.complete("Hi").catch(() => undefined);
  await service.dispose();
}

void main();
