import { parseAddress } from "../../core/foreign/address";
import type { Disposable } from "../../core/async/disposable";
import { isNotLoaded } from "../../core/failure/loaded";
import type { HistoryChange } from "../../core/history/types";
import { parseToHost, type ToHost, type ToPage } from "../../core/messages/dashboard";
import type { Simulation } from "../../core/messages/dashboard-live";
import { performOnEndpoint, performOnRequest, startSimulation } from "./act";
import { cardOf } from "./card";
import type { DashboardDeps } from "./deps";
import { LastFailures } from "./last-failures";
import { LiveFeed } from "./live-feed";
import { answerQuery, type QuerySources } from "./queries";
import { dashboard as texts } from "./texts";

/** The host's side of one dashboard page: what it asks is answered, what changes is told while it is shown. */
export class DashboardSession implements Disposable {
  readonly #feed: LiveFeed;
  readonly #failures = new LastFailures();
  readonly #queries = new Map<number, AbortController>();
  readonly #subscriptions: Disposable[];
  /** While the page is shown: that other windows write is looked for twice a second as long as somebody listens. */
  #historyChanges: Disposable | undefined;
  readonly #sources: QuerySources;
  /** What changed in the history since the last message. */
  #change: HistoryChange = { requests: false, states: false, cleared: false };
  readonly #deps: DashboardDeps;
  readonly #post: (message: ToPage) => void;

