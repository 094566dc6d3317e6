/**
 * The few types of undici's deep modules that are used here. Never import `undici` itself: loading its main module takes over the
 * dispatcher of every other extension's `fetch`.
 */
declare module "undici/lib/dispatcher/client.js" {
  import type { Socket } from "node:net";

  export interface DispatchController {
    pause(): void;
    resume(): void;
    abort(reason: Error): void;
  }

  export interface DispatchHandler {
    onRequestStart(controller: DispatchController): void;
    /** The first byte of an answer has come. */
    onResponseStarted?(): void;
    onResponseStart(controller: DispatchController, status: number, headers: Record<string, string | string[]>): void;
    onResponseData(controller: DispatchController, chunk: Buffer): void;
    onResponseEnd(controller: DispatchController): void;
    onResponseError(controller: DispatchController | undefined, error: Error): void;
  }

  class Client {
    constructor(
      origin: string,
      options: {
        connect: (options: object, callback: (error: Error | null, socket?: Socket) => void) => void;
        headersTimeout: number;
        bodyTimeout: number;
        keepAliveTimeout: number;
        allowH2: boolean;
        maxHeaderSize: number;
      },
    );
    readonly destroyed: boolean;
    dispatch(
      options: {
        path: string;
        method: string;
        headers: Record<string, string>;
        body: string | Uint8Array | undefined;
        reset?: boolean;
      },
      handler: DispatchHandler,
    ): boolean;
    destroy(error?: Error): Promise<void>;
    on(event: "disconnect" | "connectionError", listener: () => void): this;
  }
  export default Client;
}
