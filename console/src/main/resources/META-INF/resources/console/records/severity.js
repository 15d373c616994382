import { element } from '../page/dom.js';

/** Severities by urgency, mildest first, as the API orders them; before them all what may be any of them. */
export const SEVERITIES = /** @type {const} */ (['UNKNOWN', 'DEBUG', 'LOG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);

/** @typedef {typeof SEVERITIES[number]} Severity */

/** Lower bounds that can be chosen; "" is all of them. LOG is most of a log, so a bound there would hide nothing. */
export const LOWER_BOUNDS = /** @type {const} */ (['', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);

/**
 * @param {string} level as the error-log query gives it: it says NOTE for PostgreSQL's NOTICE
 * @returns {Severity} UNKNOWN for a word that PostgreSQL doesn't have
 */
export function severityOf(level) {
  const word = level === 'NOTE' ? 'NOTICE' : level.startsWith('DEBUG') ? 'DEBUG' : level;
  const known = SEVERITIES.find((severity) => severity === word);
  return known ?? 'UNKNOWN';
}

/**
 * The levels to ask the error-log query for, which knows only exact ones.
 * @param {string} lowerBound "" for all
 * @returns {string[]}
 */
export function exactLevels(lowerBound) {
  if (!lowerBound) {
    return ['ALL'];
  }
  const from = SEVERITIES.findIndex((severity) => severity === lowerBound);
  return SEVERITIES.slice(from).map((severity) => (severity === 'NOTICE' ? 'NOTE' : severity));
}

/** @param {Severity} severity @returns {HTMLElement} */
export function severityMark(severity) {
  return element('span', { class: `severity severity-${severity.toLowerCase()}` }, severity);
}
