/** What only a request, or a look at a server, needs: loaded with the first of them (see docs/architecture.md, "What is loaded when"). */
export { createEndpointClient } from "../core/create-client";
export { createRun } from "../core/service/request/run";
export { createUndiciTransport } from "../node/transport/undici-transport";
export { createEditorClient } from "./language-models/create-editor-client";
