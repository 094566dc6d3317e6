/**
 * Makes a node that is on the page like a fresh one, by changing no more than what differs: what stays is not laid out again, and a selection
 * in it survives.
 * @returns false where that cannot be, and the fresh one must take its place: what it does when it is clicked belongs to the node
 */
export function merge(present: Node, fresh: Node): boolean {
  if (present instanceof Text && fresh instanceof Text) {
    if (fresh.data.startsWith(present.data)) present.appendData(fresh.data.slice(present.length));
    else present.data = fresh.data;
    return true;
  }
  if (!(present instanceof HTMLElement && fresh instanceof HTMLElement) || present.tagName !== fresh.tagName)
    return false;
  if (present.tagName === "FIGURE") return present.isEqualNode(fresh);
  // A formula that is drawn stays.
  if (present.dataset["written"] !== undefined || fresh.dataset["written"] !== undefined)
    return present.dataset["written"] === fresh.dataset["written"];
  if (present.tagName === "A" && present.getAttribute("href") !== fresh.getAttribute("href")) return false;
  mergeAttributes(present, fresh);
  mergeChildren(present, fresh);
  return true;
}

function mergeAttributes(present: HTMLElement, fresh: HTMLElement): void {
  for (const { name } of [...present.attributes]) if (!fresh.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
}

function mergeChildren(present: HTMLElement, fresh: HTMLElement): void {
  let place = present.firstChild;
  for (const child of [...fresh.childNodes]) {
    const next = place?.nextSibling ?? null;
    if (!place) present.append(child);
    else if (!merge(place, child)) place.replaceWith(child);
    place = next;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
