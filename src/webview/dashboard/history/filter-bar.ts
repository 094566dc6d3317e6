import { MOST_SEARCH_CHARACTERS, type DashboardFilter } from "../../../core/messages/dashboard-queries";
import type { ResultOf } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import { commandWord, history as texts, outcomes } from "../frame/texts";

export type Filter = Omit<DashboardFilter, "fromMs" | "toMs">;

/** Typing asks for nothing before it pauses this long, in milliseconds. */
const TYPING_PAUSE_MS = 120;

/** Search field and filters of the history. */
export class FilterBar {
  readonly #search: HTMLInputElement;
  readonly #endpoint: HTMLSelectElement;
  readonly #outcome: HTMLSelectElement;
  readonly #command: HTMLSelectElement;
  readonly #inRange: HTMLInputElement;
  readonly node: HTMLElement;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #choices = "";
  #filter: Filter;
  readonly #on: { filter(filter: Filter): void; inRange(inRange: boolean): void };

  constructor(filter: Filter, inRange: boolean, on: { filter(filter: Filter): void; inRange(inRange: boolean): void }) {
    this.#filter = filter;
    this.#on = on;
    this.#search = element("input", {
      type: "search",
      class: "search",
      placeholder: texts.search,
      "aria-label": texts.search,
      spellcheck: "false",
      maxlength: String(MOST_SEARCH_CHARACTERS),
      oninput: () => this.#typed(),
    });
    this.#search.value = filter.text ?? "";
    const select = (label: string): HTMLSelectElement =>
      element("select", { "aria-label": label, onchange: () => this.#changed() });
    this.#endpoint = select(texts.endpoint);
    this.#outcome = select(texts.outcome);
    this.#command = select(texts.command);
    this.#inRange = element("input", { type: "checkbox", onchange: () => on.inRange(this.#inRange.checked) });
    this.#inRange.checked = inRange;
    this.#fill(this.#outcome, texts.anyOutcome, Object.entries(outcomes), filter.outcome);
    this.setOverview({ endpoints: [], commands: [], searchable: true });
    this.node = element(
      "div",
      { class: "filters" },
      this.#search,
      element(
        "div",
        { class: "filter-row" },
        this.#endpoint,
        this.#outcome,
        this.#command,
        element("label", { class: "check" }, this.#inRange, texts.inRange),
      ),
    );
  }

  setOverview({
    endpoints,
    commands,
    searchable,
  }: Pick<ResultOf<"overview">, "endpoints" | "commands" | "searchable">): void {
    const choices = JSON.stringify([endpoints, commands]);
    if (choices !== this.#choices) {
      this.#choices = choices;
      this.#fill(
        this.#endpoint,
        texts.anyEndpoint,
        endpoints.map((id) => [id, id]),
        this.#filter.endpoint,
      );
      this.#fill(
        this.#command,
        texts.anyCommand,
        commands.map((name) => [name, commandWord(name)]),
        this.#filter.command,
      );
    }
    this.#search.disabled = !searchable;
    this.#search.placeholder = searchable ? texts.search : texts.notSearchable;
  }

  clear(): void {
    for (const select of [this.#endpoint, this.#outcome, this.#command]) select.value = "";
    this.#search.value = "";
    if (this.#inRange.checked) {
      this.#inRange.checked = false;
      this.#on.inRange(false);
    }
    this.#changed();
  }

  #typed(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#changed(), TYPING_PAUSE_MS);
  }

  #changed(): void {
    clearTimeout(this.#typing);
    const text = this.#search.value.trim().slice(0, MOST_SEARCH_CHARACTERS);
    this.#filter = {
      ...(this.#endpoint.value !== "" && { endpoint: this.#endpoint.value }),
      ...(this.#outcome.value !== "" && { outcome: this.#outcome.value as NonNullable<Filter["outcome"]> }),
      ...(this.#command.value !== "" && { command: this.#command.value }),
      ...(text !== "" && { text }),
    };
    this.#on.filter(this.#filter);
  }

  #fill(select: HTMLSelectElement, any: string, options: [string, string][], chosen: string | undefined): void {
    // What was chosen before a reload stays choosable even when the history does not name it any more.
    const all =
      chosen !== undefined && !options.some(([value]) => value === chosen)
        ? [...options, [chosen, chosen] as [string, string]]
        : options;
    select.replaceChildren(
      element("option", { value: "" }, any),
      ...all.map(([value, label]) => element("option", { value }, label)),
    );
    select.value = chosen ?? "";
  }
}
