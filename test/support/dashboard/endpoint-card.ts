import type { EndpointCard } from "../../../src/core/messages/dashboard-live";

/** The card of a healthy endpoint, with whatever a test wants to be different. */
export function endpointCard(changes: Partial<EndpointCard> = {}): EndpointCard {
  return {
    id: "ollama",
    type: "ollama",
    tier: "local",
    address: "localhost:11434",
    state: "closed",
    mode: "auto",
    standing: "fine",
    canTry: false,
    available: true,
    failureStreak: 0,
    failureThreshold: 3,
    inFlight: 0,
    queued: 0,
    totalRequests: 5,
    canSimulate: true,
    ...changes,
  };
}
