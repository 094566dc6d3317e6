import * as vscode from "vscode";
import type { LlmService } from "../../core/service/service-api";

/** The models that this extension itself may offer to the editor are no way out of an outage of its own. */
const OWN_VENDOR = "llm-breaker";

/**
 * Whether the editor offers language models. Asking wakes the extensions that provide them, so it is asked first when an endpoint was found
 * not to answer, and again when the editor says that they are others.
 */
export class EditorModels implements vscode.Disposable {
  readonly #subscriptions: { dispose(): void }[];
  #some = false;
  #asked = false;

  constructor(service: Pick<LlmService, "onEvent" | "localOnly">) {
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
    const models = await Promise.resolve(vscode.lm.selectChatModels()).catch(() => []);
    this.#some = models.some(({ vendor }) => vendor !== OWN_VENDOR);
  }
}
