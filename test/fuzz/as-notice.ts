/** What the host makes of a text before the editor shows it as a notice. Today that is nothing. */
export const asNotice = (text: string): string => text;
