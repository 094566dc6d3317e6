import type { ChangedMessage, LiveMessage, ToHost } from "../../core/messages/dashboard";
import { element } from "../shared/dom";
import type { Host } from "../shared/host";
import { CardsView } from "./cards/cards-view";
import { DetailView } from "./detail/detail-view";
import { openSimulateDialog } from "./dialogs/simulate-dialog";
import { openThresholdsDialog } from "./dialogs/thresholds-dialog";
import { Announcer } from "./frame/announcer";
import { SimulationBanner } from "./frame/banner";
import { FirstPaint } from "./frame/first-paint";
import { beginning, stretch } from "./frame/format";
import { HostLink, tellFailure } from "./frame/host-link";
import { PageHeader } from "./frame/page-header";
import { backToLive, panned, PRESETS, selected, spanOf, zoomed, type TimeRange } from "./frame/time-range";
import { readViewState, type ViewState } from "./frame/view-state";
import { HistoryView } from "./history/history-view";
import { timeline as texts } from "./frame/texts";
import { TimelineData, type TimelineFigures } from "./timeline/timeline-data";
import { TimelineToolbar } from "./timeline/timeline-toolbar";
import { TimelineView } from "./timeline/timeline-view";

/** Countdowns and the moving axis are drawn this often at most, in milliseconds. */
const TICK_MS = 250;
/** In a live range figures are asked for again after this long, in milliseconds, or after a five-hundredth of the range. */
const REST_FIGURES_MS = 5_000;
/** Around a change of state this much is shown when it is chosen, in milliseconds. */
const AROUND_TRANSITION_MS = 600_000;
/** Keys may run through the list faster than details can be read. */
const DETAIL_DELAY_MS = 120;

/** The page: it owns what is remembered, and tells the parts what happened. */
export class Dashboard {
  readonly #link: HostLink;
  readonly #announcer = new Announcer();
  readonly #firstPaint = new FirstPaint();
  readonly #header: PageHeader;
  readonly #banner: SimulationBanner;
  readonly #cards: CardsView;
  readonly #toolbar: TimelineToolbar;
  readonly #timeline: TimelineView;
  readonly #data: TimelineData;
  readonly #history: HistoryView;
  readonly #detail: DetailView;
  #state: ViewState;
  #live: LiveMessage | undefined;
  #figures: TimelineFigures | undefined;
  #askedAt = 0;
  readonly #host: Host<ToHost>;

