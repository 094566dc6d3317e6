import { t, tWord } from "../../../core/l10n/t";
import { defaultUrl, ENDPOINT_TYPE_NAMES, typeInfo, type EndpointType } from "../../../core/model/endpoint-types";
import { MAX_QUOTE_CHARS } from "../../../core/model/limits";
import { shownUrl } from "../../../core/foreign/shown-url";
import { progress, steps, type StepEnd, type StepWords } from "../../notify";
import { mayStore } from "../../secrets/key-in-clear";
import { keyProblem } from "../../secrets/key-problem";
import { keyedOrigin } from "../../secrets/key-store";
import { httpAddress } from "../../settings/rules/address-rule";
import { BadValue } from "../../settings/rules/value-rules";
import { add as texts } from "../../texts/choose";
import { factsOf } from "../choice-items";
import type { ChooseDeps } from "../deps";
import { modelList } from "../model-list";
import { configOf, withAddress, type Draft, type StepName } from "./draft";
import { verdictOf, type Seen } from "./verdict";
import { proposedId } from "./proposed-id";

/** What the questions need around them. */
export interface QuestionDeps extends Pick<ChooseDeps, "keys" | "clientOf"> {
  /** Ids that other endpoints have. */
  taken: readonly string[];
}

export type Place = Pick<StepWords, "step" | "of">;
type Asked = Promise<StepEnd<Draft>>;

/** The question of each step: what is known so far goes in, what is known then comes out. */
export const QUESTIONS: Record<StepName, (draft: Draft, place: Place, deps: QuestionDeps) => Asked> = {
  type: askType,
  address: askAddress,
  name: askName,
  key: askKey,
  model: askModel,
};

/** For an API whose address the settings must give. */
const EXAMPLE_URL = "https://openrouter.ai/api/v1";

async function askType(draft: Draft, place: Place): Asked {
  const end = await steps.choose<EndpointType>(
    { ...place, title: texts.title, placeholder: texts.type },
    ENDPOINT_TYPE_NAMES.map((type) => ({
      label: tWord(typeInfo(type).label),
      detail: tWord(typeInfo(type).description),
      value: type,
    })),
    { marked: draft.type },
  );
  if (end.type !== "done") return end;
  const type = end.value;
  // What was told of a server of another type is not for this one.
  return done(type === draft.type ? draft : { type, url: defaultUrl(type) ?? "", id: "", seen: "" });
}

async function askAddress(draft: Draft, place: Place, deps: QuestionDeps): Asked {
  const placeholder = texts.address.placeholder(defaultUrl(draft.type) ?? EXAMPLE_URL);
  const prompt = texts.address.prompt(tWord(typeInfo(draft.type).server));
  let { url } = draft;
  for (;;) {
    const end = await steps.type({ ...place, title: texts.title, placeholder, prompt }, addressProblem, { value: url });
    if (end.type !== "done") return end;
    url = end.value;
    const addressed = withAddress(draft, url);
    const seen = await lookedAt(texts.address.looking(shownUrl(url)), addressed, place, deps);
    if (seen.type === "done") return done({ ...addressed, seen: seen.value.words });
    if (seen.type === "left") return seen;
  }
}

async function askName(draft: Draft, place: Place, { taken }: QuestionDeps): Asked {
  const { placeholder, prompt } = texts.name;
  const end = await steps.type(
    { ...place, title: texts.title, placeholder, prompt },
    (name) => nameProblem(name.trim(), taken),
    { value: draft.id === "" ? proposedId(draft.type, draft.url, taken) : draft.id },
  );
  return end.type === "done" ? done({ ...draft, id: end.value }) : end;
}

