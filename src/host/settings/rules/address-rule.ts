import { t } from "../../../core/l10n/t";
import { bareAddress, isWeb, parseAddress } from "../../../core/foreign/address";
import { namesSecret } from "../../../core/model/secret-names";
import { BadValue, text, UNSHOWN, type Rule } from "./value-rules";

/** An http or https address without anything secret in it: settings end up in dotfile repositories and settings sync, addresses in messages and logs. */
export const httpAddress: Rule<string> = (raw, path) =>
  checked(text(raw, path), path, t("an address that starts with http:// or https://"));

/** {@link httpAddress}, or "". */
export const optionalAddress: Rule<string> = (raw, path) => {
  const expected = t("empty, or an address that starts with http:// or https://");
  if (typeof raw !== "string") throw new BadValue(path, expected, raw);
  return raw.trim() === "" ? "" : checked(raw, path, expected);
};

/** Schemes of proxies that are not reached by HTTP. */
const SOCKS = /^socks(?:4a?|5h?)?:$/;

/** The address of a proxy, likewise without anything secret. */
export const proxyAddress: Rule<string> = (raw, path) => {
  const expected = t("an address that starts with http://, https://, socks5:// or socks4://");
  const address = bareAddress(text(raw, path));
  const url = parseAddress(address);
  return url && SOCKS.test(url.protocol) && url.hostname !== ""
    ? withoutSecrets(url, address, path)
    : checked(address, path, expected);
};

function checked(written: string, path: string, expected: string): string {
  const address = bareAddress(written);
  const url = parseAddress(address);
  if (!url || !isWeb(url)) throw new BadValue(path, expected, written);
  return withoutSecrets(url, address, path);
}

function withoutSecrets(url: URL, address: string, path: string): string {
  if (url.username !== "" || url.password !== "")
    throw new BadValue(
      path,
      t("an address without user name and password (keys are stored with “LLM: Set API Key…”)"),
      UNSHOWN,
    );
  const secret = [...url.searchParams.keys()].find(namesSecret);
  if (secret !== undefined)
    throw new BadValue(
      path,
      t("an address without “{0}” in it (keys are stored with “LLM: Set API Key…”)", secret.slice(0, 40)),
      UNSHOWN,
    );
  return address;
}
