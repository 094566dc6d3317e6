import "./styles/answer.css";
import { parseMemory, parseToPage, type ToHost, type ToPage } from "../../core/messages/answer";
import { element, setText } from "../shared/dom";
import { connectToHost, onHostMessage } from "../shared/host";
import { icon } from "../shared/icons";
import { Announcer } from "./page/announcer";
import { ComposerView } from "./page/composer-view";
import { FollowScroll } from "./page/follow-scroll";
import { FrameQueue } from "./page/frame-queue";
import { HostWatch } from "./page/host-watch";
import { texts } from "./page/texts";
import { TurnView } from "./turn-view";

const host = connectToHost<ToHost>();
const memory = { conversation: "", draft: "", ...parseMemory(host.getState()) };
const turns: TurnView[] = [];
const frames = new FrameQueue();
const list = element("div", { class: "turns" });
const title = element("h1", { class: "unseen" }, texts.conversation);
const nothing = element(
  "section",
  { class: "nothing", hidden: true },
  element("p", {}, texts.nothingAsked),
  element("button", { class: "secondary", onclick: () => post({ type: "runPrompt" }) }, texts.runPrompt),
);
const main = element("main", { tabindex: "0" }, title, nothing, list);
const gone = element(
  "p",
  { class: "gone", role: "alert", hidden: true },
  icon("error"),
  element("span", {}, `${texts.gone} `, element("a", { href: "command:workbench.action.reloadWindow" }, texts.reload)),
);
const bar = element(
  "nav",
  { class: "bar" },
  button("earlier", texts.earlier, () => post({ type: "openConversation" })),
  button("add", texts.newConversation, () => post({ type: "newConversation" })),
);
const composer = new ComposerView(post, (draft) => remember({ draft }));
const announcer = new Announcer();
document.body.append(bar, main, gone, composer.node, announcer.node);
composer.restore(memory.draft);
composer.invite(false);
const scroll = new FollowScroll(main);

const watch = new HostWatch({
  ask: () => host.post({ type: "areYouThere" }),
  onChange: showGone,
  every: (ms, look) => {
    const timer = setInterval(look, ms);
    return () => clearInterval(timer);
  },
  now: () => performance.now(),
});

/** What a person asks for is awaited too. */
function post(message: ToHost): void {
  host.post(message);
  watch.watch(true);
}

function take(message: ToPage): void {
  watch.heard();
  switch (message.type) {
    case "conversation":
      for (const turn of turns.splice(0)) turn.dispose();
      announcer.clear();
      setText(title, message.title === "" ? texts.conversation : message.title);
      remember({ conversation: message.id });
      showWhetherBegun();
      break;
    case "composer":
      composer.show(message.composer);
      break;
    case "focus":
      composer.focus();
      break;
    case "here":
      break;
    default: {
      const { turn, ...ofTurn } = message;
      const view = turnAt(turn);
      view.take(ofTurn);
      if (view.status) announcer.tell(turn, view.status);
      if (message.type === "show") scroll.restart();
    }
  }
  watch.watch(turns.some(({ busy }) => busy));
}

function turnAt(index: number): TurnView {
  while (turns.length <= index) {
    const turn = new TurnView(turns.length, post, frames);
    turns.push(turn);
    list.append(turn.node);
  }
  showWhetherBegun();
  return turns[index]!;
}

/** Not before the host has told which conversation it is: one that is loaded anew has its questions right behind that. */
function showWhetherBegun(): void {
  nothing.hidden = turns.length > 0;
  composer.invite(turns.length > 0);
}

function showGone(isGone: boolean): void {
  gone.hidden = !isGone;
  for (const turn of turns) turn.showOrphaned(isGone);
}

function remember(change: Partial<typeof memory>): void {
  Object.assign(memory, change);
  if (memory.conversation !== "") host.setState({ ...memory });
}

function button(name: Parameters<typeof icon>[0], label: string, onclick: () => void): HTMLButtonElement {
  return element("button", { class: "quiet", title: label, "aria-label": label, onclick }, icon(name));
}

window.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  const running = turns.findIndex(({ busy }) => busy);
  post(running < 0 ? { type: "focusEditor" } : { type: "stop", turn: running });
});
onHostMessage(parseToPage, take);
host.post({ type: "ready" });
