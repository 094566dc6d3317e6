import type { ToPage } from "../../core/messages/answer";
import type { LlmService } from "../../core/service/service-api";

/** What a session needs of the host around it. */
export interface SessionDeps {
  service: Pick<LlmService, "stream" | "endpoints" | "pull">;
  /** Takes what the page is to show. */
  post(message: ToPage): void;
  /** Epoch milliseconds. */
  now(): number;
  /** Puts text that came in one burst into one message. */
  schedule(fn: () => void): void;
  log(message: string, error: unknown): void;
}
