/**
 * What Go says of a body that is no object of the wanted kind; undefined when it is one, as far as Ollama's routes look.
 * @param type the kind, such as `ChatRequest`
 */
export function goJsonProblem(body: string, type: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    const first = body.trim()[0] ?? "";
    return /[[{"\-\dtfn]/.test(first)
      ? "unexpected EOF"
      : `invalid character '${first}' looking for beginning of value`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `json: cannot unmarshal ${goKind(value)} into Go value of type ${type.includes(".") ? type : `api.${type}`}`;
  const { model } = value as { model?: unknown };
  if (model === undefined || model === null || typeof model === "string") return undefined;
  return `json: cannot unmarshal ${goKind(model)} into Go struct field ${type.replace(/^\w+\./, "")}.model of type string`;
}

const goKind = (value: unknown): string =>
  Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
