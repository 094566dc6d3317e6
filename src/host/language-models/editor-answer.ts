import { t } from "../../core/l10n/t";
import type * as vscode from "vscode";
import { PieceBatch } from "../../core/endpoint/answer/piece-batch";
import { BadToolInputError, ToolCallGathering } from "../../core/endpoint/answer/tool-call-gathering";
import { shortName } from "../../core/endpoint/chat";
import type { AnswerEnd, AnswerPiece } from "../../core/endpoint/client";
import type { OfferedTools } from "../../core/endpoint/message/wire-call";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { MAX_ANSWER_CHARS } from "../../core/model/limits";
import type { ToolCall } from "../../core/model/chat";

type AnswerApi = Pick<typeof vscode, "LanguageModelTextPart" | "LanguageModelToolCallPart">;

/** An answer of one of the editor's models, part by part. Parts of kinds that are not known, reasoning among them, are signs of life. */
export class EditorAnswer {
  readonly #api: AnswerApi;
  readonly #offered: OfferedTools | undefined;
  readonly #batch = new PieceBatch();
  readonly #calls = new ToolCallGathering();
  /** Each part is a whole call. */
  #count = 0;

  constructor(api: AnswerApi, offered: OfferedTools | undefined) {
    this.#api = api;
    this.#offered = offered;
  }

  take(part: unknown, onPiece: (piece: AnswerPiece) => void): void {
    if (part instanceof this.#api.LanguageModelTextPart) this.#batch.add("text", part.value);
    else if (part instanceof this.#api.LanguageModelToolCallPart && this.#offered) this.#takeCall(part);
    else this.#batch.add("thinking", thoughtOf(part));
    this.#batch.sign();
    this.#batch.flush(onPiece);
  }

  /** @param model as a person knows it */
  end(model: string, onPiece: (piece: AnswerPiece) => void): Pick<AnswerEnd, "finishReason" | "toolCalls"> {
    this.#batch.end();
    this.#batch.flush(onPiece);
    if (!this.#calls.any) return { finishReason: "stop" };
    return { finishReason: "tool_calls", toolCalls: this.#toolCalls(model) };
  }

  #takeCall({ callId: id, name, input }: vscode.LanguageModelToolCallPart): void {
    this.#calls.add({ place: this.#count++, id, name, input });
    this.#batch.calling();
    if (this.#calls.tooMany || this.#calls.size > MAX_ANSWER_CHARS)
      throw new EndpointFailure("too_large", t("The editor's model called more tools than one answer may."));
  }

  #toolCalls(model: string): ToolCall[] {
    try {
      return this.#calls.calls(false).map((call) => this.#offered?.own(call) ?? call);
    } catch (error) {
      if (!(error instanceof BadToolInputError)) throw error;
      throw new EndpointFailure(
        "malformed",
        error.message === ""
          ? t("The editor's model {0} called a tool without a name with something that is no JSON object.", model)
          : t(
              "The editor's model {0} called the tool {1} with something that is no JSON object.",
              model,
              shortName(error.message),
            ),
      );
    }
  }
}

/** `LanguageModelThinkingPart` of newer versions has its text, or texts, in `value`; so has no other part with a name that says so. */
function thoughtOf(part: unknown): string {
  if (typeof part !== "object" || part === null || !/think/i.test(part.constructor.name)) return "";
  const { value } = part as { value?: unknown };
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.filter((text) => typeof text === "string").join("");
}
