import type * as vscode from "vscode";
import { OWN_VENDOR } from "./own-vendor";

type Lm = Pick<typeof vscode.lm, "selectChatModels">;

/**
 * The editor's models without those that this extension offers to it: a request that came to us by the editor must not go back there and come to us again. Knows, too,
 * whether it is asking: the editor passes the question on to every extension, ours included, and it is not somebody else's then.
 */
export class OthersModels {
  readonly #lm: Lm;
  #asking = 0;

  constructor(lm: Lm) {
    this.#lm = lm;
  }

  get asking(): boolean {
    return this.#asking > 0;
  }

  async selectChatModels(selector?: vscode.LanguageModelChatSelector): Promise<vscode.LanguageModelChat[]> {
    this.#asking++;
    try {
      const models = await this.#lm.selectChatModels(selector);
      return models.filter(({ vendor }) => vendor !== OWN_VENDOR);
    } finally {
      this.#asking--;
    }
  }
}
