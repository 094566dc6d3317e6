import { shownUrl } from "../../core/foreign/shown-url";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import type { FailureKind } from "../../core/model/failure-kinds";
import { typeInfo } from "../../core/model/endpoint-types";
import type { LlmService } from "../../core/service/service-api";
import { leadOn } from "../actions/lead-on";
import type { ChooseDeps } from "./deps";
import { choices, messages, progress, steps } from "../notify";
import { labelOf } from "../standing/actions";
import { cures } from "../standing/cures";
import { answer } from "../texts/answer";
import { errors } from "../texts/standing";
import { pull as texts } from "../texts/choose";
import { Download } from "./download";
import { modelList } from "./model-list";
import { isModelName, SUGGESTED_MODELS } from "./model-name";

/** The server tells of a download several hundred times a second. */
const UPDATE_MS = 200;

/** Longer than this nobody waits for a picker to open. */
const LOOK_MS = 3_000;

/** With these there is nobody at the address. */
const SILENT = new Set<FailureKind>(["refused", "dns", "connect_timeout", "offline", "local_only"]);

type End = "downloaded" | "large";

/** “LLM: Pull Model…”: downloads a model, whose size is told before where it is large. @returns whether it is there now */
export const pullModel = (context: ChooseDeps) => async (): Promise<boolean> => {
  await context.ready();
  const endpoint = await whoPulls(context.service);
  if (endpoint !== undefined && (await isSilent(context, endpoint))) return false;
  const model = endpoint === undefined ? undefined : await whichModel();
  if (endpoint === undefined || model === undefined) return false;
  try {
    if (!(await pulled(context.service, endpoint, model))) return false;
  } catch (error) {
    context.log.warn(`Pulling ${model} failed`, error);
    const why = error instanceof Error ? error.message : String(error);
    void tell(
      context,
      errors.pullFailed(model, why),
      endpoint,
      error instanceof EndpointFailure ? error.kind : undefined,
    );
    return false;
  }
  void messages.information(texts.done(model, endpoint), texts.useIt).then(async (pressed) => {
    if (pressed !== undefined) await choose(context, endpoint, model);
  });
  return true;
};

/** The only endpoint that can download models, or which of several. */
async function whoPulls(service: LlmService): Promise<string | undefined> {
  const able = service.endpoints().filter(({ type }) => typeInfo(type).pulls);
  if (able.length === 0) leadOn(texts.none, "addEndpoint");
  if (able.length < 2) return able[0]?.id;
  const lines = able.map(({ id, url }) => ({ label: id, description: shownUrl(url) }));
  return (await choices.pick(lines, { title: texts.title, placeHolder: texts.which }))?.label;
}

/** Nobody is to choose a model first, and be told then that there is no server to download it. */
async function isSilent(context: ChooseDeps, endpoint: string): Promise<boolean> {
  const list = await modelList(context.service.client(endpoint), AbortSignal.timeout(LOOK_MS));
  if (list.type !== "failed" || list.kind === undefined || !SILENT.has(list.kind)) return false;
  void tell(context, list.why, endpoint, list.kind);
  return true;
}

/** What went wrong, with what leads out of it. */
async function tell(
  { service, offered, perform }: ChooseDeps,
  message: string,
  endpoint: string,
  kind: FailureKind | undefined,
): Promise<void> {
  const failed = { endpoint, ...(kind !== undefined && { kind }) };
  const actions = offered(cures(failed, service.endpoints()));
  const pressed = await messages.error(message, ...actions.map(labelOf));
  const action = actions.find((candidate) => labelOf(candidate) === pressed);
  if (action) await perform(action);
}

async function whichModel(): Promise<string | undefined> {
  const end = await steps.choose<string>(
    { title: texts.title, placeholder: texts.name, step: 1, of: 1 },
    SUGGESTED_MODELS.map((name) => ({ label: name, description: texts.suggestion, value: name })),
    {
      typed: (name) =>
        isModelName(name)
          ? { icon: "$(cloud-download)", label: texts.named(name), value: name }
          : { icon: "$(error)", label: texts.unusual },
    },
  );
  return end.type === "done" ? end.value : undefined;
}

/** Downloads it, with a question in between where it is large: meanwhile nothing is downloaded, and what is there already is kept. */
async function pulled(service: LlmService, endpoint: string, model: string): Promise<boolean> {
  const download = new Download();
  let end = await run(service, endpoint, model, download, false);
  if (end === "large") {
    const yes = await messages.confirm(texts.large(model, download.total), texts.largeDetail(endpoint), texts.goOn);
    if (yes === undefined) return false;
    end = await run(service, endpoint, model, new Download(), true);
  }
  return end === "downloaded";
}

/** @param allowed however large it is @returns undefined when it was cancelled */
function run(
  service: LlmService,
  endpoint: string,
  model: string,
  download: Download,
  allowed: boolean,
): Promise<End | undefined> {
  return progress.run<End>(texts.running(model, endpoint), async (signal, report) => {
    let told = 0;
    for await (const step of service.pull(endpoint, model, signal)) {
      download.note(step);
      // Leaving the loop closes the connection, which ends the download.
      if (!allowed && download.large) return "large";
      if (Date.now() - told < UPDATE_MS) continue;
      told = Date.now();
      const { done, total } = download;
      report(answer.pulling(step.status, done, total), total === 0 ? 0 : done / total);
    }
    return "downloaded";
  });
}

/** Under the name by which the endpoint lists it: one without a tag means the latest. */
async function choose({ service, choice }: ChooseDeps, endpoint: string, asked: string): Promise<void> {
  const list = await modelList(service.client(endpoint), new AbortController().signal);
  const models = list.type === "listed" ? list.models : [];
  const listed = models.find(({ name }) => name === asked || name === `${asked}:latest`);
  await choice.choose({ type: "model", endpoint, model: listed?.name ?? asked });
}
