import { formatTime } from '../page/format.js';
import { SEVERITIES } from './severity.js';

const STEPS_IN_SECONDS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
const MOST_BINS = 72;

/**
 * @typedef {object} Bins
 * @property {number} step seconds
 * @property {number[]} times the start of each bin, epoch seconds
 * @property {number} counted the index of the first bin of which every record was read; the number of bins if there is none
 * @property {Map<import('./severity.js').Severity, number[]>} counts of each severity that occurs, mildest first; 0 before `counted`
 */

/**
 * Counts records by time and severity, in bins of a round length. A bin of which not every record was read is not counted: its records of
 * one severity would look like all of them.
 * @param {import('./load.js').ShownRecord[]} records
 * @param {import('./range.js').Range} range
 * @param {number} reach every record after this time was read
 * @returns {Bins}
 */
export function binRecords(records, range, reach) {
  const step = stepFor((range.to - range.from) / 1000);
  const first = Math.floor(range.from / 1000 / step) * step;
  const length = Math.max(1, Math.ceil((range.to / 1000 - first) / step));
  const times = Array.from({ length }, (_, index) => first + index * step);
  const counted = reach < range.from ? 0 : times.findLastIndex((time) => time * 1000 <= reach) + 1;
  const countable = records.filter(({ time }) => counted < length && time >= times[counted] * 1000);
  const counts = new Map(
    SEVERITIES.filter((severity) => countable.some((record) => record.severity === severity)).map((severity) => [
      severity,
      new Array(length).fill(0),
    ]),
  );
  for (const { time, severity } of countable) {
    const bin = Math.floor((time / 1000 - first) / step);
    const row = counts.get(severity);
    if (row && bin >= 0 && bin < length) {
      row[bin]++;
    }
  }
  return { step, times, counted, counts };
}

/** @param {number} seconds */
function stepFor(seconds) {
  return STEPS_IN_SECONDS.find((step) => seconds / step <= MOST_BINS) ?? 86400;
}

/**
 * Where the bar of each severity ends, on top of the milder ones; mildest first.
 * @param {Bins} bins
 * @returns {(number | null)[][]} null where there is no bar
 */
export function stacked({ times, counts }) {
  const sums = new Array(times.length).fill(0);
  return [...counts.values()].map((row) =>
    row.map((count, index) => {
      sums[index] += count;
      return sums[index] === 0 ? null : sums[index];
    }),
  );
}

/**
 * @param {number} seconds epoch seconds
 * @param {import('./range.js').Range} range of the whole axis
 * @returns {string} as short as the range allows: "11-24", "08:15" or "08:15:04"
 */
export function axisLabel(seconds, { from, to }) {
  const [date, clock] = formatTime(seconds * 1000).split(' ');
  const length = (to - from) / 1000;
  if (length > 2 * 86400) {
    return date.slice(5);
  }
  return length < 600 ? clock : clock.slice(0, 5);
}
