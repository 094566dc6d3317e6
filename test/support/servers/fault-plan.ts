import type { Fault, FaultScope } from "./fault";

/** What a request looks like to the plan. */
export interface FaultTarget {
  method: string;
  route: string;
  model: string | undefined;
  reusedSocket: boolean;
  /** True for the routes that generate text, which rules without a route are for. */
  generates: boolean;
}

export interface FaultRule {
  readonly id: number;
  readonly scope: FaultScope;
  /** One entry a request; the last is repeated unless the rule is a script. */
  readonly sequence: readonly (readonly Fault[])[];
  readonly script: boolean;
  /** Requests it has struck. */
  used: number;
}

const withoutTag = (model: string) => (model.endsWith(":latest") ? model.slice(0, -":latest".length) : model);

function matches(rule: FaultRule, target: FaultTarget): boolean {
  const { scope } = rule;
  const limit = rule.script ? rule.sequence.length : (scope.times ?? Infinity);
  if (rule.used >= limit) return false;
  if (scope.route === undefined ? !target.generates : scope.route !== "*" && scope.route !== target.route) return false;
  if (scope.method !== undefined && scope.method !== target.method) return false;
  if (scope.reusedSocket !== undefined && scope.reusedSocket !== target.reusedSocket) return false;
  return (
    scope.model === undefined || (target.model !== undefined && withoutTag(scope.model) === withoutTag(target.model))
  );
}

/** The rules in force. For each request the newest matching rule strikes, alone. */
export class FaultPlan {
  #rules: FaultRule[] = [];
  #lastId = 0;

  /** The same fault (or combination) for every matching request, or the next `times` of them. Returns the rule's id. */
  add(fault: Fault | Fault[], scope: FaultScope = {}): number {
    return this.#push([Array.isArray(fault) ? fault : [fault]], scope, false);
  }

  /** One entry a matching request, in order; used up after the last. */
  script(entries: readonly (Fault | Fault[])[], scope: FaultScope = {}): number {
    return this.#push(
      entries.map((entry) => (Array.isArray(entry) ? entry : [entry])),
      scope,
      true,
    );
  }

  remove(id: number): void {
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  /** The faults for this request; counts it against the rule that strikes. */
  take(target: FaultTarget): readonly Fault[] {
    const rule = this.#rules.findLast((candidate) => matches(candidate, target));
    if (!rule) return [];
    const faults = rule.sequence[Math.min(rule.used, rule.sequence.length - 1)] ?? [];
    rule.used++;
    return faults;
  }

  #push(sequence: Fault[][], scope: FaultScope, script: boolean): number {
    this.#rules.push({ id: ++this.#lastId, scope, sequence, script, used: 0 });
    return this.#lastId;
  }
}

/** The fault of a kind among those of a request. */
export function pick<K extends Fault["kind"]>(
  faults: readonly Fault[],
  kind: K,
): Extract<Fault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
}
