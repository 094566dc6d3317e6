import { createLlmService, CircuitOpenError } from "../../src/node";
import { ScriptedOllama } from "../../test/support/servers/ollama/scripted-ollama";
import { durationText, microseconds, Table } from "./table";

const recoveryTimeoutMs = 4_000;
const questions = [
  "How does a circuit breaker work?",
  "When does it open?",
  "What is a trial call?",
  "Is anybody there?",
];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<void> {
  const startedAt = performance.now();
  const table = new Table((line) => console.log(line), process.stdout.isTTY === true && !process.env["NO_COLOR"]);
  const ollama = await ScriptedOllama.start({ pace: { firstTokenMs: 120, tokensPerSecond: 90 }, loaded: ["llama3.2"] });
  const llm = createLlmService({
    endpoints: [{ id: "ollama", type: "ollama", url: ollama.url, model: "llama3.2" }],
    breaker: { recoveryTimeoutMs },
    healthCheckIntervalMs: 0,
  });
  const state = () => llm.endpoints()[0]!.state;
  const tell = (what: string, took?: string) =>
    table.row({ atMs: performance.now() - startedAt, what, state: state(), ...(took !== undefined && { took }) });

  const halfOpen = new Promise<void>((resolve) => {
    llm.onEvent((event) => {
      if (event.type !== "state") return;
      const { from, to, reason, retryAfterMs } = event.change;
      tell(
        `⚡ ${from} → ${to} (${reason.replaceAll("_", " ")})${to === "open" ? `, a trial in ${durationText(retryAfterMs)}` : ""}`,
      );
      if (to === "half_open") resolve();
    });
  });

  /** One request, told in one row. Returns what it was rejected with. */
  const ask = async (question: string): Promise<unknown> => {
    const before = performance.now();
    try {
      const answer = await llm.complete(question);
      tell(
        `“${question}” answered: ${answer.usage.completionTokens} tokens, the first after ${durationText(answer.ttftMs)}`,
        durationText(performance.now() - before),
      );
      return undefined;
    } catch (error) {
      const took = performance.now() - before;
      const refused = error instanceof CircuitOpenError;
      tell(
        `“${question}” ${refused ? "refused" : "failed"}: ${error instanceof Error ? error.message : String(error)}`,
        refused ? microseconds(took) : durationText(took),
      );
      return error;
    }
  };

  try {
    console.log(
      `A scripted Ollama on ${ollama.url}; three failures open its breaker, ${durationText(recoveryTimeoutMs)} later a trial is admitted.\n`,
    );
    table.head();
    await ask(questions[0]!);
    await ollama.stop();
    tell("the server dies");
    for (const question of questions.slice(1)) await ask(question);
    const refusal = await ask("And now?");
    if (!(refusal instanceof CircuitOpenError))
      throw new Error("The fourth request should have been refused by the breaker");
    await tellMedianRefusal();
    await pause(1_500);
    await ollama.start();
    tell("the server is back; the breaker does not know yet");
    await ask("Already?");
    await halfOpen;
    await ask("Are you well again? (this is the trial)");
    if (state() !== "closed") throw new Error(`The breaker should be closed again, but is ${state()}`);
    await ask("Business as usual?");
    console.log(
      `\nDone in ${durationText(performance.now() - startedAt)}: the model was down, nobody waited, and the service came back by itself.`,
    );
  } finally {
    await llm.dispose();
    await ollama.stop();
  }

  /** What a refusal costs once the code is warm: the median of many. */
  async function tellMedianRefusal(): Promise<void> {
    const times: number[] = [];
    for (let index = 0; index < 1_000; index++) {
      const before = performance.now();
      await llm.complete("And now?").catch(() => undefined);
      times.push(performance.now() - before);
    }
    tell(
      "a thousand more requests refused without touching the network; the median",
      microseconds(times.sort((a, b) => a - b)[500] ?? 0),
    );
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
