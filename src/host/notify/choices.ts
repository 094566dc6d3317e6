import type * as vscode from "vscode";
import { iconLabel, inert, type Icon } from "../../core/foreign/foreign-text";

export type ChoiceWindow = Pick<typeof vscode.window, "showQuickPick" | "createQuickPick">;

/** One line to choose. All its words may be foreign; an icon of our own is given apart from them. */
export interface Choice {
  /** What it stands for, whatever is said of it, where a list changes while it is open; without one its words. */
  key?: string;
  icon?: Icon;
  label: string;
  description?: string;
  detail?: string;
  kind?: vscode.QuickPickItemKind;
}

export type Shown<T> = vscode.QuickPickItem & { choice: T };

/** Lists to choose from. The editor draws `$(name)` as an icon everywhere in them. */
export class Choices {
  readonly #window: ChoiceWindow;

  constructor(window: ChoiceWindow) {
    this.#window = window;
  }

  /** @returns the choice as it was given */
  async pick<T extends Choice>(
    choices: readonly T[],
    options: { title: string; placeHolder?: string; matchOnDetail?: boolean },
  ): Promise<T | undefined> {
    const { title, placeHolder } = options;
    const words = { title: inert(title), ...(placeHolder !== undefined && { placeHolder: inert(placeHolder) }) };
    return (await this.#window.showQuickPick(choices.map(shown), { ...options, ...words }))?.choice;
  }

  /** A list that changes while it is open. */
  open<T extends Choice>(title: string, chosen: (choice: T) => void): LiveChoices<T> {
    return new LiveChoices(this.#window.createQuickPick<Shown<T>>(), title, chosen);
  }
}

/** A list on show; it goes when the user leaves it or has chosen something that can be done. */
class LiveChoices<T extends Choice> {
  /** Resolves when it is gone. */
  readonly closed: Promise<void>;
  readonly #list: vscode.QuickPick<Shown<T>>;
  /** The line that was marked before a person has marked one. */
  #markedAtFirst: string | undefined;

  constructor(list: vscode.QuickPick<Shown<T>>, title: string, chosen: (choice: T) => void) {
    this.#list = list;
    list.title = inert(title);
    list.matchOnDescription = true;
    list.onDidAccept(() => {
      const choice = list.selectedItems[0]?.choice;
      if (choice) chosen(choice);
    });
    this.closed = new Promise((resolve) => {
      list.onDidHide(() => {
        list.dispose();
        resolve();
      });
    });
    list.show();
  }

  /** Shows other lines. The one that was marked stays so, or what takes its place: a person may be about to choose it. */
  update(choices: readonly T[]): void {
    const [marked] = this.#list.activeItems;
    const place = marked ? this.#list.items.indexOf(marked) : -1;
    const items = choices.map(shown);
    this.#markedAtFirst ??= items[0] && keyOf(items[0].choice);
    // Who goes by keys is where the mark is, and it is brought into sight; who goes by the mouse is where the list is scrolled to. In a list that is narrowed down by
    // what is typed the editor loses the mark unless it keeps the place.
    this.#list.keepScrollPosition = this.#list.value !== "" || !marked || keyOf(marked.choice) === this.#markedAtFirst;
    this.#list.items = items;
    if (!marked) return;
    const item = items.find(({ choice }) => keyOf(choice) === keyOf(marked.choice)) ?? items[place] ?? items.at(-1);
    if (item) this.#list.activeItems = [item];
  }

  /** Marks the first line that is wanted. */
  mark(wanted: (choice: T) => boolean): void {
    const item = this.#list.items.find(({ choice }) => wanted(choice));
    if (!item) return;
    this.#list.activeItems = [item];
    this.#markedAtFirst = keyOf(item.choice);
  }

  /** @param placeholder what stands in the field above the list @param busy whether more is to come */
  say(placeholder: string, busy: boolean): void {
    this.#list.placeholder = inert(placeholder);
    this.#list.busy = busy;
  }

  close(): void {
    this.#list.hide();
  }
}

const keyOf = ({ key, label, description }: Choice): string => key ?? JSON.stringify([label, description]);

/** A line as the editor draws it. */
export function shown<T extends Choice>(choice: T): Shown<T> {
  const { icon, label, description, detail, kind } = choice;
  return {
    label: icon === undefined ? inert(label) : iconLabel(icon, label),
    ...(description !== undefined && { description: inert(description) }),
    ...(detail !== undefined && { detail: inert(detail) }),
    ...(kind !== undefined && { kind }),
    choice,
  };
}
