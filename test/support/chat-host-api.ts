import type { HostApi } from "../../src/host/model-provider/host-api";

class CancellationError extends Error {}
class LanguageModelError extends Error {
  readonly code: string;
  constructor(message?: string, code = "") {
    super(message);
    this.code = code;
  }
  static NoPermissions = (message?: string) => new LanguageModelError(message, "NoPermissions");
  static Blocked = (message?: string) => new LanguageModelError(message, "Blocked");
  static NotFound = (message?: string) => new LanguageModelError(message, "NotFound");
}

const part = (type: string) =>
  class {
    readonly type = type;
    readonly given: unknown[];
    constructor(...given: unknown[]) {
      this.given = given;
    }
  };

/** What of the editor's API a provider uses. @param newer with the parts that older editors do not have */
export function chatHostApi(newer = true): HostApi {
  return {
    CancellationError,
    LanguageModelError,
    LanguageModelTextPart: part("text"),
    LanguageModelToolCallPart: part("call"),
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
    ...(newer && { LanguageModelDataPart: part("data"), LanguageModelThinkingPart: part("thinking") }),
  } as unknown as HostApi;
}

/** A part in words. */
export function partWords(made: object): string {
  const { type, given } = made as { type: string; given: unknown[] };
  const words = given.map((value) =>
    value instanceof Uint8Array
      ? new TextDecoder().decode(value)
      : typeof value === "string"
        ? value
        : JSON.stringify(value),
  );
  return `${type} ${words.join(" ")}`;
}
