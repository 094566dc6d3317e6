/** The part of opossum that the tests and the benchmark use; it brings no types of its own. */
declare module "opossum" {
  export interface OpossumOptions {
    timeout?: number | false;
    resetTimeout?: number;
    errorThresholdPercentage?: number;
    volumeThreshold?: number;
    rollingCountTimeout?: number;
    rollingPercentilesEnabled?: boolean;
  }
  export default class CircuitBreaker<A extends unknown[], R> {
    constructor(action: (...args: A) => Promise<R>, options?: OpossumOptions);
    readonly opened: boolean;
    readonly stats: { successes: number; failures: number; rejects: number };
    fire(...args: A): Promise<R>;
    on(event: "success" | "failure" | "reject" | "open" | "halfOpen" | "close", listener: () => void): this;
    open(): void;
    shutdown(): void;
  }
}
