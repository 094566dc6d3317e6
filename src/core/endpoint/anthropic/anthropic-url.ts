import { withoutEnding } from "../../foreign/address";
import { ApiAddress } from "../wire/api-address";

/** What stands at the end of addresses that people paste. */
const ENDINGS = [
  "v1",
  "v1/messages",
  "v1/messages/count_tokens",
  "v1/messages/batches",
  "v1/models",
  "v1/complete",
  "v1/chat/completions",
];

/** The address below which `v1/…` is: what a person wrote, without a trailing slash, `/v1` or a route at its end. */
export const anthropicAddress = (url: string): ApiAddress =>
  ApiAddress.parse(url, (segments) => withoutEnding(segments, ENDINGS));
