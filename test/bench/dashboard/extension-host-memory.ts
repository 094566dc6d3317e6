import { extensionHosts, residentBytes } from "../../support/host-process";

/** Resident bytes of the extension host of a VS Code server, found by its data folder; 0 where there is no /proc to ask. */
export function extensionHostMemory(dataDir: string): number {
  const [host] = extensionHosts(dataDir);
  return host === undefined ? 0 : residentBytes(host);
}
