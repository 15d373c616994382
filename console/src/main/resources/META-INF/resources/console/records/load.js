import { logPage, PAGE_SIZE } from '../api/errorlog.js';
import { exactLevels, severityOf } from './severity.js';

/**
 * @typedef {object} ShownRecord
 * @property {string} id
 * @property {number} time epoch milliseconds
 * @property {import('./severity.js').Severity} severity
 * @property {string} node
 * @property {string} content
 *
 * @typedef {object} Loaded
 * @property {ShownRecord[]} records newest first
 * @property {number} expected how many there will be
 * @property {boolean} truncated not all of the log was searched
 * @property {boolean} capped the API had more than it gives
 * @property {boolean} complete nothing more is coming
 */

const MOST_RECORDS_OF_ONE_QUERY = 2000;

/**
 * Reads the records of a range, page after page, and gives what there is after each. The range's end is fixed and entries carry ids,
 * so a page that shifts under new records tears no hole and shows nothing twice.
 * @param {import('../session.js').Session} session
 * @param {string} instanceId
 * @param {import('./range.js').Range} range
 * @param {string} lowerBound
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Loaded>}
 */
export async function* loadRecords(session, instanceId, range, lowerBound, signal) {
  /** @type {Map<string, ShownRecord>} */
  const byId = new Map();
  const levels = exactLevels(lowerBound);
  let truncated = false;
  let capped = false;
  let expected = 0;
  for (const level of levels) {
    let pages = 1;
    for (let page = 1; page <= pages; page++) {
      const answer = await logPage(session, instanceId, { range, level, page }, signal);
      answer.error_log_list.map(shown).forEach((record) => byId.set(record.id, record));
      if (page === 1) {
        expected += answer.total_record;
        pages = Math.ceil(answer.total_record / PAGE_SIZE);
        capped ||= answer.total_record >= MOST_RECORDS_OF_ONE_QUERY;
      }
      truncated ||= answer.truncated === true;
      const complete = page >= pages && level === levels.at(-1);
      yield { records: newestFirst(byId, levels.length), expected, truncated, capped, complete };
    }
  }
}

/** @param {import('../api/errorlog.js').LogRecord} record @returns {ShownRecord} */
function shown(record) {
  return {
    id: record.id,
    time: Date.parse(`${record.time}Z`),
    severity: severityOf(record.level),
    node: record.node_name,
    content: record.content,
  };
}

/** @param {Map<string, ShownRecord>} byId @param {number} queries one alone is in order as it comes */
function newestFirst(byId, queries) {
  const records = [...byId.values()];
  return queries === 1 ? records : records.sort((one, other) => other.time - one.time);
}
