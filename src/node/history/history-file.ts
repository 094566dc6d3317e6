/** In the folder of the history. */
export const historyFileName = "history.db";
