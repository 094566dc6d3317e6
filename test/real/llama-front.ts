/**
 * llama.cpp behind an Ollama-shaped and an OpenAI-shaped front, as a process of its own, because a failed native assertion ends the process:
 *   node --import tsx test/real/llama-front.ts <folder with node_modules/node-llama-cpp> <model.gguf>
 * Prints `{"url":…}` once it listens, and ends when its standard input does, so that it never outlives whoever started it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Generation, loadTinyModel, type TinyModel } from "./llama-model";

const modelName = "tiny:latest";
/** Answers leave in TCP segments of that many bytes, so that lines and UTF-8 sequences arrive split. */
const segmentBytes = 5;

interface ChatRequest {
  messages?: { content?: unknown }[];
  prompt?: string;
  stream?: boolean;
  options?: { num_predict?: number; seed?: number; temperature?: number };
  max_tokens?: number;
  max_completion_tokens?: number;
  seed?: number;
  stream_options?: { include_usage?: boolean };
}

async function readJson(req: IncomingMessage): Promise<ChatRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}") as ChatRequest;
}

async function write(res: ServerResponse, text: string): Promise<void> {
  const data = Buffer.from(text);
  for (let at = 0; at < data.length && !res.destroyed; at += segmentBytes) {
    res.write(data.subarray(at, at + segmentBytes));
    await new Promise(setImmediate);
  }
}

function sendJson(res: ServerResponse, body: unknown, status = 200): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** How a front writes the pieces of an answer. */
interface Front {
  contentType: string;
  piece(text: string): string;
  end(result: Generation): string;
  whole(result: Generation): unknown;
}

function ollamaFront(): Front {
  const head = () => ({ model: modelName, created_at: new Date().toISOString() });
  const ending = (result: Generation) => ({
    done: true,
    done_reason: result.finishReason,
    prompt_eval_count: result.promptTokens,
    eval_count: result.tokens,
  });
  return {
    contentType: "application/x-ndjson",
    piece: (text) => `${JSON.stringify({ ...head(), message: { role: "assistant", content: text }, done: false })}\n`,
    end: (result) =>
      `${JSON.stringify({ ...head(), message: { role: "assistant", content: "" }, ...ending(result) })}\n`,
    whole: (result) => ({ ...head(), message: { role: "assistant", content: result.text }, ...ending(result) }),
  };
}

function openAiFront(includeUsage: boolean): Front {
  const head = {
    id: "chatcmpl-real",
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: modelName,
  };
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const usage = (result: Generation) => ({
    prompt_tokens: result.promptTokens,
    completion_tokens: result.tokens,
    total_tokens: result.promptTokens + result.tokens,
  });
  return {
    contentType: "text/event-stream",
    piece: (text) => event({ ...head, choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }),
    end: (result) =>
      event({ ...head, choices: [{ index: 0, delta: {}, finish_reason: result.finishReason }] }) +
      (includeUsage ? event({ ...head, choices: [], usage: usage(result) }) : "") +
      "data: [DONE]\n\n",
    whole: (result) => ({
      ...head,
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: result.text }, finish_reason: result.finishReason }],
      usage: usage(result),
    }),
  };
}

async function generate(
  model: TinyModel,
  request: ChatRequest,
  front: Front,
  streams: boolean,
  res: ServerResponse,
): Promise<void> {
  const abort = new AbortController();
  res.on("close", () => abort.abort(new Error("The client went away")));
  const prompt = request.prompt ?? (request.messages ?? []).map((message) => String(message.content)).join("\n");
  let written = Promise.resolve();
  const onText = (text: string) => {
    if (!res.headersSent) res.writeHead(200, { "content-type": front.contentType });
    written = written.then(() => write(res, front.piece(text)));
  };
  const result = await model.generate({
    prompt,
    maxTokens: request.options?.num_predict ?? request.max_completion_tokens ?? request.max_tokens ?? 128,
    seed: request.options?.seed ?? request.seed ?? 7,
    signal: abort.signal,
    ...(streams && { onText }),
  });
  if (!streams) return sendJson(res, front.whole(result));
  await written;
  await write(res, front.end(result));
  res.end();
}

async function answer(model: TinyModel, req: IncomingMessage, res: ServerResponse): Promise<void> {
  switch (`${req.method} ${req.url}`) {
    case "GET /api/version":
      return sendJson(res, { version: "0.33.0" });
    case "GET /api/tags":
      return sendJson(res, {
        models: [
          {
            name: modelName,
            model: modelName,
            modified_at: "2026-01-01T00:00:00Z",
            size: 453_632,
            details: { family: "llama" },
          },
        ],
      });
    case "GET /api/ps":
      return sendJson(res, { models: [{ name: modelName, model: modelName }] });
    case "POST /api/show":
      return sendJson(res, { details: { family: "llama" }, capabilities: ["completion"] });
    case "GET /v1/models":
      return sendJson(res, { object: "list", data: [{ id: modelName, object: "model" }] });
    case "GET /stats":
      return sendJson(res, model.stats);
    case "POST /api/chat": {
      const request = await readJson(req);
      return generate(model, request, ollamaFront(), request.stream !== false, res);
    }
    case "POST /v1/chat/completions": {
      const request = await readJson(req);
      return generate(
        model,
        request,
        openAiFront(request.stream_options?.include_usage === true),
        request.stream === true,
        res,
      );
    }
    default:
      return sendJson(res, { error: "404 page not found" }, 404);
  }
}

async function main([folder, gguf]: string[]): Promise<void> {
  if (!folder || !gguf) throw new Error("Usage: llama-front.ts <folder> <model.gguf>");
  const library: unknown = await import(pathToFileURL(join(folder, "node_modules/node-llama-cpp/dist/index.js")).href);
  const model = await loadTinyModel(library, gguf);
  const server = createServer((req, res) => {
    answer(model, req, res).catch((error: unknown) => {
      // A client that has gone is told nothing.
      if (!res.destroyed) sendJson(res, { error: String(error) }, 500);
    });
  });
  server.listen(0, "127.0.0.1", () =>
    console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
  );
  process.stdin.on("end", () => process.exit(0)).resume();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
