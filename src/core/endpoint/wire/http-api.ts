import type { CancelSignal } from "../../async/cancel-signal";
import type { ClassifyContext } from "../../failure/classify-context";
import { classifyResponse } from "../../failure/classify-response";
import { isWebPage } from "../../failure/web-page";
import { classifyTransport } from "../../failure/classify-transport";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import type { TransportRequest, TransportResponse } from "../../ports/transport";
import type { EndpointConfig } from "../../model/endpoint";
import type { ClientDeps } from "../deps";
import { keyHeaderOf } from "../key-header";
import { jsonBody } from "./json-body";
import { BodyTooLargeError, readSome, readText } from "./read-body";
import { malformed } from "./unusable-answer";

export interface ApiCall {
  method: "GET" | "POST";
  url: string;
  /** Sent as JSON. */
  json?: unknown;
  headers?: Record<string, string>;
  /** The model the call is about, for the sentence of a failure. */
  model?: string | undefined;
  ownConnection?: boolean;
}

/** HTTP calls to one endpoint: what comes back is a usable 2xx, or a failure with kind and sentence is thrown. */
export class HttpApi {
  /** Of every call; the key is in here and goes to no other origin, as nothing is redirected there. */
  readonly #headers: Record<string, string>;
  readonly #jsonHeaders: Record<string, string>;
  readonly #config: EndpointConfig;

  constructor(
    config: EndpointConfig,
    readonly deps: ClientDeps,
  ) {
    this.#config = config;
    const key = config.apiKey?.trim();
    const carrier = keyHeaderOf(config);
    this.#headers = { ...config.headers, ...(key && carrier && { [carrier.header]: carrier.prefix + key }) };
    this.#jsonHeaders = { "content-type": "application/json", ...this.#headers };
  }

  get simulated(): boolean {
    return this.deps.transport.simulates?.(this.#config.url) ?? false;
  }

  context(model: string | undefined): ClassifyContext {
    const { url, type, apiKey } = this.#config;
    return { url, type, model, apiKey, machine: this.deps.machine, wallNow: this.deps.clock.wallNow() };
  }

  /** Any answer, whatever its status. Throws an {@link EndpointFailure} when none came, or the signal's reason. */
  async send(call: ApiCall, signal: CancelSignal): Promise<TransportResponse> {
    try {
      return await this.deps.transport.request(this.#request(call, signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw classifyTransport(error, this.context(call.model));
    }
  }

  /** A 2xx, which may be a web page all the same; anything else is thrown as the failure it is. */
  async ok(call: ApiCall, signal: CancelSignal): Promise<TransportResponse> {
    const response = await this.send(call, signal);
    if (response.status >= 200 && response.status < 300) return response;
    throw await this.refusal(response, call.model, signal);
  }

  /** Reads what a refusing answer says. */
  async refusal(
    response: TransportResponse,
    model: string | undefined,
    signal: CancelSignal,
  ): Promise<EndpointFailure> {
    const text = await readSome(response.body, this.deps.clock, signal);
    return this.classify(response, text, model);
  }

  classify({ status, headers }: TransportResponse, body: string, model: string | undefined): EndpointFailure {
    return classifyResponse({ status, headers, body }, this.context(model));
  }

  /** The whole answer as JSON, of `limitBytes` at most. Throws `malformed` when it is none, `not_an_api` when it is a web page. */
  async json(call: ApiCall, limitBytes: number, signal: CancelSignal): Promise<unknown> {
    const response = await this.ok(call, signal);
    return this.parse(response, call.model, limitBytes, signal);
  }

  async parse(
    response: TransportResponse,
    model: string | undefined,
    limitBytes: number,
    signal: CancelSignal,
  ): Promise<unknown> {
    const context = this.context(model);
    let text: string;
    try {
      text = await readText(response.body, limitBytes);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof BodyTooLargeError ? malformed(context, error) : classifyTransport(error, context);
    }
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      if (isWebPage(response.headers, text)) throw this.classify(response, text, model);
      throw malformed(context, cause);
    }
  }

  #request({ method, url, json, headers, ownConnection }: ApiCall, signal: CancelSignal): TransportRequest {
    const { proxy } = this.#config;
    const own = json === undefined ? this.#headers : this.#jsonHeaders;
    const request: TransportRequest = {
      method,
      url,
      headers: headers ? { ...own, ...headers } : own,
      signal,
      connectTimeoutMs: this.deps.connectTimeoutMs(),
    };
    if (json !== undefined) request.body = jsonBody(json);
    if (proxy) request.proxy = proxy;
    if (ownConnection) request.ownConnection = true;
    if (this.deps.localOnly?.()) request.localOnly = true;
    return request;
  }
}
