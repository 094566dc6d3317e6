import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { element, setAttribute, setText } from "../../shared/dom";
import { keepFocus } from "../../shared/held-still";
import { stateMark } from "../frame/state-mark";
import { card as texts } from "../frame/texts";
import { tone } from "../frame/tone";
import { figureTexts, needsHelp, placeText, reasonText, stateText, waited, type CardFigures } from "./card-facts";

export interface CardListener {
  act(action: "reset" | "trip" | "probe" | "trial" | "mend", endpoint: string): void;
  thresholds(endpoint: string): void;
  simulate(endpoint: string): void;
}

/** Streaks up to this threshold are drawn as dots. */
const MOST_PIPS = 5;

/** One endpoint's card. Only what differs is touched, so that it does not flicker and keeps its focus. */
export class CardView {
  readonly #mark = element("span", { class: "card-mark" });
  readonly #state = element("span", { class: "card-state" });
  readonly #place = element("p", { class: "card-place" });
  readonly #reason = element("p", { class: "card-reason" });
  readonly #streak = element("span", { class: "card-streak" });
  readonly #pips = element("span", { class: "pips", "aria-hidden": "true" });
  readonly #figures = { ttft: element("dd"), failureRate: element("dd"), uptime: element("dd") };
  readonly #wait = element("div", { class: "card-wait", "aria-hidden": "true" });
  readonly #mend: HTMLButtonElement;
  readonly #probe: HTMLButtonElement;
  readonly #trial: HTMLButtonElement;
  readonly #trip: HTMLButtonElement;
  readonly #simulate: HTMLButtonElement;
  readonly node: HTMLElement;
  #tone = "";

  constructor(
    readonly id: string,
    on: CardListener,
  ) {
    const button = (text: string, act: () => void): HTMLButtonElement =>
      element("button", { type: "button", class: "link", "aria-label": texts.actionOn(text, id), onclick: act }, text);
    this.#mend = button("", () => on.act("mend", id));
    this.#probe = button(texts.actions.probe, () => on.act("probe", id));
    this.#trial = button(texts.actions.trial, () => on.act("trial", id));
    this.#trip = button(texts.actions.trip, () => on.act("trip", id));
    this.#simulate = button(texts.actions.simulate, () => on.simulate(id));
    const figure = (label: string, ...value: HTMLElement[]): HTMLElement =>
      element("div", { class: "figure" }, element("dt", {}, label), ...value);
    const heading = element("h2", { class: "card-name", title: id }, id);
    this.node = element(
      "article",
      { class: "card", "aria-label": id },
      element("header", {}, this.#mark, heading, this.#state),
      this.#place,
      this.#reason,
      element(
        "dl",
        { class: "figures" },
        figure(texts.streak, element("dd", {}, this.#pips, this.#streak)),
        figure(texts.ttft, this.#figures.ttft),
        figure(texts.failureRate, this.#figures.failureRate),
        figure(texts.uptime, this.#figures.uptime),
      ),
      element(
        "div",
        { class: "card-actions" },
        this.#mend,
        this.#probe,
        this.#trial,
        button(texts.actions.reset, () => on.act("reset", id)),
        this.#trip,
        button(texts.actions.thresholds, () => on.thresholds(id)),
        this.#simulate,
      ),
      this.#wait,
    );
  }

  show(card: EndpointCard, now: number): void {
    const had = document.activeElement;
    const painted = tone(card);
    if (painted !== this.#tone) {
      this.#tone = painted;
      this.node.className = `card tone-${painted}`;
      this.#mark.replaceChildren(stateMark(painted));
    }
    this.node.classList.toggle("needs-help", needsHelp(card));
    setText(this.#state, stateText(card, now));
    setText(this.#place, placeText(card, now));
    const reason = reasonText(card, now);
    this.#reason.hidden = reason === undefined;
    setText(this.#reason, reason ?? "");
    // Without the time since, which counts: the browser takes a tooltip away that says another thing.
    setAttribute(this.#reason, "title", card.reason ?? card.lastFailure?.text ?? "");
    this.#showStreak(card);
    const share = waited(card, now);
    this.#wait.hidden = share === undefined;
    if (share !== undefined) this.#wait.style.transform = `scaleX(${share.toFixed(3)})`;
    this.#mend.hidden = card.cure === undefined;
    setText(this.#mend, card.cure ?? "");
    setAttribute(this.#mend, "aria-label", texts.actionOn(card.cure ?? "", this.id));
    this.#trial.hidden = !card.canTry;
    this.#trip.disabled = card.state === "open" || card.mode !== "auto";
    this.#simulate.hidden = !card.canSimulate;
    // What was pressed may have no use any more, and takes the focus along.
    if (this.node.contains(had)) keepFocus(had, [this.#probe]);
  }

  showFigures(figures: CardFigures): void {
    const shown = figureTexts(figures);
    setText(this.#figures.ttft, shown.ttft);
    setText(this.#figures.failureRate, shown.failureRate);
    setText(this.#figures.uptime, shown.uptime);
  }

  #showStreak({ failureStreak, failureThreshold }: EndpointCard): void {
    setText(this.#streak, texts.streakOf(failureStreak, failureThreshold));
    const drawn = failureThreshold <= MOST_PIPS ? failureThreshold : 0;
    while (this.#pips.childElementCount > drawn) this.#pips.lastElementChild?.remove();
    while (this.#pips.childElementCount < drawn) this.#pips.append(element("i"));
    [...this.#pips.children].forEach((pip, index) => pip.classList.toggle("on", index < failureStreak));
  }
}
