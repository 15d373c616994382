import { send } from './http.js';

/**
 * @typedef {object} LogRecord
 * @property {string} id opaque and stable
 * @property {string} time UTC, whole seconds, without an offset
 * @property {string} level
 * @property {string} content
 * @property {string} node_name
 *
 * @typedef {{ node_name: string, reason: string }} UnreadNode a node whose log was not read, and why
 *
 * @typedef {object} LogPage
 * @property {LogRecord[]} error_log_list newest first
 * @property {number} total_record at most 2000
 * @property {boolean} [truncated] true if part of the range was not searched
 * @property {number | null} [searched_from] epoch milliseconds: the records are complete from this time on; only with `truncated`
 * @property {UnreadNode[]} [unread_nodes]
 * @property {number} [unrecognised_bytes]
 */

export const PAGE_SIZE = 100;

/**
 * @param {import('../session.js').Session} session
 * @param {string} instanceId
 * @param {{ range: import('../records/range.js').Range, level: string, page: number }} query page from 1
 * @param {AbortSignal} signal
 * @returns {Promise<LogPage>}
 */
export async function logPage(session, instanceId, { range, level, page }, signal) {
  const { body } = await send(`${session.project?.id}/instances/${instanceId}/errorlog`, {
    token: session.token,
    query: { start_date: wireDate(range.from), end_date: wireDate(range.to), offset: page, limit: PAGE_SIZE, level },
    signal,
  });
  return body;
}

/** @param {number} time epoch milliseconds @returns {string} `yyyy-MM-dd'T'HH:mm:ssZ` */
function wireDate(time) {
  return `${new Date(time).toISOString().slice(0, 19)}+0000`;
}
