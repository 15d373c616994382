import { choiceIn, DEFAULT_PRESET, writeChoice } from './range.js';
import { LOWER_BOUNDS } from './severity.js';

/**
 * Which part of a log is shown; the address contains all of it.
 * @typedef {object} Filter
 * @property {import('./range.js').Choice} choice
 * @property {string} level lower bound; "" for all
 * @property {string} text
 * @property {number} page from 1
 */

/** @param {URLSearchParams} query @returns {Filter} */
export function filterIn(query) {
  const level = query.get('level') ?? '';
  return {
    choice: choiceIn(query),
    level: LOWER_BOUNDS.some((bound) => bound === level) ? level : '',
    text: query.get('q') ?? '',
    page: Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1),
  };
}

/** @param {Filter} filter @returns {URLSearchParams} only values that differ from the default */
export function queryOf({ choice, level, text, page }) {
  const query = new URLSearchParams();
  if (!('preset' in choice && choice.preset === DEFAULT_PRESET)) {
    writeChoice(choice, query);
  }
  for (const [name, value] of Object.entries({ level, q: text, page: page > 1 ? String(page) : '' })) {
    if (value) {
      query.set(name, value);
    }
  }
  return query;
}
