/** How long one frame may be spent before the rest waits for the next, in milliseconds. One that has begun is not held up. */
const FRAME_MS = 12;

/**
 * What all answers of a page draw in its next frames: the newest first, which is what is in view, and together no more than a frame has room for. A
 * conversation of a hundred answers is there with its last one, and fills up behind it.
 */
export class FrameQueue {
  #waiting: (() => void)[] = [];
  #scheduled = false;

  now(): number {
    return performance.now();
  }

  nextFrame(draw: () => void): void {
    this.#waiting.push(draw);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#scheduled = false;
    const due = this.#waiting;
    this.#waiting = [];
    const until = this.now() + FRAME_MS;
    for (let draw = due.pop(); draw; draw = this.now() < until ? due.pop() : undefined) draw();
    this.#waiting = [...due, ...this.#waiting];
    if (this.#waiting.length > 0) this.#schedule();
  }
}
