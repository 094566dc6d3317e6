// @ts-check
/**
 * `npm run audit`: asks the registry for known vulnerabilities of what is really in the package. Everything bundled is a devDependency, so that
 * `npm audit --omit=dev` would look at nothing, and `npm audit` at hundreds of tools that are never shipped.
 *
 * Ends with 0 when nothing is known against any bundled package, with 1 when something is, with 2 when nothing was checked.
 */
import { createRequire } from "node:module";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { exitCodeOf } from "./supply/audit-answer.mjs";
import { auditPackages } from "./supply/audit-packages.mjs";

const require = createRequire(import.meta.url);

await ensureDependencies();
const { shippedMetafiles } = require(projectPath("esbuild.js"));
const { bundledPackages } = require("./supply/bundled-packages.cjs");
/** @type {import("./supply/bundled-packages.cjs").BundledPackage[]} */
const packages = bundledPackages(await shippedMetafiles(), projectRoot);
const result = await auditPackages(packages);
switch (result.outcome) {
  case "clean":
    console.log(`${packages.length} bundled packages were checked: nothing is known against any of them.`);
    break;
  case "vulnerable":
    for (const { name, severity, title, url, range } of result.advisories)
      console.log(`${name} ${range}: ${title} (${severity})\n  ${url}`);
    console.log(`${packages.length} bundled packages were checked.`);
    break;
  case "unchecked":
    console.log(result.reason);
    break;
}
process.exitCode = exitCodeOf(result.outcome);
