import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
}
interface Workflow {
  on: object;
  permissions: object;
  jobs: Record<string, { "runs-on": string; "timeout-minutes": number; steps: Step[] }>;
}

describe("the workflow of the public CI", () => {
  const text = readFileSync(".github/workflows/ci.yml", "utf8");
  const workflow = parse(text, { strict: true, uniqueKeys: true }) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const { scripts, engines } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
    engines: { node: string };
  };

  it("may read the code and nothing else, and every job ends", () => {
    assert.deepEqual(workflow.permissions, { contents: "read" });
    assert.deepEqual(Object.keys(workflow.on), ["push", "pull_request"]);
    for (const [name, job] of Object.entries(workflow.jobs)) assert.ok(job["timeout-minutes"] <= 120, name);
  });

  it("pins every action to a commit, and says which version that is", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    assert.ok(used.length >= 4);
    for (const action of used) assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40}$/);
    assert.equal(text.match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)?.length, used.length);
  });

  it("runs what .ci/run runs, and only scripts that there are", () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    assert.ok(commands.some((command) => command.endsWith(".ci/run")) && existsSync(".ci/run"));
    for (const command of commands) {
      const [, script] = /^npm run ([\w:-]+)$/.exec(command) ?? [];
      if (script !== undefined) assert.ok(script in scripts, script);
    }
  });

  it("uses the oldest Node.js that package.json admits", () => {
    const [, oldest] = /^>=(\d+)\./.exec(engines.node) ?? [];
    for (const [, version] of text.matchAll(/node-version: (\S+)/g)) assert.equal(version, oldest);
  });
});
