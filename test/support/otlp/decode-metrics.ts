import { dataView, fieldsOf, type Field } from "./protobuf-fields";

type Attributes = Record<string, string | number | boolean>;

export interface DecodedPoint {
  attributes: Attributes;
  /** Of a gauge or sum. */
  value?: number;
  /** Of a histogram. */
  count?: number;
  sum?: number;
  bounds?: number[];
  buckets?: number[];
}

export interface DecodedMetric {
  name: string;
  description: string;
  unit: string;
  type: "gauge" | "sum" | "histogram";
  /** Of a sum or histogram. */
  temporality?: "delta" | "cumulative";
  monotonic?: boolean;
  points: DecodedPoint[];
}

export interface DecodedPush {
  resource: Attributes;
  metrics: DecodedMetric[];
}

/** Decodes an OTLP `ExportMetricsServiceRequest` (opentelemetry-proto 1.x, metrics.proto), as far as this project sends it. */
export function decodeMetrics(message: Uint8Array): DecodedPush {
  const push: DecodedPush = { resource: {}, metrics: [] };
  for (const resourceMetrics of children(message, 1)) {
    for (const resource of children(resourceMetrics, 1)) push.resource = attributesOf(children(resource, 1));
    for (const scopeMetrics of children(resourceMetrics, 2))
      push.metrics.push(...children(scopeMetrics, 2).map(metric));
  }
  return push;
}

function metric(message: Uint8Array): DecodedMetric {
  const decoded: DecodedMetric = { name: "", description: "", unit: "", type: "gauge", points: [] };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) decoded.name = text(field);
    else if (field.number === 2) decoded.description = text(field);
    else if (field.number === 3) decoded.unit = text(field);
    else if (field.number === 5) Object.assign(decoded, data("gauge", bytes(field)));
    else if (field.number === 7) Object.assign(decoded, data("sum", bytes(field)));
    else if (field.number === 9) Object.assign(decoded, data("histogram", bytes(field)));
  }
  return decoded;
}

function data(type: DecodedMetric["type"], message: Uint8Array): Partial<DecodedMetric> {
  const decoded: Partial<DecodedMetric> = {
    type,
    points: children(message, 1).map(type === "histogram" ? histogramPoint : numberPoint),
  };
  for (const field of fieldsOf(message)) {
    if (field.wire !== "varint") continue;
    if (field.number === 2) decoded.temporality = field.value === 1n ? "delta" : "cumulative";
    if (field.number === 3) decoded.monotonic = field.value === 1n;
  }
  return decoded;
}

function numberPoint(message: Uint8Array): DecodedPoint {
  const point: DecodedPoint = { attributes: attributesOf(children(message, 7)) };
  for (const field of fieldsOf(message)) {
    if (field.wire !== "fixed64") continue;
    if (field.number === 4) point.value = field.value.getFloat64(0, true);
    if (field.number === 6) point.value = Number(field.value.getBigInt64(0, true));
  }
  return point;
}

function histogramPoint(message: Uint8Array): DecodedPoint {
  const point: DecodedPoint = { attributes: attributesOf(children(message, 9)), bounds: [], buckets: [] };
  for (const field of fieldsOf(message)) {
    if (field.number === 4 && field.wire === "fixed64") point.count = Number(field.value.getBigUint64(0, true));
    if (field.number === 5 && field.wire === "fixed64") point.sum = field.value.getFloat64(0, true);
    if (field.number === 6) point.buckets!.push(...words(field).map((word) => Number(word.getBigUint64(0, true))));
    if (field.number === 7) point.bounds!.push(...words(field).map((word) => word.getFloat64(0, true)));
  }
  return point;
}

function attributesOf(pairs: Uint8Array[]): Attributes {
  const attributes: Attributes = {};
  for (const pair of pairs) {
    let key = "";
    for (const field of fieldsOf(pair)) {
      if (field.number === 1) key = text(field);
      if (field.number === 2) for (const value of fieldsOf(bytes(field))) attributes[key] = anyValue(value);
    }
  }
  return attributes;
}

function anyValue(field: Field): string | number | boolean {
  if (field.wire === "bytes") return text(field);
  if (field.wire === "fixed64") return field.value.getFloat64(0, true);
  return field.number === 2 ? field.value === 1n : Number(BigInt.asIntN(64, field.value));
}

/** A repeated 64-bit field, packed or not. */
function words(field: Field): DataView[] {
  if (field.wire === "fixed64") return [field.value];
  const all = dataView(bytes(field));
  return Array.from(
    { length: all.byteLength / 8 },
    (_, index) => new DataView(all.buffer, all.byteOffset + index * 8, 8),
  );
}

const children = (message: Uint8Array, number: number): Uint8Array[] =>
  [...fieldsOf(message)].filter((field) => field.number === number).map(bytes);
const text = (field: Field): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes(field));

function bytes(field: Field): Uint8Array {
  if (field.wire !== "bytes") throw new Error(`field ${field.number} is not length-delimited`);
  return field.value;
}
