import MarkdownIt from "markdown-it";

/** What formulas escape, such as \( … \), \[ … \], \, and \{: there a lost backslash loses the meaning, while text hardly ever needs these escaped. */
const ofFormulas = /^\\[()[\]{},;:!|]$/;

/** How answers are read: CommonMark and tables, nothing as HTML; formulas stay as they are written, and tasks have boxes. */
export function answerMarkdown(): MarkdownIt {
  const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
  markdown.core.ruler.before("text_join", "formulas", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) if (token.type === "text_special" && ofFormulas.test(token.markup)) token.content = token.markup;
  });
  markdown.core.ruler.after("text_join", "tasks", ({ tokens }) => {
    tokens.forEach((token, index) => {
      const first = token.type === "inline" && tokens[index - 2]?.type === "list_item_open" ? token.children?.[0] : undefined;
      if (first?.type === "text") first.content = first.content.replace(/^\[([ xX])\] /, (_, mark: string) => (mark === " " ? "☐ " : "☑ "));
    });
  });
  return markdown;
}
