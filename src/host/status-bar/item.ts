import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { LlmService } from "../../core/service/service-api";
import type { Configuration } from "../settings/apply";
import type { SettingsStore } from "../settings/store";
import { SteadyTimes } from "./steady-times";
import { hasOnlyOwnLinks, tooltipMarkdown } from "./tooltip";
import { statusView, type StatusView, type Surroundings } from "./view";

const BACKGROUNDS: Record<StatusView["severity"], vscode.ThemeColor | undefined> = {
  none: undefined,
  warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
  error: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

/** Events come in bursts (a call begins, a queue moves); the item is drawn once for all of them. */
const SETTLE_MS = 30;

/**
 * The status item: follows the service's events, and a clock only while something on it counts down and somebody is there to see it. In a window that nobody uses it tells
 * the time of day at which a wait is over, and nothing runs.
 */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("llmBreaker.status", vscode.StatusBarAlignment.Right, 100);
  readonly #subscriptions: { dispose(): void }[];
  #settling: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setTimeout> | undefined;
  #shown: (StatusView & { tooltip: string }) | undefined;
  readonly #times = new SteadyTimes();
  readonly #service: LlmService;
  readonly #place: Pick<Surroundings, "machine" | "hostName">;
  readonly #settings: Pick<SettingsStore, "problems" | "onDidChange">;

  constructor(
    service: LlmService,
    settings: Pick<SettingsStore, "problems" | "onDidChange">,
    configuration: Pick<Configuration, "onDidApply">,
    place: Pick<Surroundings, "machine" | "hostName">,
  ) {
    this.#service = service;
    this.#place = place;
    this.#settings = settings;
    this.#item.name = "LLM Breaker";
    this.#item.command = "llmBreaker.showActions";
    // Endpoints that came or went with the settings are no event of the service.
    this.#subscriptions = [
      service.onEvent(() => this.#drawSoon()),
      settings.onDidChange(() => this.#drawSoon()),
      configuration.onDidApply(() => this.#drawSoon()),
      vscode.window.onDidChangeWindowState(() => this.#drawSoon()),
    ];
    this.#draw();
    this.#item.show();
  }

  dispose(): void {
    clearTimeout(this.#settling);
    clearTimeout(this.#ticking);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #drawSoon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#draw();
    }, SETTLE_MS);
  }

  #draw(): void {
    clearTimeout(this.#ticking);
    const endpoints = this.#service.endpoints();
    const now = Date.now();
    const bad = this.#settings.problems.map(({ message }) => message);
    const { offline, localOnly } = this.#service;
    const { focused, active } = vscode.window.state;
    const watched = focused && active;
    const told = { badSettings: bad, localOnly, ...this.#place };
    const view = statusView(endpoints, offline, now, { ...told, left: watched ? "countdown" : { now } });
    this.#show(view, tooltipMarkdown(this.#times.of(endpoints, now), offline, now, told));
    if (view.counting && watched) this.#ticking = setTimeout(() => this.#draw(), 1000);
  }

  /**
   * Sets nothing where nothing says anything else: whatever is set, be it to what it was, sends the whole item to the window. There a tooltip that equals the one that it has, trust
   * and all, stays as it is under the mouse.
   */
  #show(view: StatusView, tooltip: string): void {
    const next = { ...view, tooltip };
    if (isDeepStrictEqual(next, this.#shown)) return;
    this.#shown = next;
    this.#item.text = view.text;
    this.#item.accessibilityInformation = { label: view.label };
    this.#item.backgroundColor = BACKGROUNDS[view.severity];
    this.#item.tooltip = asTooltip(tooltip);
  }
}

function asTooltip(markdown: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString(markdown, true);
  tooltip.isTrusted = hasOnlyOwnLinks(markdown);
  return tooltip;
}