async function askKey(draft: Draft, place: Place, deps: QuestionDeps): Asked {
  const origin = keyedOrigin(draft) ?? "";
  const stored = await storedKey(draft, deps);
  const prompt = stored === undefined ? texts.key.prompt(draft.seen) : texts.key.stored;
  for (;;) {
    const words = { ...place, title: texts.title, placeholder: texts.key.placeholder, prompt };
    const end = await steps.type(words, keyProblem, { value: draft.key ?? "", secret: true });
    if (end.type !== "done") return end;
    const { key: _before, ...keyless } = draft;
    if (end.value === "") return done(keyless);
    if (!(await mayStore(deps.keys, origin))) continue;
    const keyed = { ...keyless, key: end.value };
    const seen = await lookedAt(texts.key.looking(origin), keyed, place, deps);
    if (seen.type === "done") return done({ ...keyed, seen: seen.value.words });
    if (seen.type === "left") return seen;
  }
}

async function askModel(draft: Draft, place: Place, deps: QuestionDeps): Asked {
  const client = deps.clientOf(configOf(draft, await storedKey(draft, deps)));
  const list = await progress.run(texts.model.looking(draft.id), (signal) => modelList(client, signal));
  if (!list) return { type: "back" };
  const models = list.type === "listed" ? list.models : [];
  const { automatic, automaticDetail, placeholder, typed } = texts.model;
  const end = await steps.choose<string>(
    { ...place, title: texts.title, placeholder },
    [
      {
        label: automatic,
        description: automaticDetail,
        ...(list.type === "failed" && { detail: list.why }),
        value: "",
      },
      ...models.map((model) => ({ label: model.name, description: factsOf(model).join(" · "), value: model.name })),
    ],
    { typed: (name) => ({ label: name, description: typed, value: name }), marked: draft.model },
  );
  if (end.type !== "done") return end;
  const { model: _before, ...rest } = draft;
  return done(end.value === "" ? rest : { ...rest, model: end.value });
}

/** Looks at the server until it is as it should be, or is to be added as it is. */
async function lookedAt(title: string, draft: Draft, place: Place, deps: QuestionDeps): Promise<StepEnd<Seen>> {
  const { placeholder, again, anyway, anywayDetail, back, refusesKey } = texts.probe;
  for (;;) {
    const client = deps.clientOf(configOf(draft, await storedKey(draft, deps)));
    const found = await progress.run(title, (signal) => client.probe(undefined, signal));
    if (!found) return { type: "back" };
    const seen = verdictOf(found, draft.url);
    const refused = seen.verdict === "wants key" && draft.key !== undefined;
    if (seen.verdict !== "doubtful" && !refused) return done(seen);
    const end = await steps.choose<"again" | "anyway" | "back">(
      { ...place, title: texts.title, placeholder },
      [
        {
          icon: "$(warning)",
          label: refused ? refusesKey : seen.words,
          ...(seen.why !== undefined && { detail: seen.why }),
        },
        { icon: "$(refresh)", label: again, value: "again" },
        { icon: "$(arrow-left)", label: back, value: "back" },
        { icon: "$(add)", label: anyway, description: anywayDetail, value: "anyway" },
      ],
      { marked: "again" },
    );
    if (end.type !== "done") return end;
    if (end.value === "back") return { type: "back" };
    if (end.value === "anyway") return done(seen);
  }
}

async function storedKey(draft: Draft, { keys }: QuestionDeps): Promise<string | undefined> {
  const origin = keyedOrigin(draft);
  return origin === undefined ? undefined : (await keys.keysFor([draft])).get(origin);
}

function addressProblem(address: string): string | undefined {
  try {
    httpAddress(address, "");
    return undefined;
  } catch (error) {
    if (error instanceof BadValue) return texts.notThis(error.expected);
    throw error;
  }
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === "") return texts.notThis(t("a text that is not empty"));
  if (name.length > MAX_QUOTE_CHARS) return texts.name.tooLong(MAX_QUOTE_CHARS);
  return taken.includes(name) ? texts.name.taken(name) : undefined;
}

const done = <T>(value: T): StepEnd<T> => ({ type: "done", value });
