import { randomUUID } from "node:crypto";
import type { Composer, ContextChip } from "../../core/messages/answer";
import type { Ask } from "./turn/question";
import { askMessages } from "../code/code-prompt";
import { leadOn } from "../actions/lead-on";
import { choices } from "../notify";
import { composer as texts } from "../texts/asking";
import type { ModelChoice } from "../choose/model-choice";
import { fencedItem, offeredContext, type ContextItem } from "../composer/context-items";
import { showText } from "../composer/show-text";

export interface BoxDeps {
  choice: ModelChoice;
  /** To be called when what stands around the box is another. */
  changed(): void;
}

/** The host's part of the box that asks on: what goes with the next question, and who is asked. */
export class Box {
  readonly #deps: BoxDeps;
  readonly #following: { dispose(): void };
  #items: (ContextItem & { id: string })[] = [];

  constructor(deps: BoxDeps) {
    this.#deps = deps;
    this.#following = deps.choice.onDidChange(() => deps.changed());
  }

  dispose(): void {
    this.#following.dispose();
  }

  state(): Omit<Composer, "queued"> {
    return { target: this.#deps.choice.words(), chips: this.#items.map(chipOf) };
  }

  /** The question that was typed, with what goes with it; undefined, and said, where there is none. What goes with it goes once. */
  async question(text: string): Promise<Ask | undefined> {
    const typed = text.trim();
    if (typed === "") return undefined;
    const context = await this.#text();
    this.#items = [];
    this.#deps.changed();
    return {
      type: "ask",
      title: typed,
      follows: true,
      label: { command: texts.command, title: typed },
      messages: askMessages(context === "" ? typed : `${typed}\n\n${context}`),
    };
  }

  /** Lets a person choose what else is to go with the question. */
  async add(): Promise<void> {
    const offered = await offeredContext();
    if (offered.length === 0) return leadOn(texts.nothing, "openFile");
    const picked = await choices.pick(
      offered.map((item) => ({ label: item.label, description: item.detail, item })),
      { title: texts.addTitle, placeHolder: texts.addPlaceholder },
    );
    if (picked) this.#put(picked.item);
  }

  /** Adds what a word behind “#” names, if there is such a thing now. */
  async addKind(kind: ContextItem["kind"]): Promise<void> {
    const found = (await offeredContext()).filter((item) => item.kind === kind);
    if (found.length === 0) return leadOn(texts.nothing, "openFile");
    for (const item of found) this.#put(item);
  }

  /** Adds something that goes with the next question. */
  #put(item: ContextItem): void {
    const others = this.#items.filter(({ kind, detail }) => kind !== item.kind || detail !== item.detail);
    this.#items = [...others, { ...item, id: randomUUID() }];
    this.#deps.changed();
  }

  remove(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#deps.changed();
  }

  async show(): Promise<void> {
    await showText(await this.#text());
  }

  async #text(): Promise<string> {
    const parts = await Promise.all(this.#items.map(fencedItem));
    return parts.join("\n\n");
  }
}

function chipOf({ id, kind, label, detail }: ContextItem & { id: string }): ContextChip {
  return { id, kind, label, detail };
}
