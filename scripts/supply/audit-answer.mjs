// @ts-check
/** What `npm audit --json` said, in one of three ways. Where it said too little, that is never taken for a good word. */
import { KNOWN_BAD } from "./audit-question.mjs";

/**
 * @typedef {object} Advisory
 * @property {string} name of the package
 * @property {string} severity
 * @property {string} title
 * @property {string} url
 * @property {string} range of versions it holds for
 *
 * @typedef {{ outcome: "clean" } | { outcome: "vulnerable", advisories: Advisory[] } | { outcome: "unchecked", reason: string }} AuditResult
 */

const REFUSED = "The registry does not answer audit requests: nothing was checked.";
const GARBLED = "npm's answer cannot be read: nothing was checked.";
const BLIND = `The registry does not know an advisory that is public since 2020 (${KNOWN_BAD.name} ${KNOWN_BAD.version}): nothing was checked.`;

/**
 * @param {string} output of `npm audit --json`
 * @param {number} asked how many packages it was asked about, the known bad one among them
 * @returns {AuditResult}
 */
export function readAuditAnswer(output, asked) {
  const answer = parse(output);
  if (!isFields(answer)) return { outcome: "unchecked", reason: GARBLED };
  const { auditReportVersion, vulnerabilities, metadata, message } = answer;
  if (auditReportVersion === undefined && typeof message === "string")
    return { outcome: "unchecked", reason: `${REFUSED} (${shown(message)})` };
  if (auditReportVersion !== 2 || !isFields(vulnerabilities) || !isFields(metadata))
    return { outcome: "unchecked", reason: GARBLED };
  const looked = isFields(metadata["dependencies"]) ? metadata["dependencies"]["total"] : undefined;
  if (looked !== asked)
    return {
      outcome: "unchecked",
      reason: `npm looked at ${shown(String(looked))} of ${asked} packages: that is no answer.`,
    };
  const advisories = Object.values(vulnerabilities).flatMap(advisoriesOf);
  if (!advisories.some(({ name }) => name === KNOWN_BAD.name)) return { outcome: "unchecked", reason: BLIND };
  const own = advisories.filter(({ name }) => name !== KNOWN_BAD.name);
  return own.length === 0 ? { outcome: "clean" } : { outcome: "vulnerable", advisories: own };
}

/** 0: clean. 1: there are advisories. 2: nothing was checked. @param {AuditResult["outcome"]} outcome */
export const exitCodeOf = (outcome) => ({ clean: 0, vulnerable: 1, unchecked: 2 })[outcome];

/** @param {unknown} vulnerable one package of the report @returns {Advisory[]} */
function advisoriesOf(vulnerable) {
  const { name, severity, via } = isFields(vulnerable) ? vulnerable : {};
  // A text among them names another package, which has an entry of its own.
  const reasons = (Array.isArray(via) ? via : []).filter(isFields);
  return reasons.map((reason) => ({
    name: shown(name),
    severity: shown(reason["severity"] ?? severity),
    title: shown(reason["title"]),
    url: shown(reason["url"]),
    range: shown(reason["range"]),
  }));
}

/** @param {string} output @returns {unknown} */
function parse(output) {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isFields = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The registry's words for a terminal: one line without control characters or marks of direction. @param {unknown} value */
const shown = (value) =>
  typeof value === "string"
    ? value
        .slice(0, 300)
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
        .trim()
    : "?";
