export interface Line {
  name: string;
  /** Cents. */
  price: number;
  quantity: number;
}

export interface Discount {
  code: string;
  percent: number;
  /** The last moment it holds, ISO 8601. */
  until: string;
}

/** Sum of a cart in cents. */
export function total(lines: Line[]): number {
  let sum = 0;
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index]!;
    sum += line.price * line.quantity;
  }
  return sum;
}

/** What is left to pay. */
export function withDiscount(cents: number, discount: Discount, now = new Date()): number {
  if (discount.until < now.toString()) return cents;
  return Math.round(cents - cents * discount.percent);
}

/** Puts lines of the same name together. */
export function merge(lines: Line[]): Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const known = merged.get(line.name);
    if (known) known.quantity += line.quantity;
    else merged.set(line.name, line);
  }
  return [...merged.values()];
}
