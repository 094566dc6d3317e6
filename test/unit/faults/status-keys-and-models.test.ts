import { cloudErrors, ollamaErrors } from "../../support/servers";
import { checkRows, type Row } from "./row";
import { both, cloud, heldBack, elsewhere, local, native } from "./status-rows";

const rows: Row[] = [
  {
    row: 19,
    title: "401 with OpenAI's body",
    on: cloud,
    fault: cloudErrors.openai.auth,
    kind: "auth",
    ...heldBack,
    status: 401,
  },
  {
    row: 19,
    title: "401 with llama.cpp's body",
    on: cloud,
    fault: cloudErrors.llamacpp.auth,
    kind: "auth",
    ...heldBack,
  },
  { row: 19, title: "401 without a body", on: both, fault: { kind: "status", status: 401 }, kind: "auth", ...heldBack },
  { row: 19, title: "403 region", on: cloud, fault: cloudErrors.openai.region, kind: "region", ...elsewhere },
  { row: 19, title: "Gemini: key in a 400", on: cloud, fault: cloudErrors.gemini.auth, kind: "auth", ...heldBack },
  {
    row: 19,
    title: "Ollama: cloud model, not signed in",
    on: local,
    fault: native(401, ollamaErrors.unauthorized),
    kind: "auth",
    ...heldBack,
  },
  {
    row: 20,
    title: "Ollama: model not pulled",
    on: local,
    arrange: () => ({ model: "nope" }),
    kind: "model_missing",
    ...heldBack,
    status: 404,
  },
  {
    row: 20,
    title: "Ollama: weights vanished",
    on: local,
    fault: native(404, ollamaErrors.vanished("llama3.2")),
    kind: "model_missing",
    ...heldBack,
  },
  {
    row: 20,
    title: "OpenAI: model not found",
    on: cloud,
    fault: cloudErrors.openai.modelMissing,
    kind: "model_missing",
    ...heldBack,
  },
  {
    row: 20,
    title: "vLLM: model not found",
    on: cloud,
    fault: cloudErrors.vllm.modelMissing,
    kind: "model_missing",
    ...heldBack,
  },
  {
    row: 20,
    title: "LM Studio: no models loaded, 404",
    on: cloud,
    fault: cloudErrors.lmstudio.noModel,
    kind: "model_missing",
    ...heldBack,
  },
  {
    row: 20,
    title: "LM Studio: no models loaded, 400",
    on: cloud,
    fault: cloudErrors.lmstudio.noModel400,
    kind: "model_missing",
    ...heldBack,
  },
  {
    row: 20,
    title: "404 page in plain text: a wrong base URL",
    on: both,
    fault: { kind: "status", status: 404, body: "404 page not found" },
    kind: "not_an_api",
    ...elsewhere,
  },
];

checkRows("answers that refuse a key or miss a model", rows);
