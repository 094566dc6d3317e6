import { element } from "../../../src/webview/shared/dom";
import { connectToHost, onHostMessage } from "../../../src/webview/shared/host";
import { parseToPage, type ToHost } from "../../../src/core/messages/answer";
import { answerMarkdown } from "../../../src/webview/answer/reading/markdown-rules";
import { nodesOf } from "../../../src/webview/answer/sheet/token-nodes";

/** What the page is compared with: the whole answer is drawn anew in every frame in which some of it came. */
const host = connectToHost<ToHost>();
const article = element("article", { class: "markdown" });
const main = element("main", {}, article);
document.body.append(
  main,
  element(
    "footer",
    {},
    element(
      "div",
      { class: "toolbar" },
      element("button", { "data-command": "stop", onclick: () => host.post({ type: "stop", turn: 0 }) }, "Stop"),
    ),
  ),
);

const markdown = answerMarkdown();
const codeBlock = (code: string): HTMLElement => element("pre", {}, element("code", {}, code));
const formula = (_: string, written: string): HTMLElement => element("span", {}, written);
let text = "";
let scheduled = false;

onHostMessage(parseToPage, (message) => {
  if (message.type !== "append" && message.type !== "show") return;
  text = message.type === "show" ? message.text : text + message.text;
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    article.replaceChildren(nodesOf(markdown.parse(text, {}), { codeBlock, formula, openLink: () => undefined }));
    main.scrollTop = main.scrollHeight;
  });
});
