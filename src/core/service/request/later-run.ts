import type { Later } from "../../async/later";
import { EndpointError } from "../../failure/errors";
import { isNotLoaded } from "../../failure/loaded";
import type { Run, RunFactory } from "./run-context";

type RunCode = Later<{ createRun: RunFactory }>;

/** Requests whose code is loaded with the first of them: no program pays at its start for what it may never ask. */
export function laterRuns(code: RunCode): RunFactory {
  return (...given) => code.made?.createRun(...given) ?? new LaterRun(code, given);
}

/** A request that waits for its code. */
class LaterRun implements Run {
  readonly #code: RunCode;
  readonly #given: Parameters<RunFactory>;
  #state: { type: "waiting" } | { type: "cancelled"; reason: unknown } | { type: "running"; run: Run } = {
    type: "waiting",
  };

  constructor(code: RunCode, given: Parameters<RunFactory>) {
    this.#code = code;
    this.#given = given;
  }

  cancel(reason?: unknown): void {
    if (this.#state.type === "running") this.#state.run.cancel(reason);
    else this.#state = { type: "cancelled", reason };
  }

  /** Rejects with an {@link EndpointError} where the code cannot be loaded. */
  async run(): ReturnType<Run["run"]> {
    const { createRun } = await this.#code.get().catch(asRequestError);
    const run = createRun(...this.#given);
    if (this.#state.type === "cancelled") run.cancel(this.#state.reason);
    this.#state = { type: "running", run };
    return run.run();
  }
}

function asRequestError(error: unknown): never {
  throw isNotLoaded(error) ? new EndpointError(error.kind, error.message, [], { cause: error.cause }) : error;
}
