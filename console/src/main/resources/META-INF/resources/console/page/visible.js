import { element } from './dom.js';

/** How many combining marks of a letter are shown; no language needs more. */
const MOST_MARKS = 4;

/**
 * Characters that are invisible or change how others are shown: controls, bidirectional controls, zero-width characters, line separators,
 * half surrogates. Line feed and tab are not included, and neither are the Arabic number signs, which are visible.
 */
const HIDDEN =
  /(?![\n\t\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFFA0\u{E0100}-\u{E01EF}]/u;

const UNUSUAL = new RegExp(`(${HIDDEN.source}|\\p{M}{${MOST_MARKS + 1},})`, 'gu');

/** @typedef {{ label: string, title: string }} Mark replaces characters: the text that it shows, and its tooltip */

/**
 * Untrusted text, with a visible mark instead of each character that could hide or disguise others.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
export function visible(text) {
  return markHidden(text).map((part) => (typeof part === 'string' ? part : element('span', { class: 'hidden-character', title: part.title }, part.label)));
}

/** @param {string} text @returns {(string | Mark)[]} the text, with a mark instead of each hidden character */
export function markHidden(text) {
  return text.split(UNUSUAL).flatMap((part, index) => (index % 2 === 0 ? [part] : marksFor(part)));
}

/** @param {string} part @returns {(string | Mark)[]} */
function marksFor(part) {
  const characters = [...part];
  if (HIDDEN.test(part) && characters.length === 1) {
    return [{ label: codePoint(part), title: 'This character is invisible, or it changes how other characters are shown' }];
  }
  const more = characters.slice(MOST_MARKS);
  return [characters.slice(0, MOST_MARKS).join(''), { label: `+${more.length} marks`, title: more.slice(0, MOST_MARKS).map(codePoint).join(' ') }];
}

/** @param {string} character */
const codePoint = (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Untrusted text that can't change the writing direction of the text around it.
 * @param {string} text
 * @returns {HTMLElement}
 */
export const isolated = (text) => element('bdi', { dir: 'ltr' }, ...visible(text));