  constructor(host: Host<ToHost>) {
    this.#host = host;
    this.#state = readViewState(host.getState());
    const failed = (message: string): void => this.#announcer.show(message, "error");
    this.#link = new HostLink(host, {
      live: (message) => this.#showLive(message),
      changed: (message) => this.#changed(message),
      notice: ({ tone, text }) => this.#announcer.show(text, tone),
    });
    const link = this.#link;
    this.#header = new PageHeader({
      ask: () => link.post({ type: "ask" }),
      settings: () => link.post({ type: "openSettings" }),
    });
    this.#banner = new SimulationBanner(() => link.post({ type: "endSimulation" }));
    this.#cards = new CardsView(
      {
        act: (action, endpoint) => link.post({ type: "act", action, endpoint }),
        thresholds: (endpoint) =>
          void openThresholdsDialog(endpoint, link).catch((error: unknown) => tellFailure(error, failed)),
        simulate: (endpoint) => openSimulateDialog(endpoint, link),
      },
      (text) => this.#announcer.say(text),
    );
    this.#toolbar = new TimelineToolbar({
      preset: (id) => this.#preset(id),
      zoomBy: (factor) => this.#zoom(factor, undefined),
      panBy: (share) => this.#setRange(panned(this.#state.range, share, link.now())),
      live: () => this.#setRange(backToLive(this.#state.range, link.now())),
      endpoint: (endpoint) => this.#choose({ endpoint }),
      picture: (picture) => this.#choose({ picture }),
    });
    this.#timeline = new TimelineView(
      () => this.#state,
      () => link.now(),
      {
        preset: (id) => this.#preset(id),
        panBy: (share) => this.#setRange(panned(this.#state.range, share, link.now())),
        live: () => this.#setRange(backToLive(this.#state.range, link.now())),
        select: (fromMs, toMs) => this.#setRange(selected(fromMs, toMs, link.now())),
        zoomAbout: (factor, at) => this.#zoom(factor, at),
        timing: (timing) => this.#choose({ timing }),
        ask: () => link.post({ type: "ask" }),
      },
      () => this.#data.refresh(),
    );
    this.#data = new TimelineData(
      link,
      () =>
        this.#timeline.width > 0
          ? { span: spanOf(this.#state.range, link.now()), width: this.#timeline.width }
          : undefined,
      (figures) => this.#showFigures(figures),
      failed,
    );
    this.#detail = new DetailView(link, () => {
      this.#remember({ request: undefined });
      this.#history.select(undefined);
      this.#history.focusList();
    });
    this.#history = new HistoryView(
      link,
      () => this.#state,
      () => spanOf(this.#state.range, link.now()),
      {
        remember: (part) => this.#remember(part),
        choose: (request, byKey) => this.#openDetail(request, { delayMs: byKey ? DETAIL_DELAY_MS : 0, chosen: true }),
        transition: ({ at, endpoint }) => {
          this.#choose({ endpoint });
          this.#setRange(selected(at - AROUND_TRANSITION_MS / 2, at + AROUND_TRANSITION_MS / 2, link.now()));
        },
        failed,
        say: (text) => this.#announcer.say(text),
      },
    );
  }

  start(): void {
    document.body.append(
      this.#header.node,
      this.#banner.node,
      this.#cards.node,
      element(
        "main",
        { class: "columns" },
        element(
          "section",
          { class: "panel timeline", "aria-label": texts.title },
          this.#toolbar.node,
          this.#timeline.node,
        ),
        element("div", { class: "side" }, this.#history.node, this.#detail.node),
      ),
      this.#announcer.node,
    );
    this.#link.post({ type: "ready" });
    this.#drawRange();
    this.#data.refresh(true);
    void this.#history.reload().then(() => this.#firstPaint.drawn("list"));
    void this.#overview();
    if (this.#state.request !== undefined) this.#openDetail(this.#state.request, { delayMs: 0, chosen: false });
    // A hidden page is taken down by the editor, so this runs only while somebody may look.
    setInterval(() => this.#tick(), TICK_MS);
  }

  #tick(): void {
    if (this.#live) {
      this.#cards.show(this.#live, this.#link.now());
      this.#banner.show(this.#live.simulations, this.#link.now());
    }
    if (this.#state.range.kind !== "live") return;
    this.#showRange();
    this.#timeline.drawIfMoved();
    // Time alone changes figures too: what was open has been open for longer.
    const { spanMs } = this.#state.range;
    if (performance.now() - this.#askedAt > Math.max(REST_FIGURES_MS, spanMs / 500)) this.#refresh();
  }

  #showLive(live: LiveMessage): void {
    this.#live = live;
    this.#header.show(live);
    this.#banner.show(live.simulations, this.#link.now());
    this.#cards.show(live, this.#link.now());
    this.#timeline.setLive(live);
    if (this.#figures) this.#cards.showFigures(this.#figures.series, this.#timeline.lanes());
    this.#drawRange();
    this.#showChoices();
  }

  #changed(message: ChangedMessage): void {
    if (message.requests || message.states || message.cleared) this.#refresh();
    void this.#history.changed(message);
    if (message.requests || message.cleared) void this.#overview();
  }

  #showFigures(figures: TimelineFigures): void {
    this.#figures = figures;
    this.#timeline.setFigures(figures);
    this.#firstPaint.drawn("figures");
    this.#cards.showFigures(figures.series, this.#timeline.lanes());
    this.#showChoices();
  }

  #refresh(): void {
    this.#askedAt = performance.now();
    this.#data.refresh();
  }

  async #overview(): Promise<void> {
    try {
      const overview = await this.#link.query("overview", { kind: "overview" });
      this.#history.setOverview(overview);
      this.#timeline.setRequests(overview.requests);
    } catch (error) {
      tellFailure(error, (message) => this.#announcer.show(message, "error"));
    }
  }

  /** Endpoints of now and of the past can be chosen. */
  #showChoices(): void {
    const ids = new Set([
      ...(this.#live?.endpoints.map(({ id }) => id) ?? []),
      ...(this.#figures?.series.endpoints.map(({ endpoint }) => endpoint) ?? []),
    ]);
    this.#toolbar.setEndpoints([...ids], this.#state.endpoint);
  }

  #preset(id: (typeof PRESETS)[number]["id"]): void {
    const preset = PRESETS.find((candidate) => candidate.id === id);
    if (preset) this.#setRange({ kind: "live", spanMs: preset.spanMs });
  }

  #zoom(factor: number, at: number | undefined): void {
    const now = this.#link.now();
    const { fromMs, toMs } = spanOf(this.#state.range, now);
    this.#setRange(
      zoomed(this.#state.range, factor, at ?? (this.#state.range.kind === "live" ? now : (fromMs + toMs) / 2), now),
    );
  }

  #setRange(range: TimeRange): void {
    this.#remember({ range });
    this.#drawRange();
    this.#data.refresh(true);
    this.#history.spanChanged();
  }

  #choose(part: Partial<Pick<ViewState, "endpoint" | "picture" | "timing">>): void {
    this.#remember(part);
    this.#timeline.optionsChanged();
    this.#drawRange();
    this.#showChoices();
  }

  #drawRange(): void {
    this.#showRange();
    this.#timeline.draw();
  }

  #showRange(): void {
    const now = this.#link.now();
    const { range, picture } = this.#state;
    const { fromMs, toMs } = spanOf(range, now);
    this.#toolbar.show(
      range,
      {
        short: range.kind === "live" ? texts.since(beginning(fromMs, now)) : stretch(fromMs, toMs, now),
        whole: stretch(fromMs, toMs, now),
      },
      picture,
    );
  }

  #openDetail(request: number, how: Parameters<DetailView["show"]>[1]): void {
    this.#remember({ request });
    this.#history.select(request);
    this.#detail.show(request, how);
  }

  #remember(part: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...part };
    this.#host.setState(this.#state);
  }
}
