import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { classifyInBandError } from "../../failure/classify-response";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { refusal as localOnlyRefusal, remoteModel } from "../../failure/local-only";
import { shownUrl } from "../../foreign/shown-url";
import { t } from "../../l10n/t";
import type { EndpointConfig } from "../../model/endpoint";
import { MAX_LIST_BYTES, MAX_SHORT_JSON_BYTES } from "../../model/limits";
import type { ModelAbilities } from "../../model/needs";
import { shortName } from "../chat";
import type {
  AnswerEnd,
  AnswerPiece,
  ChatCall,
  EndpointClient,
  ListedModel,
  ProbeResult,
  PullProgress,
} from "../client";
import type { ClientDeps } from "../deps";
import { exchangeChat, type ChatFormat } from "../answer/chat-exchange";
import type { ApiAddress } from "../wire/api-address";
import { HttpApi, type ApiCall } from "../wire/http-api";
import { explained, look } from "../wire/look";
import { ExpiryWatch } from "./expiry-watch";
import { abilitiesOf, shownAbilities } from "./ollama-abilities";
import { knownModels, modelNotInstalled, namesNewestFirst, newestFirst, noModelInstalled } from "./ollama-models";
import { pullProgress } from "./ollama-pull";
import { ollamaConversation } from "./ollama-messages";
import { OllamaAnswer } from "./ollama-answer";
import { loadedSchema, modelsSchema, versionSchema, type OllamaModel } from "./ollama-schemas";
import { ollamaAddress, sameModel } from "./ollama-url";
import { estimatedTokens, mayBeCut, wasCut } from "../wire/prompt-cut";
import { within } from "../wire/read-body";
import { malformed } from "../wire/unusable-answer";

/** How long a model stays resident after a call; Ollama's own five minutes make every pause a cold start. */
const keepAlive = "30m";

/** `/api/ps` waits up to five seconds while a model is being unloaded: slower than this, it tells nothing. */
const psTimeoutMs = 6_000;
/** An answer is complete: what is asked afterwards holds it up no longer than this. */
const contextTimeoutMs = 1_000;

/** Ollama, spoken natively: `/api/chat` as NDJSON. */
export class OllamaClient implements EndpointClient {
  readonly #api: HttpApi;
  readonly #address: ApiAddress;
  readonly #config: EndpointConfig;
  readonly #deps: ClientDeps;
  readonly #expiry = new ExpiryWatch();

  constructor(config: EndpointConfig, deps: ClientDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#address = ollamaAddress(config.url);
    this.#api = new HttpApi(config, deps);
  }

  get simulated(): boolean {
    return this.#api.simulated;
  }

