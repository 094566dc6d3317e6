import { join } from "node:path";
import * as vscode from "vscode";
import { speak } from "../../core/l10n/t";
import { packedTexts } from "./packed-texts";

// The first import of the extension's entry: texts are constants of their modules, and are translated as those are evaluated. There are no translations where the editor
// speaks English, or a language that this extension does not.
speak(vscode.env.language, packedTexts(join(__dirname, "l10n"), vscode.env.language));
