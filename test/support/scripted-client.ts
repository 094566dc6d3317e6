import type { Clock } from "../../src/core/breaker/types";
import type { CancelSignal } from "../../src/core/async/cancel-signal";
import type { AnswerEnd, AnswerPiece, ChatCall, EndpointClient, ProbeResult } from "../../src/core/endpoint/client";
import type { ToolCall } from "../../src/core/model/chat";
import type { ModelAbilities } from "../../src/core/model/needs";
import { EndpointFailure } from "../../src/core/failure/endpoint-failure";
import { sleep } from "../../src/core/async/wait";

/** One move of a scripted answer; times in milliseconds of the given clock. */
export type Move =
  | { wait: number }
  | { text: string }
  | { thinking: string }
  | { sign: true }
  | { calling: true }
  | { fail: EndpointFailure }
  | { finish: string; calls?: ToolCall[] }
  | { hang: true }
  | { deaf: true }
  | { eof: true };

/** Scripts of whole answers. */
export const answer = (text = "Hello", afterMs = 100): Move[] => [{ wait: afterMs }, { text }, { finish: "stop" }];
export const fail = (kind: EndpointFailure["kind"], details = {}, afterMs = 10): Move[] => [
  { wait: afterMs },
  { fail: new EndpointFailure(kind, `it failed: ${kind}`, details) },
];
export const hang: Move[] = [{ hang: true }];
/** It never ends, and does not heed its signal either. */
export const deaf: Move[] = [{ deaf: true }];

/** An endpoint client that plays a script a call: the last script serves all further calls. Keeps what it was asked. */
export class ScriptedClient implements EndpointClient {
  readonly calls: { call: ChatCall; at: number; ended: "running" | "answered" | "failed" | "aborted" }[] = [];
  readonly warmUps: { model: string; at: number }[] = [];
  probes = 0;
  /** A look is not answered until it is called off. */
  silent = false;
  /** How long a look takes. */
  looksForMs = 0;
  simulated = false;
  /** What a probe sees; `warm: undefined`: nothing to load, as in a cloud. */
  facts: ProbeResult = { live: true, ready: true };
  resident: boolean | undefined;
  /** How long it takes to say which model it has. */
  resolvesInMs = 0;
  warmUp?: (model: string, signal: AbortSignal) => Promise<void>;
  readonly #clock: Clock;
  readonly #scripts: Move[][];

  constructor(clock: Clock, scripts: Move[][], loadMs?: number) {
    this.#clock = clock;
    this.#scripts = scripts;
    if (loadMs === undefined) return;
    this.resident = false;
    this.warmUp = async (model, signal) => {
      this.warmUps.push({ model, at: clock.now() });
      await sleep(clock, loadMs, signal);
      this.resident = true;
    };
  }

  async chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    const entry: ScriptedClient["calls"][number] = { call, at: this.#clock.now(), ended: "running" };
    const script = this.#scripts[Math.min(this.calls.length, this.#scripts.length - 1)]!;
    this.calls.push(entry);
    try {
      for (const move of script) {
        if ("wait" in move) await sleep(this.#clock, move.wait, signal);
        else if ("hang" in move) await sleep(this.#clock, 1e9, signal);
        else if ("deaf" in move) await new Promise<never>(() => undefined);
        else if ("fail" in move) throw move.fail;
        else if ("text" in move) onPiece({ type: "text", text: move.text });
        else if ("thinking" in move) onPiece({ type: "thinking", text: move.thinking });
        else if ("sign" in move) onPiece({ type: "sign", text: "" });
        else if ("calling" in move) onPiece({ type: "calling", text: "" });
        else if ("finish" in move) {
          entry.ended = "answered";
          return {
            finishReason: move.finish,
            ...(move.calls && { toolCalls: move.calls }),
            model: call.model,
            usage: { promptTokens: 3, completionTokens: 2, totalTokens: 5 },
          };
        } else break;
        if (this.warmUp && !("wait" in move)) this.resident = true;
      }
      throw new EndpointFailure("truncated", "It ended without saying that it was complete.");
    } catch (error) {
      entry.ended = signal.aborted ? "aborted" : "failed";
      throw error;
    }
  }

  async checkLive(): Promise<ProbeResult> {
    this.probes++;
    return { live: this.facts.live };
  }

  async probe(_model?: string, signal?: CancelSignal): Promise<ProbeResult> {
    this.probes++;
    if (this.silent && signal) await sleep(this.#clock, 1e9, signal);
    if (this.looksForMs > 0 && signal) await sleep(this.#clock, this.looksForMs, signal);
    return { ...this.facts, ...(this.resident !== undefined && { warm: this.resident, model: "m" }) };
  }

  /** What it says of all its models. */
  can: ModelAbilities = {};
  looksAtAbilities = 0;

  async abilities(): Promise<ModelAbilities> {
    this.looksAtAbilities++;
    return this.can;
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    if (this.resolvesInMs > 0) await sleep(this.#clock, this.resolvesInMs, signal);
    return "m";
  }

  async isWarm(): Promise<boolean | undefined> {
    return this.resident;
  }
}
