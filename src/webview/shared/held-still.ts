/** What lets a page change while a person is at it: what they have selected and focused stays as it is. */

/**
 * Gives a node these children. Those that are there already, as they are to be, stay the nodes they were, and with them their focus and a selection in them; so what one
 * of them does when it is pressed may only depend on what can be seen in its markup.
 */
export function setChildren(node: Element, ...children: Node[]): void {
  let place = node.firstChild;
  for (const child of children) {
    let known = place;
    while (known && !known.isEqualNode(child)) known = known.nextSibling;
    if (!known) node.insertBefore(child, place);
    else {
      removeUntil(place, known);
      place = known.nextSibling;
    }
  }
  removeUntil(place, null);
}

function removeUntil(first: ChildNode | null, end: ChildNode | null): void {
  for (let node = first; node && node !== end;) {
    const next: ChildNode | null = node.nextSibling;
    node.remove();
    node = next;
  }
}

/** Changes no more of a text than what differs, in its middle: a selection before or behind that stays. */
export function changeText(text: Text, to: string): void {
  const { data } = text;
  const shorter = Math.min(data.length, to.length);
  let before = 0;
  while (before < shorter && data[before] === to[before]) before++;
  let behind = 0;
  while (behind < shorter - before && data.at(-1 - behind) === to.at(-1 - behind)) behind++;
  text.replaceData(before, data.length - before - behind, to.slice(before, to.length - behind));
}

/** Whether a person has selected something that begins or ends in there. */
export function hasSelection(node: Node): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return false;
  return node.contains(selection.anchorNode) || node.contains(selection.focusNode);
}

/** Draws the same text anew, and selects in it what was selected. */
export function redrawSelected(node: Node, redraw: () => void): void {
  const selection = document.getSelection();
  if (!selection?.anchorNode || !selection.focusNode || !hasSelection(node)) return redraw();
  const ends = [
    endIn(node, selection.anchorNode, selection.anchorOffset),
    endIn(node, selection.focusNode, selection.focusOffset),
  ] as const;
  redraw();
  const [from, to] = [ends[0](), ends[1]()];
  selection.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

interface Place {
  node: Node;
  offset: number;
}

/** Finds an end of a selection again: in there by how much text is before it. */
function endIn(root: Node, node: Node, offset: number): () => Place {
  if (!root.contains(node)) return () => ({ node, offset });
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(node, offset);
  const { length } = before.toString();
  return () => placeAt(root, length);
}

function placeAt(root: Node, length: number): Place {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = length;
  for (let text = walker.nextNode() as Text | null; text; text = walker.nextNode() as Text | null) {
    if (left <= text.length) return { node: text, offset: left };
    left -= text.length;
  }
  return { node: root, offset: root.childNodes.length };
}

/** Goes on where a person was: to the first of these that can have the focus, where what had it cannot have it any more. @param had what had it before the change */
export function keepFocus(had: Element | null, others: Iterable<HTMLElement>): void {
  const { activeElement } = document;
  if (had === null || had === document.body || (activeElement === had && canFocus(had as HTMLElement))) return;
  if (activeElement !== had && activeElement !== document.body) return;
  for (const other of others) {
    if (!canFocus(other)) continue;
    other.focus({ preventScroll: true });
    return;
  }
}

const canFocus = (node: HTMLElement): boolean =>
  node.isConnected && !node.hidden && !(node as Partial<HTMLButtonElement>).disabled;
