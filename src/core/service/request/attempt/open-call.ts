import type { Clock } from "../../../ports/clock";
import { CancelSource, type CancelSignal } from "../../../async/cancel-signal";
import type { AnswerEnd, AnswerPiece, ChatCall, EndpointClient } from "../../../endpoint/client";
import type { OpenLoad } from "../../endpoints/loads";

/** How long a client has to end a call whose signal has fired, in milliseconds. */
const HEED_MS = 250;

/** Who the pieces of the answer are for. */
type Reader =
  | { type: "attempt"; take(piece: AnswerPiece): void; leave(reason: unknown): void }
  /** Nobody waits for the answer; its first piece shows that the model is resident. */
  | { type: "load"; onFirstPiece(): void };

/**
 * One call to an endpoint, open until it is answered. Whoever made it may leave it open without waiting for the answer: Ollama aborts the load of a
 * client that hangs up.
 */
export class OpenCall {
  /** The answer; rejects with what the client threw, with the signal's reason, or with that for which the call was left. */
  readonly answer: Promise<AnswerEnd>;
  readonly #source = new CancelSource();
  #reader!: Reader;
  #answered!: Promise<AnswerEnd>;
  /** Ends that the caller's signal ends the call. */
  #unfollow!: () => void;

  /** Sends it. @param signal ends it, also where the client does not heed its signal */
  constructor(
    client: Pick<EndpointClient, "chat">,
    call: ChatCall,
    signal: CancelSignal,
    clock: Clock,
    take: (piece: AnswerPiece) => void,
  ) {
    this.answer = new Promise<AnswerEnd>((resolve, reject) => {
      this.#reader = { type: "attempt", take, leave: reject };
      let timer: unknown;
      const abort = () => {
        this.#source.abort(signal.reason);
        timer = clock.setTimeout(() => reject(signal.reason), HEED_MS);
      };
      const unfollow = () => {
        signal.removeEventListener("abort", abort);
        clock.clearTimeout(timer);
      };
      this.#unfollow = unfollow;
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
      this.#answered = client.chat(call, this.#source.signal, (piece) => this.#read(piece));
      this.#answered.then(
        (end) => (this.#unfollow(), resolve(end)),
        (error: unknown) => (this.#unfollow(), reject(error)),
      );
    });
  }

  /** Waits no longer: {@link answer} rejects with the reason. @returns what goes on: the load of the model, whose end closes the socket */
  leave(reason: unknown): OpenLoad {
    const loaded = new Promise<void>((resolve, reject) => {
      const { leave } = this.#reader as Reader & { type: "attempt" };
      this.#reader = { type: "load", onFirstPiece: resolve };
      this.#answered.then(() => resolve(), reject);
      this.#unfollow();
      leave(reason);
    });
    const abort = (why: unknown) => this.#source.abort(why);
    return { loaded: loaded.finally(() => abort(new Error("The model is loaded."))), abort };
  }

  #read(piece: AnswerPiece): void {
    if (this.#reader.type === "load") this.#reader.onFirstPiece();
    else if (!this.#source.signal.aborted) this.#reader.take(piece);
  }
}
