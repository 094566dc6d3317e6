/** Something that reads a text that somebody else wrote. `read` never throws, and gives what the reader made of it. */
export interface Reader {
  name: string;
  read(text: string): unknown;
}
