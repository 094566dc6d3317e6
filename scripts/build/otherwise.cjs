// @ts-check

/**
 * A library's script in which some things are said otherwise. What can no longer come to pass then is left out by the minifier.
 * @param {string} script
 * @param {string} library whose it is
 * @param {readonly (readonly [from: string | RegExp, to: string])[]} changes all of which have something to change
 * @returns {string}
 * @throws {Error} where the library no longer says what is to be changed: it has to be looked at anew
 */
exports.otherwise = (script, library, changes) =>
  changes.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`${library} no longer says ${from}.`);
    return after;
  }, script);
