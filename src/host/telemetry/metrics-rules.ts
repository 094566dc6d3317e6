import { BadValue, number, textMap, type Rule } from "../settings/rules";

/** Names of headers that carry a secret; settings end up in dotfile repositories and settings sync. */
const secretHeader = /^(authorization|proxy-authorization|cookie|.*(api[-_]?key|token|secret|password).*)$/i;

const otlpEndpoint: Rule<string> = (raw, path) => {
  const expected = "empty, or an address that starts with http:// or https://";
  if (typeof raw !== "string") throw new BadValue(path, expected, raw);
  const address = raw.trim();
  if (address === "") return "";
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) throw new BadValue(path, expected, raw);
  const { username, password } = new URL(address);
  if (username !== "" || password !== "") throw new BadValue(path, "an address without user name and password", "…");
  return address;
};

const otlpHeaders: Rule<Record<string, string>> = (raw, path) => {
  const headers = textMap(raw, path);
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new BadValue(`${path}.${name}`, "a header name", name);
    if (secretHeader.test(name)) throw new BadValue(`${path}.${name}`, "left out: settings are no place for secrets; push to a collector on this machine that adds them", "…");
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new BadValue(`${path}.${name}`, "a text of one line in ASCII", value);
  }
  return headers;
};

/** The settings of the metrics that leave the editor, for the one list of settings. */
export const metricsRules = {
  "metrics.prometheusPort": number({ min: 0, max: 65_535, whole: true }),
  "metrics.otlpEndpoint": otlpEndpoint,
  "metrics.otlpHeaders": otlpHeaders,
  "metrics.otlpInterval": number({ min: 1, max: 3600, unit: "seconds" }),
};

export type MetricsSettings = { [K in keyof typeof metricsRules]: ReturnType<(typeof metricsRules)[K]> };
