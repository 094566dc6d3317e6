import type { PresetId } from "../../frame/time-range";
import { PRESETS } from "../../frame/time-range";

/** What people do with the time axis; places are CSS pixels from the left of the surface. */
export interface GestureListener {
  hover(x: number | undefined, y: number): void;
  /** A stretch is being drawn; undefined when that was given up. */
  brush(stretch: { from: number; to: number } | undefined): void;
  zoomTo(from: number, to: number): void;
  /** About a place, or about the middle. */
  zoomBy(factor: number, x: number | undefined): void;
  panBy(share: number): void;
  live(): void;
  preset(id: PresetId): void;
  /** A plain click. */
  pick(x: number, y: number): void;
}

/** A drag shorter than this is a click. */
const DRAG_FROM = 5;

/** Pointer, wheel and keys on the surface that lies over lanes and charts. */
export function listenForGestures(surface: HTMLElement, on: GestureListener): void {
  let drag: { pointerId: number; fromX: number } | undefined;
  const place = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  surface.addEventListener("pointerdown", (event) => {
    // A second finger is not the one that drags.
    if (event.button !== 0 || (drag && drag.pointerId !== event.pointerId)) return;
    drag = { pointerId: event.pointerId, fromX: place(event).x };
    surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener("pointermove", (event) => {
    const { x, y } = place(event);
    on.hover(x, y);
    if (drag?.pointerId === event.pointerId)
      on.brush(Math.abs(x - drag.fromX) >= DRAG_FROM ? { from: drag.fromX, to: x } : undefined);
  });
  surface.addEventListener("pointerup", (event) => {
    if (drag?.pointerId !== event.pointerId) return;
    const { x, y } = place(event);
    const { fromX } = drag;
    drag = undefined;
    on.brush(undefined);
    if (Math.abs(x - fromX) >= DRAG_FROM) on.zoomTo(fromX, x);
    else on.pick(x, y);
  });
  surface.addEventListener("pointercancel", (event) => {
    if (drag?.pointerId !== event.pointerId) return;
    drag = undefined;
    on.brush(undefined);
  });
  surface.addEventListener("pointerleave", () => on.hover(undefined, 0));

  // A plain wheel scrolls the page, as everywhere.
  surface.addEventListener(
    "wheel",
    (event) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) on.zoomBy(Math.exp(clamp(event.deltaY, 240) / 400), place(event).x);
      else if (sideways !== 0 && Math.abs(sideways) >= Math.abs(event.shiftKey ? 0 : event.deltaY))
        on.panBy(clamp(sideways, 240) / 800);
      else return;
      event.preventDefault();
    },
    { passive: false },
  );

  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const preset = PRESETS[Number(event.key) - 1];
    if (event.key === "+" || event.key === "=") on.zoomBy(0.5, undefined);
    else if (event.key === "-" || event.key === "_") on.zoomBy(2, undefined);
    else if (event.key === "ArrowLeft") on.panBy(event.shiftKey ? -0.5 : -0.1);
    else if (event.key === "ArrowRight") on.panBy(event.shiftKey ? 0.5 : 0.1);
    else if (event.key === "PageUp") on.panBy(-1);
    else if (event.key === "PageDown") on.panBy(1);
    else if (event.key === "l" || event.key === "End") on.live();
    else if (event.key === "Escape" && drag) {
      drag = undefined;
      on.brush(undefined);
    } else if (preset) on.preset(preset.id);
    else return;
    event.preventDefault();
  });
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
