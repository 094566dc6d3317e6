import type { LiveMessage } from "../../../core/messages/dashboard";
import type { ResultOf } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import type { ShownLane } from "../timeline/lanes/lane-data";
import { card as texts, states } from "../frame/texts";
import { tone } from "../frame/tone";
import { CardView, type CardListener } from "./card-view";

type Series = ResultOf<"series">["series"];

/** The row of cards, one for each endpoint in the order of the settings. */
export class CardsView {
  readonly node = element("section", { class: "cards", "aria-label": texts.region });
  #cards: CardView[] = [];
  #tones = new Map<string, string>();
  readonly #on: CardListener;
  readonly #announce: (text: string) => void;

  constructor(on: CardListener, announce: (text: string) => void) {
    this.#on = on;
    this.#announce = announce;
  }

  /** Also called between messages, for countdowns. */
  show(live: LiveMessage, now: number): void {
    const ids = live.endpoints.map(({ id }) => id);
    if (ids.join("\n") !== this.#cards.map(({ id }) => id).join("\n")) {
      this.#cards = ids.map((id) => this.#cards.find((card) => card.id === id) ?? new CardView(id, this.#on));
      this.node.replaceChildren(...this.#cards.map((card) => card.node));
    }
    live.endpoints.forEach((endpoint, index) => {
      this.#cards[index]?.show(endpoint, now);
      const painted = tone(endpoint);
      const before = this.#tones.get(endpoint.id);
      if (before !== undefined && before !== painted) this.#announce(texts.announce(endpoint.id, states[painted]));
      this.#tones.set(endpoint.id, painted);
    });
  }

  showFigures(series: Series, lanes: Map<string, ShownLane>): void {
    for (const card of this.#cards) {
      const summary = series.endpoints.find(({ endpoint }) => endpoint === card.id)?.summary;
      card.showFigures({
        ttftP50Ms: summary?.ttftP50Ms ?? null,
        ttftP95Ms: summary?.ttftP95Ms ?? null,
        failureRate: summary?.failureRate ?? null,
        uptime: lanes.get(card.id)?.uptime ?? undefined,
      });
    }
  }
}
