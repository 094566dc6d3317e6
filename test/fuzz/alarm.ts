/** What a target must never do. `block` is measured on the machine's clock, everything else is exact. */
export type AlarmKind = "crash" | "hang" | "growth" | "raw" | "wrong" | "block";

/** Ends a case: what was found, in a sentence. */
export class Alarm extends Error {
  override readonly name = "Alarm";
  constructor(
    readonly kind: AlarmKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Throws an alarm unless the condition holds. */
export function must(condition: boolean, kind: AlarmKind, message: () => string): asserts condition {
  if (!condition) throw new Alarm(kind, message());
}

/** An error that a target threw: a crash, unless it is an alarm already. */
export function asAlarm(error: unknown): Alarm {
  if (error instanceof Alarm) return error;
  return new Alarm("crash", error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`, {
    cause: error,
  });
}

/** Two alarms of one target with the same signature are the same finding: figures and what is quoted do not count. */
export function signatureOf({ kind, message }: Alarm): string {
  return `${kind} ${message
    .replace(/“.*”|"[^"]*"/gs, "…")
    .replace(/\d+/g, "N")
    .slice(0, 120)}`;
}
