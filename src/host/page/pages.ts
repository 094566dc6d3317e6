/** The kinds of pages, as package.json's activation events name them too. */
export const PAGES = { answer: "llmBreaker.answer", dashboard: "llmBreaker.dashboard" } as const;
