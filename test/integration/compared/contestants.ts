import * as vscode from "vscode";
import { ScriptedOpenAi } from "../../support/servers";
import type { SecondExtension } from "../../support/second-extension/extension";
import { activated, until, withSettings } from "../support/extension";
import { SAID } from "./chat-case";

/** A column of the table: a model in the editor's list, and the server behind it, which nobody else asks. */
export interface Contestant {
  column: string;
  server: ScriptedOpenAi;
  model: vscode.LanguageModelChat;
  /** What came before has no part in what comes. */
  forget(): void;
  close(): Promise<void>;
}

const MODEL = "clever";
const EDITORS_OWN = "GitHub.copilot-chat";
/** For the editor's list of models to follow what was configured. */
const LIST_MS = 60_000;

/** The model with which the editor's list says at last what was configured. */
async function listed({ lm }: SecondExtension, selector: vscode.LanguageModelChatSelector) {
  let found: vscode.LanguageModelChat | undefined;
  const look = async (): Promise<void> => void ([found] = await lm.selectChatModels(selector));
  const end = Date.now() + LIST_MS;
  for (await look(); !found && Date.now() < end; await look()) await new Promise((resolve) => setTimeout(resolve, 500));
  if (!found) throw new Error(`The editor lists no model for ${JSON.stringify(selector)}.`);
  return found;
}

/** One endpoint, without a chain to fall back on: what is compared is the provider. All times are the defaults. */
export async function ours(second: SecondExtension): Promise<Contestant> {
  const { service } = await activated();
  const server = await ScriptedOpenAi.start({ models: [MODEL], reply: SAID });
  const back = await withSettings({
    endpoints: [{ id: "cloud", type: "openai", url: server.baseUrl, tier: "cloud", model: MODEL }],
  });
  await until("the endpoint is in force", () => (service.endpoints()[0]?.id === "cloud" ? true : undefined));
  return {
    column: "LLM Breaker",
    server,
    model: await listed(second, { vendor: "llm-breaker", id: `cloud/${MODEL}` }),
    forget: () => service.reset("cloud"),
    close: async () => {
      await back();
      await server.stop();
    },
  };
}

/** The editor's own provider for servers of this kind, where it has one. */
export async function editorsOwn(second: SecondExtension): Promise<Contestant | undefined> {
  // It is there, and switched off until somebody has begun to set the editor's chat up.
  await vscode.commands.executeCommand("workbench.extensions.installExtension", EDITORS_OWN, { enable: true });
  const extension = await until("the editor's own chat is there", () => vscode.extensions.getExtension(EDITORS_OWN), LIST_MS).catch(() => undefined); // prettier-ignore
  if (!extension) return undefined;
  await extension.activate();
  const server = await ScriptedOpenAi.start({ models: [MODEL], reply: SAID });
  await vscode.commands.executeCommand("lm.addLanguageModelsProviderGroup", {
    vendor: "customendpoint",
    name: "Scripted",
    apiKey: "sk-test",
    apiType: "chat-completions",
    models: [
      {
        id: MODEL,
        name: MODEL,
        url: `${server.baseUrl}/chat/completions`,
        toolCalling: true,
        vision: true,
        thinking: true,
        maxInputTokens: 57_344,
        maxOutputTokens: 8_192,
      },
    ],
  });
  const { version } = extension.packageJSON as { version: string };
  return {
    column: `VS Code ${vscode.version}, Custom Endpoint (${version})`,
    server,
    model: await listed(second, { vendor: "customendpoint" }),
    forget: () => undefined,
    close: () => server.stop(),
  };
}
