import type * as vscode from "vscode";
import type { SecondExtension } from "../../support/second-extension/extension";

/** What a caller heard of an answer, its parts in words. */
export interface Heard {
  text: string;
  thinking: string;
  calls: vscode.LanguageModelToolCallPart[];
  usage: unknown[];
  /** Kinds of the parts in the order in which they came, runs of one kind as one. */
  order: string[];
  error?: Error & { code?: unknown };
}

export interface Asking {
  options?: vscode.LanguageModelChatRequestOptions;
  token?: vscode.CancellationToken;
  /** Called after each part. */
  onPart?(heard: Heard): void;
}

/** Asks a model as another extension does, and reads everything that comes of it. Never rejects. */
export async function heard(
  { api }: SecondExtension,
  model: vscode.LanguageModelChat,
  messages: string | vscode.LanguageModelChatMessage[],
  { options, token, onPart }: Asking = {},
): Promise<Heard> {
  const found: Heard = { text: "", thinking: "", calls: [], usage: [], order: [] };
  const sent = typeof messages === "string" ? [api.LanguageModelChatMessage.User(messages)] : messages;
  try {
    const response = await model.sendRequest(sent, options ?? {}, token);
    for await (const part of response.stream) {
      const kind = add(found, part, api);
      if (found.order.at(-1) !== kind) found.order.push(kind);
      onPart?.(found);
    }
  } catch (error) {
    found.error = error as Error;
  }
  return found;
}

function add(found: Heard, part: unknown, api: typeof vscode): string {
  if (part instanceof api.LanguageModelToolCallPart) {
    found.calls.push(part);
    return "call";
  }
  if (part instanceof api.LanguageModelTextPart) {
    found.text += part.value;
    return "text";
  }
  const { data, mimeType, value } = part as { data?: Uint8Array; mimeType?: string; value?: string };
  if (data && mimeType === "usage") {
    found.usage.push(JSON.parse(new TextDecoder().decode(data)));
    return "usage";
  }
  found.thinking += value ?? "";
  return value === undefined ? "unknown" : "thinking";
}

/** A whole answer of a server that calls tools, as a stream. */
export const calling = (...calls: { id: string; name: string; input: object }[]) => {
  const tool_calls = calls.map(({ id, name, input }, index) => ({
    index,
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
  }));
  const events = [
    {
      id: "x",
      model: "clever",
      choices: [{ index: 0, delta: { role: "assistant", tool_calls }, finish_reason: null }],
    },
    { id: "x", model: "clever", choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ];
  const body = [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
  return { kind: "status", status: 200, body, headers: { "content-type": "text/event-stream" } } as const;
};
