import type { Socket } from "node:net";
import { MAX_HEAD_BYTES } from "../../../core/model/limits";
import Client from "undici/lib/dispatcher/client.js";
import { AnswerHead } from "./answer-head";

/** How long an idle connection is kept when the server names no time of its own. */
const IDLE_MS = 4_000;

/**
 * One socket with undici's HTTP/1.1 on top: exactly one, never a second one behind the caller's back. undici's own timeouts are off:
 * they fire up to a second late (docs/servers.md), and all timers are the caller's.
 */
export class Connection {
  /** True once it has served a request: it may have died unseen since. */
  reused = false;
  /** Called when more has come from the other side, before it is looked at. */
  onRead: (() => void) | undefined;
  readonly client: Client;
  readonly head: AnswerHead;

  constructor(
    /** Connections with the same key serve the same route. */
    readonly key: string,
    origin: string,
    readonly socket: Socket,
  ) {
    this.head = new AnswerHead(socket);
    socket.on("readable", () => this.onRead?.());
    let taken = false;
    this.client = new Client(origin, {
      // undici does not notice a connection that is there before its connect call returns.
      connect: (_options, callback) =>
        queueMicrotask(() => {
          if (taken || socket.destroyed) {
            callback(Object.assign(new Error("The connection was closed."), { code: "ECONNRESET" }));
            return;
          }
          taken = true;
          callback(null, socket);
        }),
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      allowH2: false,
      maxHeaderSize: MAX_HEAD_BYTES,
    });
  }

  /** False when the other side is known to have left. */
  get usable(): boolean {
    return !this.client.destroyed && !this.socket.destroyed && this.socket.readable && this.socket.writable;
  }

  /** Closes the socket now. */
  close(): void {
    this.socket.destroy();
    void this.client.destroy();
  }
}
