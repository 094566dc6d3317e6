import type * as vscode from "vscode";
import { iconLabel, inert, type Icon } from "../../core/foreign/foreign-text";

export type ChoiceWindow = Pick<typeof vscode.window, "showQuickPick" | "createQuickPick">;

/** One line to choose. All its words may be foreign; an icon of our own is given apart from them. */
export interface Choice {
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

  /** Shows other lines; the one that was marked stays so where it is still there. */
  update(choices: readonly T[]): void {
    const marked = this.#list.activeItems[0];
    this.#list.items = choices.map(shown);
    this.#mark(({ label, description }) => label === marked?.label && description === marked.description);
  }

  /** Marks the first line that is wanted. */
  mark(wanted: (choice: T) => boolean): void {
    this.#mark(({ choice }) => wanted(choice));
  }

  #mark(wanted: (item: Shown<T>) => boolean): void {
    const item = this.#list.items.find(wanted);
    if (item) this.#list.activeItems = [item];
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