  async chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    if (this.#deps.localOnly?.()) await this.#refuseRemote(call.model, signal);
    const end = await exchangeChat(this.#api, this.#format, call, signal, onPiece);
    const mayBe = mayBeCut(estimatedTokens(call.messages), end.usage?.promptTokens ?? 0);
    return mayBe && (await this.#wasCut(call, end, signal)) ? { ...end, promptTruncated: true } : end;
  }

  async checkLive(signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, () => this.#version(signal));
  }

  async probe(asked: string | undefined, signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, async () => {
      // A server that does not answer is asked one thing only.
      const found = await this.#version(signal);
      if (found.failure) return found;
      // One that runs may be unable to list its models for a moment: then it is only not known whether it is ready.
      const [installed, resident] = await Promise.all([
        this.#installed(signal).catch(asFailure(signal)),
        this.#resident(signal),
      ]);
      if (installed instanceof EndpointFailure) return { ...found, ...explained(installed) };
      const models = namesNewestFirst(installed);
      const model = asked ?? this.#config.model ?? resident?.[0] ?? models[0];
      if (model === undefined)
        return { ...found, models, ready: false, ...explained(noModelInstalled(this.#config.url)) };
      const warm = resident?.some((name) => sameModel(name, model));
      const ready = warm === true || installed.some(({ name }) => sameModel(name, model));
      return {
        ...found,
        models,
        model,
        ready,
        ...(warm !== undefined && { warm }),
        ...(!ready && explained(modelNotInstalled(model, this.#config.url))),
      };
    });
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    if (this.#config.model) return this.#config.model;
    const resident = await this.#resident(signal);
    const model = resident?.[0] ?? namesNewestFirst(await this.#installed(signal))[0];
    if (model === undefined) throw noModelInstalled(this.#config.url);
    return model;
  }

  async listModels(signal: CancelSignal): Promise<ListedModel[]> {
    const [installed, resident] = await Promise.all([this.#installed(signal), this.#resident(signal)]);
    return newestFirst(installed).map(({ name, size, capabilities }) => ({
      name,
      ...(size !== undefined && { bytes: size }),
      ...(capabilities && { abilities: abilitiesOf(capabilities) }),
      ...(resident && { resident: resident.some((other) => sameModel(other, name)) }),
    }));
  }

  abilities(model: string, signal: CancelSignal): Promise<ModelAbilities> {
    const show = async (own: CancelSignal): Promise<ModelAbilities> =>
      shownAbilities(await this.#api.json(this.#post("api/show", { model }, model), MAX_LIST_BYTES, own));
    return this.#soon(show, contextTimeoutMs, signal).then((abilities) => abilities ?? {});
  }

  async isWarm(model: string, signal: CancelSignal): Promise<boolean | undefined> {
    const loaded = await this.#loaded(psTimeoutMs, signal);
    const found = loaded?.find(({ name }) => sameModel(name, model));
    return loaded && found !== undefined && !this.#expiry.moves(model, found.expires_at, this.#deps.clock.now());
  }

  async warmUp(model: string, signal: CancelSignal): Promise<void> {
    const answer = await this.#api.json(
      { ...this.#post("api/generate", { model, keep_alive: keepAlive, stream: false }, model), ownConnection: true },
      MAX_SHORT_JSON_BYTES,
      signal,
    );
    const loaded = v.safeParse(loadedSchema, answer);
    if (!loaded.success || loaded.output.error !== undefined)
      throw classifyInBandError(answer, this.#api.context(model));
    if (!loaded.output.done)
      throw new EndpointFailure(
        "load_failed",
        t("Ollama at {0} did not finish loading {1}.", shownUrl(this.#config.url), model),
      );
  }

  async *pull(model: string, signal: CancelSignal): AsyncGenerator<PullProgress, void, undefined> {
    const { body } = await this.#api.ok(
      { ...this.#post("api/pull", { model, stream: true }, model), ownConnection: true },
      signal,
    );
    yield* pullProgress(body, this.#api.context(model), signal);
  }

  get #format(): ChatFormat {
    return {
      schemas: "common",
      request: (call) => {
        const { model, stream, temperature, maxTokens } = call;
        const options = {
          ...(temperature !== undefined && { temperature }),
          ...(maxTokens !== undefined && { num_predict: maxTokens }),
        };
        const chat = { model, ...ollamaConversation(call), stream, keep_alive: keepAlive };
        return this.#post("api/chat", { ...chat, ...(Object.keys(options).length > 0 && { options }) }, model);
      },
      answer: () => new OllamaAnswer(),
    };
  }

  #post(path: string, json: object, model: string): ApiCall {
    return { method: "POST", url: this.#address.at(path), json, model };
  }

  async #list(path: string, signal: CancelSignal): Promise<OllamaModel[]> {
    const answer = v.safeParse(
      modelsSchema,
      await this.#api.json({ method: "GET", url: this.#address.at(path) }, MAX_LIST_BYTES, signal),
    );
    if (!answer.success) throw malformed(this.#api.context(undefined));
    return knownModels(answer.output.models ?? []);
  }

  /** While all has to stay at home, those that Ollama itself sends on to another server are as good as not there. */
  async #installed(signal: CancelSignal): Promise<OllamaModel[]> {
    const models = await this.#list("api/tags", signal);
    return this.#deps.localOnly?.() ? models.filter((model) => !isRemote(model)) : models;
  }

  /** A model may have any name and still be another server's; only the list tells. */
  async #refuseRemote(model: string, signal: CancelSignal): Promise<void> {
    const models = await this.#list("api/tags", signal).catch(asFailure(signal));
    // What lists no models has none of another server's.
    if (models instanceof EndpointFailure) return;
    const remote = models.find((other) => sameModel(other.name, model) && isRemote(other));
    if (remote) throw localOnlyRefusal(t("Ollama sends what is asked of {0} on to another server.", shortName(model)));
  }

  /** Names of the models in memory that can chat; undefined when that could not be learnt. */
  async #resident(signal: CancelSignal): Promise<string[] | undefined> {
    const models = await this.#loaded(psTimeoutMs, signal);
    return models && namesInOrder(models);
  }

  /** Whether the prompt was longer than the model's context: Ollama drops what is too much and answers what is left. */
  async #wasCut({ model, messages }: ChatCall, { usage }: AnswerEnd, signal: CancelSignal): Promise<boolean> {
    const estimated = estimatedTokens(messages);
    const promptTokens = usage?.promptTokens ?? 0;
    try {
      const loaded = await this.#loaded(contextTimeoutMs, signal);
      const context = loaded?.find(({ name }) => sameModel(name, model))?.context_length;
      return wasCut(estimated, promptTokens, context);
    } catch {
      // No time limit makes a complete answer less so; only nobody wanting it any more ends the call.
      if (!(signal.reason instanceof EndpointFailure)) throw signal.reason;
      return wasCut(estimated, promptTokens);
    }
  }

  /** The models in memory; undefined when that could not be learnt, which says nothing about the server's health. */
  #loaded(timeoutMs: number, signal: CancelSignal): Promise<OllamaModel[] | undefined> {
    return this.#soon((own) => this.#list("api/ps", own), timeoutMs, signal);
  }

  /** What is found within a time; undefined when it is not. */
  async #soon<T>(
    find: (signal: CancelSignal) => Promise<T>,
    timeoutMs: number,
    signal: CancelSignal,
  ): Promise<T | undefined> {
    const abort = new AbortController();
    const onAbort = (): void => abort.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await within(find(abort.signal), this.#deps.clock, timeoutMs, signal);
    } catch {
      if (signal.aborted) throw signal.reason;
      return undefined;
    } finally {
      signal.removeEventListener("abort", onAbort);
      abort.abort();
    }
  }

  /** Whether an API answers; one that refuses this caller is alive too, a web page or a broken gateway is not. */
  async #version(signal: CancelSignal): Promise<ProbeResult> {
    const response = await this.#api.send({ method: "GET", url: this.#address.at("api/version") }, signal);
    const { status } = response;
    if (status === 401 || status === 403 || status === 429)
      return { live: true, ...explained(await this.#api.refusal(response, undefined, signal)) };
    if (status !== 200) throw await this.#api.refusal(response, undefined, signal);
    const answer = v.safeParse(versionSchema, await this.#api.parse(response, undefined, MAX_SHORT_JSON_BYTES, signal));
    return { live: true, ...(answer.success && { version: shortName(answer.output.version) }) };
  }
}

const isRemote = ({ name, remote_host }: OllamaModel): boolean =>
  remoteModel(name) !== undefined || (remote_host !== undefined && remote_host !== "");

const namesInOrder = (models: OllamaModel[]): string[] => {
  const chatting = new Set(namesNewestFirst(models));
  return models.map(({ name }) => name).filter((name) => chatting.has(name));
};

/** Keeps a failure as a value; the signal's reason is thrown on. */
const asFailure =
  (signal: CancelSignal) =>
  (error: unknown): EndpointFailure => {
    if (signal.aborted || !(error instanceof EndpointFailure)) throw error;
    return error;
  };
