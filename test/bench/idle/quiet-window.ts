import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { browserArguments } from "../../../scripts/find-browser.mjs";
import { projectPath } from "../../../scripts/paths.mjs";
import { installHost } from "../../../scripts/vscode-host/install.mjs";
import { startServer, workbenchAddress } from "../../../scripts/vscode-host/server.mjs";
import { hostVersions } from "../../../scripts/vscode-host/versions.mjs";

const METER = "bench.meter-1.0.0";

/** Puts the meter beside what is installed in a folder of extensions. */
export function installMeter(extensions: string): void {
  mkdirSync(extensions, { recursive: true });
  cpSync(projectPath("test/bench/idle/meter"), join(extensions, METER), { recursive: true });
  const list = join(extensions, "extensions.json");
  const meter = {
    identifier: { id: "bench.meter" },
    version: "1.0.0",
    location: { $mid: 1, path: join(extensions, METER), scheme: "file" },
    relativeLocation: METER,
  };
  writeFileSync(list, JSON.stringify([...installed(list), meter]));
}

function installed(list: string): unknown[] {
  try {
    return JSON.parse(readFileSync(list, "utf8")) as unknown[];
  } catch {
    return [];
  }
}

/** A window of VS Code with nothing but the meter in its extension host, to compare with. */
export async function openQuietWindow(): Promise<{ dataDir: string; close(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "llm-breaker-idle-"));
  installMeter(join(dataDir, "extensions"));
  const folder = join(dataDir, "project");
  mkdirSync(folder);
  const server = await startServer(await installHost(hostVersions.newest), { dataDir });
  const browser = await chromium.launch({
    executablePath: process.env["LLM_BREAKER_BROWSER"]!,
    args: browserArguments,
  });
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(workbenchAddress(server, folder));
  await page.locator(".statusbar-item").first().waitFor({ timeout: 60_000 });
  return {
    dataDir,
    async close() {
      await browser.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
