/** Something that is made when it is first asked for, once, and kept. */
export class Later<T> {
  readonly #make: () => Promise<T>;
  #making: Promise<T> | undefined;
  #made: T | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** What was made; undefined until then. */
  get made(): T | undefined {
    return this.#made;
  }

  get(): Promise<T> {
    return (this.#making ??= this.#begin());
  }

  async #begin(): Promise<T> {
    try {
      return (this.#made = await this.#make());
    } catch (error) {
      // The next one who asks may have more luck.
      this.#making = undefined;
      throw error;
    }
  }
}
