import type { HistoryStore } from "../../../src/core/history/types";

/** A history that gives some answers of a test's own. */
export function historyWith(history: HistoryStore, own: Partial<HistoryStore>): HistoryStore {
  return new Proxy(history, {
    get(target, name) {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
