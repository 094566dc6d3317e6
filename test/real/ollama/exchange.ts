import { request } from "node:http";

/** One request, the same for every server. */
export interface Question {
  method?: "GET" | "HEAD" | "POST" | "DELETE";
  path: string;
  /** An object is sent as JSON, a text as it is. */
  body?: object | string;
  headers?: Record<string, string>;
}

/** What came back, as far as two servers can be alike: values that are a server's own are replaced by their type. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** The text, the shape of the one object, or the shapes of a stream's events in order, those that follow their like left out. */
  body: unknown;
}

/** Headers that clients go by. */
const COMPARED = ["content-type", "allow", "retry-after", "www-authenticate", "location"];
/** Fields whose value counts, not only its type. */
const VALUED = [
  "done",
  "done_reason",
  "role",
  "object",
  "finish_reason",
  "error",
  "status",
  "type",
  "code",
  "param",
  "owned_by",
  "format",
  "family",
  "message",
];

/** Asks a server, with a Host header of its own if it must be, which `fetch` would not send. */
export function ask(url: string, { method, path, body, headers }: Question): Promise<Reply> {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const length = text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { method: method ?? (text === undefined ? "GET" : "POST"), headers: { ...length, ...headers }, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(
              COMPARED.flatMap((name) =>
                answer.headers[name] === undefined ? [] : [[name, String(answer.headers[name])]],
              ),
            ),
            body: readBody(Buffer.concat(chunks).toString(), answer.headers["content-type"] ?? ""),
          }),
        );
      },
    );
    sent.on("error", reject).end(text);
  });
}

function readBody(text: string, contentType: string): unknown {
  if (text === "") return "";
  if (contentType.startsWith("application/x-ndjson")) return shapes(text.split("\n"));
  if (contentType.startsWith("text/event-stream"))
    return shapes(text.split("\n\n").map((event) => event.replace(/^data: /, "")));
  return contentType.startsWith("application/json") ? shapeOf(JSON.parse(text)) : text;
}

function shapes(events: string[]): unknown[] {
  const all = events
    .filter((event) => event !== "")
    .map((event) => (event === "[DONE]" ? event : shapeOf(JSON.parse(event))));
  return all.filter((shape, index) => JSON.stringify(shape) !== JSON.stringify(all[index - 1]));
}

/** The fields in their order, each with its type, or its value where that counts. */
function shapeOf(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return shapesOfList(value, name);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part, key)]));
  return VALUED.includes(name) || value === null ? value : typeof value;
}

function shapesOfList(list: unknown[], name: string): unknown[] {
  const all = list.map((part) => shapeOf(part, name));
  return all.filter((shape, index) => JSON.stringify(shape) !== JSON.stringify(all[index - 1]));
}
