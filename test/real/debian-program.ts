import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { onPath, partsFolder } from "./part";

const run = promisify(execFile);

/**
 * A program of a Debian package: the installed one, else that of the package, unpacked without installing it, so that no service
 * is started. @throws Error that says why it could not be had
 */
export async function debianProgram(name: string, debianPackage: string): Promise<string> {
  const installed = await onPath(name);
  return installed ?? join(await debianFiles(debianPackage), "usr/bin", name);
}

/** The folder into which a Debian package is unpacked, without installing it. @throws Error that says why it could not be had */
export async function debianFiles(debianPackage: string): Promise<string> {
  const unpacked = join(partsFolder, debianPackage);
  if (existsSync(join(unpacked, "usr"))) return unpacked;
  if ((await onPath("apt-get")) === undefined)
    throw new Error(`${debianPackage} is not installed, and this is no Debian (install it by hand)`);
  mkdirSync(unpacked, { recursive: true });
  const download = () => run("apt-get", ["download", debianPackage], { cwd: unpacked, timeout: 180_000 });
  await download().catch(async () => {
    // A fresh container has no package lists; only root may fetch them.
    await run("apt-get", ["update"], { timeout: 180_000 });
    await download();
  });
  const file = readdirSync(unpacked).find((entry) => entry.endsWith(".deb"));
  if (file === undefined) throw new Error("apt-get download brought no package");
  await run("dpkg", ["-x", file, "."], { cwd: unpacked });
  return unpacked;
}
