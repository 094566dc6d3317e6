import * as vscode from "vscode";
import { speak } from "../../core/l10n/t";

// The first import of the extension's entry: texts are constants of their modules, and are translated as those are evaluated. The editor has read the
// translations by then; it has none where it speaks English, or a language that this extension does not.
speak(vscode.env.language, vscode.l10n.bundle);
