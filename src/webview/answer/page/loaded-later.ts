/** Where the page finds what it loads when that is first needed: the host writes the addresses beside its script. Empty where there is no such host. */
export const loadedLater: Readonly<Partial<Record<"highlighter" | "diagrams" | "math" | "mathStyle", string>>> = {
  ...(document.currentScript instanceof HTMLElement && document.currentScript.dataset),
};
