import { fork } from "node:child_process";
import type { Fault } from "../../support/servers";
import { ollamaClient, openaiClient, ourComplete, ourService, rawUndici, type Contestant } from "./clients";
import { deadServer, refusal, requestsPerSecond, timeToFirstToken, tokensPerSecond } from "./measure";

const TOKENS = 20_000;

interface Row {
  what: string;
  value: string;
  ratio?: string;
  target?: string;
  missed?: boolean;
}

async function main(): Promise<void> {
  const server = fork(process.argv[2]!);
  const said = () =>
    new Promise<{ url: string }>((resolve) => server.once("message", resolve as (message: unknown) => void));
  const { url } = await said();
  const order = async (...faults: Fault[]) => {
    const done = said();
    server.send({ faults });
    await done;
  };
  const contestants = [
    rawUndici(url),
    rawUndici(url, "openai"),
    ourService(url, "ollama"),
    ourService(url, "openai"),
    ollamaClient(url),
    openaiClient(url),
  ];
  try {
    await order({ kind: "reply", text: "All is well." });
    report("Time to first token, median of 400", await timeToFirstToken(contestants, 400), "ms", (ours, raw) => ({
      text: `+${(ours - raw).toFixed(2)} ms`,
      target: "at most +0.10 ms",
      missed: ours - raw > 0.1,
    }));

    await order({ kind: "reply", text: "word ".repeat(TOKENS).trim() }, { kind: "pace", tokensPerSecond: 50_000 });
    report(
      `Tokens a second, answers of ${TOKENS} tokens sent at 50,000/s`,
      await tokensPerSecond(contestants, 9, TOKENS),
      "tok/s",
      (ours, raw) => ({
        text: `${(ours / raw).toFixed(2)} × raw`,
        target: "at least 0.90 × raw",
        missed: ours / raw < 0.9,
      }),
    );

    await order({ kind: "reply", text: "word ".repeat(TOKENS).trim() });
    report(
      `Tokens a second, answers of ${TOKENS} tokens sent as fast as the socket takes them`,
      await tokensPerSecond(contestants, 9, TOKENS),
      "tok/s",
      (ours, raw) => ({ text: `${(ours / raw).toFixed(2)} × raw` }),
    );

    await order({ kind: "reply", text: "All is well." });
    const complete = [rawUndici(url), ourComplete(url), ollamaClient(url), openaiClient(url)];
    for (const [width, atLeast] of [
      [1, 0.8],
      [16, 1],
    ] as const) {
      report(
        `Requests a second, ${width} at once, median of 9 × 300`,
        await requestsPerSecond(complete, 9, 300, width),
        "req/s",
        (ours, raw) => ({
          text: `${(ours / raw).toFixed(2)} × raw`,
          target: `at least ${atLeast.toFixed(2)} × raw`,
          missed: ours / raw < atLeast,
        }),
      );
    }
    await Promise.all([...contestants, ...complete].map((contestant: Contestant) => contestant.close()));
  } finally {
    server.disconnect();
  }

  const [refusedUs, deadMs, holeMs] = [
    await refusal(5_000),
    await deadServer("refused", 21),
    await deadServer("black hole", 3),
  ];
  print("LLM Breaker alone", [
    {
      what: "every breaker open: error after",
      value: `${refusedUs.toFixed(1)} µs`,
      target: "at most 50 µs",
      missed: refusedUs > 50,
    },
    {
      what: "nothing listens: error after",
      value: `${deadMs.toFixed(1)} ms`,
      target: "at most 50 ms",
      missed: deadMs > 50,
    },
    {
      what: "connections are never taken: error after",
      value: `${holeMs.toFixed(0)} ms`,
      target: "at most 1500 ms",
      missed: holeMs > 1500,
    },
  ]);
}

/** The raw client is the measure for the others, in the same wire format where there is one. */
function report(
  title: string,
  results: Map<string, number>,
  unit: string,
  judge: (ours: number, raw: number) => { text: string; target?: string; missed?: boolean },
): void {
  const rawOllama = results.get("raw undici")!;
  const rawOpenai = results.get("raw undici (openai)") ?? rawOllama;
  print(
    title,
    [...results].map(([what, value]) => {
      const raw = what.includes("openai") ? rawOpenai : rawOllama;
      const { text, target, missed } = judge(value, raw);
      const ours = what.startsWith("LLM Breaker");
      return {
        what,
        value: `${value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString("en")} ${unit}`,
        ...(!what.startsWith("raw") && { ratio: text }),
        ...(ours && target && { target, missed: missed ?? false }),
      };
    }),
  );
}

function print(title: string, rows: Row[]): void {
  console.log(`\n${title}`);
  for (const { what, value, ratio = "", target, missed } of rows) {
    console.log(
      `  ${what.padEnd(42)} ${value.padStart(16)}  ${ratio.padEnd(14)} ${target ? `${missed ? "MISSED" : "ok"} (${target})` : ""}`,
    );
  }
}

void main();
