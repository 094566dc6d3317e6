import type { OfTurn } from "../../../core/messages/answer";
import type { RequestOptions } from "../../../core/model/request";
import type { LlmService } from "../../../core/service/service-api";
import type { Action } from "../../standing/actions";

/** What a session needs of the host around it. */
export interface SessionDeps {
  service: Pick<LlmService, "stream" | "endpoints" | "pull">;
  /** Whom the request goes to, where that is not the chain. */
  options(): Pick<RequestOptions, "endpoint" | "model">;
  /** Of what could be done about a failure, what leads somewhere on this machine. */
  offered(actions: Action[]): Action[];
  /** Takes what the page is to show. */
  post(message: OfTurn): void;
  /** Epoch milliseconds. */
  now(): number;
  /** Puts text that came in one burst into one message. */
  schedule(fn: () => void): void;
  log(message: string, error: unknown): void;
}
