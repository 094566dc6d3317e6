import type * as vscode from "vscode";
import { composer as texts } from "../texts/asking";

/** Whom questions go to: the chain, one endpoint, or one model of it. */
export type Choice =
  | { readonly type: "auto" }
  | { readonly type: "endpoint"; readonly endpoint: string }
  | { readonly type: "model"; readonly endpoint: string; readonly model: string };

const KEY = "llmBreaker.choice";
export const AUTO: Choice = { type: "auto" };

/** The choice of whom questions go to, remembered for the opened folder. */
export class ModelChoice {
  readonly #memory: vscode.Memento;
  readonly #endpoints: () => { id: string }[];
  readonly #listeners = new Set<() => void>();

  constructor(memory: vscode.Memento, endpoints: () => { id: string }[]) {
    this.#memory = memory;
    this.#endpoints = endpoints;
  }

  /** The chain, too, where the endpoint that was chosen is not in the settings any more. */
  get current(): Choice {
    const kept = parse(this.#memory.get(KEY));
    return kept.type === "auto" || this.#isThere(kept.endpoint) ? kept : AUTO;
  }

  /** Goes back to the chain where the endpoint that was chosen is not in the settings any more. @returns the id of that endpoint */
  async forgetGone(): Promise<string | undefined> {
    const kept = parse(this.#memory.get(KEY));
    if (kept.type === "auto" || this.#isThere(kept.endpoint)) return undefined;
    await this.choose(AUTO);
    return kept.endpoint;
  }

  async choose(choice: Choice): Promise<void> {
    await this.#memory.update(KEY, choice.type === "auto" ? undefined : choice);
    for (const listener of this.#listeners) listener();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #isThere(endpoint: string): boolean {
    return this.#endpoints().some(({ id }) => id === endpoint);
  }

  /** What of a request's options follows from it. */
  get options(): { endpoint?: string; model?: string } {
    const choice = this.current;
    if (choice.type === "auto") return {};
    return { endpoint: choice.endpoint, ...(choice.type === "model" && { model: choice.model }) };
  }

  /** For the button that changes it. */
  words(): { label: string; detail: string } {
    const choice = this.current;
    switch (choice.type) {
      case "auto":
        return { label: texts.auto, detail: texts.autoDetail };
      case "endpoint":
        return { label: choice.endpoint, detail: texts.endpointDetail(choice.endpoint) };
      case "model":
        return {
          label: `${choice.model} · ${choice.endpoint}`,
          detail: texts.modelDetail(choice.model, choice.endpoint),
        };
    }
  }
}

function parse(raw: unknown): Choice {
  const { type, endpoint, model } = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  if (typeof endpoint !== "string") return AUTO;
  if (type === "endpoint") return { type, endpoint };
  return type === "model" && typeof model === "string" ? { type, endpoint, model } : AUTO;
}
