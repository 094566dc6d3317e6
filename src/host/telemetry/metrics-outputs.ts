import { randomUUID } from "node:crypto";
import type { Disposable } from "../../core/async/disposable";
import { isNotLoaded } from "../../core/failure/loaded";
import { leavesBy } from "../../core/failure/local-only";
import type { Logger } from "../../core/ports/logger";
import type { Transport } from "../../core/ports/transport";
import type { LlmService } from "../../core/service/service-api";
import { MeasurementFeed } from "../../node/telemetry/measure/measurement-feed";
import type { Telemetry, TelemetryOutputs } from "../../node/telemetry/telemetry";
import { coalesce } from "../../core/async/coalesce";
import type { MetricsSettings } from "../settings/rules/metrics-rules";
import type { TelemetryChunk } from "./telemetry-chunk";
import { metricsTexts as texts } from "./texts";

type OutputSettings = MetricsSettings & { localOnly: boolean };

export interface MetricsOutputsDeps {
  service: Pick<LlmService, "endpoints" | "offline" | "onEvent">;
  settings: { readonly current: OutputSettings; onDidChange(listener: () => void): Disposable };
  /** The extension's version. */
  version: string;
  /** Loads the chunk with the OpenTelemetry SDK; called at most once, and not before something asks for metrics. */
  load(): TelemetryChunk;
  /** By which metrics are pushed. */
  transport: Pick<Transport, "request">;
  /** Tells a person what is wrong and which setting mends it. */
  tell(message: string, setting: string): void;
  log: Logger;
}

/** The metrics that leave the editor, as the settings want it; the OpenTelemetry SDK is not loaded before the first need. */
export class MetricsOutputs {
  readonly #feed: MeasurementFeed;
  readonly #subscription: Disposable;
  readonly #apply: () => Promise<void>;
  #telemetry: Telemetry | undefined;
  #applied: Promise<void> = Promise.resolve();
  #ended = false;
  #toldOf: string | undefined;
  readonly #deps: MetricsOutputsDeps;

  constructor(deps: MetricsOutputsDeps) {
    this.#deps = deps;
    const { service, settings, log, tell } = deps;
    this.#feed = new MeasurementFeed(service);
    this.#apply = coalesce(
      async () => {
        // The editor's start does not wait for this.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#ended || (!this.#telemetry && isOff(settings.current))) return;
        const telemetry = this.#loaded();
        this.#tellOfRefusal(settings.current);
        await telemetry.apply(outputsOf(settings.current));
      },
      (error) => {
        log.error("The settings of metrics could not be applied", error);
        if (!isNotLoaded(error))
          tell(texts.unavailable(error instanceof Error ? error.message : String(error)), "llmBreaker.metrics");
      },
    );
    this.#subscription = settings.onDidChange(() => void (this.#applied = this.#apply()));
    if (!isOff(settings.current)) this.#applied = this.#apply();
  }

  /** Resolves when the settings of now are in force. Never rejects. */
  ready(): Promise<void> {
    return this.#applied;
  }

  /** Everything as Prometheus text. Loads the SDK. */
  text(): Promise<string> {
    return this.#loaded().prometheusText();
  }

  /** Closes the port, pushes a last time within a second and a half, and ends. */
  async shutDown(): Promise<void> {
    this.#ended = true;
    this.#subscription.dispose();
    await this.#applied;
    this.#feed.dispose();
    await this.#telemetry?.dispose();
  }

  /** Once for each address: what was set up on purpose is not silently left out. */
  #tellOfRefusal(settings: OutputSettings): void {
    const endpoint = settings["metrics.otlpEndpoint"];
    const why = endpoint === "" || !settings.localOnly ? undefined : leavesBy(endpoint);
    if (why !== undefined && why !== this.#toldOf) this.#deps.tell(texts.refused(why), "llmBreaker.localOnly");
    this.#toldOf = why;
  }

  #loaded(): Telemetry {
    const { service, version, load, tell, log, transport } = this.#deps;
    this.#telemetry ??= load().createTelemetry({
      service,
      feed: this.#feed,
      version,
      instanceId: randomUUID(),
      transport,
      onProblem: (problem) => tell(texts.port(problem), "llmBreaker.metrics.prometheusPort"),
      log,
    });
    return this.#telemetry;
  }
}

const isOff = (settings: MetricsSettings): boolean =>
  settings["metrics.prometheusPort"] === 0 && settings["metrics.otlpEndpoint"] === "";

function outputsOf(settings: OutputSettings): TelemetryOutputs {
  const endpoint = settings["metrics.otlpEndpoint"];
  return {
    prometheusPort: settings["metrics.prometheusPort"],
    // Not even a name is asked for where the address says already that it would leave.
    ...(endpoint !== "" &&
      !(settings.localOnly && leavesBy(endpoint) !== undefined) && {
        otlp: {
          endpoint,
          headers: settings["metrics.otlpHeaders"],
          intervalMs: settings["metrics.otlpInterval"] * 1000,
          localOnly: settings.localOnly,
        },
      }),
  };
}
