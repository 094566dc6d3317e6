// @ts-check
/** How long texts may be where room is short, in columns: a Chinese character takes two of them. What is put into a text is not counted. */

/** @type {readonly { what: string, file: RegExp, place: RegExp, most: number }[]} */
const PLACES = [
  { what: "status bar", file: /standing\/words\.ts$/, place: /^shortWord/, most: 18 },
  { what: "status bar", file: /failure-kinds\.ts$/, place: /\.word$/, most: 20 },
  { what: "status bar", file: /host\/texts\/settings\.ts$/, place: /^settings\.mark$/, most: 18 },
  { what: "head of the tooltip's table", file: /status-bar\/tooltip\.ts$/, place: /header$/, most: 16 },
  { what: "link of the tooltip", file: /status-bar\/tooltip\.ts$/, place: /links$/, most: 14 },
  { what: "way of a request", file: /failure-kinds\.ts$/, place: /\.phrase$/, most: 32 },
  { what: "button", file: /host\/texts\/standing\.ts$/, place: /^buttons\./, most: 36 },
  {
    what: "button",
    file: /answer\/page\/texts\.ts$/,
    place: /^texts\.(?:stop|copy|copied|insert\w*|apply|discard|askAgain|send|restart|openSettings)$/,
    most: 22,
  },
  { what: "button of a card", file: /frame\/texts\.ts$/, place: /^card\.actions\./, most: 15 },
  {
    what: "button",
    file: /frame\/texts\.ts$/,
    place: /^(?:simulate|thresholds)\.(?:start|cancel|save|end)$/,
    most: 20,
  },
  { what: "button", file: /frame\/texts\.ts$/, place: /^detail\.(?:close|open|again|copy)$/, most: 18 },
  { what: "label of a card", file: /frame\/texts\.ts$/, place: /^card\.(?:streak|ttft|failureRate|uptime)$/, most: 22 },
  { what: "state of a card", file: /frame\/texts\.ts$/, place: /^states\./, most: 18 },
  { what: "label of a field", file: /frame\/texts\.ts$/, place: /^thresholds\.fields\./, most: 34 },
  {
    what: "name of a chart",
    file: /frame\/texts\.ts$/,
    place: /^timeline\.(?:firstToken|wholeAnswer|rates|speed|requests|attempts)$/,
    most: 18,
  },
  {
    what: "line of a chart",
    file: /frame\/texts\.ts$/,
    place: /^timeline\.(?:p50|p95|failed|slow|answered|cached|cancelled|refused)$/,
    most: 10,
  },
  { what: "length of time", file: /frame\/texts\.ts$/, place: /^presetLabels\..*\.short$/, most: 8 },
  {
    what: "head of a table",
    file: /frame\/texts\.ts$/,
    place: /^(?:detail\.columns|timeline\.table)\.(?!caption|lanes)/,
    most: 12,
  },
  { what: "filter", file: /frame\/texts\.ts$/, place: /^history\.(?:any\w+|inRange)$/, most: 20 },
];

/** The same for the manifest, by the beginning of a key. @type {readonly { what: string, key: RegExp, most: number }[]} */
const KEYS = [
  { what: "command", key: /^command\./, most: 40 },
  { what: "group of settings", key: /^settings\./, most: 20 },
  { what: "step of the walkthrough", key: /^walkthrough\..*\.title$/, most: 44 },
];

/** @param {{ file: string, place: string }} text @returns {{ what: string, most: number } | undefined} */
export const roomFor = ({ file, place }) =>
  PLACES.find((candidate) => candidate.file.test(file) && candidate.place.test(place));

/** @param {string} key of the manifest @returns {{ what: string, most: number } | undefined} */
export const roomForKey = (key) => KEYS.find((candidate) => candidate.key.test(key));

/** The columns that a text takes. @param {string} text */
export function columnsOf(text) {
  const own = text.replace(/\{\d\}/g, "");
  return [...own].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  );
}
