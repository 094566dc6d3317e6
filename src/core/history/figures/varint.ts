/** Writes whole numbers from 0 to 2^53 - 1 with seven bits a byte, least first: small numbers take one byte. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** @throws RangeError for any other number, of which there would be no end */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} is no whole number from 0 to 2^53 - 1`);
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  result(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export class ByteReader {
  #position = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws RangeError at the end of the bytes: they are damaged. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new RangeError("Bytes end within a number");
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }
}