  constructor(deps: DashboardDeps, post: (message: ToPage) => void) {
    this.#deps = deps;
    this.#post = post;
    const { history, thresholds, service } = deps;
    this.#sources = {
      history,
      thresholds: (id) => thresholds.fields(id),
      endpoints: () => service.endpoints().map(({ id }) => id),
    };
    this.#feed = new LiveFeed(deps.clock, () => this.#sendPresent());
    this.#subscriptions = [
      deps.service.onEvent((event) => {
        if (event.type === "request") this.#failures.add(event.record);
        this.#feed.changed();
      }),
      deps.chaos.onChange(() => this.#feed.changed()),
    ];
    // While the page loads, the history opens its file.
    void this.#loadFailures();
  }

  /** The page is hidden: nothing is told and nothing computed until it says that it is back. */
  hide(): void {
    this.#feed.stop();
    this.#historyChanges?.dispose();
    this.#historyChanges = undefined;
    this.#cancelAll();
  }

  dispose(): void {
    this.hide();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  receive(raw: unknown): void {
    const message = parseToHost(raw);
    if (!message) {
      this.#deps.log.warn("The dashboard page sent a message that is none of its messages.");
      return;
    }
    this.#take(message).catch((error: unknown) => {
      this.#deps.log.error(`“${message.type}” in the dashboard failed`, error);
      const text = isNotLoaded(error) ? error.message : texts.actionFailed(messageOf(error));
      this.#post({ type: "notice", tone: "error", text });
    });
  }

  async #take(message: ToHost): Promise<void> {
    switch (message.type) {
      case "ready":
        // A page that is shown anew asks for everything by itself.
        this.#historyChanges ??= this.#deps.history.onChange((change) => this.#historyChanged(change));
        this.#feed.start();
        break;
      case "query":
        await this.#answer(message.id, (signal) => answerQuery(message.query, this.#sources, signal));
        break;
      case "cancel":
        this.#queries.get(message.id)?.abort();
        break;
      case "act":
        this.#tell(await performOnEndpoint(message.action, message.endpoint, this.#deps));
        break;
      case "simulate":
        this.#notice(startSimulation(message, this.#deps));
        break;
      case "endSimulation":
        this.#deps.chaos.clear(message.endpoint === undefined ? undefined : this.#urlOf(message.endpoint));
        this.#notice(texts.simulationEnded);
        break;
      case "saveThresholds":
        await this.#saveThresholds(message);
        break;
      case "openSettings":
        await this.#deps.openSettings();
        break;
      case "ask":
        await this.#deps.ask();
        break;
      case "simulateOutage":
        await this.#deps.simulateOutage();
        break;
      case "request":
        this.#tell(await performOnRequest(message.action, message.request, this.#deps));
        break;
    }
  }

  async #answer(
    id: number,
    ask: (signal: AbortSignal) => Promise<Extract<ToPage, { type: "result" }>["value"]>,
  ): Promise<void> {
    const controller = new AbortController();
    this.#queries.set(id, controller);
    try {
      const value = await ask(controller.signal);
      if (!controller.signal.aborted) this.#post({ type: "result", id, value });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#deps.log.error("A query of the dashboard failed", error);
      this.#post({ type: "failed", id, message: isNotLoaded(error) ? error.message : texts.queryFailed });
    } finally {
      this.#queries.delete(id);
    }
  }

  async #saveThresholds({ id, endpoint, values }: Extract<ToHost, { type: "saveThresholds" }>): Promise<void> {
    try {
      await this.#deps.thresholds.save(endpoint, values);
    } catch (error) {
      this.#deps.log.warn("Thresholds could not be saved", error);
      this.#post({ type: "failed", id, message: messageOf(error) });
      return;
    }
    this.#post({
      type: "result",
      id,
      value: { kind: "thresholds", endpoint, thresholds: this.#deps.thresholds.fields(endpoint) },
    });
    this.#notice(texts.saved(endpoint));
    this.#feed.changed();
  }

  async #loadFailures(): Promise<void> {
    try {
      await this.#failures.load(this.#deps.history);
    } catch (error) {
      this.#deps.log.warn("Earlier failures could not be read from the history", error);
    }
    this.#feed.changed();
  }

  #historyChanged(change: HistoryChange): void {
    this.#change = {
      requests: this.#change.requests || change.requests,
      states: this.#change.states || change.states,
      cleared: this.#change.cleared || change.cleared,
    };
    this.#feed.changed();
  }

  #sendPresent(): void {
    const now = this.#deps.clock.wallNow();
    const { service, thresholds } = this.#deps;
    const endpoints = service.endpoints().map((status) => {
      const fields = thresholds.fields(status.id);
      const limit = fields.find(({ name }) => name === "failureThreshold");
      return cardOf(status, {
        now,
        offline: service.offline,
        failureThreshold: limit ? (limit.own ?? limit.shared) : 0,
        lastFailure: this.#failures.of(status.id),
        offered: (actions) => this.#deps.offered(actions),
      });
    });
    const { offline, localOnly } = service;
    const simulations = this.#simulations();
    this.#post({ type: "live", now, offline, endpoints, simulations, ...(localOnly && { localOnly }) });
    const { requests, states, cleared } = this.#change;
    if (requests || states || cleared) this.#post({ type: "changed", requests, states, cleared });
    this.#change = { requests: false, states: false, cleared: false };
  }

  #simulations(): Simulation[] {
    const endpoints = this.#deps.service.endpoints();
    return this.#deps.chaos.active().map(({ origin, mode, untilMs }) => ({
      mode,
      untilMs,
      endpoints: endpoints.filter(({ url }) => originOf(url) === origin).map(({ id }) => id),
    }));
  }

  #urlOf(endpoint: string): string {
    const url = this.#deps.service.endpoints().find(({ id }) => id === endpoint)?.url;
    if (url === undefined) throw new Error(texts.unknownEndpoint(endpoint));
    return url;
  }

  #tell(text: string | undefined): void {
    if (text !== undefined) this.#notice(text);
  }

  #notice(text: string): void {
    this.#post({ type: "notice", tone: "info", text });
  }

  #cancelAll(): void {
    for (const controller of this.#queries.values()) controller.abort();
    this.#queries.clear();
  }
}

const originOf = (url: string): string | undefined => parseAddress(url)?.origin;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
