import assert from "node:assert/strict";
import type { FailureKind } from "../../../../src/core/model/failure-kinds";
import type { ServiceConfig } from "../../../../src/core/model/config";
import { createLlmService } from "../../../../src/node";
import { createUndiciTransport } from "../../../../src/node/transport/undici-transport";
import { hurriedClock } from "../../../support/hurried-clock";
import { serveBytes, type Step } from "../../../support/servers/bytes-server";
import { request, shownText, type Result } from "../harness";
import { formats, pens, type Format, type Pen } from "./pens";

/** How many times faster than the wall's the clock of these tests runs: the waits of seconds are what is tested. */
const HURRY = 20;

export interface Expected {
  /** The whole answer. Absent: the request fails. */
  content?: string;
  finishReason?: string;
  /** Pieces that could not be read; 0 unless told otherwise. */
  unreadable?: number;
  kind?: FailureKind;
  /** What the failure's sentence says. */
  says?: RegExp;
  /** What had been shown when it failed. */
  shown?: string;
}

interface Body {
  steps: readonly Step[];
  /** Instead of the format's own content type; null: none. */
  type?: string | null;
  config?: Partial<ServiceConfig>;
}

export type Write = (pen: Pen, format: Format) => string | readonly Step[] | Body;

const asBody = (written: ReturnType<Write>): Body =>
  typeof written === "string" ? { steps: [written] } : "steps" in written ? written : { steps: written };

/** Has one server of the format answer one streamed request with the body. */
export async function answerOf(format: Format, write: Write): Promise<Result> {
  const pen = pens[format];
  const { steps, type = pen.contentType, config } = asBody(write(pen, format));
  const server = await serveBytes(steps, type);
  const transport = createUndiciTransport({ env: {}, systemCertificates: false });
  const service = createLlmService(
    {
      endpoints: [{ id: "only", type: format, url: server.url, model: "m", apiKey: "sk-test" }],
      chain: [{ endpoint: "only", timeoutMs: 100_000 }],
      adaptive: false,
      totalTimeoutMs: 0,
      healthCheckIntervalMs: 0,
      ...config,
    },
    { transport, clock: hurriedClock(HURRY), random: () => 0.5 },
  );
  try {
    return await request(service, "stream");
  } finally {
    await service.dispose();
    await transport.dispose();
    await server.stop();
  }
}

export function check(result: Result, expected: Expected): void {
  const { completion, error, events } = result;
  if (expected.content !== undefined) {
    assert.equal(error, undefined, String(error));
    assert.equal(completion?.content, expected.content);
    assert.equal(shownText(events), expected.content, "what was shown is the answer");
    assert.equal(completion?.unreadable ?? 0, expected.unreadable ?? 0, "pieces that could not be read");
    if (expected.finishReason !== undefined) assert.equal(completion?.finishReason, expected.finishReason);
    return;
  }
  assert.ok(error, `it fails; got ${JSON.stringify(completion?.content)} (${completion?.finishReason})`);
  assert.equal(error.kind, expected.kind, error.message);
  if (expected.says) assert.match(error.message, expected.says);
  if (expected.shown !== undefined) assert.equal(shownText(events), expected.shown);
}

/** One test a format: a server that answers so is understood so. */
export function understands(title: string, write: Write, expected: Expected, only: readonly Format[] = formats): void {
  for (const format of only)
    it(`${title} (${format})`, async () => {
      check(await answerOf(format, write), expected);
    });
}
