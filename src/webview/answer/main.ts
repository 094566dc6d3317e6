import "./styles/answer.css";
import { isBusy, parseToPage, type AnswerHead, type ToHost, type ToPage } from "../../core/messages/answer";
import { element } from "../shared/dom";
import { connectToHost, onHostMessage } from "../shared/host";
import { AnswerSheet } from "./sheet/answer-sheet";
import { CodeBlock } from "./code/code-block";
import { FollowScroll } from "./page/follow-scroll";
import { HeadView } from "./page/head-view";
import { MarkdownView } from "./sheet/markdown-view";
import { plainText } from "./sheet/plain-text";
import { StatusView } from "./page/status-view";
import { texts } from "./page/texts";
import { Toolbar } from "./page/toolbar";

const host = connectToHost<ToHost>();
const post = (message: ToHost): void => host.post(message);

const head = new HeadView();
const discarded = element("div", { class: "discarded" });
const article = element("article", { class: "markdown", "aria-label": texts.answer });
const status = new StatusView((index) => post({ type: "action", index }));
const toolbar = new Toolbar(post);
const main = element("main", { tabindex: "0" }, discarded, article, status.node);
document.body.append(head.node, main, element("footer", {}, toolbar.node));

const scroll = new FollowScroll(main);
const sheet = new AnswerSheet(
  article,
  (language) => new CodeBlock(language, post),
  (href) => post({ type: "openLink", href }),
);
const markdown = new MarkdownView(sheet, {
  now: () => performance.now(),
  nextFrame: (draw) => void requestAnimationFrame(draw),
});
let text = "";
let current: AnswerHead | undefined;

function take(message: ToPage): void {
  switch (message.type) {
    case "show":
      text = message.text;
      discarded.replaceChildren(...message.discarded.map((entry) => setAside(entry.text, entry.reason)));
      markdown.set(text);
      showHead(message.head);
      scroll.restart();
      break;
    case "head":
      showHead(message.head);
      break;
    case "append":
      if (text === "" && current) toolbar.show(current, true);
      text += message.text;
      markdown.append(message.text);
      status.heard();
      break;
    case "restart":
      discarded.append(setAside(text, message.reason));
      text = "";
      markdown.set("");
      break;
  }
}

function showHead(next: AnswerHead): void {
  current = next;
  host.setState(next.endedAt === undefined ? undefined : { endedAt: next.endedAt });
  head.show(next);
  status.show(next.status, text !== "");
  toolbar.show(next, text !== "");
  article.classList.toggle("broken", next.broken);
  article.setAttribute("aria-busy", String(next.status.phase === "answering"));
  if (!isBusy(next.status)) markdown.finish();
}

/** The answer of an attempt that broke: out of the way, but not lost. */
function setAside(answer: string, reason: string): HTMLElement {
  return element(
    "details",
    {},
    element("summary", {}, texts.discarded(reason)),
    element("div", { class: "text" }, ...plainText(answer)),
  );
}

window.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && current && isBusy(current.status)) post({ type: "stop" });
});
onHostMessage(parseToPage, take);
post({ type: "ready" });
