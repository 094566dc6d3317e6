import { bundledPackages, type BundledPackage, type Metafile } from "../../../scripts/supply/bundled-packages.cjs";
import { projectRoot } from "../../../scripts/paths.mjs";

let built: Promise<Metafile[]> | undefined;

/** What esbuild writes into the package's bundles; built once, in memory. */
export async function shippedMetafiles(): Promise<Metafile[]> {
  const { default: build } = (await import("../../../esbuild.js")) as {
    default: { shippedMetafiles(): Promise<Metafile[]> };
  };
  return (built ??= build.shippedMetafiles());
}

/** The packages whose code is shipped. */
export const shippedPackages = async (): Promise<BundledPackage[]> =>
  bundledPackages(await shippedMetafiles(), projectRoot);
