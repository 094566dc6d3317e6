import * as vscode from "vscode";

/** What a person does with one list or box; a box that refuses what was typed stays, and the next act is for it too. */
export type Act = { pick: RegExp } | { type: string } | "back" | "leave";

interface Line {
  label: string;
  description?: string;
  detail?: string;
}

/** In the place of the editor's lists and boxes: done with them is what a test says, one act after the other. */
export class ScriptedInputs {
  /** Titles with the place among the steps, what is said, and the lines, as they were when they were acted on. */
  readonly seen: string[] = [];
  readonly #acts: Act[] = [];
  readonly #originals = {
    createQuickPick: vscode.window.createQuickPick,
    createInputBox: vscode.window.createInputBox,
  };

  constructor() {
    const create = () => this.#input() as never;
    Object.assign(vscode.window, { createQuickPick: create, createInputBox: create });
  }

  /** Acts for the inputs to come, in place of those that are left. */
  script(...acts: Act[]): void {
    this.#acts.splice(0, Infinity, ...acts);
    this.seen.length = 0;
  }

  get left(): number {
    return this.#acts.length;
  }

  restore(): void {
    Object.assign(vscode.window, this.#originals);
  }

  #input(): object {
    const on = {} as Record<"accept" | "hide" | "button" | "value", (argument?: unknown) => void>;
    const listen = (name: keyof typeof on) => (listener: (argument?: unknown) => void) => {
      on[name] = listener;
      return { dispose: () => undefined };
    };
    let over = false;
    const hide = (): void => {
      over = true;
      on.hide();
    };
    const input = {
      items: [] as Line[],
      activeItems: [] as Line[],
      selectedItems: [] as Line[],
      buttons: [] as unknown[],
      value: "",
      title: "",
      step: 0,
      totalSteps: 0,
      prompt: "",
      placeholder: "",
      validationMessage: undefined as string | undefined,
      onDidAccept: listen("accept"),
      onDidHide: listen("hide"),
      onDidTriggerButton: listen("button"),
      onDidChangeValue: listen("value"),
      show: () => void act(),
      hide,
      dispose: () => undefined,
    };
    const act = async (): Promise<void> => {
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const next = this.#acts[0];
        const line =
          typeof next === "object" && "pick" in next
            ? input.items.find((item) =>
                next.pick.test(`${item.label.replace(/^\$\([^)]*\) /, "")} | ${item.description} | ${item.detail}`),
              )
            : undefined;
        if (over || next === undefined || (typeof next === "object" && "pick" in next && !line)) continue;
        this.#acts.shift();
        this.seen.push(
          [
            `${input.title} ${input.step}/${input.totalSteps}`,
            input.prompt || input.placeholder,
            input.validationMessage,
            ...input.items.map(({ label, description, detail }) =>
              [label, description, detail].filter(Boolean).join(" | "),
            ),
          ]
            .filter(Boolean)
            .join("\n"),
        );
        if (next === "leave") hide();
        else if (next === "back") on.button(input.buttons[0]);
        else {
          if ("type" in next) {
            input.value = next.type;
            on.value?.(next.type);
            // The first line is the one that Enter means.
            input.selectedItems = input.items.slice(0, 1);
          } else input.selectedItems = [line!];
          on.accept();
        }
      }
    };
    return input;
  }
}
