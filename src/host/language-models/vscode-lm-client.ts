import { t } from "../../core/l10n/t";
import type * as vscode from "vscode";
import type { CancelSignal } from "../../core/async/cancel-signal";
import type { ModelAbilities } from "../../core/model/needs";
import type {
  AnswerEnd,
  AnswerPiece,
  ChatCall,
  EndpointClient,
  ListedModel,
  ProbeResult,
} from "../../core/endpoint/client";
import { wireCall } from "../../core/endpoint/message/wire-call";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import type { FailureKind } from "../../core/model/failure-kinds";
import { MAX_MODELS } from "../../core/model/limits";
import { abortable, orAborted } from "./abortable";
import { EditorAnswer } from "./editor-answer";
import { canShowImages, editorMessages, toolOptions, type MessageApi } from "./editor-messages";

/** The parts of the editor's API that are used, so that a test can stand in for them. */
export type LanguageModelApi = Pick<typeof vscode, "CancellationTokenSource"> &
  MessageApi & { lm: Pick<typeof vscode.lm, "selectChatModels"> };

/** Of newer versions; not in the typings. */
type CapableModel = vscode.LanguageModelChat & {
  capabilities?: { supportsToolCalling?: unknown; supportsImageToText?: unknown };
};

class NoModels extends EndpointFailure {
  constructor() {
    super(
      "model_missing",
      t(
        "The editor offers no language models: install and sign in to an extension that provides some, such as GitHub Copilot.",
      ),
    );
  }
}

/** What the codes of `vscode.LanguageModelError` mean here. */
const KINDS: Record<string, FailureKind> = { NoPermissions: "auth", Blocked: "quota", NotFound: "model_missing" };

/** The editor's own language models (`vscode.lm`) as an endpoint. The end of its stream is its terminal marker: the API throws when one breaks. */
export class VscodeLmClient implements EndpointClient {
  readonly #api: LanguageModelApi;
  readonly #defaultModel: string | undefined;

  /** @param defaultModel id, family, name or vendor/family of a model; the first one offered without it */
  constructor(api: LanguageModelApi, defaultModel?: string) {
    this.#api = api;
    this.#defaultModel = defaultModel;
  }

  async chat(asked: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    signal.throwIfAborted();
    const model = await this.#find(asked.model, signal);
    const source = new this.#api.CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const { call, offered } = wireCall(asked, Date.now(), "all");
      const response = await orAborted(
        model.sendRequest(
          editorMessages(this.#api, call.messages),
          {
            justification: t("LLM Breaker sends your question."),
            ...modelOptions(call),
            ...toolOptions(this.#api, call),
          },
          source.token,
        ),
        signal,
      );
      const answer = new EditorAnswer(this.#api, offered);
      for await (const part of abortable(response.stream, signal)) answer.take(part, onPiece);
      return { ...answer.end(model.name, onPiece), model: model.id };
    } catch (error) {
      throw signal.aborted || error instanceof EndpointFailure ? error : failureOf(error, model.name);
    } finally {
      signal.removeEventListener("abort", cancel);
      source.cancel();
      source.dispose();
    }
  }

  checkLive(signal: CancelSignal): Promise<ProbeResult> {
    return this.probe(undefined, signal);
  }

  async probe(model: string | undefined, signal: CancelSignal): Promise<ProbeResult> {
    try {
      const found = await this.#find(model ?? this.#defaultModel, signal);
      return { live: true, ready: true, model: found.id };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = error instanceof EndpointFailure ? error : failureOf(error, model ?? "");
      const live = failure.kind === "model_missing" && !(failure instanceof NoModels);
      return { live, ready: false, message: failure.message, failure };
    }
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    return (await this.#find(this.#defaultModel, signal)).id;
  }

  async listModels(signal: CancelSignal): Promise<ListedModel[]> {
    const models = await orAborted(this.#api.lm.selectChatModels(), signal);
    if (models.length === 0) throw new NoModels();
    return models.slice(0, MAX_MODELS).map(({ id }) => ({ name: id }));
  }

  /** What the model says of itself, where this version of the editor lets it. */
  async abilities(wanted: string, signal: CancelSignal): Promise<ModelAbilities> {
    const model: CapableModel | undefined = await this.#find(wanted, signal).catch(() => undefined);
    if (signal.aborted) throw signal.reason;
    const { supportsToolCalling: tools, supportsImageToText: images } = model?.capabilities ?? {};
    const { maxInputTokens: contextLength } = model ?? {};
    return {
      ...(typeof tools === "boolean" && { tools }),
      ...(typeof images === "boolean" && { images }),
      ...(!canShowImages(this.#api) && { images: false }),
      ...(typeof contextLength === "number" && contextLength > 0 && { contextLength }),
    };
  }

  /** The provider keeps that to itself. */
  isWarm(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async #find(wanted: string | undefined, signal: CancelSignal): Promise<vscode.LanguageModelChat> {
    const models = await orAborted(this.#api.lm.selectChatModels(), signal);
    if (models.length === 0) throw new NoModels();
    const found =
      wanted === undefined
        ? models[0]
        : models.find(({ id, family, name, vendor }) =>
            [id, family, name, `${vendor}/${family}`, `${vendor}/${id}`].includes(wanted),
          );
    if (!found)
      throw new EndpointFailure(
        "model_missing",
        t("The editor offers no model “{0}”; it offers {1}.", wanted ?? "", models.map(({ id }) => id).join(", ")),
      );
    return found;
  }
}

function modelOptions({ temperature, maxTokens }: ChatCall): { modelOptions?: Record<string, unknown> } {
  const options = {
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  };
  return Object.keys(options).length > 0 ? { modelOptions: options } : {};
}

/** `vscode.LanguageModelError` carries one of three codes, or whatever the provider threw as its cause. */
function failureOf(error: unknown, model: string): EndpointFailure {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const reason = error instanceof Error && error.message !== "" ? error.message : t("no reason given");
  return new EndpointFailure(KINDS[code] ?? "server_error", t("The editor's model {0} failed: {1}", model, reason), {
    cause: error,
    ...(code !== "" && { code }),
  });
}
