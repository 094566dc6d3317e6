import type * as vscode from "vscode";
import { untilAborted } from "../../core/async/wait";
import type { Clock } from "../../core/breaker/types";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import { chat as texts } from "../texts/model-provider";
import { answer } from "./answer";
import { ChangeNotice } from "./change-notice";
import type { HostApi, PartSink } from "./host-api";
import type { KnownModels } from "./known-models";
import { modelInformations, type ModelInformation } from "./model-information";
import { knownOptions } from "./model-options";
import { offeredModels, type Configured, type OfferedModel } from "./offered-model";
import { isUnexpected, languageModelError } from "./provider-error";
import { requestMessages, requestTools, titleOf } from "./request-messages";
import { TimedSink } from "./timed-sink";
import { TokenCounts } from "./token-counts";

/** While an endpoint has trouble it is looked so often whether that has passed, in milliseconds: a rate limit ends without an event. */
const LOOK_AGAIN_MS = 5_000;
/** `vscode.LanguageModelChatToolMode.Required`. */
const REQUIRED = 2;

interface ProviderDeps {
  service: LlmService;
  api: HostApi;
  models: KnownModels;
  configured(): Configured;
  /** Resolves when settings and stored API keys are with the service. */
  ready(): Promise<void>;
  /** Whether we ourselves are asking for the editor's models right now. */
  looking(): boolean;
  /** Whether this editor asks anew when it is told of a change. */
  listens: boolean;
  clock: Clock;
  log: Logger;
  fire(): void;
}

/** The chain, and each endpoint's models, for every chat of the editor. */
export class ChainProvider {
  readonly #deps: ProviderDeps;
  readonly #counts = new TokenCounts();
  readonly #notice: ChangeNotice;
  readonly #subscription: { dispose(): void };
  readonly #answeredBy = new Map<string, { endpoint: string; model: string }>();
  /** What the editor was told last, as text; undefined: it has not asked yet. */
  #told: string | undefined;
  /** In what was told last an endpoint has trouble. */
  #troubled = false;

  constructor(deps: ProviderDeps) {
    this.#deps = deps;
    const { clock, fire, listens } = deps;
    const lookAgainMs = (): number | undefined => (listens && this.#troubled ? LOOK_AGAIN_MS : undefined);
    this.#notice = new ChangeNotice({ clock, fire, listens, lookAgainMs, isOld: () => this.#isOld() });
    this.#subscription = deps.service.onEvent((event) => {
      // The newest editors open their picker without a question. Once somebody has asked a server something, it may be asked what it has, too.
      if (event.type === "request" && this.#told !== undefined) void deps.models.ask("missing");
      this.changed();
    });
  }

  /** Has the editor ask for the first time. */
  start(): void {
    this.#notice.start();
  }

  changed(): void {
    this.#notice.soon();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#notice.dispose();
  }

  async information(silent: boolean): Promise<ModelInformation[]> {
    const { models, looking } = this.#deps;
    const isAnswer = this.#notice.isAnswer();
    if (!silent || (!isAnswer && !looking())) await models.ask();
    const informations = this.#now();
    this.#told = JSON.stringify(informations);
    this.#notice.told();
    return informations;
  }

  async respond(
    modelId: string,
    given: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    sink: PartSink,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { service, api, ready, clock, log } = this.#deps;
    const abort = new AbortController();
    const parts = new TimedSink(sink, clock);
    const cancelling = token.onCancellationRequested(() => abort.abort());
    if (token.isCancellationRequested) abort.abort();
    try {
      await untilAborted(ready(), abort.signal);
      const model = this.#modelOf(modelId) ?? (await this.#listedLater(modelId, abort.signal));
      if (!model) throw api.LanguageModelError.NotFound(texts.gone(modelId));
      const messages = requestMessages(given);
      const request = requestOptions(model, options, titleOf(messages));
      const completion = await answer(messages, { ...request, signal: abort.signal }, { service, api, sink: parts });
      if (completion.promptTruncated)
        log.warn(
          `${completion.endpoint} (${completion.model}) has read only a part of a chat: its context is too short`,
        );
      this.#learn(model, completion);
      this.#counts.learn(completion.model, messages, request.tools, completion.usage.promptTokens);
    } catch (error) {
      const cancelled = token.isCancellationRequested;
      const told = languageModelError(error, api, { endpoints: service.endpoints(), cancelled, now: clock.wallNow() });
      if (told !== error && !cancelled && isUnexpected(error)) log.error("A chat's request failed unexpectedly", error);
      if (!cancelled) await parts.arrived();
      throw told;
    } finally {
      cancelling.dispose();
    }
  }

  /** Tokens, as the server of the model that would answer counts them, as far as it was heard to count. */
  count(modelId: string, what: string | vscode.LanguageModelChatRequestMessage): number {
    const model = this.#modelOf(modelId);
    const name = model?.type === "model" ? model.model : (this.#lastModel ?? "");
    if (typeof what === "string") return this.#counts.count(name, what);
    return requestMessages([what]).reduce((sum, message) => sum + this.#counts.count(name, message), 0);
  }

  /** Which model answered the chain last. */
  #lastModel: string | undefined;

  #learn(model: OfferedModel, { fallbackUsed, endpoint, model: name }: Completion): void {
    if (model.type === "chain") this.#lastModel = name;
    if (fallbackUsed) this.#answeredBy.set(model.id, { endpoint, model: name });
    else this.#answeredBy.delete(model.id);
    this.changed();
  }

  #modelOf(id: string): OfferedModel | undefined {
    return this.#models().find((model) => model.id === id);
  }

  /** Somebody holds a model that no list has: there may be no list yet, as of a server whose address is another now. */
  async #listedLater(id: string, signal: AbortSignal): Promise<OfferedModel | undefined> {
    await untilAborted(this.#deps.models.ask("missing"), signal);
    return this.#modelOf(id);
  }

  #models(): OfferedModel[] {
    const { service, configured, models } = this.#deps;
    return offeredModels(configured(), service.endpoints(), (endpoint) => models.of(endpoint));
  }

  #now(): ModelInformation[] {
    const { service, api, clock } = this.#deps;
    const informations = modelInformations(this.#models(), {
      statuses: service.endpoints(),
      offline: service.offline,
      now: clock.wallNow(),
      warns: this.#deps.listens,
      answeredBy: this.#answeredBy,
      icon: (id) => new api.ThemeIcon(id),
    });
    this.#troubled = informations.some(({ statusIcon }) => statusIcon !== undefined);
    return informations;
  }

  #isOld(): boolean {
    return this.#told !== undefined && this.#told !== JSON.stringify(this.#now());
  }
}

function requestOptions(
  model: OfferedModel,
  { tools, toolMode, modelOptions }: vscode.ProvideLanguageModelChatResponseOptions,
  title: string | undefined,
): RequestOptions {
  return {
    ...knownOptions(modelOptions),
    ...(model.type === "model" && { endpoint: model.endpoint, model: model.model }),
    ...(tools &&
      tools.length > 0 && { tools: requestTools(tools), toolChoice: toolMode === REQUIRED ? "required" : "auto" }),
    thinking: true,
    // An answer from earlier would stand in a chat as if it were one to what was said just now.
    useCache: false,
    label: { command: texts.command, ...(title !== undefined && { title }) },
  };
}
