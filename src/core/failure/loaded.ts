import type { Disposable } from "../async/disposable";
import { Emitter } from "../async/emitter";
import { Later } from "../async/later";
import { t } from "../l10n/t";
import { EndpointFailure } from "./endpoint-failure";
import { EndpointError } from "./errors";

/** Of this whole program: its files are gone for everybody in it. */
const missing = new Emitter<unknown>();

/**
 * Code that is loaded when it is first needed. Every `import()` goes through here (a lint rule holds that): files that are gone were replaced under a running program,
 * by a newer version, and only a new start helps. Rejects with a failure of kind `not_loaded` then; whoever asks next tries again.
 */
export function laterCode<T>(load: () => Promise<T>): Later<T> {
  return new Later(() => loaded(load));
}

/** {@link laterCode} for what is needed now. */
export async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isNotLoaded(error) ? error : notLoaded(error);
  }
}

/** What follows from code that cannot be loaded. Those who wait for {@link onCodeMissing} are told. */
export function notLoaded(cause: unknown): EndpointFailure {
  missing.emit(cause);
  return new EndpointFailure("not_loaded", notLoadedText(), { cause });
}

/** What a person reads then, wherever it is. */
export const notLoadedText = (): string =>
  t("A part of LLM Breaker could not be loaded: the extension may have been updated meanwhile. Reload the window.");

/** Whether it is for want of code that something could not be done. */
export const isNotLoaded = (error: unknown): error is EndpointFailure | EndpointError =>
  (error instanceof EndpointFailure || error instanceof EndpointError) && error.kind === "not_loaded";

/** Tells of code that could not be loaded, whoever asked for it, with what the runtime says. */
export const onCodeMissing = (hear: (cause: unknown) => void): Disposable => missing.on(hear);
