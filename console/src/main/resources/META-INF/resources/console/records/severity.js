import { element } from '../page/dom.js';

/** Severities in the order of the API, mildest first. UNKNOWN comes first, because it may be any of them. */
export const SEVERITIES = /** @type {const} */ (['UNKNOWN', 'DEBUG', 'LOG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);

/** @typedef {typeof SEVERITIES[number]} Severity */

/** The lower bounds that the page offers; "" means all levels. Most records are LOG, so LOG as a bound would hide almost nothing. */
export const LOWER_BOUNDS = /** @type {const} */ (['', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'FATAL', 'PANIC']);

/**
 * @param {string} level of the error-log query, which says NOTE for PostgreSQL's NOTICE
 * @returns {Severity} UNKNOWN for any other word
 */
export function severityOf(level) {
  const word = level === 'NOTE' ? 'NOTICE' : level.startsWith('DEBUG') ? 'DEBUG' : level;
  const known = SEVERITIES.find((severity) => severity === word);
  return known ?? 'UNKNOWN';
}

/**
 * The levels for the error-log query, which takes only exact levels.
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
