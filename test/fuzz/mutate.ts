import fc from "fast-check";
import { hostileName, hostileNumber, hostileText } from "./hostile-text";
import type { Size } from "./target";

/** One change of a JSON value, at a place that is found by counting: it stays small when it is shrunk. */
type Change =
  | { do: "text" | "append"; at: number; text: string }
  | { do: "number"; at: number; number: number }
  | { do: "name"; at: number; name: string }
  | { do: "swap"; at: number; value: unknown }
  | { do: "drop" | "double"; at: number }
  | { do: "nest"; at: number; depth: number; list: boolean };

const change = (size: Size, text: fc.Arbitrary<string>): fc.Arbitrary<Change> => {
  const at = fc.nat(60);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("text" as const, "append" as const), at, text }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("number" as const), at, number: hostileNumber }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("name" as const), at, name: hostileName(size) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("swap" as const),
        at,
        value: fc.constantFrom(null, true, false, 0, "", [], {}, [[]], [null], { error: {} }, "0", 1e9),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("drop" as const, "double" as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("nest" as const),
        at,
        depth: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: size.depth })),
        list: fc.boolean(),
      }),
    },
  );
};

/**
 * A value of the corpus with up to a few changes, as JSON text: what is deep can be made, printed and handed on without a stack that is deep too.
 * @param text what is put in
 */
export const mutatedJson = (corpus: readonly unknown[], size: Size, text = hostileText(size)): fc.Arbitrary<string> =>
  fc
    .record({ from: fc.constantFrom(...corpus), changes: fc.array(change(size, text), { maxLength: 3 }) })
    .map(({ from, changes }) => write(from, changes));

function write(from: unknown, changes: Change[]): string {
  // Texts that stand for what no object can hold; they are put in at the end.
  const nests: Extract<Change, { do: "nest" }>[] = [];
  let value = JSON.parse(JSON.stringify(from) ?? "null") as unknown;
  for (const one of changes) value = apply(value, one, nests);
  return nests.reduce(
    (text, { depth, list }, index) => text.replace(`"nest ${index}"`, () => nested(depth, list)),
    JSON.stringify(value),
  );
}

const nested = (depth: number, list: boolean): string =>
  list ? "[".repeat(depth) + "]".repeat(depth) : '{"a":'.repeat(depth) + "0" + "}".repeat(depth);

interface Place {
  holder: Record<string, unknown> | unknown[];
  key: string;
}

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value as Place["holder"], key });
    placesOf((value as Record<string, unknown>)[key], found);
  }
  return found;
}

function apply(root: unknown, one: Change, nests: Extract<Change, { do: "nest" }>[]): unknown {
  const whole = { root };
  const places: Place[] = [{ holder: whole, key: "root" }, ...placesOf(root)];
  const { holder, key } = places[one.at % places.length]!;
  const fields = holder as Record<string, unknown>;
  switch (one.do) {
    case "text":
      fields[key] = one.text;
      break;
    case "append":
      fields[key] = `${typeof fields[key] === "string" ? fields[key] : ""}${one.text}`;
      break;
    case "number":
      fields[key] = one.number;
      break;
    case "name":
      if (!Array.isArray(holder) && holder !== whole) {
        // As JSON.parse makes it: a property of its own, also for __proto__.
        Object.defineProperty(fields, one.name, {
          value: fields[key],
          enumerable: true,
          configurable: true,
          writable: true,
        });
        if (one.name !== key) delete fields[key];
      }
      break;
    case "swap":
      fields[key] = structuredClone(one.value);
      break;
    case "drop":
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (holder !== whole) delete fields[key];
      break;
    case "double":
      if (Array.isArray(holder)) holder.push(structuredClone(fields[key]));
      else fields[key] = [fields[key], structuredClone(fields[key])];
      break;
    case "nest":
      fields[key] = `nest ${nests.length}`;
      nests.push(one);
      break;
  }
  return whole.root;
}
