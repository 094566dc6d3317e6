import type { Span } from "../../../src/webview/dashboard/frame/time-range";
import { HostLink } from "../../../src/webview/dashboard/frame/host-link";
import { readViewState, type ViewState } from "../../../src/webview/dashboard/frame/view-state";
import { HistoryView } from "../../../src/webview/dashboard/history/history-view";
import type { LightPage } from "./light-page";
import { requestRows, ScriptedHost } from "./scripted-host";

/** What a page makes of it for its own elements. */
export const inPage = (): typeof globalThis => window as unknown as typeof globalThis;

/** The dashboard's history in a page without a browser, with ten rows in view, and what it did and said. */
export class OpenHistory {
  readonly host: ScriptedHost;
  readonly view: HistoryView;
  readonly failures: string[] = [];
  readonly said: string[] = [];
  readonly chosen: [request: number, byKey: boolean][] = [];
  span: Span = { fromMs: 1_000, toMs: 2_000 };
  #state: ViewState;
  readonly #page: LightPage;

  constructor(page: LightPage, remembered: unknown = {}) {
    this.#page = page;
    this.#state = readViewState(remembered);
    this.host = new ScriptedHost(page);
    this.view = new HistoryView(
      new HostLink(this.host, { live: () => undefined, changed: () => undefined, notice: () => undefined }),
      () => this.#state,
      () => this.span,
      {
        remember: (part) => (this.#state = { ...this.#state, ...part }),
        choose: (request, byKey) => this.chosen.push([request, byKey]),
        transition: () => undefined,
        failed: (message) => this.failures.push(message),
        say: (text) => this.said.push(text),
      },
    );
    page.layOut(this.list, { clientHeight: 460, scrollTop: 0 });
    document.body.append(this.view.node);
  }

  get list(): HTMLElement {
    return this.one(".list");
  }

  get titles(): string[] {
    return [...this.view.node.querySelectorAll(".row-title")].map((node) => node.textContent ?? "");
  }

  /** What is offered as new. */
  get fresh(): string | undefined {
    const button = this.one(".fresh");
    return button.hidden ? undefined : (button.textContent ?? "");
  }

  /** Why nothing is listed. */
  get empty(): string | undefined {
    const note = this.one(".requests-pane .empty");
    return note.hidden ? undefined : (note.querySelector("strong")?.textContent ?? "");
  }

  one<E extends HTMLElement>(selector: string): E {
    return this.view.node.querySelector<E>(selector) as E;
  }

  key(key: string): void {
    this.list.dispatchEvent(new (inPage().KeyboardEvent)("keydown", { key, cancelable: true }));
  }

  typeSearch(text: string): void {
    const field = this.one<HTMLInputElement>("input[type=search]");
    field.value = text;
    field.dispatchEvent(new (inPage().Event)("input"));
  }

  async search(text: string): Promise<void> {
    this.typeSearch(text);
    await this.#page.pass(200);
  }

  /** Answers the newest question as a history would that holds the ids from 1 to `newest`. */
  serve(newest: number): Promise<void> {
    const { query, answer } = this.host.last("requests");
    return answer({
      rows: requestRows(newest - query.offset, Math.max(0, Math.min(query.limit, newest - query.offset))),
      total: newest,
      totalExact: true,
    });
  }

  /** Requests came in: what is asked for then is asked. */
  async hear(): Promise<void> {
    void this.view.changed({ requests: true, states: false, cleared: false });
    await this.#page.settle();
  }

  /** Requests came in, and there are as many as this now. */
  async comeIn(newest: number): Promise<void> {
    await this.hear();
    await this.serve(newest);
  }
}
