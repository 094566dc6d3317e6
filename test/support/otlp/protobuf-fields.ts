/** One field of a protobuf message as it stands on the wire. */
export type Field =
  | { number: number; wire: "varint"; value: bigint }
  | { number: number; wire: "fixed64"; value: DataView }
  | { number: number; wire: "bytes"; value: Uint8Array };

/** Reads a protobuf message's fields in their order (protobuf.dev/programming-guides/encoding). Throws on anything malformed. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      if (shift > 63n) throw new Error("a varint of more than 64 bits");
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.byteLength) throw new Error("a field reaches beyond its message");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.byteLength) {
    const tag = Number(varint());
    const number = tag >> 3;
    const wire = tag & 7;
    if (wire === 0) yield { number, wire: "varint", value: varint() };
    else if (wire === 1) yield { number, wire: "fixed64", value: dataView(take(8)) };
    else if (wire === 2) yield { number, wire: "bytes", value: take(Number(varint())) };
    else throw new Error(`wire type ${wire}`);
  }
}

export const dataView = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
