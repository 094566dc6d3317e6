import type { DispatchController, DispatchHandler } from "undici/lib/dispatcher/client.js";
import { MAX_FRAME_BYTES, MAX_FRAME_SHARE } from "../../../core/model/limits";
import { TransportError, type TransportResponse } from "../../../core/ports/transport";
import type { Cancellation } from "../base/cancellation";
import type { Connection } from "../connect/connection";
import { ResponseBody } from "./response-body";
import { errorCode, exchangeError } from "../base/socket-errors";

export interface ExchangeRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  /** True: the connection is closed afterwards. */
  reset: boolean;
}

/** A pooled connection turned out to be dead before any byte of an answer: nobody's fault, another connection takes its place. */
export class StaleConnectionError extends Error {}

const DEAD_SOCKET_CODES = new Set([
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "ECONNABORTED",
  "UND_ERR_INFO",
  "UND_ERR_DESTROYED",
]);

/**
 * True for what servers say when they give up an idle connection: 408, or 400 and the end of it, in no words of an API. On a connection that was used before it
 * crossed with the request, which nobody has read then.
 */
function isFarewell(status: number, headers: Record<string, string>): boolean {
  if (status === 408) return true;
  const closes = (headers["connection"] ?? "").toLowerCase().includes("close");
  return status === 400 && closes && !(headers["content-type"] ?? "").toLowerCase().includes("json");
}

/**
 * One request and its answer on a connection. Resolves with the head of the answer. `onDone(reusable)` is called once, when the answer is
 * complete (true) or anything else ended the exchange (false). Rejects with a {@link StaleConnectionError}, and then without `onDone`, when a
 * reused connection died before any byte of an answer to this request.
 */
export function exchange(
  connection: Connection,
  host: string,
  request: ExchangeRequest,
  cancellation: Cancellation,
  onDone: (reusable: boolean) => void,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    let state: "waiting" | "answering" | "done" = "waiting";
    let answered = false;
    let controller: DispatchController | undefined;
    const body = new ResponseBody({
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      close: () => finish(false),
    });

    const { socket } = connection;
    const readBefore = socket.bytesRead;
    let bodyBytes = 0;
    /** What is no body is nobody's text, so that no bound of a reader sees it: provisional heads, extensions of chunks, trailers. */
    const checkFrame = (): void => {
      if (socket.bytesRead - readBefore <= MAX_FRAME_BYTES + (1 + MAX_FRAME_SHARE) * bodyBytes) return;
      handler.onResponseError(
        undefined,
        new TransportError("not_http", `${host} sends hardly anything but what stands around an answer.`, {
          code: "FRAME_OVERFLOW",
        }),
      );
    };
    connection.onRead = checkFrame;

    const finish = (reusable: boolean): void => {
      if (state === "done") return;
      state = "done";
      cancellation.unlisten();
      connection.onRead = undefined;
      if (!reusable) connection.close();
      onDone(reusable);
    };
    const replace = (): void => {
      state = "done";
      cancellation.unlisten();
      connection.onRead = undefined;
      connection.close();
      reject(new StaleConnectionError());
    };
    cancellation.listen((reason) => {
      body.abort(reason);
      finish(false);
      reject(reason);
    });

    const handler: DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // undici has a busy connection keep the program alive; here that is for whoever waits for the answer to do.
        socket.unref();
      },
      onResponseStarted() {
        answered = true;
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200 || state !== "waiting") return;
        const head = joinHeaders(headers);
        if (connection.reused && isFarewell(status, head)) return replace();
        state = "answering";
        resolve({ status, headers: head, body });
      },
      onResponseData(_controller, chunk) {
        bodyBytes += chunk.length;
        body.push(chunk);
      },
      onResponseEnd() {
        body.end();
        finish(!request.reset);
      },
      onResponseError(_controller, error) {
        if (state === "done") return;
        answered ||= connection.head.begun;
        if (connection.reused && !answered && DEAD_SOCKET_CODES.has(errorCode(error) ?? "")) {
          replace();
          return;
        }
        const failure = exchangeError(error, host, answered, state === "answering");
        body.fail(failure);
        finish(false);
        reject(failure);
      },
    };
    connection.head.expect();
    connection.client.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        ...(request.reset && { reset: true }),
      },
      handler,
    );
  });
}

function joinHeaders(headers: Record<string, string | string[]>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
