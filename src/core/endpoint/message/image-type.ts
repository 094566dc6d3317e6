/** Whether a type is that of a picture, as servers may be told it. */
export const isImageType = (mimeType: string): boolean => /^image\/[\w.+-]{1,100}$/.test(mimeType);
