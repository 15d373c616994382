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
 * @property {number} reach epoch milliseconds: every record after this time was read; -Infinity if all of the range was read
 * @property {boolean} more the records end at `reach` because the query returns no more, not because the search stopped there
 * @property {import('../api/errorlog.js').UnreadNode[]} unread nodes whose records are missing
 * @property {number} unrecognised bytes that were not recognised as records, or as records of a known severity
 * @property {boolean} complete true in the last result
 */

const MOST_RECORDS_OF_ONE_QUERY = 2000;

/**
 * Reads the records of a range page by page, and yields all records so far after each page. The end of the range is fixed and entries have
 * ids, so nothing is lost or shown twice if new records shift the pages. `reach` is the same for all levels: if one level was not read, a
 * count of the others would look like the total.
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
  /** @type {Map<string, import('../api/errorlog.js').UnreadNode>} */
  const unread = new Map();
  const levels = exactLevels(lowerBound);
  let unrecognised = 0;
  let readTo = { reach: -Infinity, more: false };
  let expected = 0;
  for (const level of levels) {
    const isLast = level === levels.at(-1);
    let total = 0;
    let oldest = range.to;
    let searched = -Infinity;
    for (let page = 1, pages = 1; page <= pages; page++) {
      const answer = await logPage(session, instanceId, { range, level, page }, signal);
      for (const record of answer.error_log_list.map(shown)) {
        byId.set(record.id, record);
        oldest = Math.min(oldest, record.time);
      }
      expected += answer.total_record - total;
      total = answer.total_record;
      pages = Math.ceil(Math.min(total, MOST_RECORDS_OF_ONE_QUERY) / PAGE_SIZE);
      searched = Math.max(searched, searchedTo(answer, oldest));
      (answer.unread_nodes ?? []).forEach((node) => unread.set(node.node_name, node));
      unrecognised = Math.max(unrecognised, answer.unrecognised_bytes ?? 0);
      const read = page >= pages;
      if (read) {
        readTo = later(readTo, reachOf(total, oldest, searched));
      }
      const soFar = isLast ? later(readTo, { reach: oldest, more: false }) : { reach: range.to, more: false };
      yield {
        records: newestFirst(byId, levels.length),
        expected,
        ...(read && isLast ? readTo : soFar),
        unread: [...unread.values()],
        unrecognised,
        complete: read && isLast,
      };
    }
  }
}

/** @typedef {Pick<Loaded, 'reach' | 'more'>} Reach */

/**
 * @param {import('../api/errorlog.js').LogPage} answer
 * @param {number} oldest the time of the oldest record so far
 * @returns {number} the service searched every record after this time
 */
export function searchedTo({ truncated, searched_from: from }, oldest) {
  return truncated ? (from ?? oldest + 1) - 1 : -Infinity;
}

/**
 * @param {number} total how many records a query has
 * @param {number} oldest the time of the oldest of them; others of the same second may be missing
 * @param {number} searched the service searched every record after this time
 * @returns {Reach}
 */
export function reachOf(total, oldest, searched) {
  const capped = total >= MOST_RECORDS_OF_ONE_QUERY && oldest >= searched;
  return capped ? { reach: oldest, more: true } : { reach: searched, more: false };
}

/** @param {Reach} one @param {Reach} other @returns {Reach} */
export const later = (one, other) => (other.reach > one.reach ? other : one);

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

/** @param {Map<string, ShownRecord>} byId @param {number} queries the result of a single query is already in order */
function newestFirst(byId, queries) {
  const records = [...byId.values()];
  return queries === 1 ? records : records.sort((one, other) => other.time - one.time);
}
