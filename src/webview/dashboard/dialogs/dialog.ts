import { element, setText } from "../../shared/dom";

/**
 * A small modal form. `confirm` does what it is for; the form stays open with the sentence that it gives, or with what it failed with. The
 * platform's own dialog keeps the focus inside, closes on Escape and gives the focus back.
 */
export function openDialog(
  title: string,
  content: Node[],
  buttons: { confirm: string; cancel: string },
  confirm: () => Promise<string | undefined>,
): HTMLDialogElement {
  const problem = element("p", { class: "dialog-problem", role: "alert" });
  const submit = element("button", { type: "submit", class: "primary" }, buttons.confirm);
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { id: "dialog-title" }, title),
    ...content,
    problem,
    element(
      "div",
      { class: "dialog-buttons" },
      submit,
      element("button", { type: "button", class: "secondary", onclick: () => dialog.close() }, buttons.cancel),
    ),
  );
  const dialog = element("dialog", { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    void outcomeOf(confirm).then((wrong) => {
      submit.disabled = false;
      setText(problem, wrong ?? "");
      if (wrong === undefined) dialog.close();
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function outcomeOf(confirm: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await confirm();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
