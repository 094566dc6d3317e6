import type { UserPrompt } from "../settings/list";

/** The prompts that “LLM: Run Prompt…” offers besides those of the user. */
export const BUILT_IN_PROMPTS: UserPrompt[] = [
  {
    name: "Explain",
    prompt: "Explain step by step what this ${language} code does and why it might be written this way.",
  },
  {
    name: "Find Bugs",
    prompt:
      "Review this ${language} code: list defects, unhandled cases and security risks, the worst first, each with a fix.",
  },
  {
    name: "Write Tests",
    prompt:
      "Write unit tests for this ${language} code in the style usual for the language. Cover edge cases and failures.",
  },
  {
    name: "Document",
    prompt:
      "Add documentation comments to this ${language} code, in the usual style of the language. Give the whole code in one code block.",
  },
  {
    name: "Improve",
    prompt:
      "Rewrite this ${language} code to be simpler and clearer with the same behaviour. Give the whole code in one code block.",
  },
];
