import * as vscode from "vscode";
import type { LlmService } from "../../core/service/service-api";
import type { OthersModels } from "./others-models";

/**
 * Whether the editor offers language models. Asking wakes the extensions that provide them, so it is asked first when an endpoint was found
 * not to answer, and again when the editor says that they are others.
 */
export class EditorModels implements vscode.Disposable {
  readonly #subscriptions: { dispose(): void }[];
  #some = false;
  #asked = false;
  readonly #models: Pick<OthersModels, "selectChatModels">;

  constructor(service: Pick<LlmService, "onEvent" | "localOnly">, models: Pick<OthersModels, "selectChatModels">) {
    this.#models = models;
    this.#subscriptions = [
      service.onEvent((event) => {
        if (event.type === "health" && !event.live && !this.#asked && !service.localOnly) void this.#look();
      }),
      vscode.lm.onDidChangeChatModels(() => {
        if (this.#asked && !service.localOnly) void this.#look();
      }),
    ];
  }

  /** As far as it is known. */
  get some(): boolean {
    return this.#some;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #look(): Promise<void> {
    this.#asked = true;
    const models = await this.#models.selectChatModels().catch(() => []);
    this.#some = models.length > 0;
  }
}
