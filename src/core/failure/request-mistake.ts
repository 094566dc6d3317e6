const CODE = "INVALID_REQUEST";

/** Marks an error as the caller's own mistake: nothing was sent, no endpoint has failed, and its message is all that there is to say. */
export function mistaken(error: unknown): unknown {
  const mayBeMarked = error instanceof Error && !("code" in error) && Object.isExtensible(error);
  return mayBeMarked ? Object.assign(error, { code: CODE }) : error;
}

export const isMistake = (error: unknown): error is Error =>
  error instanceof Error && (error as { code?: unknown }).code === CODE;
