import * as vscode from "vscode";
import { report } from "./report";
import { activated, secondExtension } from "./support/extension";
import type { SecondExtension } from "../support/second-extension/extension";

describe("probe", () => {
  let second: SecondExtension;
  it("models", async () => {
    report("%s", vscode.extensions.all.filter((e) => !e.id.startsWith("vscode.")).map((e) => e.id).join());
    await activated();
    second = await secondExtension();
    const t = performance.now();
    const models = await second.lm.selectChatModels({ vendor: "llm-breaker" });
    report("models %s ms %s", performance.now() - t, JSON.stringify(models));
    report("tools %s", JSON.stringify(second.lm.tools.filter((x) => x.name.includes("breaker"))));
    const r = await second.lm.invokeTool("llm-breaker_status", { input: {}, toolInvocationToken: undefined });
    report("%s", JSON.stringify(r));
    report("%s", vscode.version);
    await new Promise((r) => setTimeout(r, 3000));
    report("models2 %s", JSON.stringify(await second.lm.selectChatModels({ vendor: "llm-breaker" })));
    const skills = await vscode.commands.executeCommand("_listExtensionPromptFiles").then(
      (x) => x,
      (e) => String(e),
    );
    report("%s", JSON.stringify(skills));
  });
});
