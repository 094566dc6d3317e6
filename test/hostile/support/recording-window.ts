import { assertHarmless } from "./editor-text";

interface Words {
  title?: string;
  prompt?: string;
  placeHolder?: string;
  detail?: string;
  validateInput?: (value: string) => string | undefined;
}

type Item = { label: string; description?: string; detail?: string };

/** In the place of the editor's window: keeps every text that it is given to draw. */
export class RecordingWindow {
  readonly shown: string[] = [];
  /** Which button is pressed, by its place; none without it. */
  press: number | undefined;
  /** Which item is chosen, by its place. */
  choose: number | undefined;

  readonly showInformationMessage = this.#tell.bind(this) as never;
  readonly showWarningMessage = this.#tell.bind(this) as never;
  readonly showErrorMessage = this.#tell.bind(this) as never;
  readonly setStatusBarMessage = ((text: string) => void this.shown.push(text)) as never;
  readonly showQuickPick = this.#pick.bind(this) as never;
  readonly createQuickPick = (() => this.#list()) as never;
  readonly showInputBox = this.#input.bind(this) as never;
  readonly createInputBox = (() => this.#box()) as never;
  readonly withProgress = this.#progress.bind(this) as never;

  assertHarmless(): void {
    this.shown.forEach(assertHarmless);
  }

  #tell(message: string, ...rest: (string | { modal: boolean; detail: string })[]): Promise<string | undefined> {
    const options = rest.find((part) => typeof part !== "string");
    const buttons = rest.filter((part) => typeof part === "string");
    this.shown.push(message, ...(options ? [options.detail] : []), ...buttons);
    return Promise.resolve(this.press === undefined ? undefined : buttons[this.press]);
  }

  #pick(items: Item[], words: Words): Promise<Item | undefined> {
    this.#items(items);
    this.#words(words);
    return Promise.resolve(this.choose === undefined ? undefined : items[this.choose]);
  }

  #list(): object {
    const { shown } = this;
    const items = (given: Item[]): void => this.#items(given);
    const nothing = (): void => undefined;
    return {
      get items() {
        return [];
      },
      set items(given: Item[]) {
        items(given);
      },
      set title(text: string) {
        shown.push(text);
      },
      set placeholder(text: string) {
        shown.push(text);
      },
      activeItems: [],
      ...{ onDidChangeValue: nothing, onDidTriggerButton: nothing },
      ...{ onDidAccept: nothing, onDidHide: nothing, show: nothing, hide: nothing, dispose: nothing },
    };
  }

  #input(words: Words): Promise<undefined> {
    this.#words(words);
    this.shown.push(words.validateInput?.("") ?? "");
    return Promise.resolve(undefined);
  }

  #box(): object {
    const drawn = ["title", "prompt", "placeholder", "validationMessage"];
    return new Proxy(
      {},
      {
        get: () => () => undefined,
        set: (_target, name: string, value: string) => !drawn.includes(name) || this.shown.push(value) > 0,
      },
    );
  }

  #progress(
    words: Words,
    work: (
      progress: { report(step: { message: string }): void },
      token: { onCancellationRequested(): { dispose(): void } },
    ) => Promise<unknown>,
  ): Promise<unknown> {
    this.#words(words);
    return work(
      { report: ({ message }) => void this.shown.push(message) },
      { onCancellationRequested: () => ({ dispose: () => undefined }) },
    );
  }

  #items(items: Item[]): void {
    for (const { label, description = "", detail = "" } of items) this.shown.push(label, description, detail);
  }

  #words({ title, prompt, placeHolder }: Words): void {
    this.shown.push(...[title, prompt, placeHolder].filter((text) => text !== undefined));
  }
}
