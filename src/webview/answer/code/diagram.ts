import { inert } from "../../../core/foreign/foreign-text";
import { MAX_DIAGRAM_CHARS } from "../../../core/model/limits";
import { element, setText } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { loadedLater } from "../page/loaded-later";
import { texts } from "../page/texts";
import { PatientWorker } from "./worker-with-patience";

/** As CSS colours, but for the font. */
type Colours = Record<"bg" | "fg" | "line" | "accent" | "muted" | "surface" | "border" | "font", string>;

export interface DiagramRequest {
  source: string;
  colours: Colours;
}

export type DiagramReply = { type: "drawn"; svg: string } | { type: "failed"; reason: string };

const drawer = new PatientWorker<DiagramRequest, DiagramReply>(loadedLater.diagrams, { ms: 3_000, mostGivenUp: 3 });

/** What is drawn again when the theme changes. */
const drawn = new Set<{ picture: HTMLImageElement; source: string }>();

/**
 * Draws what a Mermaid listing says, above its source: as a picture, in which nothing runs, loads or links, whatever the model wrote. The source
 * stays: it is shown until the picture is there and where there is none, and is what is copied.
 * @param listing the listing's element @param code what is hidden while the picture is shown
 */
export function showDiagram(source: string, listing: HTMLElement, code: HTMLElement): void {
  const note = element("p", { class: "note diagram-note", hidden: true });
  code.before(note);
  const say = (text: string): void => {
    note.hidden = false;
    setText(note, text);
  };
  if (source.length > MAX_DIAGRAM_CHARS) return say(texts.diagramLong);
  void draw(source).then((reply) => {
    if (!reply) return say(texts.diagramSlow);
    if (reply.type === "failed") return say(texts.diagramFailed(inert(reply.reason, 160)));
    const picture = element("img", { alt: texts.diagramAlt });
    picture.src = addressOf(reply.svg);
    const frame = element(
      "div",
      { class: "diagram", tabindex: "0", role: "group", "aria-label": texts.diagram },
      picture,
    );
    const toggle = element("button", { class: "quiet", "aria-pressed": "false" }, icon("code"));
    toggle.title = texts.showSource;
    toggle.setAttribute("aria-label", texts.showSource);
    toggle.addEventListener("click", () => {
      frame.hidden = !frame.hidden;
      code.hidden = !frame.hidden;
      toggle.setAttribute("aria-pressed", String(frame.hidden));
    });
    listing.querySelector(".bar span")?.after(toggle);
    code.before(frame);
    code.hidden = true;
    drawn.add({ picture, source });
    followTheme();
  });
}

async function draw(source: string): Promise<DiagramReply | undefined> {
  return drawer.ask({ source, colours: coloursOfTheme() });
}

function addressOf(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A picture knows nothing of the page's style sheet: it is given the theme's colours as they are now. */
function coloursOfTheme(): Colours {
  const style = getComputedStyle(document.body);
  const variable = (name: string, other: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || other;
  const foreground = style.color;
  const contrast = variable("contrastBorder", "");
  return {
    bg: variable("editor-background", "transparent"),
    fg: foreground,
    line: contrast || variable("descriptionForeground", foreground),
    accent: contrast || variable("textLink-foreground", foreground),
    muted: variable("descriptionForeground", foreground),
    surface: variable("textCodeBlock-background", "transparent"),
    border: contrast || variable("descriptionForeground", foreground),
    font: "system-ui",
  };
}

let following = false;

/** Draws what is on the page anew when the editor sets another theme. */
function followTheme(): void {
  if (following) return;
  following = true;
  new MutationObserver(() => {
    for (const one of drawn) {
      if (!one.picture.isConnected) drawn.delete(one);
      else
        void draw(one.source).then((reply) => {
          if (reply?.type === "drawn") one.picture.src = addressOf(reply.svg);
        });
    }
  }).observe(document.body, { attributeFilter: ["class"] });
}
