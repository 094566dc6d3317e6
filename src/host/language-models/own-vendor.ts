/** Under which this extension offers models to the editor, as package.json has it. They are no way out of an outage of its own, and its endpoints must not ask them. */
export const OWN_VENDOR = "llm-breaker";
