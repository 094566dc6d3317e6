// @ts-check
/** `npm run release -- 1.2.3 [--dry-run]`: makes a release of what is committed (release/release.mjs says in which steps). */
import { packageExtension } from "./package.mjs";
import { projectPath, projectRoot } from "./paths.mjs";
import { runCommand } from "./process/command.mjs";
import { release } from "./release/release.mjs";

const [version, ...flags] = process.argv.slice(2);
try {
  if (version === undefined || flags.some((flag) => flag !== "--dry-run"))
    throw new Error("Usage: npm run release -- 1.2.3 [--dry-run]");
  await release(
    {
      version,
      root: projectRoot,
      today: new Date(),
      dryRun: flags.length > 0,
      say: (line) => console.log(line),
    },
    {
      async test() {
        const { code } = await runCommand(process.execPath, [projectPath("scripts/test.mjs")], { cwd: projectRoot });
        if (code !== 0) throw new Error("A test failed, so nothing was released.");
      },
      pack: () => packageExtension({ dense: true }),
    },
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
