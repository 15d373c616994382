const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @typedef {{ from: number, to: number }} Range epoch milliseconds: start inclusive, end exclusive; whole seconds */

/** Ranges that end now, by their names in addresses. */
export const PRESETS = new Map([
  ['15m', { label: 'Last 15 minutes', length: 15 * MINUTE }],
  ['1h', { label: 'Last hour', length: HOUR }],
  ['6h', { label: 'Last 6 hours', length: 6 * HOUR }],
  ['24h', { label: 'Last 24 hours', length: DAY }],
  ['7d', { label: 'Last 7 days', length: 7 * DAY }],
  ['30d', { label: 'Last 30 days', length: 30 * DAY }],
]);

export const DEFAULT_PRESET = '1h';

/**
 * The chosen range: a preset, or two fixed ends.
 * @typedef {{ preset: string } | Range} Choice
 */

/** @param {URLSearchParams} query @returns {Choice} */
export function choiceIn(query) {
  const from = Date.parse(query.get('from') ?? '');
  const to = Date.parse(query.get('to') ?? '');
  if (from < to) {
    return { from, to };
  }
  const since = query.get('since') ?? '';
  return { preset: PRESETS.has(since) ? since : DEFAULT_PRESET };
}

/** @param {Choice} choice @param {URLSearchParams} query is changed */
export function writeChoice(choice, query) {
  for (const name of ['since', 'from', 'to']) {
    query.delete(name);
  }
  if ('preset' in choice) {
    query.set('since', choice.preset);
  } else {
    query.set('from', isoSeconds(choice.from));
    query.set('to', isoSeconds(choice.to));
  }
}

/**
 * @param {Choice} choice
 * @param {number} now epoch milliseconds
 * @returns {Range}
 */
export function resolve(choice, now) {
  if ('from' in choice) {
    return choice;
  }
  const to = Math.ceil(now / 1000) * 1000;
  return { from: to - (PRESETS.get(choice.preset)?.length ?? HOUR), to };
}

/** @param {number} time epoch milliseconds @returns {string} for example 2026-11-24T08:15:00Z */
function isoSeconds(time) {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
