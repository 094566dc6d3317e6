/** What the host makes of a text before the editor shows it as a notice. */
export { inert as asNotice } from "../../src/core/foreign/foreign-text";
