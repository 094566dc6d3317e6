export const PRODUCT = "LLM Breaker";
