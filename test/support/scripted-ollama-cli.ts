/**
 * A scripted Ollama as a program of its own:
 *   npx tsx test/support/scripted-ollama-cli.ts [--port 11434] [--control-port 0] [--tokens-per-second 40] [--first-token 250] [--load 1500] [--no-model]
 * Prints one line of JSON with both addresses once it listens, and stops on SIGINT and SIGTERM.
 */
import { parseArgs } from "node:util";
import { ControlServer } from "./servers/control";
import { ScriptedOllama } from "./servers/ollama/scripted-ollama";

export interface ScriptedOllamaProgram {
  ollama: ScriptedOllama;
  control: ControlServer;
  stop(): Promise<void>;
}

/** Starts server and control at a pace made for people. Rejects when a port is taken. */
export async function startScriptedOllama(args: string[]): Promise<ScriptedOllamaProgram> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "0" },
      "control-port": { type: "string", default: "0" },
      "tokens-per-second": { type: "string", default: "40" },
      "first-token": { type: "string", default: "250" },
      load: { type: "string", default: "1500" },
      "no-model": { type: "boolean", default: false },
    },
  });
  const ollama = await ScriptedOllama.start({
    port: Number(values.port),
    pace: { tokensPerSecond: Number(values["tokens-per-second"]), firstTokenMs: Number(values["first-token"]) },
    scheduler: { loadMs: Number(values.load) },
    ...(values["no-model"] && { models: [] }),
  });
  try {
    const control = await ControlServer.start(ollama, Number(values["control-port"]));
    return { ollama, control, stop: async () => void (await Promise.all([ollama.stop(), control.stop()])) };
  } catch (error) {
    await ollama.stop();
    throw error;
  }
}

async function main(): Promise<void> {
  const program = await startScriptedOllama(process.argv.slice(2));
  console.log(JSON.stringify({ url: program.ollama.url, control: program.control.url }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void program.stop());
}

if (process.argv[1]?.endsWith("scripted-ollama-cli.ts")) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
