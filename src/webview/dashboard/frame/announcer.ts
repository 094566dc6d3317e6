import { revealed } from "../../../core/foreign/hidden-characters";
import { element, setText } from "../../shared/dom";

/** Tells screen readers what changed, and shows for a moment how something went. */
export class Announcer {
  readonly #polite = element("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  readonly #toast = element("div", { class: "toast", "aria-hidden": "true" });
  readonly node = element("div", {}, this.#polite, this.#toast);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    // The same sentence twice must be said twice.
    const shown = revealed(text);
    this.#polite.textContent = this.#polite.textContent === shown ? `${shown}\u00a0` : shown;
  }

  show(text: string, tone: "info" | "error"): void {
    this.say(text);
    setText(this.#toast, text);
    this.#toast.className = `toast shown ${tone}`;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#toast.classList.remove("shown"), tone === "error" ? 8_000 : 4_000);
  }
}
