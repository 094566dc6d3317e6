import type { Span } from "../../frame/time-range";

/** Turns times into places on the shared axis and back. `left` and `width` are CSS pixels within the timeline. */
export interface Scale {
  span: Span;
  left: number;
  width: number;
}

export function xOf({ span, left, width }: Scale, at: number): number {
  return left + ((at - span.fromMs) / (span.toMs - span.fromMs)) * width;
}

export function timeAt({ span, left, width }: Scale, x: number): number {
  // A plot that is squeezed to nothing has one place only.
  if (width <= 0) return span.fromMs;
  const share = Math.min(1, Math.max(0, (x - left) / width));
  return span.fromMs + share * (span.toMs - span.fromMs);
}
