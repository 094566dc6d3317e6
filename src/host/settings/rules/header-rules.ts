import { t } from "../../../core/l10n/t";
import { headerCountProblem, headerProblem } from "../../../core/endpoint/header-rules";
import { namesSecret } from "../../../core/model/secret-names";
import { BadValue, plainObject, UNSHOWN, type Rule } from "./value-rules";
import { shownName } from "./shown-value";

/**
 * Headers of the user's own, by name. None that carries a secret: settings end up in dotfile repositories and settings sync. No message shows
 * a value, as it may be one all the same.
 *
 * @param instead where a secret belongs, for the sentence that refuses it
 */
export function headersRule(instead: string): Rule<Record<string, string>> {
  return (raw, path) => {
    const entries = Object.entries(plainObject(raw, path, t("an object of texts"), UNSHOWN));
    const many = headerCountProblem(entries);
    if (many !== undefined) throw new BadValue(path, many, UNSHOWN);
    return Object.fromEntries(
      entries.map(([name, value]) => {
        const where = `${path}.${shownName(name)}`;
        if (namesSecret(name)) throw new BadValue(where, t("left out: {0}", instead), UNSHOWN);
        const problem = headerProblem(name, value);
        if (problem !== undefined) throw new BadValue(where, problem, UNSHOWN);
        return [name, value as string];
      }),
    );
  };
}
