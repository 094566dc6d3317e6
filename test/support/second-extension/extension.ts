import * as vscode from "vscode";
import type { Completion, EndpointStateChange, LlmBreakerApi, Unavailable } from "../../../llm-breaker";

/** What the tests get of it: the editor's API as the editor gives it to this extension, and what it does with the other one. */
export interface SecondExtension {
  readonly lm: typeof vscode.lm;
  readonly api: typeof vscode;
  ask(question: string): Promise<Completion>;
  streamed(question: string): Promise<string>;
  states(): string[];
  changes(): readonly EndpointStateChange[];
  guarded(): Promise<string | Unavailable>;
}

/** Knows of LLM Breaker what its declarations say, and nothing else. */
export async function activate(context: vscode.ExtensionContext): Promise<SecondExtension> {
  const breaker = await vscode.extensions.getExtension<LlmBreakerApi>("llm-breaker.llm-breaker")?.activate();
  if (!breaker) throw new Error("LLM Breaker is not installed.");
  const changes: EndpointStateChange[] = [];
  context.subscriptions.push(breaker.onDidChangeState((event) => changes.push(event)));
  const failing = breaker.protect("second", { failureThreshold: 1 }, () => Promise.reject<string>(new Error("down")), {
    logger: { warn: () => undefined },
  });
  return {
    lm: vscode.lm,
    api: vscode,
    ask: (question) => breaker.complete(question, { label: { command: "Second" } }),
    async streamed(question) {
      let text = "";
      for await (const event of breaker.stream(question)) {
        if (event.type === "restart") text = "";
        if (event.type === "delta") text += event.text;
      }
      return text;
    },
    states: () => breaker.endpoints().map(({ id, state }) => `${id} ${state}`),
    changes: () => changes,
    guarded: () => failing(),
  };
}
